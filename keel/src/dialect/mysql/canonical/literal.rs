//! Literals as the catalogue and people write them.

/// What a literal says.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dialect::mysql) enum Literal {
    Null,
    Bool(bool),
    /// The digits as they are written.
    Number(String),
    Text(String),
    Bytes(Vec<u8>),
    /// `b'101'`.
    Bits(u128),
}

/// The literal that an expression is, if it is nothing else; parentheses and a character set's name before it
/// do not count.
pub(in crate::dialect::mysql) fn literal(sql: &str) -> Option<Literal> {
    let sql = peeled(sql);
    match sql.to_ascii_lowercase().as_str() {
        "null" => return Some(Literal::Null),
        "true" => return Some(Literal::Bool(true)),
        "false" => return Some(Literal::Bool(false)),
        _ => {}
    }
    let bare = without_character_set(sql);
    if let Some(text) = whole_text(bare) {
        return Some(Literal::Text(text));
    }
    if let Some(digits) = prefixed(bare, 'x') {
        return from_hex(digits).map(Literal::Bytes);
    }
    if let Some(digits) = prefixed(bare, 'b') {
        return match digits {
            "" => Some(Literal::Bits(0)),
            digits => u128::from_str_radix(digits, 2).ok().map(Literal::Bits),
        };
    }
    is_number(sql).then(|| Literal::Number(sql.to_owned()))
}

/// The expression without the parentheses around all of it.
pub(in crate::dialect::mysql) fn peeled(sql: &str) -> &str {
    let sql = sql.trim();
    let inner = sql.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    match inner {
        Some(inner) if is_balanced(inner) => peeled(inner),
        _ => sql,
    }
}

fn is_balanced(text: &str) -> bool {
    let (mut depth, mut quote, mut escaped) = (0_i32, None, false);
    for c in text.chars() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(open), '\\') if open != '`' => escaped = true,
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0 && quote.is_none()
}

/// `_utf8mb4'x'` is `'x'`.
fn without_character_set(sql: &str) -> &str {
    let Some(rest) = sql.strip_prefix('_') else { return sql };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).trim_start();
    if rest.starts_with('\'') || prefixed(rest, 'x').is_some() { rest } else { sql }
}

fn whole_text(sql: &str) -> Option<String> {
    let (text, rest) = quoted(sql)?;
    rest.trim().is_empty().then_some(text)
}

/// The text in the quotes at the beginning, and what comes behind them (manual, "String Literals").
pub(in crate::dialect::mysql) fn quoted(sql: &str) -> Option<(String, &str)> {
    let inner = sql.strip_prefix('\'')?;
    let (mut text, mut chars) = (String::new(), inner.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => push_escaped(&mut text, chars.next()?.1),
            '\'' if chars.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
            '\'' => return Some((text, inner.get(at + 1..)?)),
            c => text.push(c),
        }
    }
    None
}

fn push_escaped(text: &mut String, c: char) {
    match c {
        'n' => text.push('\n'),
        'r' => text.push('\r'),
        't' => text.push('\t'),
        '0' => text.push('\0'),
        'b' => text.push('\u{8}'),
        'Z' => text.push('\u{1a}'),
        // For LIKE these stay as they are.
        '%' | '_' => text.extend(['\\', c]),
        c => text.push(c),
    }
}

/// The digits of `x'…'` or `0x…`.
fn prefixed(sql: &str, letter: char) -> Option<&str> {
    let upper = letter.to_ascii_uppercase();
    let in_quotes =
        sql.strip_prefix([letter, upper]).and_then(|rest| rest.strip_prefix('\'')?.strip_suffix('\''));
    let digits = in_quotes.or_else(|| sql.strip_prefix('0')?.strip_prefix(letter))?;
    digits.chars().all(|c| c.is_ascii_hexdigit()).then_some(digits)
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits.to_owned() };
    let values: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(16)).collect();
    values?
        .chunks(2)
        .map(|pair| pair.iter().try_fold(0_u8, |sum, digit| Some(sum * 16 + u8::try_from(*digit).ok()?)))
        .collect()
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+'))
        && text.parse::<f64>().is_ok()
}

