//! Awkward names.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20240101_000000_before"]
    }

    fn up(&self, op: &mut Operations) {
        op.create_schema("audit");
        op.create_schema("my \"own\".x");
        op.create_table(
            table(AllNames::Table)
                .col(integer_null(AllNames::Id))
                .col(integer_null(AllNames::TableColumn))
                .col(integer_null(AllNames::TableColumn2))
                .col(integer_null(AllNames::TableColumn3))
                .col(integer_null(AllNames::AB))
                .col(integer_null(AllNames::AB2))
                .col(integer_null(AllNames::Ab))
                .col(integer_null(AllNames::Ab2))
                .col(integer_null(AllNames::A1))
                .col(integer_null(AllNames::A12))
                .col(integer_null(AllNames::A11))
                .col(integer_null(AllNames::LocalId))
                .col(integer_null(AllNames::UserId))
                .col(integer_null(AllNames::UserIDs))
                .col(integer_null(AllNames::HTTPServer))
                .col(integer_null(AllNames::Type))
                .col(integer_null(AllNames::SelfColumn))
                .col(integer_null(AllNames::SelfColumn2))
                .col(integer_null(AllNames::Crate))
                .col(integer_null(AllNames::Fn))
                .col(integer_null(AllNames::MyColumn))
                .col(integer_null(AllNames::QuoteD))
                .col(integer_null(AllNames::ItS))
                .col(integer_null(AllNames::BackTick))
                .col(integer_null(AllNames::BackSlash))
                .col(integer_null(AllNames::Größe))
                .col(integer_null(AllNames::Unnamed))
                .col(integer_null(AllNames::Unnamed2))
                .col(integer_null(AllNames::N2fa))
                .col(integer_null(AllNames::X))
                .col(integer_null(AllNames::X2))
                .col(integer_null(AllNames::XY))
                .col(integer_null(AllNames::Unnamed3))
                .col(integer_null(AllNames::Unnamed4))
                .col(integer_null(AllNames::Unnamed5))
                .col(integer_null(AllNames::NewLine))
                .col(integer_null(AllNames::E))
                .col(integer_null(AllNames::Unnamed6))
                .col(integer_null(AllNames::Straße))
                .col(integer_null(AllNames::AB3))
                .col(integer_null(AllNames::Odd))
                .col(integer_null(AllNames::Unnamed7))
                .col(integer_null(AllNames::Unnamed22))
                .col(integer_null(AllNames::Task2Id))
                .col(integer_null(AllNames::X1Y2))
                .unique("uq \"x\"\\", [AllNames::TableColumn, AllNames::Unnamed]),
        );
        op.create_table(
            table(Tasks::Table).col(integer(Tasks::Id).primary_key()).col(text_null(Tasks::String)),
        );
        op.create_table(
            table(("audit", AuditTasks::Table))
                .col(integer(AuditTasks::Id).primary_key())
                .col(text_null(AuditTasks::String)),
        );
        op.create_table(
            table(("my \"own\".x", MyOwnXTasks::Table))
                .col(integer(MyOwnXTasks::Id).primary_key())
                .col(text_null(MyOwnXTasks::String)),
        );
        op.create_table(
            table(Tasks2::Table)
                .col(integer(Tasks2::Id).primary_key())
                .col(text_null(Tasks2::String)),
        );
        op.create_table(
            table(AuditTasks2::Table)
                .col(integer(AuditTasks2::Id).primary_key())
                .col(text_null(AuditTasks2::String)),
        );
        op.create_table(
            table(ExprTable::Table)
                .col(integer(ExprTable::Id).primary_key())
                .col(text_null(ExprTable::String)),
        );
        op.create_table(
            table(StringTable::Table)
                .col(integer(StringTable::Id).primary_key())
                .col(text_null(StringTable::String)),
        );
        op.create_table(
            table(OptionTable::Table)
                .col(integer(OptionTable::Id).primary_key())
                .col(text_null(OptionTable::String)),
        );
        op.create_table(
            table(ForeignKeyTable::Table)
                .col(integer(ForeignKeyTable::Id).primary_key())
                .col(text_null(ForeignKeyTable::String)),
        );
        op.create_table(
            table(BackendTable::Table)
                .col(integer(BackendTable::Id).primary_key())
                .col(text_null(BackendTable::String)),
        );
        op.create_table(
            table(MigrationTable::Table)
                .col(integer(MigrationTable::Id).primary_key())
                .col(text_null(MigrationTable::String)),
        );
        op.create_table(
            table(SelfTable::Table)
                .col(integer(SelfTable::Id).primary_key())
                .col(text_null(SelfTable::String)),
        );
        op.create_table(
            table(TableTable::Table)
                .col(integer(TableTable::Id).primary_key())
                .col(text_null(TableTable::String)),
        );
        op.create_table(
            table(Column::Table)
                .col(integer(Column::Id).primary_key())
                .col(text_null(Column::String)),
        );
        op.create_table(
            table(IndexTable::Table)
                .col(integer(IndexTable::Id).primary_key())
                .col(text_null(IndexTable::String)),
        );
        op.create_table(
            table(Unnamed::Table)
                .col(integer(Unnamed::Id).primary_key())
                .col(text_null(Unnamed::String)),
        );
        op.create_table(
            table(Unnamed2::Table)
                .col(integer(Unnamed2::Id).primary_key())
                .col(text_null(Unnamed2::String)),
        );
        op.create_table(
            table(Unnamed3::Table)
                .col(integer(Unnamed3::Id).primary_key())
                .col(text_null(Unnamed3::String)),
        );
        op.create_table(
            table(N2fa::Table).col(integer(N2fa::Id).primary_key()).col(text_null(N2fa::String)),
        );
        op.create_table(
            table(("audit", OnlyHere::Table))
                .col(integer(OnlyHere::Id).primary_key())
                .col(text_null(OnlyHere::String)),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(Tasks::Table, Tasks::Id)
                .to(("audit", AuditTasks::Table), AuditTasks::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(("audit", AuditTasks::Table), AuditTasks::Id)
                .to(("my \"own\".x", MyOwnXTasks::Table), MyOwnXTasks::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(("my \"own\".x", MyOwnXTasks::Table), MyOwnXTasks::Id)
                .to(Tasks2::Table, Tasks2::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(Tasks2::Table, Tasks2::Id)
                .to(AuditTasks2::Table, AuditTasks2::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(AuditTasks2::Table, AuditTasks2::Id)
                .to(ExprTable::Table, ExprTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(ExprTable::Table, ExprTable::Id)
                .to(StringTable::Table, StringTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(StringTable::Table, StringTable::Id)
                .to(OptionTable::Table, OptionTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(OptionTable::Table, OptionTable::Id)
                .to(ForeignKeyTable::Table, ForeignKeyTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(ForeignKeyTable::Table, ForeignKeyTable::Id)
                .to(BackendTable::Table, BackendTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(BackendTable::Table, BackendTable::Id)
                .to(MigrationTable::Table, MigrationTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(MigrationTable::Table, MigrationTable::Id)
                .to(SelfTable::Table, SelfTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(SelfTable::Table, SelfTable::Id)
                .to(TableTable::Table, TableTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(TableTable::Table, TableTable::Id)
                .to(Column::Table, Column::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(Column::Table, Column::Id)
                .to(IndexTable::Table, IndexTable::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(IndexTable::Table, IndexTable::Id)
                .to(Unnamed::Table, Unnamed::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(Unnamed::Table, Unnamed::Id)
                .to(Unnamed2::Table, Unnamed2::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(Unnamed2::Table, Unnamed2::Id)
                .to(Unnamed3::Table, Unnamed3::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(Unnamed3::Table, Unnamed3::Id)
                .to(N2fa::Table, N2fa::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(N2fa::Table, N2fa::Id)
                .to(("audit", OnlyHere::Table), OnlyHere::Id),
        );
        op.create_foreign_key(
            ForeignKey::create()
                .name("fk")
                .from(("audit", OnlyHere::Table), OnlyHere::Id)
                .to(Tasks::Table, Tasks::Id),
        );
        op.rename_table(("audit", AuditTasks::Table), ExprTable2::Table);
        op.rename_column(("audit", ExprTable2::Table), ExprTable2::String, ExprTable2::TableColumn);
        op.create_check(
            "ck",
            ("audit", ExprTable2::Table),
            Expr::col(ExprTable2::TableColumn).eq("Tasks::Ghost").and(Expr::col(ExprTable2::Id).gt(0)),
        );
    }
}

#[derive(DeriveIden)]
enum AllNames {
    #[sea_orm(iden = "all names")]
    Table,
    Id,
    #[sea_orm(iden = "table")]
    TableColumn,
    #[sea_orm(iden = "Table")]
    TableColumn2,
    #[sea_orm(iden = "TABLE")]
    TableColumn3,
    #[sea_orm(iden = "a_b")]
    AB,
    #[sea_orm(iden = "aB")]
    AB2,
    Ab,
    #[sea_orm(iden = "AB")]
    Ab2,
    #[sea_orm(iden = "a_1")]
    A1,
    #[sea_orm(iden = "a1")]
    A12,
    #[sea_orm(iden = "a_11")]
    A11,
    #[sea_orm(iden = "localId")]
    LocalId,
    #[sea_orm(iden = "USER_ID")]
    UserId,
    #[sea_orm(iden = "userIDs")]
    UserIDs,
    #[sea_orm(iden = "HTTPServer")]
    HTTPServer,
    Type,
    #[sea_orm(iden = "self")]
    SelfColumn,
    #[sea_orm(iden = "Self")]
    SelfColumn2,
    Crate,
    Fn,
    #[sea_orm(iden = "my column")]
    MyColumn,
    #[sea_orm(iden = "quote\"d")]
    QuoteD,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "back`tick")]
    BackTick,
    #[sea_orm(iden = "back\\slash")]
    BackSlash,
    #[sea_orm(iden = "größe")]
    Größe,
    #[sea_orm(iden = "日本")]
    Unnamed,
    #[sea_orm(iden = "имя")]
    Unnamed2,
    #[sea_orm(iden = "2fa")]
    N2fa,
    #[sea_orm(iden = "_x")]
    X,
    #[sea_orm(iden = "x_")]
    X2,
    #[sea_orm(iden = "x__y")]
    XY,
    #[sea_orm(iden = "")]
    Unnamed3,
    #[sea_orm(iden = " ")]
    Unnamed4,
    #[sea_orm(iden = "{}")]
    Unnamed5,
    #[sea_orm(iden = "new\nline")]
    NewLine,
    #[sea_orm(iden = "e\u{301}")]
    E,
    #[sea_orm(iden = "ı")]
    Unnamed6,
    #[sea_orm(iden = "straße")]
    Straße,
    #[sea_orm(iden = "a.b")]
    AB3,
    #[sea_orm(iden = "\u{202e}odd")]
    Odd,
    #[sea_orm(iden = "unnamed")]
    Unnamed7,
    #[sea_orm(iden = "Unnamed2")]
    Unnamed22,
    Task2Id,
    #[sea_orm(iden = "x1_y2")]
    X1Y2,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum AuditTasks {
    #[sea_orm(iden = "tasks")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum MyOwnXTasks {
    #[sea_orm(iden = "tasks")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum Tasks2 {
    #[sea_orm(iden = "Tasks")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum AuditTasks2 {
    #[sea_orm(iden = "audit_tasks")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum ExprTable {
    #[sea_orm(iden = "expr")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum StringTable {
    #[sea_orm(iden = "string")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum OptionTable {
    #[sea_orm(iden = "option")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum ForeignKeyTable {
    #[sea_orm(iden = "foreign_key")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum BackendTable {
    #[sea_orm(iden = "backend")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum MigrationTable {
    #[sea_orm(iden = "migration")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum SelfTable {
    #[sea_orm(iden = "self")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum TableTable {
    #[sea_orm(iden = "table")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum Column {
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum IndexTable {
    #[sea_orm(iden = "index")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum Unnamed {
    #[sea_orm(iden = "日本")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum Unnamed2 {
    #[sea_orm(iden = "имя")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum Unnamed3 {
    #[sea_orm(iden = "")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum N2fa {
    #[sea_orm(iden = "2fa")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum OnlyHere {
    #[sea_orm(iden = "only here")]
    Table,
    Id,
    String,
}

#[derive(DeriveIden)]
enum ExprTable2 {
    #[sea_orm(iden = "expr")]
    Table,
    String,
    #[sea_orm(iden = "table")]
    TableColumn,
    Id,
}
