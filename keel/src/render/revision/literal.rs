//! Values as Rust literals.

/// A text as a Rust literal.
pub(crate) fn text_literal(text: &str) -> String {
    format!("{text:?}")
}

/// SQL as a Rust literal: raw where quotes, backslashes or lines would be hard to read escaped.
pub(crate) fn sql_literal(sql: &str) -> String {
    // A raw literal can hold no lone CR, and what is invisible should not be hidden in one.
    let visible = sql.chars().all(|c| c == '\n' || c.escape_debug().count() == 1 || "\"'\\".contains(c));
    if !visible || !sql.contains(['"', '\\', '\n']) {
        return text_literal(sql);
    }
    let mut hashes = String::from("#");
    while sql.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{sql}\"{hashes}")
}

/// A number as a Rust literal of a type that keeps it, where there is one.
pub(crate) fn number_literal(digits: &str) -> Option<String> {
    let digits = digits.trim();
    if let Ok(number) = digits.parse::<i32>() {
        return Some(number.to_string());
    }
    if let Ok(number) = digits.parse::<i64>() {
        return Some(format!("{number}_i64"));
    }
    if let Ok(number) = digits.parse::<u64>() {
        return Some(format!("{number}_u64"));
    }
    let significant = digits.chars().filter(char::is_ascii_digit).count();
    let bare = digits.strip_prefix('-').unwrap_or(digits);
    let plain = bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    let begins_and_ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let whole = begins_and_ends(bare.chars().next()) && begins_and_ends(bare.chars().last());
    (plain && whole && significant <= 15 && bare.parse::<f64>().is_ok()).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_reads_back_as_it_was() {
        let texts = [
            "SELECT 1",
            "SELECT \"a\"",
            "a\nb",
            "\"#",
            "\"## \\ \"#",
            "\r\n\"",
            "\u{202e}\"x",
            "it's \"ß\" 日本",
            "",
            "\0\"",
        ];
        for text in texts {
            let literal = sql_literal(text);
            let read: syn::LitStr = syn::parse_str(&literal).unwrap();
            assert_eq!(read.value(), text, "{literal}");
        }
        assert_eq!(sql_literal("SELECT \"a\""), "r#\"SELECT \"a\"\"#");
    }

    #[test]
    fn numbers_keep_their_value() {
        let cases = [
            ("5", Some("5")),
            ("-1", Some("-1")),
            ("5000000000", Some("5000000000_i64")),
            ("18446744073709551615", Some("18446744073709551615_u64")),
            ("0.50", Some("0.50")),
            ("-12.25", Some("-12.25")),
            (".5", None),
            ("1e5", None),
            ("NaN", None),
            ("3.14159265358979323846", None),
            ("", None),
        ];
        for (digits, expected) in cases {
            assert_eq!(number_literal(digits).as_deref(), expected, "{digits}");
        }
    }
}
