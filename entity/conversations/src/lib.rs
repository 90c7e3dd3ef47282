//! What people and the assistant said to each other.

pub mod messages;

use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::entity::prelude::*;

/// A conversation of one person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversations")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose it is.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub user_id: String,
    /// When it began.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When it last went on.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// Its owner.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<users::Entity>,
    /// What was said.
    #[sea_orm(has_many)]
    pub messages: HasMany<messages::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// A person's conversations.
impl Related<Entity> for users::Entity {
    fn to() -> RelationDef {
        Relation::Users.def().rev()
    }
}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.index("idx_conversations_user", [Column::UserId]);
        table.index("idx_conversations_created_at", [Column::CreatedAt]);
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{DbBackend, QueryTrait};

    use super::*;

    #[test]
    fn a_person_finds_their_conversations() {
        let found = <users::Entity as Related<Entity>>::find_related().build(DbBackend::Sqlite).to_string();
        let joined = r#"FROM "conversations" INNER JOIN "users" ON "users"."id" = "conversations"."user_id""#;
        assert!(found.ends_with(joined), "{found}");
    }
}
