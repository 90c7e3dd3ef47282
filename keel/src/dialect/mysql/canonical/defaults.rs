//! Defaults by meaning: one value for all texts that a column of that type takes for the same.

use super::{
    expression,
    literal::{Literal, literal, now_digits, number, peeled},
    types::TypeText,
};
use crate::{dialect::Engine, schema::DefaultValue};

/// The default in its one spelling; none where it says NULL.
pub(super) fn canonical(engine: Engine, ty: &TypeText, default: &DefaultValue) -> Option<DefaultValue> {
    let said = match default {
        DefaultValue::Null => Literal::Null,
        DefaultValue::Bool(value) => Literal::Bool(*value),
        DefaultValue::Number(digits) => Literal::Number(digits.clone()),
        DefaultValue::Text(text) => Literal::Text(text.clone()),
        DefaultValue::Bytes(bytes) => Literal::Bytes(bytes.clone()),
        DefaultValue::CurrentTimestamp => return Some(DefaultValue::CurrentTimestamp),
        DefaultValue::CurrentDate => return Some(DefaultValue::CurrentDate),
        DefaultValue::CurrentTime => return Some(DefaultValue::CurrentTime),
        DefaultValue::Expression(said) => match literal(said.as_sql()) {
            Some(literal) => literal,
            None => return Some(computed(ty, said.as_sql())),
        },
    };
    value(engine, ty, said)
}

/// A default that is no literal.
pub(in crate::dialect::mysql) fn computed(ty: &TypeText, sql: &str) -> DefaultValue {
    if is_now(ty, sql) {
        return DefaultValue::CurrentTimestamp;
    }
    let text: String = peeled(sql).chars().filter(|c| !c.is_whitespace()).collect();
    match text.to_ascii_lowercase().as_str() {
        "curdate()" | "current_date" | "current_date()" => DefaultValue::CurrentDate,
        "curtime()" | "current_time" | "current_time()" => DefaultValue::CurrentTime,
        _ => DefaultValue::Expression(expression(peeled(sql))),
    }
}

/// Whether it is the current moment in the column's own precision.
pub(in crate::dialect::mysql) fn is_now(ty: &TypeText, sql: &str) -> bool {
    let own = if ty.is_temporal() { ty.args.first().map_or("", String::as_str) } else { "" };
    now_digits(sql).is_some_and(|digits| digits.is_empty() || digits == own)
}

fn value(engine: Engine, ty: &TypeText, said: Literal) -> Option<DefaultValue> {
    if said == Literal::Null {
        return None;
    }
    let text = written(&said);
    if ty.is_binary() {
        let bytes = match said {
            Literal::Bytes(bytes) => bytes,
            _ => text.into_bytes(),
        };
        return Some(DefaultValue::Bytes(shown(engine, &bytes)));
    }
    let as_text = |text: String| DefaultValue::Text(text);
    Some(
        match ty.name.as_str() {
            "float" => text.parse::<f32>().ok().and_then(|value| number(&format!("{value:.5e}"), None)),
            "double" => text.parse::<f64>().ok().and_then(|value| number(&format!("{value:e}"), None)),
            "decimal" => number(&text, ty.scale().and_then(|scale| usize::try_from(scale).ok())),
            "bit" | "year" => number(&text, Some(0)),
            _ if ty.is_integer() => number(&text, Some(0)),
            _ if ty.is_temporal() => return Some(as_text(moment(ty, &text))),
            _ => return Some(as_text(text)),
        }
        .map_or_else(|| as_text(text), DefaultValue::Number),
    )
}

/// What a column of texts keeps of a literal.
fn written(said: &Literal) -> String {
    match said {
        Literal::Null => String::new(),
        Literal::Bool(value) => u8::from(*value).to_string(),
        Literal::Number(digits) => digits.clone(),
        Literal::Text(text) => text.clone(),
        Literal::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Literal::Bits(bits) => bits.to_string(),
    }
}

