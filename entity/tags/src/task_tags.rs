//! Which tag stands on which task.

use sea_keel::source::EntitySchema;
use sea_orm::entity::prelude::*;

/// A tag on a task; it goes with either.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task_tags")]
pub struct Model {
    /// The task.
    #[sea_orm(primary_key, auto_increment = false)]
    pub task_id: i32,
    /// The tag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag_id: i32,
    /// The task.
    #[sea_orm(belongs_to, from = "task_id", to = "id", on_delete = "Cascade")]
    pub task: BelongsTo<tasks::Entity>,
    /// The tag.
    #[sea_orm(belongs_to, relation_enum = "Tag", from = "tag_id", to = "id", on_delete = "Cascade")]
    pub tag: BelongsTo<super::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {}
