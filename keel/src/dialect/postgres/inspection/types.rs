use crate::schema::{ColumnType, Length};

/// The type that `format_type()` spells so.
pub(super) fn column_type(text: &str) -> ColumnType {
    use ColumnType as T;
    if let Some(element) = text.strip_suffix("[]") {
        return T::Array(Box::new(column_type(element)));
    }
    plain(text).or_else(|| sized(text)).unwrap_or_else(|| T::Custom(text.to_owned()))
}

fn plain(text: &str) -> Option<ColumnType> {
    use ColumnType as T;
    Some(match text {
        "smallint" => T::SmallInteger,
        "integer" => T::Integer,
        "bigint" => T::BigInteger,
        "real" => T::Float,
        "double precision" => T::Double,
        "numeric" => T::Decimal(None),
        "boolean" => T::Boolean,
        "text" => T::Text,
        "character varying" => T::String(Length::Unspecified),
        "bytea" => T::Blob,
        "uuid" => T::Uuid,
        "json" => T::Json,
        "jsonb" => T::JsonBinary,
        "date" => T::Date,
        "time without time zone" => T::Time,
        "timestamp without time zone" => T::DateTime,
        "timestamp with time zone" => T::TimestampWithTimeZone,
        "interval" => T::Interval(None, None),
        "money" => T::Money(None),
        "cidr" => T::Cidr,
        "inet" => T::Inet,
        "macaddr" => T::MacAddr,
        "ltree" => T::LTree,
        "vector" => T::Vector(None),
        _ => return None,
    })
}

/// What has a number in parentheses at its end, or is an interval of certain fields.
fn sized(text: &str) -> Option<ColumnType> {
    use ColumnType as T;
    let (name, size) = match text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        Some((name, size)) => (name, Some(size)),
        None => (text, None),
    };
    if let Some(fields) = name.strip_prefix("interval") {
        let fields = Some(fields.trim()).filter(|fields| !fields.is_empty()).map(str::to_ascii_uppercase);
        let known = fields.as_deref().is_none_or(|fields| {
            fields
                .split(' ')
                .all(|word| matches!(word, "YEAR" | "MONTH" | "DAY" | "HOUR" | "MINUTE" | "SECOND" | "TO"))
        });
        let precision = size.map(str::parse).transpose().ok()?;
        return known.then_some(T::Interval(fields, precision));
    }
    let size = size?;
    let number = || size.parse::<u32>().ok();
    Some(match name {
        "character varying" => T::String(Length::N(number()?)),
        "character" => T::Char(Some(number()?)),
        "bit" => T::Bit(Some(number()?)),
        "bit varying" => T::VarBit(number()?),
        "vector" => T::Vector(Some(number()?)),
        "numeric" => {
            let (precision, scale) = size.split_once(',')?;
            T::Decimal(Some((precision.parse().ok()?, scale.trim().parse().ok()?)))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::column_type;
    use crate::schema::{ColumnType as T, Length};

    #[test]
    fn types_are_read_as_the_server_spells_them() {
        let custom = |text: &str| T::Custom(text.to_owned());
        let array = |ty: T| T::Array(Box::new(ty));
        for (text, ty) in [
            ("character varying(20)", T::String(Length::N(20))),
            ("character varying", T::String(Length::Unspecified)),
            ("character(3)", T::Char(Some(3))),
            ("bpchar", custom("bpchar")),
            ("\"char\"", custom("\"char\"")),
            ("numeric(10,2)", T::Decimal(Some((10, 2)))),
            ("numeric(5,-2)", custom("numeric(5,-2)")),
            ("numeric", T::Decimal(None)),
            ("bit(8)", T::Bit(Some(8))),
            ("\"bit\"", custom("\"bit\"")),
            ("bit varying(8)", T::VarBit(8)),
            ("bit varying", custom("bit varying")),
            ("timestamp without time zone", T::DateTime),
            ("timestamp(3) without time zone", custom("timestamp(3) without time zone")),
            ("timestamp with time zone", T::TimestampWithTimeZone),
            ("time with time zone", custom("time with time zone")),
            ("interval", T::Interval(None, None)),
            ("interval(3)", T::Interval(None, Some(3))),
            ("interval year to month", T::Interval(Some("YEAR TO MONTH".into()), None)),
            ("interval day to second(3)", T::Interval(Some("DAY TO SECOND".into()), Some(3))),
            ("interval_list", custom("interval_list")),
            ("vector(3)", T::Vector(Some(3))),
            ("ltree", T::LTree),
            ("ext.ltree", custom("ext.ltree")),
            ("integer[]", array(T::Integer)),
            ("character varying(5)[]", array(T::String(Length::N(5)))),
            ("tsvector[]", array(custom("tsvector"))),
            ("geometry(Point,4326)", custom("geometry(Point,4326)")),
            ("\"odd (type\"", custom("\"odd (type\"")),
            ("", custom("")),
        ] {
            assert_eq!(column_type(text), ty, "{text}");
        }
    }
}