/// The catalogue tells only so much of a binary default: MySQL stops at the first zero byte, MariaDB puts a
/// question mark for each byte that is no text.
fn shown(engine: Engine, bytes: &[u8]) -> Vec<u8> {
    if engine == Engine::MySql {
        return bytes.iter().copied().take_while(|byte| *byte != 0).collect();
    }
    let text = bytes
        .utf8_chunks()
        .fold(String::new(), |text, chunk| text + chunk.valid() + &"?".repeat(chunk.invalid().len()));
    // Zeros fill a BINARY(n) to its length.
    text.trim_end_matches('\0').as_bytes().to_vec()
}

/// A date or time without what it says anyway.
fn moment(ty: &TypeText, text: &str) -> String {
    let text = text.trim().replace('T', " ");
    let mut text = match text.split_once('.') {
        Some((whole, fraction)) => match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        },
        None => text,
    };
    let has_time = text.contains(' ');
    match ty.name.as_str() {
        "datetime" | "timestamp" if text.len() == 10 && !has_time => text += " 00:00:00",
        "date" => text = text.split(' ').next().unwrap_or_default().to_owned(),
        _ => {}
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Expression;

    #[test]
    fn defaults_that_mean_the_same_are_equal() {
        use DefaultValue as D;
        let text = |text: &str| D::Text(text.into());
        let number = |digits: &str| D::Number(digits.into());
        let sql = |sql: &str| D::Expression(Expression::new(sql));
        for (ty, same) in [
            ("tinyint(1)", vec![number("0"), text("0"), D::Bool(false), sql("(FALSE)"), sql("0")]),
            ("decimal(10,2)", vec![number("1"), number("1.0"), text("1.00"), D::Bool(true), number("1.004")]),
            ("int", vec![number("5"), text("5"), number("4.5"), sql("(5)"), number("5e0")]),
            ("int", vec![D::Null, sql("NULL"), sql("(null)")]),
            ("varchar(20)", vec![text("1"), number("1"), D::Bool(true), sql("'1'"), sql("_utf8mb4'1'")]),
            ("varchar(20)", vec![text("")]),
            ("float", vec![number("1.5"), text("1.50"), number("15e-1")]),
            ("double", vec![number("1e10"), number("10000000000")]),
            ("bit(8)", vec![number("5"), sql("b'101'"), sql("0b101")]),
            (
                "datetime",
                vec![D::CurrentTimestamp, sql("now()"), sql("CURRENT_TIMESTAMP"), sql("current_timestamp()")],
            ),
            ("datetime(6)", vec![D::CurrentTimestamp, sql("now(6)"), sql("CURRENT_TIMESTAMP")]),
            ("datetime(3)", vec![text("2020-01-01"), text("2020-01-01 00:00:00.000")]),
            ("date", vec![D::CurrentDate, sql("curdate()"), sql("(current_date)")]),
            (
                "binary(4)",
                vec![D::Bytes(b"ab".to_vec()), text("ab"), D::Bytes(b"ab\0\0".to_vec()), sql("0x6162")],
            ),
            ("double", vec![sql("rand()"), sql("(rand())")]),
        ] {
            let ty_text = TypeText::read(ty);
            for engine in [Engine::MySql, Engine::MariaDb] {
                let all: Vec<_> = same.iter().map(|it| canonical(engine, &ty_text, it)).collect();
                assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{engine} {ty}: {same:?} are {all:?}");
            }
        }
    }

    #[test]
    fn defaults_that_differ_stay_apart() {
        use DefaultValue as D;
        let sql = |sql: &str| D::Expression(Expression::new(sql));
        for (ty, left, right) in [
            ("varchar(20)", D::Text(String::new()), D::Null),
            ("varchar(20)", D::Text("NULL".into()), D::Null),
            ("varchar(20)", D::Text("1".into()), D::Text("1.0".into())),
            ("varchar(20)", D::Text("uuid()".into()), sql("uuid()")),
            ("decimal(10,2)", D::Number("1".into()), D::Number("1.01".into())),
            ("datetime(6)", D::CurrentTimestamp, sql("now(3)")),
            ("int", sql("(1) + (2)"), sql("1")),
        ] {
            let ty_text = TypeText::read(ty);
            let of = |it: &D| canonical(Engine::MariaDb, &ty_text, it);
            assert_ne!(of(&left), of(&right), "{ty}: {left:?}, {right:?}");
        }
    }
}
