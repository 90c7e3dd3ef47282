use crate::{
    dialect::expression,
    schema::{Backend, DefaultValue, Expression},
};

use super::{
    super::inspection::{bit_string, default_value, quoted},
    values,
};

/// A default by what it means for a column of that type (`format_type()`; empty for an enum).
///
/// `now()`, `transaction_timestamp()` and CURRENT_TIMESTAMP are the same; LOCALTIMESTAMP and
/// `clock_timestamp()` are not (manual, "Date/Time Functions").
pub(super) fn canonical(value: DefaultValue, ty: &str) -> Option<DefaultValue> {
    let value = match value {
        DefaultValue::Expression(sql) => default_value(sql.as_sql()),
        value => value,
    };
    let text = |text: String| Some(DefaultValue::Text(values::canonical(&text, ty)));
    match value {
        DefaultValue::Null => None,
        DefaultValue::Bool(value) if values::is_text(ty) => text(value.to_string()),
        DefaultValue::Number(digits) if values::is_text(ty) => text(digits),
        DefaultValue::Number(digits) => Some(DefaultValue::Number(values::number(&digits).unwrap_or(digits))),
        DefaultValue::Text(value) => Some(literal(value, ty)),
        DefaultValue::Bytes(bytes) if ty != "bytea" => text(format!("\\x{}", crate::dialect::hex(&bytes))),
        DefaultValue::Expression(sql) => Some(computed(&sql, ty)),
        value => Some(value),
    }
}

fn literal(value: String, ty: &str) -> DefaultValue {
    let found = if values::is_number(ty) {
        values::number(value.trim()).map(DefaultValue::Number)
    } else if ty == "boolean" {
        values::truth(&value).map(DefaultValue::Bool)
    } else if ty == "bytea" {
        values::bytes(&value).map(DefaultValue::Bytes)
    } else {
        None
    };
    found.unwrap_or_else(|| DefaultValue::Text(values::canonical(&value, ty)))
}

fn computed(sql: &Expression, ty: &str) -> DefaultValue {
    if let Some(sequence) = sequence(sql.as_sql()) {
        return DefaultValue::Expression(Expression::new(format!(
            "nextval('{}')",
            sequence.replace('\'', "''")
        )));
    }
    if ty.starts_with("bit")
        && let Some(bits) = bit_string(sql.as_sql())
    {
        return DefaultValue::Text(bits);
    }
    let lower = sql.as_sql().trim().to_ascii_lowercase();
    if ty.ends_with("[]") && (lower == "array[]" || lower.starts_with("array[]::")) {
        return DefaultValue::Text("{}".into());
    }
    let sql = expression::canonical(Backend::Postgres, sql);
    // In its plain spelling it may be a value after all.
    match default_value(sql.as_sql()) {
        DefaultValue::Text(text) => literal(text, ty),
        DefaultValue::Number(digits) => DefaultValue::Number(values::number(&digits).unwrap_or(digits)),
        DefaultValue::CurrentTimestamp => DefaultValue::CurrentTimestamp,
        DefaultValue::CurrentDate => DefaultValue::CurrentDate,
        DefaultValue::CurrentTime => DefaultValue::CurrentTime,
        _ => DefaultValue::Expression(sql),
    }
}

