//! What stands behind `DEFAULT`.

use crate::schema::{DefaultValue, Expression};

use super::ident::bare;
use super::token::{Token, TokenKind, lex, text_of};

/// The value that a default says, as it stands behind `DEFAULT`: parentheses around a plain value do not
/// count, and what is no plain value is an expression without them.
///
/// A bare or quoted name is a text there (manual, lang_createtable.html, section 3.2, and quirks.html,
/// section 8); so is one in double quotes within parentheses.
pub fn default_value(text: &str) -> DefaultValue {
    let Ok((tokens, _)) = lex(text) else {
        return DefaultValue::Expression(Expression::new(text.trim()));
    };
    let inner = bare(&tokens);
    let enclosed = inner.len() != tokens.len();
    let plain = match inner {
        [token] => plain(token, enclosed),
        [sign, token] if sign.is_punct('-') => {
            number(token).map(|digits| format!("-{digits}")).map(Into::into)
        }
        [sign, token] if sign.is_punct('+') => number(token).map(Into::into),
        _ => None,
    };
    match plain {
        Some(Plain(value)) => value,
        None => DefaultValue::Expression(Expression::new(text_of(inner))),
    }
}

struct Plain(DefaultValue);

impl From<String> for Plain {
    fn from(digits: String) -> Self {
        Self(DefaultValue::Number(digits))
    }
}

fn plain(token: &Token, enclosed: bool) -> Option<Plain> {
    let text = || token.name().map(DefaultValue::Text);
    let value = match token.kind {
        TokenKind::Str => text(),
        TokenKind::Quoted if !enclosed || token.text.starts_with('"') => text(),
        TokenKind::Word => word(&token.text).or_else(|| if enclosed { None } else { text() }),
        TokenKind::Literal => bytes(&token.text).or_else(|| number(token).map(DefaultValue::Number)),
        TokenKind::Quoted | TokenKind::Punct(_) => None,
    };
    value.map(Plain)
}

fn word(text: &str) -> Option<DefaultValue> {
    Some(match text.to_ascii_uppercase().as_str() {
        "NULL" => DefaultValue::Null,
        "TRUE" => DefaultValue::Bool(true),
        "FALSE" => DefaultValue::Bool(false),
        "CURRENT_TIMESTAMP" => DefaultValue::CurrentTimestamp,
        "CURRENT_DATE" => DefaultValue::CurrentDate,
        "CURRENT_TIME" => DefaultValue::CurrentTime,
        _ => return None,
    })
}

fn number(token: &Token) -> Option<String> {
    let digit = token.text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    (token.kind == TokenKind::Literal && digit).then(|| token.text.clone())
}

fn bytes(text: &str) -> Option<DefaultValue> {
    let digits = text.strip_prefix(['x', 'X'])?.strip_prefix('\'')?.strip_suffix('\'')?;
    let digits: Option<Vec<_>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let byte = |pair: &[u32]| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    };
    pairs.chunks(2).map(byte).collect::<Option<_>>().map(DefaultValue::Bytes)
}
