//! Tasks that belong to nobody go, so that the next revision can require an owner.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20250101_000002_add_named_indexes"]
    }

    fn up(&self, op: &mut Operations) {
        op.execute(Query::delete().from_table(Task::Table).and_where(Expr::col(Task::OwnerId).is_null()));
    }

    fn down(&self, op: &mut Operations) {
        op.irreversible("the deleted tasks cannot be restored; take them from a backup");
    }
}

#[derive(DeriveIden)]
enum Task {
    Table,
    OwnerId,
}
