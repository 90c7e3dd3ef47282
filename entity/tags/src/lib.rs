//! Words that people put on tasks.

pub mod task_tags;

use sea_keel::source::EntitySchema;
use sea_orm::entity::prelude::*;

/// A word that can stand on many tasks.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tags")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// The word.
    #[sea_orm(unique, column_type = "String(StringLen::N(50))")]
    pub name: String,
    /// When it was first used.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// The tasks that a tag stands on.
impl Related<tasks::Entity> for Entity {
    fn to() -> RelationDef {
        task_tags::Relation::Tasks.def()
    }

    fn via() -> Option<RelationDef> {
        Some(task_tags::Relation::Tag.def().rev())
    }
}

/// A task's tags.
impl Related<Entity> for tasks::Entity {
    fn to() -> RelationDef {
        task_tags::Relation::Tag.def()
    }

    fn via() -> Option<RelationDef> {
        Some(task_tags::Relation::Tasks.def().rev())
    }
}

impl EntitySchema for Entity {}