/// A number in its shortest form without an exponent, rounded to `scale` digits behind the point as the engine
/// does; `None` where the text is none, or too long for that.
pub(in crate::dialect::mysql) fn number(text: &str, scale: Option<usize>) -> Option<String> {
    let text = text.trim();
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = [whole, fraction].concat();
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent.parse().ok()?)?;
    if !(-100..=400).contains(&point) {
        return None;
    }
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
    let digits = format!("{}{digits}{}", zeros(-point), zeros(point - i64::try_from(digits.len()).ok()?));
    let (whole, fraction) = digits.split_at_checked(usize::try_from(point).unwrap_or(0))?;
    let (whole, fraction) = match scale {
        Some(scale) if fraction.len() > scale => rounded(whole, fraction, scale)?,
        _ => (whole.to_owned(), fraction.to_owned()),
    };
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let sign = if negative && !(whole.is_empty() && fraction.is_empty()) { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Half goes away from zero.
fn rounded(whole: &str, fraction: &str, scale: usize) -> Option<(String, String)> {
    let (kept, dropped) = fraction.split_at_checked(scale)?;
    let mut carry = dropped.starts_with(['5', '6', '7', '8', '9']);
    let mut digits: Vec<char> = Vec::new();
    for c in whole.chars().chain(kept.chars()).rev() {
        digits.push(match c {
            '9' if carry => '0',
            c if carry => {
                carry = false;
                char::from_digit(c.to_digit(10)? + 1, 10)?
            }
            c => c,
        });
    }
    digits.extend(carry.then_some('1'));
    let digits: String = digits.into_iter().rev().collect();
    let (whole, fraction) = digits.split_at_checked(digits.len() - scale)?;
    Some((whole.to_owned(), fraction.to_owned()))
}

/// The precision in a call of the current moment in any of its spellings: nothing where none is said.
pub(in crate::dialect::mysql) fn now_digits(sql: &str) -> Option<String> {
    let text: String =
        peeled(sql).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let (name, digits) = match text.split_once('(') {
        Some((name, rest)) => (name, rest.strip_suffix(')')?),
        None if text == "NOW" => return None,
        None => (text.as_str(), ""),
    };
    let is_now = ["CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP"].contains(&name);
    let digits = digits.trim_start_matches('0');
    (is_now && digits.chars().all(|c| c.is_ascii_digit())).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Literal as L, *};

    #[test]
    fn literals_are_told_from_expressions() {
        let text = |text: &str| Some(L::Text(text.into()));
        for (sql, said) in [
            ("'it''s'", text("it's")),
            (r"('a\'b\\c\n')", text("a'b\\c\n")),
            (r"'50\%'", text(r"50\%")),
            ("_utf8mb4'x'", text("x")),
            ("''", text("")),
            ("'a' + 'b'", None),
            ("'open", None),
            ("((NULL))", Some(L::Null)),
            ("True", Some(L::Bool(true))),
            ("-1.50", Some(L::Number("-1.50".into()))),
            ("1e3", Some(L::Number("1e3".into()))),
            ("1 + 2", None),
            ("(1) + (2)", None),
            ("x'00ff'", Some(L::Bytes(vec![0, 255]))),
            ("0x61", Some(L::Bytes(vec![97]))),
            ("0xF", Some(L::Bytes(vec![15]))),
            ("x'0g'", None),
            ("b'101'", Some(L::Bits(5))),
            ("b''", Some(L::Bits(0))),
            ("b'12'", None),
            ("infinity", None),
            ("nan", None),
            ("uuid()", None),
            ("", None),
        ] {
            assert_eq!(literal(sql), said, "{sql}");
        }
    }

    #[test]
    fn numbers_have_one_spelling() {
        for (text, scale, said) in [
            ("1.00", None, Some("1")),
            ("001", None, Some("1")),
            ("-0.0", None, Some("0")),
            ("1.5", Some(0), Some("2")),
            ("9.995", Some(2), Some("10")),
            ("-9.994", Some(2), Some("-9.99")),
            ("0.05", Some(1), Some("0.1")),
            ("1e10", None, Some("10000000000")),
            ("1.25E-3", None, Some("0.00125")),
            (".5", None, Some("0.5")),
            ("+7", None, Some("7")),
            ("1e999", None, None),
            ("one", None, None),
            ("", None, None),
            ("1e99999999999999999999", None, None),
        ] {
            assert_eq!(number(text, scale).as_deref(), said, "{text} {scale:?}");
        }
    }

    #[test]
    fn the_current_moment_has_many_names() {
        for (sql, digits) in [
            ("CURRENT_TIMESTAMP", Some("")),
            ("current_timestamp()", Some("")),
            ("(now())", Some("")),
            ("NOW(6)", Some("6")),
            ("localtimestamp( 3 )", Some("3")),
            ("now", None),
            ("utc_timestamp()", None),
            ("now() + interval 1 day", None),
            ("current_timestamp(a)", None),
        ] {
            assert_eq!(now_digits(sql).as_deref(), digits, "{sql}");
        }
    }
}
