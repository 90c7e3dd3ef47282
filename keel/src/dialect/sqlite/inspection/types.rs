//! Declared types.

use crate::schema::{ColumnType, Length};

/// The type that is written as `declared`, or that text itself: no type at all is the empty one.
pub(super) fn column_type(declared: &str) -> ColumnType {
    use ColumnType as T;
    let text = spelled(declared);
    let lower = text.to_ascii_lowercase();
    let (name, sizes) = sized(&lower);
    let found = match (name, sizes.as_slice()) {
        ("char", []) => T::Char(None),
        ("char", [n]) => T::Char(Some(*n)),
        ("varchar", []) => T::String(Length::Unspecified),
        ("varchar", [n]) => T::String(Length::N(*n)),
        ("text", []) => T::Text,
        ("blob", []) => T::Blob,
        ("blob", [n]) => T::Binary(*n),
        ("varbinary_blob", []) => T::VarBinary(Length::Unspecified),
        ("varbinary_blob", [n]) => T::VarBinary(Length::N(*n)),
        ("tinyint", []) => T::TinyInteger,
        ("smallint", []) => T::SmallInteger,
        ("integer", []) => T::Integer,
        ("float", []) => T::Float,
        ("double", []) => T::Double,
        ("real", [p, s]) => T::Decimal(Some((*p, *s))),
        ("real_decimal", []) => T::Decimal(None),
        ("real_money", []) => T::Money(None),
        ("real_money", [p, s]) => T::Money(Some((*p, *s))),
        ("datetime_text", []) => T::DateTime,
        ("timestamp_text", []) => T::Timestamp,
        ("timestamp_with_timezone_text", []) => T::TimestampWithTimeZone,
        ("time_text", []) => T::Time,
        ("date_text", []) => T::Date,
        ("boolean", []) => T::Boolean,
        ("json_text", []) => T::Json,
        ("jsonb_text", []) => T::JsonBinary,
        ("uuid_text", []) => T::Uuid,
        _ => return T::Custom(text),
    };
    // A size that is not written as a number is written, `varchar(007)`, is a text of its own.
    let same = sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let written = if sizes.is_empty() { name.to_owned() } else { format!("{name}({same})") };
    if written == lower { found } else { T::Custom(text) }
}

/// A type's text with its blanks in one way: `decimal(10, 2)`.
pub(in crate::dialect::sqlite) fn spelled(declared: &str) -> String {
    let mut out = String::new();
    for c in declared.chars() {
        match c {
            c if c.is_ascii_whitespace() => {
                if !out.is_empty() && !out.ends_with([' ', '(']) {
                    out.push(' ');
                }
            }
            '(' | ')' | ',' => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push_str(if c == ',' {
                    ", "
                } else if c == '(' {
                    "("
                } else {
                    ")"
                });
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

/// A name and the numbers in the parentheses after it; no numbers where something else is there.
fn sized(text: &str) -> (&str, Vec<u32>) {
    let inner = text.split_once('(').and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?)));
    let numbers = inner.and_then(|(name, inner)| {
        let numbers: Result<Vec<u32>, _> = inner.split(", ").map(str::parse).collect();
        Some((name, numbers.ok()?))
    });
    numbers.unwrap_or((text, vec![]))
}
