//! Texts of others inside Markdown, in a table's cell as well.

/// A text as it stands. What would begin markup, a cell or an element is written as a character reference,
/// which Markdown never takes for markup (CommonMark 0.31, 2.5).
///
/// A comment on a forge tells people whose names follow an `@`, and links what follows a `#`; an empty HTML
/// comment in between keeps a text from doing either.
pub(super) fn prose(text: &str) -> String {
    escape(text, |out, c| match c {
        '@' | '#' => {
            out.push(c);
            out.push_str("<!-- -->");
        }
        c => out.push(c),
    })
}

/// A text as code. As an element it takes backticks and bars without further ado.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text, |out, c| out.push(c)))
}

fn escape(text: &str, rest: impl Fn(&mut String, char)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push_str("<br>"),
            '\t' => out.push(' '),
            c if c.is_control() => out.extend(c.escape_default()),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            c => rest(&mut out, c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{code, prose};

    #[test]
    fn nothing_in_a_text_is_markup() {
        for (text, written) in [
            ("plain, with 'quotes' and \"quotes\"", "plain, with 'quotes' and \"quotes\""),
            ("a|b", "a&#124;b"),
            ("a\\|b", "a&#92;&#124;b"),
            ("<script>alert(1)</script>", "&#60;script&#62;alert(1)&#60;/script&#62;"),
            ("&lt; &#124;", "&#38;lt; &#38;#<!-- -->124;"),
            ("two\r\nlines\nand\rmore", "two<br>lines<br>and<br>more"),
            (
                "**b** _i_ `c` ~s~ $m$",
                "&#42;&#42;b&#42;&#42; &#95;i&#95; &#96;c&#96; &#126;s&#126; &#36;m&#36;",
            ),
            ("[a](b)", "&#91;a&#93;(b)"),
            ("@someone #1", "@<!-- -->someone #<!-- -->1"),
            ("\u{1b}[2J", "\\u{1b}&#91;2J"),
        ] {
            assert_eq!(prose(text), written, "{text:?}");
        }
        assert_eq!(
            code("op.drop_column(\"a`|b\", …) @x #1"),
            "<code>op.drop&#95;column(\"a&#96;&#124;b\", …) @x #1</code>"
        );
    }
}
