//! By which type values go when a column gets another one.

/// Types between which PostgreSQL casts alike (`pg_cast`).
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Truth,
    Integer,
    Number,
    Money,
    Text,
    Moment,
    Date,
    Time,
    Interval,
    Json,
    Network,
    Bits,
    Other,
}

fn kind(ty: &str) -> Kind {
    let head: String = ty.chars().take_while(|c| c.is_ascii_alphabetic() || *c == ' ').collect();
    if ty.ends_with("[]") {
        return Kind::Other;
    }
    match head.trim() {
        "boolean" => Kind::Truth,
        "smallint" | "integer" | "bigint" => Kind::Integer,
        "numeric" | "real" | "double precision" => Kind::Number,
        "money" => Kind::Money,
        "text" | "character" | "character varying" => Kind::Text,
        "date" => Kind::Date,
        "json" | "jsonb" => Kind::Json,
        "inet" | "cidr" => Kind::Network,
        "bit" | "bit varying" => Kind::Bits,
        head if head.starts_with("timestamp") => Kind::Moment,
        head if head.starts_with("time") => Kind::Time,
        head if head.starts_with("interval") => Kind::Interval,
        _ => Kind::Other,
    }
}

/// What stands between the old value and the cast to the new type, both by `format_type()`: nothing where there
/// is a cast, another type where that helps, and otherwise the text, which every type is read from.
pub(super) fn between(old: &str, new: &str) -> &'static str {
    use Kind as K;
    let same = |ty: &str| ty.split('(').next().unwrap_or(ty).trim().to_owned();
    match (kind(old), kind(new)) {
        (K::Text, _) | (_, K::Text) => "",
        // The types of the database itself are not told apart here.
        (K::Other, K::Other) if same(old) == same(new) && !same(old).trim_end_matches("[]").is_empty() => "",
        (K::Other, _) | (_, K::Other) => "::text",
        (from, to) if from == to => "",
        (K::Integer, K::Number) | (K::Number, K::Integer) => "",
        (K::Truth, K::Integer | K::Number) if new == "integer" => "",
        (K::Integer, K::Truth) if old == "integer" => "",
        (K::Truth, K::Integer | K::Number) | (K::Integer | K::Number, K::Truth) => "::integer",
        (K::Integer | K::Number, K::Money) | (K::Money, K::Integer | K::Number) => "::numeric",
        (K::Moment, K::Date | K::Time) | (K::Date, K::Moment) => "",
        (K::Time, K::Interval) | (K::Interval, K::Time) => "",
        (K::Integer, K::Bits) if old != "smallint" && !new.starts_with("bit varying") => "",
        (K::Bits, K::Integer) if new != "smallint" && !old.starts_with("bit varying") => "",
        _ => "::text",
    }
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn values_go_by_a_type_that_both_know() {
        for (old, new, by) in [
            ("integer", "bigint", ""),
            ("integer", "text", ""),
            ("character varying(20)", "date", ""),
            ("integer", "date", "::text"),
            ("bytea", "integer", "::text"),
            ("boolean", "integer", ""),
            ("boolean", "bigint", "::integer"),
            ("numeric(10,2)", "integer", ""),
            ("real", "money", "::numeric"),
            ("date", "time without time zone", "::text"),
            ("timestamp with time zone", "date", ""),
            ("json", "jsonb", ""),
            ("integer[]", "text[]", "::text"),
            ("", "integer", "::text"),
            ("", "", "::text"),
            ("timestamp(3) with time zone", "timestamp without time zone", ""),
        ] {
            assert_eq!(between(old, new), by, "{old} {new}");
        }
    }
}
