//! Every task has an owner.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20250101_000003_delete_tasks_without_owner"]
    }

    fn up(&self, op: &mut Operations) {
        op.set_not_null(Task::Table, Task::OwnerId);
    }
}

#[derive(DeriveIden)]
enum Task {
    Table,
    OwnerId,
}
