//! The turns of a conversation.

use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::entity::prelude::*;

/// One turn of a conversation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// The conversation that it is part of, and goes with.
    pub conversation_id: i32,
    /// Who takes part.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub user_id: String,
    /// Who speaks: `user` or `assistant`.
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub role: String,
    /// What is said.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// When it was said.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// The conversation that it is part of.
    #[sea_orm(
        belongs_to,
        relation_enum = "Conversation",
        from = "conversation_id",
        to = "id",
        on_delete = "Cascade"
    )]
    pub conversation: BelongsTo<super::Entity>,
    /// Who takes part.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<users::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a person took part in.
impl Related<Entity> for users::Entity {
    fn to() -> RelationDef {
        Relation::Users.def().rev()
    }
}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.index("idx_messages_conversation", [Column::ConversationId]);
        table.index("idx_messages_user_id", [Column::UserId]);
        table.index("idx_messages_created_at", [Column::CreatedAt]);
    }
}
