//! Defaults by the value that a row gets.

use crate::{dialect::sqlite::ddl::default_value, schema::DefaultValue};

use super::types::Affinity;

/// The default in its one spelling, for a column of that affinity; NULL is what there is without one.
pub(super) fn one_spelling(value: DefaultValue, affinity: Affinity) -> Option<DefaultValue> {
    let value = match value {
        DefaultValue::Expression(expression) => default_value(&format!("({expression})")),
        other => other,
    };
    Some(match value {
        DefaultValue::Null => return None,
        // TRUE and FALSE are 1 and 0 (manual, lang_expr.html, section 14).
        DefaultValue::Bool(value) => number(u8::from(value).to_string(), affinity),
        DefaultValue::Number(digits) => number(digits, affinity),
        DefaultValue::Text(text) if affinity == Affinity::Numeric => {
            match decimal(text.trim_matches(BLANK)) {
                Some(digits) => DefaultValue::Number(digits),
                None => DefaultValue::Text(text),
            }
        }
        DefaultValue::Expression(mut expression) => {
            super::one_spelling(&mut expression);
            DefaultValue::Expression(expression)
        }
        other => other,
    })
}

const BLANK: [char; 5] = [' ', '\t', '\n', '\r', '\x0c'];

fn number(digits: String, affinity: Affinity) -> DefaultValue {
    match affinity {
        Affinity::Numeric => DefaultValue::Number(decimal(&digits).unwrap_or(digits)),
        Affinity::Text => integer(&digits).map_or(DefaultValue::Number(digits), DefaultValue::Text),
        Affinity::Blob => {
            let whole = integer(&digits);
            DefaultValue::Number(whole.unwrap_or(digits))
        }
    }
}

/// The digits of a whole number that is written without a point.
fn integer(digits: &str) -> Option<String> {
    digits.parse::<i64>().ok().map(|number| number.to_string())
}

/// The digits of a decimal number: a whole one has no point.
fn decimal(digits: &str) -> Option<String> {
    let plain = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E'));
    if !plain {
        return None;
    }
    integer(digits).or_else(|| {
        let number = digits.parse::<f64>().ok().filter(|number| number.is_finite())?;
        // Rust writes the shortest digits that read back as the same number, and -0 is 0.
        Some((number + 0.0).to_string())
    })
}
