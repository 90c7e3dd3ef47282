use crate::schema::{DefaultValue, Expression};

/// What a default says, where it is plainly a value; otherwise it stays the expression that it is.
pub(in super::super) fn default_value(sql: &str) -> DefaultValue {
    let text = unwrapped(sql.trim());
    simple(text)
        .or_else(|| literal(text))
        .or_else(|| number(text))
        .unwrap_or_else(|| DefaultValue::Expression(Expression::new(sql)))
}

fn simple(text: &str) -> Option<DefaultValue> {
    Some(match text.to_ascii_lowercase().as_str() {
        "null" => DefaultValue::Null,
        "true" => DefaultValue::Bool(true),
        "false" => DefaultValue::Bool(false),
        // The three are one and the same (manual, "Date/Time Functions").
        "current_timestamp" => DefaultValue::CurrentTimestamp,
        "current_date" => DefaultValue::CurrentDate,
        "current_time" => DefaultValue::CurrentTime,
        lower => {
            let ty = lower.strip_prefix("null::")?;
            return is_type(ty).then_some(DefaultValue::Null);
        }
    })
}

/// The text without the parentheses around all of it.
fn unwrapped(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else { return text };
    let (mut depth, mut quote) = (0_i32, None);
    for c in inner.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text;
        }
    }
    if depth == 0 && quote.is_none() { unwrapped(inner.trim()) } else { text }
}

/// A text literal and what stands behind it.
pub(in super::super) fn quoted(text: &str) -> Option<(String, &str)> {
    let (body, escapes) = match text.strip_prefix('\'') {
        Some(body) => (body, false),
        None => (text.strip_prefix("E'").or_else(|| text.strip_prefix("e'"))?, true),
    };
    let (mut out, mut chars) = (String::new(), body.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if chars.next_if(|(_, next)| *next == '\'').is_some() => out.push('\''),
            '\'' => return Some((out, body.get(at + 1..)?)),
            '\\' if escapes => match chars.next()?.1 {
                '\\' => out.push('\\'),
                '\'' => out.push('\''),
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                _ => return None,
            },
            c => out.push(c),
        }
    }
    None
}

/// `'…'`, `'…'::type`.
fn literal(text: &str) -> Option<DefaultValue> {
    let (value, rest) = quoted(text)?;
    let ty = match rest.trim() {
        "" => return Some(DefaultValue::Text(value)),
        casts => casts.strip_prefix("::").filter(|ty| is_type(ty))?,
    };
    // Several casts in a row do more than say what the literal is.
    if ty.contains("::") {
        return None;
    }
    let name = ty.split('(').next().unwrap_or(ty).trim();
    match name {
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" if !ty.ends_with(']') => {
            Some(number(&value).unwrap_or(DefaultValue::Text(value)))
        }
        "boolean" => Some(simple(&value).unwrap_or(DefaultValue::Text(value))),
        "bytea" => Some(bytes(&value).unwrap_or(DefaultValue::Text(value))),
        _ if name.starts_with("reg") => None,
        _ => Some(DefaultValue::Text(value)),
    }
}

/// `\x00ff`.
pub(in super::super) fn bytes(text: &str) -> Option<DefaultValue> {
    let digits: Vec<u32> =
        text.strip_prefix("\\x")?.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let byte = |pair: &[u32]| pair.iter().fold(0, |byte, digit| byte * 16 + digit).try_into().ok();
    Some(DefaultValue::Bytes(pairs.map(byte).collect::<Option<_>>()?))
}

/// `B'101'`, with or without its cast.
pub(in super::super) fn bit_string(text: &str) -> Option<String> {
    let text = unwrapped(text.trim());
    let (value, rest) = quoted(text.strip_prefix(['B', 'b'])?)?;
    let plain = rest.is_empty() || rest.strip_prefix("::").is_some_and(is_type);
    (plain && value.chars().all(|c| matches!(c, '0' | '1'))).then_some(value)
}

