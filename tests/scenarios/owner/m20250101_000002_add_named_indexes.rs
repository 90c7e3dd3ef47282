//! Indexes for the look-ups that are made, each under a name.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20250101_000001_create_user_and_task"]
    }

    fn up(&self, op: &mut Operations) {
        op.create_index("ix_user_email", User::Table, on([User::Email]).unique());
        op.create_index("ix_task_owner_id", Task::Table, [Task::OwnerId]);
        op.create_index("ix_task_created_at", Task::Table, [Task::CreatedAt]);
        op.create_index("ix_task_is_completed", Task::Table, [Task::IsCompleted]);
    }
}

#[derive(DeriveIden)]
enum User {
    Table,
    Email,
}

#[derive(DeriveIden)]
enum Task {
    Table,
    OwnerId,
    CreatedAt,
    IsCompleted,
}
