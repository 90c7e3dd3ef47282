//! Everything, as it says "here", is changed.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20240101_000000_before"]
    }

    fn message(&self) -> Option<String> {
        Some("Everything, as it says \"here\", is changed".into())
    }

    fn up(&self, op: &mut Operations) {
        // The first thing to look at.
        // The second one, which is long long long long long long long long long long long long long
        // long long long long long long long long long long long long long long long long long
        op.rename_table(Notes::Table, Remarks::Table);
        op.comment_table(Remarks::Table, Some("what was said"));
        op.comment_table(Remarks::Table, None);
        op.rename_column(Remarks::Table, Remarks::Body, Remarks::Text);
        op.add_column(Remarks::Table, integer_null(Remarks::Id));
        op.sql_with_down(
            r#"UPDATE "remarks" SET "id" = 1
WHERE "id" IS NULL"#,
            "",
        );
        op.set_not_null(Remarks::Table, Remarks::Id);
        op.create_primary_key(Remarks::Table, [Remarks::Id]);
        op.drop_primary_key(Remarks::Table);
        op.create_named_primary_key("remarks_key", Remarks::Table, [Remarks::Id]);
        op.rename_constraint(Remarks::Table, "remarks_key", "remarks_pk");
        op.create_unique("uq_text", Remarks::Table, [Remarks::Text]);
        op.drop_unique("uq_text", Remarks::Table);
        op.create_foreign_key(
            ForeignKeySpec::from(
                ForeignKey::create()
                    .name("fk_remarks")
                    .from(Remarks::Table, Remarks::Id)
                    .to(Users::Table, Users::Id),
            )
                .not_valid(),
        );
        op.validate_foreign_key("fk_remarks", Remarks::Table);
        op.drop_foreign_key("fk_remarks", Remarks::Table);
        op.create_check_not_valid("ck_id", Remarks::Table, Expr::col(Remarks::Id).gt(0));
        op.validate_check("ck_id", Remarks::Table);
        op.create_check("ck_id_is_small", Remarks::Table, Expr::col(Remarks::Id).lt(9));
        op.drop_check("ck_id", Remarks::Table);
        op.backfill(Remarks::Table, Remarks::Text, Expr::val("none"));
        op.update_in_batches(
            rows(Remarks::Table)
                .set(Remarks::Text, Expr::val("x"))
                .filter(Expr::col(Remarks::Id).gt(3)),
        );
        op.delete_in_batches(rows(Remarks::Table));
        op.create_table(
            table(RemarksKept::Table)
                .col(text_null(RemarksKept::Text))
                .col(integer_null(RemarksKept::Id)),
        );
        op.delete_in_batches(
            rows(Remarks::Table)
                .quarantine(RemarksKept::Table)
                .cascade()
                .filter(Expr::col(Remarks::Text).eq("old")),
        );
        op.restore_in_batches(Remarks::Table, RemarksKept::Table);
        op.sql("ANALYZE");
        op.sql_with_down("SELECT 1", r##"SELECT '\', "x"#'"##);
        op.sql_outside_transaction("VACUUM", None);
        op.sql_with_effect(
            r#"CREATE TABLE made_by_hand (
    id integer
)"#,
            Some("DROP TABLE made_by_hand"),
            |op| {
                op.create_table(table(MadeByHand::Table).col(integer_null(MadeByHand::Id)));
                op.create_index("idx_made_by_hand", MadeByHand::Table, [MadeByHand::Id]);
            },
        );
        op.sql_outside_transaction_with_effect("DROP TABLE made_by_hand", None, |op| {
            op.drop_table(MadeByHand::Table);
        });
        op.add_enum_value("mood", "ok");
        op.add_enum_value_at("mood", "worst", EnumValuePosition::Before("sad".into()));
        op.add_enum_value_at("mood", "fine", EnumValuePosition::After("ok".into()));
        op.rename_enum_value("mood", "fine", "great");
        op.alter_enum("mood", ["great", "sad"]);
        op.rename_enum("mood", "feeling");
        op.create_enum("brief", ["a"]);
        op.drop_enum("brief");
        op.drop_not_null(Tasks::Table, Tasks::Title);
        op.set_default(Tasks::Table, Tasks::Title, "none");
        op.comment_column(Tasks::Table, Tasks::Title, None);
        op.comment_column(Tasks::Table, Tasks::Title, Some("a title"));
        op.drop_default(Tasks::Table, Tasks::Title);
        op.alter_column(Tasks::Table, text(Tasks::Title).comment("a title"));
        op.on(Backend::Postgres, |op| {
            op.alter_column(
                Tasks::Table,
                string_len(Tasks::Title, 10)
                    .comment("a title")
                    .using(
                        Func::cust("substr").args([Expr::col(Tasks::Title), Expr::val(1), Expr::val(10)]),
                    ),
            );
        });
        op.on([Backend::MySql, Backend::Sqlite], |op| {
            op.alter_column(Tasks::Table, string_len(Tasks::Title, 10).comment("a title"));
        });
        op.rename_index(Tasks::Table, "idx_done", "idx_tasks_done");
        op.on(Backend::Postgres, |op| {
            op.drop_index_concurrently("idx_tasks_done", Tasks::Table);
        });
        op.on([Backend::MySql, Backend::Sqlite], |op| {
            op.drop_index("idx_tasks_done", Tasks::Table);
        });
        op.create_index("idx_tasks_done", Tasks::Table, on([Tasks::Done]).concurrently());
        op.drop_index("idx_tasks_done", Tasks::Table);
        op.drop_column(Tasks::Table, Tasks::Done);
        op.on(Backend::Postgres, |op| {
            op.create_index(
                "idx_lower",
                Tasks::Table,
                on::<&str>([]).expr(Func::lower(Expr::col(Tasks::Title))),
            );
            op.create_index(
                "idx_much",
                Tasks::Table,
                on([Tasks::Owner])
                    .expr(Func::lower(Expr::col(Tasks::Title)))
                    .desc()
                    .nulls(NullsOrder::Last)
                    .operator_class("text_pattern_ops")
                    .collation("C")
                    .col(Tasks::Title)
                    .nulls(NullsOrder::First)
                    .col(Tasks::Tenant)
                    .unique()
                    .using("btree")
                    .filter(Expr::col(Tasks::Title).is_not_null())
                    .include([Tasks::Id, Tasks::Owner])
                    .nulls_not_distinct(),
            );
            op.create_schema("brief");
            op.drop_schema("brief");
            op.sql_with_effect(
                "ALTER TABLE wider SET SCHEMA audit",
                Some("ALTER TABLE audit.wider SET SCHEMA public"),
                |op| {
                    op.move_table(Wider::Table, ("audit", AuditWider::Table));
                },
            );
            op.add_column(
                ("audit", AuditWider::Table),
                column(ColumnDef::new(AuditWider::Level).not_null().default("low"))
                    .enum_type(("audit", "level")),
            );
        });
        op.on(Backend::MySql, |op| {
            op.create_index(
                "idx_prefix",
                Tasks::Table,
                on([Tasks::Title]).prefix(5).col(Tasks::Owner),
            );
            op.create_index("idx_words", Tasks::Table, on([Tasks::Title]).using("fulltext"));
            op.alter_column(Tasks::Table, date_time_default_now(Tasks::Touched));
        });
        op.on(Backend::Sqlite, |op| {
            op.create_index(
                "idx_some",
                Tasks::Table,
                on([Tasks::Title])
                    .collation("NOCASE")
                    .expr(Func::lower(Expr::col(Tasks::Title)))
                    .filter(Expr::col(Tasks::Owner).gt(1)),
            );
        });
        op.add_column(Tasks::Table, enumeration_null(Tasks::Feeling, "feeling", ["great", "sad"]));
        // Its reverse cannot bring back: the rows of `notes`
        op.drop_table(EveryDefault::Table);
    }
}

#[derive(DeriveIden)]
enum Notes {
    Table,
}

#[derive(DeriveIden)]
enum Remarks {
    Table,
    Body,
    Text,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum RemarksKept {
    Table,
    Text,
    Id,
}

#[derive(DeriveIden)]
enum MadeByHand {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    Title,
    Done,
    Owner,
    Tenant,
    Id,
    Touched,
    Feeling,
}

#[derive(DeriveIden)]
enum Wider {
    Table,
}

#[derive(DeriveIden)]
enum AuditWider {
    #[sea_orm(iden = "wider")]
    Table,
    Level,
}

#[derive(DeriveIden)]
enum EveryDefault {
    Table,
}
