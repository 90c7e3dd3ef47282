use crate::{
    dialect::Unsupported,
    schema::{ColumnType, Length, Schema},
};

use super::{MySql, quote_text};

impl MySql {
    /// The type's name, as SeaQuery writes it.
    ///
    /// # Errors
    /// The server has no such type; `owner` (`table.column`) is named.
    pub(super) fn type_sql(
        &self,
        ty: &ColumnType,
        owner: &str,
        schema: &Schema,
    ) -> Result<String, Unsupported> {
        use ColumnType as T;
        Ok(match ty {
            T::Char(n) => sized("char", *n),
            T::String(Length::N(n)) => format!("varchar({n})"),
            T::String(Length::Unspecified) => "varchar(255)".into(),
            // SeaQuery's varchar(65535) never fits: a row has 65535 bytes in all, with the length's own two.
            T::String(Length::Max) => "longtext".into(),
            T::Text => "text".into(),
            T::Blob => "blob".into(),
            T::TinyInteger => "tinyint".into(),
            T::SmallInteger => "smallint".into(),
            T::Integer => "int".into(),
            T::BigInteger => "bigint".into(),
            T::TinyUnsigned => "tinyint UNSIGNED".into(),
            T::SmallUnsigned => "smallint UNSIGNED".into(),
            T::Unsigned => "int UNSIGNED".into(),
            T::BigUnsigned => "bigint UNSIGNED".into(),
            T::Float => "float".into(),
            T::Double => "double".into(),
            T::Decimal(Some((p, s))) | T::Money(Some((p, s))) => format!("decimal({p}, {s})"),
            T::Decimal(None) | T::Money(None) => "decimal".into(),
            T::DateTime => "datetime".into(),
            T::Timestamp | T::TimestampWithTimeZone => "timestamp".into(),
            T::Time => "time".into(),
            T::Date => "date".into(),
            T::Year => "year".into(),
            T::Binary(n) => format!("binary({n})"),
            T::VarBinary(Length::N(n)) => format!("varbinary({n})"),
            T::VarBinary(Length::Unspecified) => "varbinary(255)".into(),
            T::VarBinary(Length::Max) => "longblob".into(),
            T::Bit(n) => sized("bit", *n),
            T::VarBit(n) => format!("bit({n})"),
            T::Boolean => "bool".into(),
            T::Json | T::JsonBinary => "json".into(),
            T::Uuid => "binary(16)".into(),
            T::Vector(n) => self.vector(*n, owner)?,
            T::Enum(name) => match schema.enum_type(name) {
                Some(known) => enum_sql(&known.values),
                None => {
                    return Err(self.unsupported(format!("the enum {name} of {owner}"), "create it first"));
                }
            },
            T::Custom(text) => text.clone(),
            T::Interval(..) => {
                return Err(self.no_type("interval", owner, "an integer can count the seconds"));
            }
            T::Array(_) => return Err(self.no_type(&ty.to_string(), owner, "json holds arrays")),
            T::Cidr | T::Inet | T::MacAddr | T::LTree => {
                return Err(self.no_type(&ty.to_string(), owner, "a string holds its text"));
            }
        })
    }

    fn vector(&self, dimensions: Option<u32>, owner: &str) -> Result<String, Unsupported> {
        let what = format!("the type vector of {owner}");
        self.require(Some((9, 0, 0)), Some((11, 7, 0)), what, "")?;
        if dimensions.is_none() && self.is_mariadb() {
            let what = format!("the type vector of {owner} without a number of dimensions");
            return Err(self.unsupported(what, "say how many it has"));
        }
        Ok(sized("vector", dimensions))
    }

    fn no_type(&self, name: &str, owner: &str, hint: &str) -> Unsupported {
        self.unsupported(format!("the type {name} of {owner}"), hint)
    }
}

fn sized(name: &str, size: Option<u32>) -> String {
    match size {
        Some(size) => format!("{name}({size})"),
        None => name.to_owned(),
    }
}

fn enum_sql(values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(|value| quote_text(value)).collect();
    format!("ENUM({})", values.join(", "))
}

/// The first word of a type in words, small.
fn first_word(text: &str) -> String {
    text.trim().chars().take_while(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase()
}

/// Whether values lie outside the row: a key over them needs a prefix, and a default must be an expression.
pub(super) fn is_large(ty: &ColumnType) -> bool {
    use ColumnType as T;
    match ty {
        T::Text | T::Blob | T::Json | T::JsonBinary | T::Vector(_) => true,
        T::String(length) | T::VarBinary(length) => *length == Length::Max,
        T::Custom(text) => {
            let word = first_word(text);
            word.ends_with("text") || word.ends_with("blob") || word == "json" || is_spatial(&word)
        }
        _ => false,
    }
}

fn is_spatial(word: &str) -> bool {
    ["geometry", "point", "linestring", "polygon", "geometrycollection", "geomcollection"].contains(&word)
        || word.starts_with("multi")
}

/// Whether it is a `timestamp`, which some servers make NOT NULL unless NULL is said.
pub(super) fn is_timestamp(ty: &ColumnType) -> bool {
    match ty {
        ColumnType::Timestamp | ColumnType::TimestampWithTimeZone => true,
        ColumnType::Custom(text) => first_word(text) == "timestamp",
        _ => false,
    }
}

/// For a type that takes `CURRENT_TIMESTAMP` as it stands: the precision in brackets that must go with it.
pub(super) fn now_precision(ty: &ColumnType) -> Option<String> {
    match ty {
        ColumnType::DateTime => Some(String::new()),
        ColumnType::Custom(text) if ["timestamp", "datetime"].contains(&first_word(text).as_str()) => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            Some(if digits.is_empty() { digits } else { format!("({digits})") })
        }
        _ => is_timestamp(ty).then(String::new),
    }
}
