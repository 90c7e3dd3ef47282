//! Types in SeaQuery's words.

use crate::schema::{ColumnType, Length};

use super::{error::RenderError, literal::text_literal};

/// How a column of a type begins.
pub(in crate::render) enum Beginning {
    /// A function of `sea_orm_migration::schema`, with its arguments behind the name; `_null` makes it nullable.
    Helper(&'static str, Vec<String>),
    /// A method of `ColumnDef`.
    Method(&'static str),
    /// A value of SeaQuery's `ColumnType`.
    Value(String),
}

/// How a column of that type begins; `values` are those of its enum, where they are to be said.
pub(super) fn beginning(ty: &ColumnType, values: Option<&[String]>) -> Result<Beginning, RenderError> {
    use Beginning::{Helper, Method, Value};
    let n = |n: &u32| vec![n.to_string()];
    let pair = |(p, s): &(u32, u32)| vec![p.to_string(), s.to_string()];
    Ok(match ty {
        ColumnType::Char(None) => Helper("char", vec![]),
        ColumnType::Char(Some(length)) => Helper("char_len", n(length)),
        ColumnType::String(Length::N(length)) => Helper("string_len", n(length)),
        ColumnType::String(Length::Unspecified) => Helper("string", vec![]),
        ColumnType::Text => Helper("text", vec![]),
        ColumnType::Blob => Helper("blob", vec![]),
        ColumnType::TinyInteger => Helper("tiny_integer", vec![]),
        ColumnType::SmallInteger => Helper("small_integer", vec![]),
        ColumnType::Integer => Helper("integer", vec![]),
        ColumnType::BigInteger => Helper("big_integer", vec![]),
        ColumnType::TinyUnsigned => Helper("tiny_unsigned", vec![]),
        ColumnType::SmallUnsigned => Helper("small_unsigned", vec![]),
        ColumnType::Unsigned => Helper("unsigned", vec![]),
        ColumnType::BigUnsigned => Helper("big_unsigned", vec![]),
        ColumnType::Float => Helper("float", vec![]),
        ColumnType::Double => Helper("double", vec![]),
        ColumnType::Decimal(None) => Helper("decimal", vec![]),
        ColumnType::Decimal(Some(precision)) => Helper("decimal_len", pair(precision)),
        ColumnType::DateTime => Helper("date_time", vec![]),
        ColumnType::Timestamp => Helper("timestamp", vec![]),
        ColumnType::TimestampWithTimeZone => Helper("timestamp_with_time_zone", vec![]),
        ColumnType::Time => Helper("time", vec![]),
        ColumnType::Date => Helper("date", vec![]),
        ColumnType::Year => Helper("year", vec![]),
        ColumnType::Interval(fields, precision) => {
            Helper("interval", vec![interval(fields.as_deref())?, format!("{precision:?}")])
        }
        ColumnType::Binary(1) => Helper("binary", vec![]),
        ColumnType::Binary(length) => Helper("binary_len", n(length)),
        ColumnType::VarBinary(Length::N(length)) => Helper("var_binary", n(length)),
        ColumnType::Bit(length) => Helper("bit", vec![format!("{length:?}")]),
        ColumnType::VarBit(length) => Helper("varbit", n(length)),
        ColumnType::Boolean => Helper("boolean", vec![]),
        ColumnType::Money(None) => Helper("money", vec![]),
        ColumnType::Money(Some(precision)) => Helper("money_len", pair(precision)),
        ColumnType::Json => Helper("json", vec![]),
        ColumnType::JsonBinary => Helper("json_binary", vec![]),
        ColumnType::Uuid => Helper("uuid", vec![]),
        ColumnType::Array(element) => Helper("array", vec![value(element)?]),
        ColumnType::Enum(name) => match values {
            Some(values) => Helper("enumeration", vec![text_literal(&name.name), texts(values)]),
            None => Value(value(ty)?),
        },
        ColumnType::Custom(text) => Helper("custom", vec![text_literal(text)]),
        ColumnType::Cidr => Method("cidr"),
        ColumnType::Inet => Method("inet"),
        ColumnType::MacAddr => Method("mac_address"),
        ColumnType::LTree => Method("ltree"),
        ColumnType::String(Length::Max) | ColumnType::VarBinary(_) | ColumnType::Vector(_) => {
            Value(value(ty)?)
        }
    })
}

/// The value of SeaQuery's `ColumnType`. An enum is its bare name: what it is, the column says otherwise.
pub(crate) fn value(ty: &ColumnType) -> Result<String, RenderError> {
    let length = |length: &Length| match length {
        Length::N(n) => format!("StringLen::N({n})"),
        Length::Max => "StringLen::Max".to_owned(),
        Length::Unspecified => "StringLen::None".to_owned(),
    };
    let inner = match ty {
        ColumnType::Char(n) => format!("Char({n:?})"),
        ColumnType::String(n) => format!("String({})", length(n)),
        ColumnType::Decimal(p) => format!("Decimal({p:?})"),
        ColumnType::Interval(fields, precision) => {
            format!("Interval({}, {precision:?})", interval(fields.as_deref())?)
        }
        ColumnType::Binary(n) => format!("Binary({n})"),
        ColumnType::VarBinary(n) => format!("VarBinary({})", length(n)),
        ColumnType::Bit(n) => format!("Bit({n:?})"),
        ColumnType::VarBit(n) => format!("VarBit({n})"),
        ColumnType::Money(p) => format!("Money({p:?})"),
        ColumnType::Vector(n) => format!("Vector({n:?})"),
        ColumnType::Array(element) => format!("Array(RcOrArc::new({}))", value(element)?),
        ColumnType::Enum(name) => format!("custom({})", text_literal(&name.name)),
        ColumnType::Custom(text) => format!("custom({})", text_literal(text)),
        // The others hold nothing, and have the names of SeaQuery's.
        plain => format!("{plain:?}"),
    };
    Ok(format!("ColumnType::{inner}"))
}

fn texts(values: &[String]) -> String {
    format!("[{}]", values.iter().map(|value| text_literal(value)).collect::<Vec<_>>().join(", "))
}

fn interval(fields: Option<&str>) -> Result<String, RenderError> {
    let Some(fields) = fields else { return Ok("None".to_owned()) };
    let name = match fields.to_ascii_uppercase().as_str() {
        "YEAR" => "Year",
        "MONTH" => "Month",
        "DAY" => "Day",
        "HOUR" => "Hour",
        "MINUTE" => "Minute",
        "SECOND" => "Second",
        "YEAR TO MONTH" => "YearToMonth",
        "DAY TO HOUR" => "DayToHour",
        "DAY TO MINUTE" => "DayToMinute",
        "DAY TO SECOND" => "DayToSecond",
        "HOUR TO MINUTE" => "HourToMinute",
        "HOUR TO SECOND" => "HourToSecond",
        "MINUTE TO SECOND" => "MinuteToSecond",
        _ => return Err(RenderError::Interval(fields.to_owned())),
    };
    Ok(format!("Some(PgInterval::{name})"))
}