/// Digits, with a sign, a point, an exponent, a cast to a number.
fn number(text: &str) -> Option<DefaultValue> {
    let digits = match text.split_once("::") {
        None => text,
        Some((value, "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision")) => {
            unwrapped(value.trim())
        }
        Some(_) => return None,
    };
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let first = digits.strip_prefix('-').unwrap_or(digits).trim_start();
    let begins = first.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let digits: String = digits.chars().filter(|c| *c != ' ').collect();
    (begins && digits.parse::<f64>().is_ok()).then_some(DefaultValue::Number(digits))
}

/// Whether the text can be nothing but the name of a type: upper case outside of quotes, which no server
/// writes there, is a keyword.
fn is_type(text: &str) -> bool {
    let mut quoted = false;
    !text.is_empty()
        && text.chars().all(|c| {
            if c == '"' {
                quoted = !quoted;
            }
            quoted
                || c.is_lowercase()
                || c.is_ascii_digit()
                || matches!(c, '"' | '_' | ' ' | '.' | ',' | '(' | ')' | '[' | ']' | ':')
        })
}

#[cfg(test)]
mod tests {
    use super::{bit_string, default_value};
    use crate::schema::{DefaultValue as D, Expression};

    #[test]
    fn defaults_are_values_where_they_are_plainly_that() {
        let text = |text: &str| D::Text(text.to_owned());
        let number = |digits: &str| D::Number(digits.to_owned());
        let sql = |sql: &str| D::Expression(Expression::new(sql));
        for (given, value) in [
            ("'x'::character varying", text("x")),
            ("'it''s'::text", text("it's")),
            ("''::text", text("")),
            ("E'a\\\\b'::text", text("a\\b")),
            ("'{}'::jsonb", text("{}")),
            ("'{}'::text[]", text("{}")),
            ("'{1}'::integer[]", text("{1}")),
            ("'a'::mood", text("a")),
            ("'a'::\"Odd Type\"", text("a")),
            ("'2024-01-01'::date", text("2024-01-01")),
            ("'x'::timestamp(3) without time zone", text("x")),
            ("5", number("5")),
            ("-5", number("-5")),
            ("('-1'::integer)", number("-1")),
            ("'-1'::integer", number("-1")),
            ("(1)::bigint", number("1")),
            ("(1)::numeric", number("1")),
            ("1.500", number("1.500")),
            ("'0.25'::double precision", number("0.25")),
            ("true", D::Bool(true)),
            ("false", D::Bool(false)),
            ("NULL::character varying", D::Null),
            ("CURRENT_TIMESTAMP", D::CurrentTimestamp),
            ("now()", sql("now()")),
            ("CURRENT_DATE", D::CurrentDate),
            ("LOCALTIMESTAMP", sql("LOCALTIMESTAMP")),
            ("clock_timestamp()", sql("clock_timestamp()")),
            ("CURRENT_TIMESTAMP(3)", sql("CURRENT_TIMESTAMP(3)")),
            ("'\\x00ff'::bytea", D::Bytes(vec![0, 255])),
            ("'\\x0'::bytea", text("\\x0")),
            ("nextval('s'::regclass)", sql("nextval('s'::regclass)")),
            ("'s'::regclass", sql("'s'::regclass")),
            ("('a'::text || 'b'::text)", sql("('a'::text || 'b'::text)")),
            ("'a'::text COLLATE \"C\"", sql("'a'::text COLLATE \"C\"")),
            ("('now'::text)::date", sql("('now'::text)::date")),
            ("'now'::text::date", sql("'now'::text::date")),
            ("(1) + (2)", sql("(1) + (2)")),
            ("infinity", sql("infinity")),
            ("'unclosed", sql("'unclosed")),
            ("", sql("")),
        ] {
            assert_eq!(default_value(given), value, "{given}");
        }
    }

    #[test]
    fn bit_strings_are_told_from_other_texts() {
        for (given, bits) in
            [("B'101'::\"bit\"", Some("101")), ("B'101'", Some("101")), ("B'12'", None), ("'101'", None)]
        {
            assert_eq!(bit_string(given).as_deref(), bits, "{given}");
        }
    }
}
