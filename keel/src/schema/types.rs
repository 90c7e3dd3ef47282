use std::fmt;

use serde::{Deserialize, Serialize};

use super::QualifiedName;

/// The length of a variable-length type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// That many characters, or bytes for binary types.
    N(u32),
    /// The longest that the engine has.
    Max,
    /// Not said: unbounded on PostgreSQL and SQLite, 255 on MySQL (as SeaQuery has it).
    Unspecified,
}

/// A column's type, by SeaQuery's names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are sea_query::ColumnType's own")]
pub enum ColumnType {
    Char(Option<u32>),
    String(Length),
    Text,
    Blob,
    TinyInteger,
    SmallInteger,
    Integer,
    BigInteger,
    TinyUnsigned,
    SmallUnsigned,
    Unsigned,
    BigUnsigned,
    Float,
    Double,
    Decimal(Option<(u32, u32)>),
    DateTime,
    Timestamp,
    TimestampWithTimeZone,
    Time,
    Date,
    Year,
    /// Fields as SQL has them (`YEAR TO MONTH`), and the precision of the seconds.
    Interval(Option<String>, Option<u32>),
    Binary(u32),
    VarBinary(Length),
    Bit(Option<u32>),
    VarBit(u32),
    Boolean,
    Money(Option<(u32, u32)>),
    Json,
    JsonBinary,
    Uuid,
    Array(Box<ColumnType>),
    Vector(Option<u32>),
    Cidr,
    Inet,
    MacAddr,
    LTree,
    /// An enum type of the schema, by name.
    Enum(QualifiedName),
    /// Any other type, verbatim as the engine has it.
    Custom(String),
}

impl ColumnType {
    /// The enum behind this type, also when it is the element of an array.
    pub fn enum_name(&self) -> Option<&QualifiedName> {
        match self {
            Self::Enum(name) => Some(name),
            Self::Array(element) => element.enum_name(),
            _ => None,
        }
    }

    /// The same type with another enum behind it.
    pub(crate) fn rename_enum(&mut self, from: &QualifiedName, to: &QualifiedName) {
        match self {
            Self::Enum(name) if name == from => *name = to.clone(),
            Self::Array(element) => element.rename_enum(from, to),
            _ => {}
        }
    }

    /// Whether values are whole numbers.
    pub fn is_integer(&self) -> bool {
        matches!(
            self,
            Self::TinyInteger
                | Self::SmallInteger
                | Self::Integer
                | Self::BigInteger
                | Self::TinyUnsigned
                | Self::SmallUnsigned
                | Self::Unsigned
                | Self::BigUnsigned
        )
    }
}

/// What a person reads: SQL's words, without an engine's spelling.
impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(Some(n)) => write!(f, "char({n})"),
            Self::String(Length::N(n)) => write!(f, "varchar({n})"),
            Self::String(Length::Max) => f.write_str("varchar(max)"),
            Self::Decimal(Some((p, s))) => write!(f, "decimal({p}, {s})"),
            Self::Money(Some((p, s))) => write!(f, "money({p}, {s})"),
            Self::Binary(n) => write!(f, "binary({n})"),
            Self::VarBinary(Length::N(n)) => write!(f, "varbinary({n})"),
            Self::VarBinary(Length::Max) => f.write_str("varbinary(max)"),
            Self::Bit(Some(n)) => write!(f, "bit({n})"),
            Self::VarBit(n) => write!(f, "varbit({n})"),
            Self::Vector(Some(n)) => write!(f, "vector({n})"),
            Self::Array(element) => write!(f, "{element}[]"),
            Self::Enum(name) => write!(f, "enum {name}"),
            Self::Custom(text) => f.write_str(text),
            Self::Interval(fields, precision) => interval(f, fields.as_deref(), *precision),
            _ => f.write_str(self.plain_name()),
        }
    }
}

impl ColumnType {
    fn plain_name(&self) -> &'static str {
        match self {
            Self::Char(_) => "char",
            Self::String(_) => "varchar",
            Self::Text => "text",
            Self::Blob => "blob",
            Self::TinyInteger => "tinyint",
            Self::SmallInteger => "smallint",
            Self::Integer => "integer",
            Self::BigInteger => "bigint",
            Self::TinyUnsigned => "tinyint unsigned",
            Self::SmallUnsigned => "smallint unsigned",
            Self::Unsigned => "integer unsigned",
            Self::BigUnsigned => "bigint unsigned",
            Self::Float => "float",
            Self::Double => "double",
            Self::Decimal(_) => "decimal",
            Self::DateTime => "datetime",
            Self::Timestamp => "timestamp",
            Self::TimestampWithTimeZone => "timestamp with time zone",
            Self::Time => "time",
            Self::Date => "date",
            Self::Year => "year",
            Self::Interval(..) => "interval",
            Self::Binary(_) => "binary",
            Self::VarBinary(_) => "varbinary",
            Self::Bit(_) => "bit",
            Self::VarBit(_) => "varbit",
            Self::Boolean => "boolean",
            Self::Money(_) => "money",
            Self::Json => "json",
            Self::JsonBinary => "jsonb",
            Self::Uuid => "uuid",
            Self::Array(_) => "array",
            Self::Vector(_) => "vector",
            Self::Cidr => "cidr",
            Self::Inet => "inet",
            Self::MacAddr => "macaddr",
            Self::LTree => "ltree",
            Self::Enum(_) => "enum",
            Self::Custom(_) => "custom",
        }
    }
}

fn interval(f: &mut fmt::Formatter<'_>, fields: Option<&str>, precision: Option<u32>) -> fmt::Result {
    f.write_str("interval")?;
    if let Some(fields) = fields {
        write!(f, " {fields}")?;
    }
    precision.map_or(Ok(()), |n| write!(f, "({n})"))
}
