use sea_keel::prelude::*;

/// Add priority.
#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20250102_000001_add_title"]
    }

    fn up(&self, _op: &mut Operations) {
        // op.add_column("tasks", string_len("priority", 20).default("medium"));
    }

    // down is the reverse of up, unless it is written:
    // fn down(&self, op: &mut Operations) {}
}