/// The sequence of `nextval('s')`, `nextval('s'::regclass)`, `nextval('public.s'::text::regclass)`.
fn sequence(sql: &str) -> Option<String> {
    let (call, arguments) = sql.trim().split_at_checked(8)?;
    let arguments = call.eq_ignore_ascii_case("nextval(").then_some(arguments)?.strip_suffix(')')?.trim();
    let inner = match arguments.strip_prefix('(') {
        Some(inner) => inner.replacen(')', "", 1),
        None => arguments.to_owned(),
    };
    let (name, rest) = quoted(&inner)?;
    let plain = rest.chars().all(|c| c.is_ascii_alphanumeric() || c == ':' || c == ' ');
    plain.then(|| name.strip_prefix("public.").map(ToOwned::to_owned).unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::canonical;
    use crate::schema::{DefaultValue as D, Expression};

    fn text(text: &str) -> D {
        D::Text(text.to_owned())
    }

    fn number(digits: &str) -> D {
        D::Number(digits.to_owned())
    }

    fn sql(sql: &str) -> D {
        D::Expression(Expression::new(sql))
    }

    #[test]
    fn defaults_that_mean_the_same_are_the_same() {
        for (ty, all) in [
            (
                "timestamp with time zone",
                vec![D::CurrentTimestamp, sql("now()"), sql("transaction_timestamp()"), sql("(NOW())")],
            ),
            ("boolean", vec![D::Bool(false), text("false"), text("f"), sql("false"), sql("'off'::boolean")]),
            (
                "integer",
                vec![
                    number("1"),
                    text("1"),
                    number("1.0"),
                    number("+1"),
                    sql("'1'::integer"),
                    sql("(1)::bigint"),
                    sql("'1'"),
                ],
            ),
            (
                "numeric(8,3)",
                vec![number("1.500"), number("1.5"), text("1.5"), number("15e-1"), number("01.50")],
            ),
            ("numeric", vec![number("0"), number("-0"), number("0.00")]),
            ("bigint", vec![number("-5"), text("-5"), sql("'-5'::integer"), sql("(-5)")]),
            (
                "character varying(20)",
                vec![text("x"), sql("'x'::character varying"), sql("'x'::text"), sql("'x'")],
            ),
            ("text", vec![text("5"), number("5"), sql("5")]),
            ("date", vec![text("2024-01-01"), sql("'2024-01-01'::date")]),
            (
                "timestamp without time zone",
                vec![
                    text("2024-01-01"),
                    sql("'2024-01-01 00:00:00'::timestamp without time zone"),
                    text("2024-01-01T00:00"),
                ],
            ),
            (
                "timestamp with time zone",
                vec![
                    text("2024-01-01 00:00:00Z"),
                    text("2024-01-01T01:00:00+01"),
                    text("2023-12-31 18:30:00-05:30"),
                ],
            ),
            ("time without time zone", vec![text("10:00"), sql("'10:00:00'::time without time zone")]),
            (
                "uuid",
                vec![
                    text("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
                    text("{a0eebc999c0b4ef8bb6d6bb9bd380a11}"),
                ],
            ),
            ("jsonb", vec![text("{\"b\": 1, \"a\": [1,2]}"), sql("'{\"a\":[1, 2],\"b\":1}'::jsonb")]),
            (
                "interval",
                vec![text("1 hour"), text("01:00:00"), text("60 minutes"), sql("'01:00:00'::interval")],
            ),
            ("interval", vec![text("1 year 2 months"), text("14 mons")]),
            ("text[]", vec![text("{a,b}"), text("{ a, \"b\" }"), sql("'{a,b}'::text[]")]),
            ("text[]", vec![text("{}"), sql("ARRAY[]::text[]"), sql("'{}'")]),
            ("bytea", vec![D::Bytes(vec![0, 255]), text("\\x00ff"), sql("'\\x00FF'::bytea")]),
            ("bit(3)", vec![text("101"), sql("B'101'"), sql("B'101'::\"bit\"")]),
            ("", vec![text("a"), sql("'a'::mood"), sql("'a'")]),
            (
                "integer",
                vec![
                    sql("nextval('s'::regclass)"),
                    sql("nextval('s')"),
                    sql("nextval(('s'::text)::regclass)"),
                    sql("NEXTVAL('public.s')"),
                ],
            ),
        ] {
            let first = canonical(all[0].clone(), ty);
            assert!(first.is_some(), "{ty}");
            for value in &all {
                let found = canonical(value.clone(), ty);
                assert_eq!(found, first, "{ty}: {value:?}");
                assert_eq!(canonical(found.clone().unwrap(), ty), found, "{ty}: {value:?} is not stable");
            }
        }
    }

    #[test]
    fn defaults_that_mean_something_else_differ() {
        for (ty, a, b) in [
            ("timestamp without time zone", D::CurrentTimestamp, sql("LOCALTIMESTAMP")),
            ("timestamp without time zone", D::CurrentTimestamp, sql("clock_timestamp()")),
            ("text", number("1.0"), number("1")),
            ("text", text("a"), text("A")),
            ("json", text("{\"a\":1}"), text("{\"a\": 1}")),
            ("jsonb", text("{\"a\":[1,2]}"), text("{\"a\":[2,1]}")),
            ("text[]", text("{a}"), text("{\"a \"}")),
            ("interval", text("1 day"), text("24 hours")),
            ("interval", text("1 mon"), text("30 days")),
            ("integer", number("1"), number("10")),
            ("integer", sql("nextval('a')"), sql("nextval('b')")),
            ("boolean", D::Bool(true), D::Bool(false)),
        ] {
            assert_ne!(canonical(a.clone(), ty), canonical(b.clone(), ty), "{ty}: {a:?} {b:?}");
        }
        assert_eq!(canonical(D::Null, "text"), None);
        assert_eq!(canonical(sql("NULL::character varying"), "text"), None);
    }
}
