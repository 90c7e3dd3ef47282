//! Indexes for the look-ups that have none by now.
//!
//! - By email: the UNIQUE constraint on `users.email` brings its own; a second one would only cost writes.
//! - By owner: tasks and conversations have theirs, messages have not.
//! - By time: none of the lists that are sorted by `created_at` has one.
//! - By state: `idx_tasks_completed` is over two values and picks half the table; what the application asks
//!   for is one person's open tasks.
//!
//! The tables are in use: on PostgreSQL the indexes are built without blocking writers.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20260108_024131_add_local_id_and_fix_role_default"]
    }

    fn up(&self, op: &mut Operations) {
        op.create_index("idx_messages_user_id", Messages::Table, on([Messages::UserId]).concurrently());
        op.create_index("idx_messages_created_at", Messages::Table, on([Messages::CreatedAt]).concurrently());
        op.create_index(
            "idx_conversations_created_at",
            Conversations::Table,
            on([Conversations::CreatedAt]).concurrently(),
        );
        op.create_index("idx_tasks_created_at", Tasks::Table, on([Tasks::CreatedAt]).concurrently());
        op.create_index(
            "idx_tasks_user_id_completed",
            Tasks::Table,
            on([Tasks::UserId, Tasks::Completed]).concurrently(),
        );
    }
}

#[derive(DeriveIden)]
enum Messages {
    Table,
    UserId,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Conversations {
    Table,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    UserId,
    Completed,
    CreatedAt,
}
