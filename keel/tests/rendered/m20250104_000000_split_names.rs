//! Split names.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20240101_000000_before"]
    }

    fn up(&self, op: &mut Operations) {
        op.add_column(People::Table, text_null(People::FirstName));
        op.add_column(People::Table, text_null(People::LastName));
        // A step in code, with the entities as they are behind this revision. Nothing undoes it:
        // say run_with_down where it can be undone.
        op.run("split names", |_db| {
            Box::pin(async move {
                // for row in frozen::people::Entity::find().all(_db).await? { … }
                Ok(())
            })
        });
    }
}

#[derive(DeriveIden)]
enum People {
    Table,
    FirstName,
    LastName,
}

/// Entities as the tables are behind this revision.
mod frozen {
    // "keyless" has no primary key, and an entity needs one.

    pub mod people {
        use sea_keel::prelude::sea_orm::{self, entity::prelude::*};

        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "people")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
            #[sea_orm(column_type = "String(StringLen::N(5))")]
            pub r#type: String,
            #[sea_orm(column_name = "localId", column_type = "Text")]
            pub localid: Option<String>,
            pub self_: Option<i32>,
            #[sea_orm(column_name = "a_1")]
            pub a_1: Option<i32>,
            #[sea_orm(column_name = "a1")]
            pub a12: Option<i32>,
            #[sea_orm(column_name = "full name", column_type = "Text")]
            pub full_name: Option<String>,
            #[sea_orm(column_name = "日本")]
            pub unnamed: Option<Uuid>,
            #[sea_orm(column_name = "postgres_0", column_type = "Char(None)")]
            pub postgres_0: Option<String>,
            #[sea_orm(column_name = "postgres_1", column_type = "Char(Some(3))")]
            pub postgres_1: String,
            #[sea_orm(column_name = "postgres_2", column_type = "String(StringLen::N(20))")]
            pub postgres_2: Option<String>,
            #[sea_orm(column_name = "postgres_3")]
            pub postgres_3: String,
            #[sea_orm(column_name = "postgres_4", column_type = "String(StringLen::Max)")]
            pub postgres_4: Option<String>,
            #[sea_orm(column_name = "postgres_5", column_type = "Text")]
            pub postgres_5: String,
            #[sea_orm(column_name = "postgres_6", column_type = "Blob")]
            pub postgres_6: Option<Vec<u8>>,
            #[sea_orm(column_name = "postgres_7")]
            pub postgres_7: i8,
            #[sea_orm(column_name = "postgres_8")]
            pub postgres_8: Option<i16>,
            #[sea_orm(column_name = "postgres_9")]
            pub postgres_9: i32,
            #[sea_orm(column_name = "postgres_10")]
            pub postgres_10: Option<i64>,
            #[sea_orm(column_name = "postgres_11")]
            pub postgres_11: u8,
            #[sea_orm(column_name = "postgres_12")]
            pub postgres_12: Option<u16>,
            #[sea_orm(column_name = "postgres_13")]
            pub postgres_13: u32,
            #[sea_orm(column_name = "postgres_14")]
            pub postgres_14: Option<u64>,
            #[sea_orm(column_name = "postgres_15")]
            pub postgres_15: f32,
            #[sea_orm(column_name = "postgres_16")]
            pub postgres_16: Option<f64>,
            #[sea_orm(column_name = "postgres_17", column_type = "Decimal(None)")]
            pub postgres_17: Decimal,
            #[sea_orm(column_name = "postgres_18", column_type = "Decimal(Some((10, 2)))")]
            pub postgres_18: Option<Decimal>,
            #[sea_orm(column_name = "postgres_19")]
            pub postgres_19: DateTime,
            #[sea_orm(column_name = "postgres_20", column_type = "Timestamp")]
            pub postgres_20: Option<DateTimeUtc>,
            #[sea_orm(column_name = "postgres_21")]
            pub postgres_21: DateTimeWithTimeZone,
            #[sea_orm(column_name = "postgres_22")]
            pub postgres_22: Option<Time>,
            #[sea_orm(column_name = "postgres_23")]
            pub postgres_23: Date,
            #[sea_orm(column_name = "postgres_24", column_type = "Binary(1)")]
            pub postgres_24: Option<Vec<u8>>,
            #[sea_orm(column_name = "postgres_25", column_type = "Binary(16)")]
            pub postgres_25: Vec<u8>,
            #[sea_orm(column_name = "postgres_26", column_type = "VarBinary(StringLen::N(32))")]
            pub postgres_26: Option<Vec<u8>>,
            #[sea_orm(column_name = "postgres_27", column_type = "VarBinary(StringLen::Max)")]
            pub postgres_27: Vec<u8>,
            #[sea_orm(column_name = "postgres_28", column_type = "VarBinary(StringLen::None)")]
            pub postgres_28: Option<Vec<u8>>,
            #[sea_orm(column_name = "postgres_29")]
            pub postgres_29: bool,
            #[sea_orm(column_name = "postgres_30", column_type = "Money(None)")]
            pub postgres_30: Option<Decimal>,
            #[sea_orm(column_name = "postgres_31", column_type = "Money(Some((12, 4)))")]
            pub postgres_31: Decimal,
            #[sea_orm(column_name = "postgres_32")]
            pub postgres_32: Option<Json>,
            #[sea_orm(column_name = "postgres_33", column_type = "JsonBinary")]
            pub postgres_33: Json,
            #[sea_orm(column_name = "postgres_34")]
            pub postgres_34: Option<Uuid>,
            #[sea_orm(column_name = "postgres_35", column_type = "Enum { name: \"mood\".into(), variants: vec![] }")]
            pub postgres_35: String,
            #[sea_orm(column_name = "postgres_36", column_type = "custom(\"some \\\"type\\\"(3)\")")]
            pub postgres_36: Option<String>,
            #[sea_orm(column_name = "postgres_37", column_type = "Interval(None, None)", select_as = "text", save_as = "interval")]
            pub postgres_37: String,
            #[sea_orm(column_name = "postgres_38", column_type = "Interval(Some(sea_orm::sea_query::PgInterval::DayToSecond), Some(3))", select_as = "text", save_as = "interval DAY TO SECOND(3)")]
            pub postgres_38: Option<String>,
            #[sea_orm(column_name = "postgres_39", column_type = "Bit(None)", select_as = "text", save_as = "bit")]
            pub postgres_39: String,
            #[sea_orm(column_name = "postgres_40", column_type = "Bit(Some(4))", select_as = "text", save_as = "bit(4)")]
            pub postgres_40: Option<String>,
            #[sea_orm(column_name = "postgres_41", column_type = "VarBit(9)", select_as = "text", save_as = "varbit(9)")]
            pub postgres_41: String,
            #[sea_orm(column_name = "postgres_42", column_type = "Array(RcOrArc::new(ColumnType::Integer))", select_as = "text", save_as = "integer[]")]
            pub postgres_42: Option<String>,
            #[sea_orm(column_name = "postgres_43", column_type = "Array(RcOrArc::new(ColumnType::Array(RcOrArc::new(ColumnType::String(StringLen::N(5))))))", select_as = "text", save_as = "varchar(5)[][]")]
            pub postgres_43: String,
            #[sea_orm(column_name = "postgres_44", column_type = "Array(RcOrArc::new(ColumnType::custom(\"mood\")))", select_as = "text", save_as = "mood[]")]
            pub postgres_44: Option<String>,
            #[sea_orm(column_name = "postgres_45", column_type = "Array(RcOrArc::new(ColumnType::Decimal(Some((4, 1)))))", select_as = "text", save_as = "decimal(4, 1)[]")]
            pub postgres_45: String,
            #[sea_orm(column_name = "postgres_46", column_type = "Enum { name: \"level\".into(), variants: vec![] }")]
            pub postgres_46: Option<String>,
            #[sea_orm(column_name = "postgres_47", column_type = "Array(RcOrArc::new(ColumnType::custom(\"level\")))", select_as = "text", save_as = "level[]")]
            pub postgres_47: String,
            #[sea_orm(column_name = "postgres_48", column_type = "Vector(None)", select_as = "text", save_as = "vector")]
            pub postgres_48: Option<String>,
            #[sea_orm(column_name = "postgres_49", column_type = "Vector(Some(3))", select_as = "text", save_as = "vector(3)")]
            pub postgres_49: String,
            #[sea_orm(column_name = "postgres_50", column_type = "Cidr", select_as = "text", save_as = "cidr")]
            pub postgres_50: Option<String>,
            #[sea_orm(column_name = "postgres_51", column_type = "Inet", select_as = "text", save_as = "inet")]
            pub postgres_51: String,
            #[sea_orm(column_name = "postgres_52", column_type = "MacAddr", select_as = "text", save_as = "macaddr")]
            pub postgres_52: Option<String>,
            #[sea_orm(column_name = "postgres_53", column_type = "LTree", select_as = "text", save_as = "ltree")]
            pub postgres_53: String,
            #[sea_orm(column_name = "postgres_54", column_type = "custom(\"citext\")")]
            pub postgres_54: Option<String>,
            #[sea_orm(column_name = "mysql_0", column_type = "Char(None)")]
            pub mysql_0: Option<String>,
            #[sea_orm(column_name = "mysql_1", column_type = "Char(Some(3))")]
            pub mysql_1: String,
            #[sea_orm(column_name = "mysql_2", column_type = "String(StringLen::N(20))")]
            pub mysql_2: Option<String>,
            #[sea_orm(column_name = "mysql_3")]
            pub mysql_3: String,
            #[sea_orm(column_name = "mysql_4", column_type = "String(StringLen::Max)")]
            pub mysql_4: Option<String>,
            #[sea_orm(column_name = "mysql_5", column_type = "Text")]
            pub mysql_5: String,
            #[sea_orm(column_name = "mysql_6", column_type = "Blob")]
            pub mysql_6: Option<Vec<u8>>,
            #[sea_orm(column_name = "mysql_7")]
            pub mysql_7: i8,
            #[sea_orm(column_name = "mysql_8")]
            pub mysql_8: Option<i16>,
            #[sea_orm(column_name = "mysql_9")]
            pub mysql_9: i32,
            #[sea_orm(column_name = "mysql_10")]
            pub mysql_10: Option<i64>,
            #[sea_orm(column_name = "mysql_11")]
            pub mysql_11: u8,
            #[sea_orm(column_name = "mysql_12")]
            pub mysql_12: Option<u16>,
            #[sea_orm(column_name = "mysql_13")]
            pub mysql_13: u32,
            #[sea_orm(column_name = "mysql_14")]
            pub mysql_14: Option<u64>,
            #[sea_orm(column_name = "mysql_15")]
            pub mysql_15: f32,
            #[sea_orm(column_name = "mysql_16")]
            pub mysql_16: Option<f64>,
            #[sea_orm(column_name = "mysql_17", column_type = "Decimal(None)")]
            pub mysql_17: Decimal,
            #[sea_orm(column_name = "mysql_18", column_type = "Decimal(Some((10, 2)))")]
            pub mysql_18: Option<Decimal>,
            #[sea_orm(column_name = "mysql_19")]
            pub mysql_19: DateTime,
            #[sea_orm(column_name = "mysql_20", column_type = "Timestamp")]
            pub mysql_20: Option<DateTimeUtc>,
            #[sea_orm(column_name = "mysql_21")]
            pub mysql_21: DateTimeWithTimeZone,
            #[sea_orm(column_name = "mysql_22")]
            pub mysql_22: Option<Time>,
            #[sea_orm(column_name = "mysql_23")]
            pub mysql_23: Date,
            #[sea_orm(column_name = "mysql_24", column_type = "Binary(1)")]
            pub mysql_24: Option<Vec<u8>>,
            #[sea_orm(column_name = "mysql_25", column_type = "Binary(16)")]
            pub mysql_25: Vec<u8>,
            #[sea_orm(column_name = "mysql_26", column_type = "VarBinary(StringLen::N(32))")]
            pub mysql_26: Option<Vec<u8>>,
            #[sea_orm(column_name = "mysql_27", column_type = "VarBinary(StringLen::Max)")]
            pub mysql_27: Vec<u8>,
            #[sea_orm(column_name = "mysql_28", column_type = "VarBinary(StringLen::None)")]
            pub mysql_28: Option<Vec<u8>>,
            #[sea_orm(column_name = "mysql_29")]
            pub mysql_29: bool,
            #[sea_orm(column_name = "mysql_30", column_type = "Money(None)")]
            pub mysql_30: Option<Decimal>,
            #[sea_orm(column_name = "mysql_31", column_type = "Money(Some((12, 4)))")]
            pub mysql_31: Decimal,
            #[sea_orm(column_name = "mysql_32")]
            pub mysql_32: Option<Json>,
            #[sea_orm(column_name = "mysql_33", column_type = "JsonBinary")]
            pub mysql_33: Json,
            #[sea_orm(column_name = "mysql_34")]
            pub mysql_34: Option<Uuid>,
            #[sea_orm(column_name = "mysql_35", column_type = "Enum { name: \"mood\".into(), variants: vec![] }")]
            pub mysql_35: String,
            #[sea_orm(column_name = "mysql_36", column_type = "custom(\"some \\\"type\\\"(3)\")")]
            pub mysql_36: Option<String>,
            #[sea_orm(column_name = "mysql_37", column_type = "Year")]
            pub mysql_37: u16,
            #[sea_orm(column_name = "mysql_38", column_type = "Bit(Some(4))", select_as = "text", save_as = "bit(4)")]
            pub mysql_38: Option<String>,
            #[sea_orm(column_name = "mysql_39", column_type = "VarBit(9)", select_as = "text", save_as = "varbit(9)")]
            pub mysql_39: String,
            #[sea_orm(column_name = "sqlite_0", column_type = "Char(None)")]
            pub sqlite_0: Option<String>,
            #[sea_orm(column_name = "sqlite_1", column_type = "Char(Some(3))")]
            pub sqlite_1: String,
            #[sea_orm(column_name = "sqlite_2", column_type = "String(StringLen::N(20))")]
            pub sqlite_2: Option<String>,
            #[sea_orm(column_name = "sqlite_3")]
            pub sqlite_3: String,
            #[sea_orm(column_name = "sqlite_4", column_type = "String(StringLen::Max)")]
            pub sqlite_4: Option<String>,
            #[sea_orm(column_name = "sqlite_5", column_type = "Text")]
            pub sqlite_5: String,
            #[sea_orm(column_name = "sqlite_6", column_type = "Blob")]
            pub sqlite_6: Option<Vec<u8>>,
            #[sea_orm(column_name = "sqlite_7")]
            pub sqlite_7: i8,
            #[sea_orm(column_name = "sqlite_8")]
            pub sqlite_8: Option<i16>,
            #[sea_orm(column_name = "sqlite_9")]
            pub sqlite_9: i32,
            #[sea_orm(column_name = "sqlite_10")]
            pub sqlite_10: Option<i64>,
            #[sea_orm(column_name = "sqlite_11")]
            pub sqlite_11: u8,
            #[sea_orm(column_name = "sqlite_12")]
            pub sqlite_12: Option<u16>,
            #[sea_orm(column_name = "sqlite_13")]
            pub sqlite_13: u32,
            #[sea_orm(column_name = "sqlite_14")]
            pub sqlite_14: Option<u64>,
            #[sea_orm(column_name = "sqlite_15")]
            pub sqlite_15: f32,
            #[sea_orm(column_name = "sqlite_16")]
            pub sqlite_16: Option<f64>,
            #[sea_orm(column_name = "sqlite_17", column_type = "Decimal(None)")]
            pub sqlite_17: Decimal,
            #[sea_orm(column_name = "sqlite_18", column_type = "Decimal(Some((10, 2)))")]
            pub sqlite_18: Option<Decimal>,
            #[sea_orm(column_name = "sqlite_19")]
            pub sqlite_19: DateTime,
            #[sea_orm(column_name = "sqlite_20", column_type = "Timestamp")]
            pub sqlite_20: Option<DateTimeUtc>,
            #[sea_orm(column_name = "sqlite_21")]
            pub sqlite_21: DateTimeWithTimeZone,
            #[sea_orm(column_name = "sqlite_22")]
            pub sqlite_22: Option<Time>,
            #[sea_orm(column_name = "sqlite_23")]
            pub sqlite_23: Date,
            #[sea_orm(column_name = "sqlite_24", column_type = "Binary(1)")]
            pub sqlite_24: Option<Vec<u8>>,
            #[sea_orm(column_name = "sqlite_25", column_type = "Binary(16)")]
            pub sqlite_25: Vec<u8>,
            #[sea_orm(column_name = "sqlite_26", column_type = "VarBinary(StringLen::N(32))")]
            pub sqlite_26: Option<Vec<u8>>,
            #[sea_orm(column_name = "sqlite_27", column_type = "VarBinary(StringLen::Max)")]
            pub sqlite_27: Vec<u8>,
            #[sea_orm(column_name = "sqlite_28", column_type = "VarBinary(StringLen::None)")]
            pub sqlite_28: Option<Vec<u8>>,
            #[sea_orm(column_name = "sqlite_29")]
            pub sqlite_29: bool,
            #[sea_orm(column_name = "sqlite_30", column_type = "Money(None)")]
            pub sqlite_30: Option<Decimal>,
            #[sea_orm(column_name = "sqlite_31", column_type = "Money(Some((12, 4)))")]
            pub sqlite_31: Decimal,
            #[sea_orm(column_name = "sqlite_32")]
            pub sqlite_32: Option<Json>,
            #[sea_orm(column_name = "sqlite_33", column_type = "JsonBinary")]
            pub sqlite_33: Json,
            #[sea_orm(column_name = "sqlite_34")]
            pub sqlite_34: Option<Uuid>,
            #[sea_orm(column_name = "sqlite_35", column_type = "Enum { name: \"mood\".into(), variants: vec![] }")]
            pub sqlite_35: String,
            #[sea_orm(column_name = "sqlite_36", column_type = "custom(\"some \\\"type\\\"(3)\")")]
            pub sqlite_36: Option<String>,
            #[sea_orm(column_type = "Text")]
            pub first_name: Option<String>,
            #[sea_orm(column_type = "Text")]
            pub last_name: Option<String>,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub mod r#type {
        use sea_keel::prelude::sea_orm::{self, entity::prelude::*};

        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "type")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub id: i64,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub mod pair {
        use sea_keel::prelude::sea_orm::{self, entity::prelude::*};

        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(schema_name = "audit", table_name = "pair")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub a: i32,
            #[sea_orm(primary_key, column_type = "String(StringLen::N(36))")]
            pub b: String,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    }
}
