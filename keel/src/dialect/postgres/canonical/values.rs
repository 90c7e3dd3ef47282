//! Literals by the value that the engine reads in them, as far as that depends on nothing but the text; what
//! cannot be read here stays as it is.

use std::collections::BTreeMap;

use super::super::inspection::bytes as hex_bytes;
use crate::schema::DefaultValue;

/// Whether values of the type are texts.
pub(super) fn is_text(ty: &str) -> bool {
    ty == "text" || ty == "bpchar" || ty.starts_with("character")
}

/// Whether values of the type are numbers.
pub(super) fn is_number(ty: &str) -> bool {
    matches!(ty, "smallint" | "integer" | "bigint" | "real" | "double precision")
        || (ty.starts_with("numeric") && !ty.ends_with("[]"))
}

/// A literal of that type in its one spelling.
pub(super) fn canonical(text: &str, ty: &str) -> String {
    let name = ty.split('(').next().unwrap_or(ty);
    let found = match ty {
        "uuid" => uuid(text),
        "jsonb" => json(text),
        "inet" | "cidr" | "macaddr" => Some(text.trim().to_ascii_lowercase()),
        "date" => Some(text.trim().to_owned()),
        _ if ty.ends_with("[]") => array(text),
        _ if name.trim_end() == "interval" || name.starts_with("interval ") => interval(text),
        _ if ty.starts_with("timestamp") && ty.ends_with("with time zone") => instant(text),
        _ if ty.starts_with("timestamp") => timestamp(text),
        _ if ty.starts_with("time") && ty.ends_with("without time zone") => time(text.trim()),
        // Trailing blanks of a `char` mean nothing (manual, "Character Types").
        _ if name == "character" || ty == "bpchar" => Some(text.trim_end_matches(' ').to_owned()),
        _ => None,
    };
    found.unwrap_or_else(|| text.to_owned())
}

/// Digits without what changes nothing: a plus, outer zeros, an exponent, the sign of zero.
pub(super) fn number(text: &str) -> Option<String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: String = [whole, fraction].concat();
    // Beyond that many zeros a text is not better than an exponent.
    if all.is_empty() || !all.chars().all(|c| c.is_ascii_digit()) || exponent.abs() > 400 {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let padding = |zeros: i32| "0".repeat(usize::try_from(zeros).unwrap_or(0));
    let length = i32::try_from(all.len()).ok()?;
    let all = padding(-point) + &all + &padding(point - length);
    let (whole, fraction) = all.split_at_checked(usize::try_from(point.max(0)).ok()?)?;
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let zero = whole.is_empty() && fraction.is_empty();
    let sign = if negative && !zero { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Manual, "Boolean Type": unique prefixes of the words are taken too.
pub(super) fn truth(text: &str) -> Option<bool> {
    let text = text.trim().to_ascii_lowercase();
    let is = |word: &str, shortest: usize| text.len() >= shortest && word.starts_with(&text);
    if is("true", 1) || is("yes", 1) || text == "on" || text == "1" {
        Some(true)
    } else if is("false", 1) || is("no", 1) || is("off", 2) || text == "0" {
        Some(false)
    } else {
        None
    }
}

/// `\x00ff`, or plain ASCII.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    match hex_bytes(text) {
        Some(DefaultValue::Bytes(bytes)) => Some(bytes),
        _ => (text.is_ascii() && !text.contains('\\')).then(|| text.as_bytes().to_vec()),
    }
}

fn uuid(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| c.is_ascii_hexdigit()).collect();
    let known = text.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '-' | '{' | '}' | ' '));
    (known && digits.len() == 32).then(|| digits.to_ascii_lowercase())
}

/// `jsonb` keeps neither blanks nor the order of keys, and of a key that comes twice the last (manual, "JSON
/// Types").
fn json(text: &str) -> Option<String> {
    fn sorted(value: serde_json::Value) -> serde_json::Value {
        use serde_json::Value as V;
        match value {
            V::Array(items) => V::Array(items.into_iter().map(sorted).collect()),
            V::Object(entries) => {
                let entries: BTreeMap<_, _> = entries.into_iter().collect();
                V::Object(entries.into_iter().map(|(key, value)| (key, sorted(value))).collect())
            }
            other => other,
        }
    }
    serde_json::from_str(text).ok().map(|value| sorted(value).to_string())
}

/// An array literal without blanks between its elements and without quotes that nothing needs.
fn array(text: &str) -> Option<String> {
    let mut chars = text.trim().chars().peekable();
    let mut out = String::new();
    if chars.peek() != Some(&'{') {
        return None;
    }
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' | ',' => out.push(c),
            c if c.is_whitespace() => {}
            '"' => {
                let mut element = String::new();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => element.push(chars.next()?),
                        c => element.push(c),
                    }
                }
                out += &quoted_element(&element);
            }
            '\\' => return None,
            c => {
                let mut element = String::from(c);
                while let Some(c) = chars.next_if(|c| !matches!(c, '{' | '}' | ',' | '"')) {
                    element.push(c);
                }
                let element = element.trim_end();
                let null = element.eq_ignore_ascii_case("null");
                out += &if null { "NULL".to_owned() } else { quoted_element(element) };
            }
        }
    }
    Some(out)
}

