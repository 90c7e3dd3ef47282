//! Types by the text of `format_type()`.

use crate::schema::{ColumnType, Length, QualifiedName};

/// The type by the engine's name; an enum type stays one, also where it was said verbatim.
pub(super) fn canonical(ty: &ColumnType, is_enum: &dyn Fn(&QualifiedName) -> bool) -> ColumnType {
    use ColumnType as T;
    match ty {
        T::Enum(name) => T::Enum(name.clone()),
        // Arrays of arrays are arrays (manual, "Declaration of Array Types").
        T::Array(element) => match canonical(element, is_enum) {
            T::Custom(text) if text.ends_with("[]") => T::Custom(text),
            T::Custom(text) => T::Custom(text + "[]"),
            T::Array(element) => T::Array(element),
            element => T::Array(Box::new(element)),
        },
        T::Custom(text) => {
            let (element, array) = split_array(text.trim());
            let ty = match enum_name(element).filter(is_enum) {
                Some(name) => T::Enum(name),
                None => T::Custom(normal(element)),
            };
            if array { canonical(&T::Array(Box::new(ty)), is_enum) } else { ty }
        }
        ty => T::Custom(name(ty)),
    }
}

/// The text of a canonical type; an enum has none.
pub(super) fn text(ty: &ColumnType) -> &str {
    match ty {
        ColumnType::Custom(text) => text,
        ColumnType::Array(_) => "[]",
        _ => "",
    }
}

/// Whether it is one of the words that stand for a type, a sequence and NOT NULL.
pub(super) fn is_serial(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Custom(text) if serial(&text.trim().to_ascii_lowercase()).is_some())
}

fn serial(word: &str) -> Option<&'static str> {
    Some(match word {
        "smallserial" | "serial2" => "smallint",
        "serial" | "serial4" => "integer",
        "bigserial" | "serial8" => "bigint",
        _ => return None,
    })
}

/// The type of a serial column: whatever is not small or big is an integer.
pub(super) fn of_serial(ty: &ColumnType) -> ColumnType {
    let text = match canonical(ty, &|_| false) {
        ColumnType::Custom(text) => text,
        _ => String::new(),
    };
    let text = match text.as_str() {
        "smallint" | "bigint" => text,
        other => serial(other).unwrap_or("integer").to_owned(),
    };
    ColumnType::Custom(text)
}

fn sized(name: &str, size: Option<u32>) -> String {
    size.map_or_else(|| name.to_owned(), |size| format!("{name}({size})"))
}

fn name(ty: &ColumnType) -> String {
    use ColumnType as T;
    match ty {
        T::Char(n) => sized("character", Some(n.unwrap_or(1))),
        T::String(Length::N(n)) => sized("character varying", Some(*n)),
        T::String(_) => "character varying".into(),
        T::Text => "text".into(),
        T::Blob | T::Binary(_) | T::VarBinary(_) => "bytea".into(),
        T::TinyInteger | T::TinyUnsigned | T::SmallInteger => "smallint".into(),
        T::Integer | T::SmallUnsigned => "integer".into(),
        T::BigInteger | T::Unsigned | T::BigUnsigned => "bigint".into(),
        T::Float => "real".into(),
        T::Double => "double precision".into(),
        T::Decimal(Some((p, s))) => format!("numeric({p},{s})"),
        T::Decimal(None) => "numeric".into(),
        T::DateTime | T::Timestamp => "timestamp without time zone".into(),
        T::TimestampWithTimeZone => "timestamp with time zone".into(),
        T::Time => "time without time zone".into(),
        T::Date => "date".into(),
        T::Interval(fields, precision) => {
            let fields = fields.as_deref().unwrap_or_default().to_ascii_lowercase();
            sized(format!("interval {}", words(&fields)).trim_end(), *precision)
        }
        T::Bit(n) => sized("bit", Some(n.unwrap_or(1))),
        T::VarBit(n) => sized("bit varying", Some(*n)),
        T::Boolean => "boolean".into(),
        T::Money(_) => "money".into(),
        T::Json => "json".into(),
        T::JsonBinary => "jsonb".into(),
        T::Uuid => "uuid".into(),
        T::Vector(n) => sized("vector", *n),
        T::Cidr => "cidr".into(),
        T::Inet => "inet".into(),
        T::MacAddr => "macaddr".into(),
        T::LTree => "ltree".into(),
        // PostgreSQL has no such type; its plan says so.
        T::Year => "year".into(),
        // Not reached: `canonical` has them.
        T::Array(_) | T::Enum(_) | T::Custom(_) => ty.to_string(),
    }
}

