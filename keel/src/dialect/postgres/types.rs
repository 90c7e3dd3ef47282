use crate::{
    dialect::Unsupported,
    schema::{ColumnType, Length},
};

use super::{Postgres, quote};

impl Postgres {
    /// The type's name, as SeaQuery writes it.
    ///
    /// # Errors
    /// PostgreSQL has no such type; `owner` (`table.column`) is named.
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
            T::Blob | T::Binary(_) | T::VarBinary(_) => "bytea".into(),
            T::TinyInteger | T::TinyUnsigned | T::SmallInteger => "smallint".into(),
            T::Integer | T::SmallUnsigned => "integer".into(),
            T::BigInteger | T::Unsigned | T::BigUnsigned => "bigint".into(),
            T::Float => "real".into(),
            T::Double => "double precision".into(),
            T::Decimal(Some((p, s))) => format!("decimal({p}, {s})"),
            T::Decimal(None) => "decimal".into(),
            T::DateTime => "timestamp without time zone".into(),
            T::Timestamp => "timestamp".into(),
            T::TimestampWithTimeZone => "timestamp with time zone".into(),
            T::Time => "time".into(),
            T::Date => "date".into(),
            T::Year => {
                return Err(self.unsupported(format!("the type year of {owner}"), "smallint holds a year"));
            }
            T::Interval(fields, precision) => {
                let fields = fields.as_ref().map(|fields| format!(" {fields}")).unwrap_or_default();
                sized(&format!("interval{fields}"), *precision)
            }
            T::Bit(n) => sized("bit", *n),
            T::VarBit(n) => format!("varbit({n})"),
            T::Boolean => "bool".into(),
            // PostgreSQL's money takes no precision: its scale is the locale's.
            T::Money(_) => "money".into(),
            T::Json => "json".into(),
            T::JsonBinary => "jsonb".into(),
            T::Uuid => "uuid".into(),
            T::Array(element) => format!("{}[]", self.type_sql(element, owner)?),
            T::Vector(n) => sized("vector", *n),
            T::Cidr => "cidr".into(),
            T::Inet => "inet".into(),
            T::MacAddr => "macaddr".into(),
            T::LTree => "ltree".into(),
            T::Enum(name) => match &name.schema {
                Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
                None => quote(&name.name),
            },
            T::Custom(text) => text.clone(),
        })
    }
}
