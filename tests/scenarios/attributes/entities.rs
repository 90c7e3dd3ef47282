//! Entities that use every attribute once.

pub(crate) mod types {
    use sea_orm::{entity::prelude::*, sea_query::RcOrArc};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "types")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(column_type = "Char(Some(3))", nullable)]
        pub char_3: Option<String>,
        #[sea_orm(column_type = "Char(None)", nullable)]
        pub char_plain: Option<String>,
        #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
        pub string_20: Option<String>,
        #[sea_orm(column_type = "String(StringLen::None)", nullable)]
        pub string_plain: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub text_type: Option<String>,
        #[sea_orm(column_type = "Blob", nullable)]
        pub blob_type: Option<Vec<u8>>,
        #[sea_orm(column_type = "TinyInteger", nullable)]
        pub tiny: Option<i8>,
        #[sea_orm(column_type = "SmallInteger", nullable)]
        pub small: Option<i16>,
        #[sea_orm(column_type = "Integer", nullable)]
        pub whole: Option<i32>,
        #[sea_orm(column_type = "BigInteger", nullable)]
        pub big: Option<i64>,
        #[sea_orm(column_type = "TinyUnsigned", nullable)]
        pub tiny_unsigned: Option<u8>,
        #[sea_orm(column_type = "SmallUnsigned", nullable)]
        pub small_unsigned: Option<u16>,
        #[sea_orm(column_type = "Unsigned", nullable)]
        pub whole_unsigned: Option<u32>,
        #[sea_orm(column_type = "BigUnsigned", nullable)]
        pub big_unsigned: Option<i64>,
        #[sea_orm(column_type = "Float", nullable)]
        pub float_type: Option<f32>,
        #[sea_orm(column_type = "Double", nullable)]
        pub double_type: Option<f64>,
        #[sea_orm(column_type = "Decimal(None)", nullable)]
        pub decimal_plain: Option<Decimal>,
        #[sea_orm(column_type = "Decimal(Some((9, 3)))", nullable)]
        pub decimal_9_3: Option<Decimal>,
        #[sea_orm(column_type = "DateTime", nullable)]
        pub date_time: Option<DateTime>,
        #[sea_orm(column_type = "Timestamp", nullable)]
        pub timestamp_type: Option<DateTime>,
        #[sea_orm(column_type = "TimestampWithTimeZone", nullable)]
        pub timestamp_zone: Option<DateTimeUtc>,
        #[sea_orm(column_type = "Time", nullable)]
        pub time_type: Option<Time>,
        #[sea_orm(column_type = "Date", nullable)]
        pub date_type: Option<Date>,
        #[sea_orm(column_type = "Year", nullable)]
        pub year_type: Option<i16>,
        #[sea_orm(column_type = "Interval(None, None)", nullable)]
        pub interval_plain: Option<String>,
        #[sea_orm(column_type = "Binary(16)", nullable)]
        pub binary_16: Option<Vec<u8>>,
        #[sea_orm(column_type = "VarBinary(StringLen::N(16))", nullable)]
        pub var_binary_16: Option<Vec<u8>>,
        #[sea_orm(column_type = "Bit(None)", nullable)]
        pub bit_plain: Option<String>,
        #[sea_orm(column_type = "Bit(Some(8))", nullable)]
        pub bit_8: Option<String>,
        #[sea_orm(column_type = "VarBit(8)", nullable)]
        pub var_bit_8: Option<String>,
        #[sea_orm(column_type = "Boolean", nullable)]
        pub boolean_type: Option<bool>,
        #[sea_orm(column_type = "Money(None)", nullable)]
        pub money_plain: Option<String>,
        #[sea_orm(column_type = "Money(Some((10, 2)))", nullable)]
        pub money_10_2: Option<String>,
        #[sea_orm(column_type = "Json", nullable)]
        pub json_type: Option<Json>,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub json_binary: Option<Json>,
        #[sea_orm(column_type = "Uuid", nullable)]
        pub uuid_type: Option<Uuid>,
        #[sea_orm(column_type = "Cidr", nullable)]
        pub cidr_type: Option<String>,
        #[sea_orm(column_type = "Inet", nullable)]
        pub inet_type: Option<String>,
        #[sea_orm(column_type = "MacAddr", nullable)]
        pub mac_addr: Option<String>,
        #[sea_orm(column_type = "LTree", nullable)]
        pub ltree_type: Option<String>,
        #[sea_orm(column_type = "Vector(Some(3))", nullable)]
        pub vector_3: Option<String>,
        #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Integer))", nullable)]
        pub array_of_int: Option<String>,
        #[sea_orm(column_type = "custom(\"integer\")", nullable)]
        pub custom_type: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod shelf {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "shelf", comment = "Where books stand: it's \"here\"")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub room: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod book {
    use sea_orm::{
        entity::prelude::*,
        sea_query::{Expr, ExprTrait},
    };

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "binding")]
    pub enum Binding {
        #[sea_orm(string_value = "paper")]
        Paper,
        #[sea_orm(string_value = "cloth, it's red")]
        Cloth,
    }

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))")]
    pub enum Size {
        #[sea_orm(string_value = "small")]
        Small,
        #[sea_orm(string_value = "large")]
        Large,
    }

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "i32", db_type = "Integer")]
    pub enum Age {
        #[sea_orm(num_value = 0)]
        New,
        #[sea_orm(num_value = 1)]
        Old,
    }

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "book")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        #[sea_orm(unique, column_type = "String(StringLen::N(13))", column_name = "ISBN")]
        pub isbn: String,
        #[sea_orm(
            indexed,
            column_type = "String(StringLen::N(200))",
            comment = "On the spine; it's the \"title\"",
            renamed_from = "name"
        )]
        pub title: String,
        #[sea_orm(unique_key = "place")]
        pub room: Option<i32>,
        #[sea_orm(unique_key = "place")]
        pub shelf: Option<i32>,
        #[sea_orm(default_value = "paper")]
        pub binding: Binding,
        #[sea_orm(default_value = "small")]
        pub size: Size,
        #[sea_orm(default_value = 1)]
        pub age: Age,
        #[sea_orm(default_value = 0)]
        pub lent: i32,
        #[sea_orm(nullable)]
        pub twice: Option<i32>,
        #[sea_orm(default_value = true)]
        pub whole: bool,
        #[sea_orm(default_value = 2.5)]
        pub weight: Decimal,
        #[sea_orm(default_expr = "Expr::current_timestamp()")]
        pub changed_at: DateTimeUtc,
        #[sea_orm(default_expr = "Expr::val(1).add(2)")]
        pub copies: i32,
        pub sequel_of: Option<i64>,
        #[sea_orm(
            belongs_to,
            from = "(Room, Shelf)",
            to = "(Room, Number)",
            on_update = "Cascade",
            on_delete = "Restrict"
        )]
        pub place: BelongsTo<Option<super::shelf::Entity>>,
        #[sea_orm(self_ref, relation_enum = "Sequel", from = "sequel_of", to = "id", on_delete = "SetNull")]
        pub before: BelongsTo<Option<Entity>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod note {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(schema_name = "library", table_name = "note")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(column_type = "String(StringLen::N(9))")]
        pub text: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
