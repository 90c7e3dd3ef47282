//! Devices get to name a user before the user signs up, and whoever is new is a guest.
//!
//! Rows keep the role they have: only the default changes.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20260107_090000_add_social_login"]
    }

    fn up(&self, op: &mut Operations) {
        op.add_column(Users::Table, string_len_null(Users::LocalId, 50));
        op.create_index("idx_users_localid", Users::Table, [Users::LocalId]);
        op.set_default(Users::Table, Users::Role, "guest");
        op.create_unique("uq_provider_social_id", Users::Table, [Users::Provider, Users::SocialId]);
    }
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "localId")]
    LocalId,
    Role,
    Provider,
    SocialId,
}
