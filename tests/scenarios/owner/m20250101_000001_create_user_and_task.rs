//! People and their tasks; a task may have no owner.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &[]
    }

    fn up(&self, op: &mut Operations) {
        op.create_table(
            table(User::Table)
                .col(pk_auto(User::Id))
                .col(string_len(User::Email, 255))
                .col(timestamp_with_time_zone(User::CreatedAt).default(Expr::current_timestamp())),
        );
        op.create_table(
            table(Task::Table)
                .col(pk_auto(Task::Id))
                .col(integer_null(Task::OwnerId))
                .col(string_len(Task::Title, 200))
                .col(boolean(Task::IsCompleted).default(false))
                .col(timestamp_with_time_zone(Task::CreatedAt).default(Expr::current_timestamp()))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk_task_owner_id")
                        .from_col(Task::OwnerId)
                        .to(User::Table, User::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                ),
        );
    }
}

#[derive(DeriveIden)]
enum User {
    Table,
    Id,
    Email,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Task {
    Table,
    Id,
    OwnerId,
    Title,
    IsCompleted,
    CreatedAt,
}
