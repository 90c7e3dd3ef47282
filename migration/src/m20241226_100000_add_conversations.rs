//! Conversations with the assistant, and what is said in them.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20241225_100000_create_initial_tables"]
    }

    fn up(&self, op: &mut Operations) {
        op.create_table(
            table(Conversations::Table)
                .col(pk_auto(Conversations::Id))
                .col(string_len(Conversations::UserId, 255))
                .col(timestamp_with_time_zone_default_now(Conversations::CreatedAt))
                .col(timestamp_with_time_zone_default_now(Conversations::UpdatedAt))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-conversations-user_id")
                        .from(Conversations::Table, Conversations::UserId)
                        .to(Users::Table, Users::Id),
                ),
        );
        op.create_table(
            table(Messages::Table)
                .col(pk_auto(Messages::Id))
                .col(integer(Messages::ConversationId))
                .col(string_len(Messages::UserId, 255))
                .col(string_len(Messages::Role, 20))
                .col(text(Messages::Content))
                .col(timestamp_with_time_zone_default_now(Messages::CreatedAt))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-messages-conversation_id")
                        .from(Messages::Table, Messages::ConversationId)
                        .to(Conversations::Table, Conversations::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-messages-user_id")
                        .from(Messages::Table, Messages::UserId)
                        .to(Users::Table, Users::Id),
                ),
        );
        op.create_index("idx_messages_conversation", Messages::Table, [Messages::ConversationId]);
        op.create_index("idx_conversations_user", Conversations::Table, [Conversations::UserId]);
    }
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Conversations {
    Table,
    Id,
    UserId,
    CreatedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum Messages {
    Table,
    Id,
    ConversationId,
    UserId,
    Role,
    Content,
    CreatedAt,
}
