use crate::{
    dialect::Unsupported,
    schema::{ColumnType, Length},
};

use super::Sqlite;

/// The types that a `STRICT` table takes.
const STRICT: [&str; 6] = ["int", "integer", "real", "text", "blob", "any"];

impl Sqlite {
    /// The type's name, as SeaQuery writes it: sqlx decodes a value by the declared type of its column.
    ///
    /// # Errors
    /// SQLite has nothing like it; `owner` (`table.column`) is named.
    pub(super) fn type_sql(&self, ty: &ColumnType, owner: &str) -> Result<String, Unsupported> {
        use ColumnType as T;
        let sized = |name: &str, size: Option<u32>| match size {
            Some(size) => format!("{name}({size})"),
            None => name.to_owned(),
        };
        Ok(match ty {
            T::Char(n) => sized("char", *n),
            T::String(Length::N(n)) => format!("varchar({n})"),
            T::String(_) => "varchar".into(),
            T::Text => "text".into(),
            T::Blob => "blob".into(),
            T::TinyInteger | T::TinyUnsigned => "tinyint".into(),
            T::SmallInteger | T::SmallUnsigned => "smallint".into(),
            T::Integer | T::Unsigned | T::BigInteger | T::BigUnsigned => "integer".into(),
            T::Float => "float".into(),
            T::Double => "double".into(),
            T::Decimal(Some((p, s))) => format!("real({p}, {s})"),
            T::Decimal(None) => "real_decimal".into(),
            T::DateTime => "datetime_text".into(),
            T::Timestamp => "timestamp_text".into(),
            T::TimestampWithTimeZone => "timestamp_with_timezone_text".into(),
            T::Time => "time_text".into(),
            T::Date => "date_text".into(),
            T::Binary(n) => format!("blob({n})"),
            T::VarBinary(Length::N(n)) => format!("varbinary_blob({n})"),
            T::VarBinary(_) => "varbinary_blob".into(),
            T::Boolean => "boolean".into(),
            T::Money(Some((p, s))) => format!("real_money({p}, {s})"),
            T::Money(None) => "real_money".into(),
            T::Json => "json_text".into(),
            T::JsonBinary => "jsonb_text".into(),
            T::Uuid => "uuid_text".into(),
            T::Enum(_) => "enum_text".into(),
            T::Custom(text) => text.clone(),
            T::Year | T::Bit(_) | T::VarBit(_) => {
                return Err(self.unsupported(format!("the type {ty} of {owner}"), "an integer type holds it"));
            }
            T::Array(_) | T::Vector(_) => {
                return Err(self.unsupported(format!("the type {ty} of {owner}"), "json holds a list"));
            }
            T::Interval(..) | T::Cidr | T::Inet | T::MacAddr | T::LTree => {
                return Err(self.unsupported(format!("the type {ty} of {owner}"), "text holds it"));
            }
        })
    }

    /// Refuses what a `STRICT` table would: SeaQuery's type names are all beyond its few.
    pub(super) fn refuse_strict(&self, ty: &ColumnType, owner: &str) -> Result<(), Unsupported> {
        let sql = self.type_sql(ty, owner)?;
        if STRICT.contains(&sql.to_ascii_lowercase().as_str()) {
            return Ok(());
        }
        let what = format!("the type {sql} of {owner} in a STRICT table");
        Err(self.unsupported(what, "a STRICT table takes int, integer, real, text, blob and any"))
    }
}
