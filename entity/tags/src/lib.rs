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

#[cfg(test)]
mod tests {
    use sea_orm::{DbBackend, QueryTrait};

    use super::*;

    fn sql<E: EntityTrait>(select: Select<E>) -> String {
        select.build(DbBackend::Sqlite).to_string()
    }

    #[test]
    fn tags_and_tasks_find_each_other() {
        let of_task = sql(<tasks::Entity as Related<Entity>>::find_related());
        assert!(
            of_task.ends_with(
                r#"FROM "tags" INNER JOIN "task_tags" ON "task_tags"."tag_id" = "tags"."id" INNER JOIN "tasks" ON "tasks"."id" = "task_tags"."task_id""#
            ),
            "{of_task}"
        );
        let of_tag = sql(<Entity as Related<tasks::Entity>>::find_related());
        assert!(
            of_tag.ends_with(
                r#"FROM "tasks" INNER JOIN "task_tags" ON "task_tags"."task_id" = "tasks"."id" INNER JOIN "tags" ON "tags"."id" = "task_tags"."tag_id""#
            ),
            "{of_tag}"
        );
    }
}