/// The element of `x[]`, `x[3][4]`, `x ARRAY`, and whether it is an array.
fn split_array(text: &str) -> (&str, bool) {
    if let Some((element, _)) = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        return (split_array(element.trim_end()).0, true);
    }
    let (head, tail) =
        (text.len().checked_sub(6).and_then(|at| text.split_at_checked(at))).unwrap_or((text, ""));
    match tail.eq_ignore_ascii_case(" array") {
        true => (head.trim_end(), true),
        false => (text, false),
    }
}

/// A type's name as SQL has it, or none where it is more than a name.
fn enum_name(text: &str) -> Option<QualifiedName> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => parts.last_mut()?.push('"'),
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            '(' | ')' | ' ' if !quoted => return None,
            c if quoted => parts.last_mut()?.push(c),
            c => parts.last_mut()?.push(c.to_ascii_lowercase()),
        }
    }
    let name = parts.pop()?;
    match parts.as_slice() {
        [] => Some(QualifiedName::new(name)),
        [schema] => Some(QualifiedName::qualified(schema, name)),
        _ => None,
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lower case outside of quotes, one blank between words, a size after the first part of the name.
fn normal(text: &str) -> String {
    let mut quoted = false;
    let lower: String = text
        .chars()
        .map(|c| {
            quoted ^= c == '"';
            if quoted { c } else { c.to_ascii_lowercase() }
        })
        .collect();
    if lower.contains('"') {
        return lower;
    }
    let lower = words(&lower);
    let lower = lower.strip_prefix("pg_catalog.").unwrap_or(&lower);
    let (head, size, tail) = match lower.split_once('(').and_then(|(head, rest)| {
        let (size, tail) = rest.split_once(')')?;
        Some((head, size, tail))
    }) {
        Some((head, size, tail)) => (head.trim(), Some(size.replace(' ', "")), tail.trim()),
        None => (lower, None, ""),
    };
    let name = format!("{head} {tail}");
    known(name.trim(), size.as_deref()).unwrap_or_else(|| match size {
        // What a size means is the type's business: it may be a text (`geometry(Point,4326)`).
        Some(_) => text.trim().to_owned(),
        None => lower.to_owned(),
    })
}

/// A type under any of its names (manual, "Data Types"); the words around a size are `name`.
fn known(name: &str, size: Option<&str>) -> Option<String> {
    let sized = |name: &str| size.map_or_else(|| name.to_owned(), |size| format!("{name}({size})"));
    let or_one = |name: &str| format!("{name}({})", size.unwrap_or("1"));
    let zoned = |name: &str, zone: &str| format!("{} {zone} time zone", sized(name));
    Some(match name {
        "int2" | "smallint" => "smallint".into(),
        "int" | "int4" | "integer" => "integer".into(),
        "int8" | "bigint" => "bigint".into(),
        "float4" | "real" => "real".into(),
        "float" if size.and_then(|size| size.parse::<u32>().ok()).is_some_and(|bits| bits < 25) => {
            "real".into()
        }
        "float" | "float8" | "double precision" => "double precision".into(),
        "decimal" | "dec" | "numeric" => match size {
            Some(size) if !size.contains(',') => format!("numeric({size},0)"),
            _ => sized("numeric"),
        },
        "bool" | "boolean" => "boolean".into(),
        "varchar"
        | "character varying"
        | "char varying"
        | "national character varying"
        | "national char varying"
        | "nchar varying" => sized("character varying"),
        "char" | "character" | "national character" | "national char" | "nchar" => or_one("character"),
        "bpchar" => match size {
            Some(_) => sized("character"),
            None => "bpchar".into(),
        },
        "varbit" | "bit varying" => sized("bit varying"),
        "bit" => or_one("bit"),
        "timestamp" | "timestamp without time zone" => zoned("timestamp", "without"),
        "timestamptz" | "timestamp with time zone" => zoned("timestamp", "with"),
        "time" | "time without time zone" => zoned("time", "without"),
        "timetz" | "time with time zone" => zoned("time", "with"),
        "interval" => sized("interval"),
        fields if fields.starts_with("interval ") => sized(fields),
        "vector" | "halfvec" | "sparsevec" => sized(name),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{canonical, is_serial, of_serial};
    use crate::schema::{ColumnType as T, Length, QualifiedName};

    #[test]
    fn every_spelling_of_a_type_is_that_of_format_type() {
        let custom = |text: &str| T::Custom(text.to_owned());
        let array = |ty: T| T::Array(Box::new(ty));
        for (ty, text) in [
            (T::String(Length::N(20)), "character varying(20)"),
            (T::String(Length::Max), "character varying"),
            (T::Char(None), "character(1)"),
            (T::Decimal(Some((10, 2))), "numeric(10,2)"),
            (T::Timestamp, "timestamp without time zone"),
            (T::DateTime, "timestamp without time zone"),
            (T::VarBinary(Length::N(4)), "bytea"),
            (T::TinyInteger, "smallint"),
            (T::Unsigned, "bigint"),
            (T::Year, "year"),
            (T::Interval(Some("DAY TO SECOND".into()), Some(3)), "interval day to second(3)"),
            (T::Interval(None, None), "interval"),
            (T::Bit(None), "bit(1)"),
            (array(T::Integer), "integer[]"),
            (array(array(T::Integer)), "integer[]"),
            (custom("INT4"), "integer"),
            (custom("int8"), "bigint"),
            (custom("bool"), "boolean"),
            (custom("float8"), "double precision"),
            (custom("float(24)"), "real"),
            (custom("decimal(10, 2)"), "numeric(10,2)"),
            (custom("NUMERIC (10)"), "numeric(10,0)"),
            (custom("numeric(5,-2)"), "numeric(5,-2)"),
            (custom("varchar(20)"), "character varying(20)"),
            (custom("varchar (20) []"), "character varying(20)[]"),
            (custom("char"), "character(1)"),
            (custom("\"char\""), "\"char\""),
            (custom("bpchar(3)"), "character(3)"),
            (custom("bpchar"), "bpchar"),
            (custom("timestamptz"), "timestamp with time zone"),
            (custom("timestamp(3)"), "timestamp(3) without time zone"),
            (custom("timestamp (3) with time zone"), "timestamp(3) with time zone"),
            (custom("timetz(2)"), "time(2) with time zone"),
            (custom("integer[3][4]"), "integer[]"),
            (custom("integer ARRAY"), "integer[]"),
            (custom("int4[]"), "integer[]"),
            (custom("pg_catalog.int4"), "integer"),
            (custom("interval  Day To Second(3)"), "interval day to second(3)"),
            (custom("TSVECTOR"), "tsvector"),
            (custom("ext.MyType"), "ext.mytype"),
            (custom("\"Odd  Type\""), "\"Odd  Type\""),
            (custom("geometry(Point,4326)"), "geometry(Point,4326)"),
            (custom("VECTOR(3)"), "vector(3)"),
            (custom(""), ""),
        ] {
            assert_eq!(canonical(&ty, &|_| false), custom(text), "{ty:?}");
            assert_eq!(canonical(&custom(text), &|_| false), custom(text), "{text} is not stable");
        }
    }

    #[test]
    fn enums_stay_enums() {
        let mood = QualifiedName::new("mood");
        let odd = QualifiedName::qualified("Au dit", "Mo\"od");
        let is_enum = |name: &QualifiedName| *name == mood || *name == odd;
        for (ty, of) in [
            (T::Enum(mood.clone()), T::Enum(mood.clone())),
            (T::Custom("MOOD".into()), T::Enum(mood.clone())),
            (T::Custom("\"Au dit\".\"Mo\"\"od\"".into()), T::Enum(odd.clone())),
            (T::Custom("mood[]".into()), T::Array(Box::new(T::Enum(mood.clone())))),
            (
                T::Array(Box::new(T::Array(Box::new(T::Enum(mood.clone()))))),
                T::Array(Box::new(T::Enum(mood.clone()))),
            ),
            (T::Custom("\"MOOD\"".into()), T::Custom("\"MOOD\"".into())),
        ] {
            assert_eq!(canonical(&ty, &is_enum), of, "{ty:?}");
        }
    }

    #[test]
    fn serials_are_integers() {
        for (word, text) in [("BIGSERIAL", "bigint"), ("serial", "integer"), ("smallserial", "smallint")] {
            let ty = T::Custom(word.into());
            assert!(is_serial(&ty));
            assert_eq!(of_serial(&ty), T::Custom(text.into()));
        }
        assert_eq!(of_serial(&T::BigInteger), T::Custom("bigint".into()));
        assert!(!is_serial(&T::BigInteger));
    }
}
