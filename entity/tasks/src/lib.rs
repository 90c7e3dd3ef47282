//! What people have to do.

use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::entity::prelude::*;

/// Something that a person has to do.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tasks")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose it is.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub user_id: String,
    /// What it is, in a line.
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    /// What it is, at length.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// Whether it is done.
    #[sea_orm(default_value = false)]
    pub completed: bool,
    /// When it was written down.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When it last changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// How much it matters: `low`, `medium` or `high`.
    #[sea_orm(column_type = "String(StringLen::N(20))", default_value = "medium")]
    pub priority: String,
    /// When it must be done.
    pub due_date: Option<DateTimeUtc>,
    /// When to remind its owner.
    pub remind_at: Option<DateTimeUtc>,
    /// How it comes back: `daily`, `weekly`, `monthly` …
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub recurrence_pattern: Option<String>,
    /// Whether it comes back at all.
    #[sea_orm(default_value = false)]
    pub is_recurring: bool,
    /// Its owner.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<users::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// A person's tasks.
impl Related<Entity> for users::Entity {
    fn to() -> RelationDef {
        Relation::Users.def().rev()
    }
}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.index("idx_tasks_user_id", [Column::UserId]);
        table.index("idx_tasks_completed", [Column::Completed]);
        table.index("idx_tasks_priority", [Column::Priority]);
        table.index("idx_tasks_due_date", [Column::DueDate]);
        table.index("idx_tasks_remind_at", [Column::RemindAt]);
        table.index("idx_tasks_is_recurring", [Column::IsRecurring]);
        table.index("idx_tasks_created_at", [Column::CreatedAt]);
        table.index("idx_tasks_user_id_completed", [Column::UserId, Column::Completed]);
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{DbBackend, QueryTrait};

    use super::*;

    #[test]
    fn a_person_finds_their_tasks() {
        let found = <users::Entity as Related<Entity>>::find_related().build(DbBackend::Sqlite).to_string();
        let joined = r#"FROM "tasks" INNER JOIN "users" ON "users"."id" = "tasks"."user_id""#;
        assert!(found.ends_with(joined), "{found}");
    }
}
