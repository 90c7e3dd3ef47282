//! The history of the application's schema, and the entities that it leads to.
#![expect(unreachable_pub, reason = "a migration file stands for itself, as SeaORM's do")]

use conversations::messages;
use sea_keel::{history::Revision, source::Models};
use tags::task_tags;

mod m20241225_100000_create_initial_tables;
mod m20241226_100000_add_conversations;
mod m20241227_100000_add_advanced_task_features;
mod m20260107_090000_add_social_login;
mod m20260108_024131_add_local_id_and_fix_role_default;
mod m20260215_090000_add_performance_indexes;

/// The history.
pub fn revisions() -> Vec<Box<dyn Revision>> {
    vec![
        Box::new(m20241225_100000_create_initial_tables::Migration),
        Box::new(m20241226_100000_add_conversations::Migration),
        Box::new(m20241227_100000_add_advanced_task_features::Migration),
        Box::new(m20260107_090000_add_social_login::Migration),
        Box::new(m20260108_024131_add_local_id_and_fix_role_default::Migration),
        Box::new(m20260215_090000_add_performance_indexes::Migration),
    ]
}

/// The entities, parents first.
pub fn models() -> Models {
    Models::new()
        .entity(users::Entity)
        .entity(tasks::Entity)
        .entity(conversations::Entity)
        .entity(messages::Entity)
        .entity(tags::Entity)
        .entity(task_tags::Entity)
}
