/// A text in which nothing moves the cursor, changes a terminal's colours or turns the direction of
/// writing: what would is spelled out, as Rust spells it in a literal.
///
/// Names, comments and messages come from models and databases, and end up on terminals and in logs.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// Control characters, the two separators that some readers take for a line's end, and the marks and
/// overrides of the bidirectional algorithm (Unicode Standard Annex 9, section 2).
fn acts(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn nothing_acts_on_the_terminal() {
        for (text, seen) in [
            ("größer → 日本", "größer → 日本"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{9b}2J\u{7f}\0", "\\u{9b}2J\\u{7f}\\u{0}"),
            ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}"),
            ("back\\slash 'quote' \"", "back\\slash 'quote' \""),
        ] {
            assert_eq!(visible(text), seen);
        }
    }
}
