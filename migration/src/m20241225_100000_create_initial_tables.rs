//! Users and their tasks.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &[]
    }

    fn up(&self, op: &mut Operations) {
        op.create_table(
            table(Users::Table)
                .col(string_len(Users::Id, 255).primary_key())
                .col(string_len(Users::Email, 255))
                .col(string_len_null(Users::Name, 255))
                .col(timestamp_with_time_zone_default_now(Users::CreatedAt))
                .unique("uq-users-email", [Users::Email]),
        );
        op.create_table(
            table(Tasks::Table)
                .col(pk_auto(Tasks::Id))
                .col(string_len(Tasks::UserId, 255))
                .col(string_len(Tasks::Title, 200))
                .col(text_null(Tasks::Description))
                .col(boolean(Tasks::Completed).default(false))
                .col(timestamp_with_time_zone_default_now(Tasks::CreatedAt))
                .col(timestamp_with_time_zone_default_now(Tasks::UpdatedAt))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-tasks-user_id")
                        .from(Tasks::Table, Tasks::UserId)
                        .to(Users::Table, Users::Id),
                ),
        );
        op.create_index("idx_tasks_user_id", Tasks::Table, [Tasks::UserId]);
        op.create_index("idx_tasks_completed", Tasks::Table, [Tasks::Completed]);
    }
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Email,
    Name,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    Id,
    UserId,
    Title,
    Description,
    Completed,
    CreatedAt,
    UpdatedAt,
}