fn quoted_element(element: &str) -> String {
    let odd = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',' | '"' | '\\');
    if !element.is_empty() && !element.eq_ignore_ascii_case("null") && !element.contains(odd) {
        return element.to_owned();
    }
    format!("\"{}\"", element.replace('\\', "\\\\").replace('"', "\\\""))
}

// ---- dates and times ----

/// `HH:MM:SS.ffffff` as microseconds.
fn micros(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let hours: i64 = digits(parts.next()?)?;
    let minutes: i64 = digits(parts.next()?)?;
    let (seconds, fraction) = match parts.next() {
        None => (0, 0),
        Some(seconds) => {
            let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
            (digits(seconds)?, digits(format!("{fraction:0<6}").get(..6)?)?)
        }
    };
    let all = parts.next().is_none() && minutes < 60 && seconds <= 60 && hours < 1_000_000;
    all.then_some(((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction)
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() < 10 && text.chars().all(|c| c.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

fn time(text: &str) -> Option<String> {
    let micros = micros(text)?;
    let seconds = micros / 1_000_000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    Some(format!("{hours:02}:{minutes:02}:{:02}.{:06}", seconds % 60, micros % 1_000_000))
}

/// The day (`YYYY-MM-DD`) and the rest.
fn split_day(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10)?;
    let shape = day.split('-').map(|part| digits(part).map(|_| part.len())).collect::<Option<Vec<_>>>()?;
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim_start();
    (shape == [4, 2, 2]).then_some((day, rest))
}

fn timestamp(text: &str) -> Option<String> {
    let (day, rest) = split_day(text)?;
    Some(format!("{day} {}", time(if rest.is_empty() { "00:00" } else { rest })?))
}

/// A time stamp with its zone's offset as microseconds since 1970; without one it is the session's business.
fn instant(text: &str) -> Option<String> {
    let (day, rest) = split_day(text)?;
    let at = rest.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = rest.split_at_checked(at)?;
    let mut numbers = day.split('-').map(digits);
    let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let clock = micros(clock.trim_end())?;
    let offset = match zone.strip_prefix(['+', '-']) {
        None if zone.len() == 1 => 0,
        None => return None,
        Some(offset) => {
            let (hours, minutes) = match offset.split_once(':') {
                Some((hours, minutes)) => (hours, minutes),
                None if offset.len() == 4 => offset.split_at_checked(2)?,
                None => (offset, "0"),
            };
            let offset = (digits(hours)? * 60 + digits(minutes)?) * 60_000_000;
            if zone.starts_with('-') { -offset } else { offset }
        }
    };
    Some(format!("@{}", days(year, month, day) * 86_400_000_000 + clock - offset))
}

/// Days since 1970-01-01 in the Gregorian calendar; a year begins in March, so that its odd day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// Months, days and microseconds, the three numbers of an interval (manual, "Interval Input").
fn interval(text: &str) -> Option<String> {
    let (mut months, mut days, mut rest) = (0_i64, 0_i64, 0_i64);
    let mut words = text.split_whitespace();
    let mut any = false;
    while let Some(word) = words.next() {
        any = true;
        let (negative, plain) = match word.strip_prefix('-') {
            Some(plain) => (true, plain),
            None => (false, word.strip_prefix('+').unwrap_or(word)),
        };
        let sign = if negative { -1 } else { 1 };
        if plain.contains(':') {
            rest += sign * micros(plain)?;
            continue;
        }
        // Number and unit may stand together: `1day`.
        let end = plain.find(|c: char| !c.is_ascii_digit()).unwrap_or(plain.len());
        let (number, unit) = plain.split_at_checked(end)?;
        let number = sign * digits(number)?;
        let unit = if unit.is_empty() { words.next()? } else { unit };
        match unit.to_ascii_lowercase().as_str() {
            "year" | "years" | "y" | "yr" | "yrs" => months += number * 12,
            "month" | "months" | "mon" | "mons" => months += number,
            "week" | "weeks" | "w" => days += number * 7,
            "day" | "days" | "d" => days += number,
            "hour" | "hours" | "h" | "hr" | "hrs" => rest += number * 3_600_000_000,
            "minute" | "minutes" | "m" | "min" | "mins" => rest += number * 60_000_000,
            "second" | "seconds" | "s" | "sec" | "secs" => rest += number * 1_000_000,
            "millisecond" | "milliseconds" | "ms" => rest += number * 1_000,
            "microsecond" | "microseconds" | "us" => rest += number,
            _ => return None,
        }
    }
    // In this spelling it is read again as the same.
    any.then(|| format!("{months} mons {days} days {rest} us"))
}
