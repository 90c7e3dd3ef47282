//! People can sign in through another service, and have a role.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20241227_100000_add_advanced_task_features"]
    }

    fn up(&self, op: &mut Operations) {
        op.add_column(Users::Table, string_len_null(Users::Provider, 50));
        op.add_column(Users::Table, string_len_null(Users::SocialId, 255));
        op.add_column(Users::Table, string_len(Users::Role, 20).default("user"));
    }
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Provider,
    SocialId,
    Role,
}
