//! What is not understood, by its tokens.

use std::borrow::Cow;

use crate::schema::Backend;

/// The text without what never counts: blanks, comments, the case of bare words, parentheses around the whole.
pub(super) fn normal(backend: Backend, sql: &str) -> String {
    if backend == Backend::Postgres && sql.contains('$') {
        // Perhaps a text in dollars.
        return sql.trim().to_owned();
    }
    let sql = unescaped(backend, sql);
    let mut tokens = tokens(backend, &sql);
    for _ in 0..64 {
        if !is_enclosed(&tokens) {
            break;
        }
        tokens.pop();
        tokens.remove(0);
    }
    tokens.join(" ")
}

/// MySQL's `information_schema` escapes an expression as a whole: quotes have a backslash where no text is.
pub(in crate::dialect) fn unescaped(backend: Backend, sql: &str) -> Cow<'_, str> {
    if backend != Backend::MySql || !has_bare_backslash(sql) {
        return Cow::Borrowed(sql);
    }
    let mut text = String::with_capacity(sql.len());
    let mut chars = sql.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some('0') => text.push('\0'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    Cow::Owned(text)
}

fn has_bare_backslash(sql: &str) -> bool {
    let mut quote = None;
    let mut chars = sql.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\\') => return true,
            (None, '\'' | '"' | '`') => quote = Some(c),
            (Some('\'' | '"'), '\\') => drop(chars.next()),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    false
}

/// Whether the first token opens what the last one closes.
fn is_enclosed(tokens: &[String]) -> bool {
    if tokens.first().map(String::as_str) != Some("(") {
        return false;
    }
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == tokens.len();
        }
    }
    false
}

/// The words, texts and signs of it, without blanks and comments.
pub(in crate::dialect) fn tokens(backend: Backend, sql: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {}
            '-' if chars.peek() == Some(&'-') => while chars.next().is_some_and(|c| c != '\n') {},
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                chars.next();
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '\'' | '"' | '`' => {
                let mut text = String::from(c);
                let is_escaped = match backend {
                    Backend::MySql => c != '`',
                    Backend::Postgres => c == '\'' && found.last().is_some_and(|word| word == "e"),
                    Backend::Sqlite => false,
                };
                while let Some(next) = chars.next() {
                    text.push(next);
                    if next == '\\' && is_escaped {
                        text.extend(chars.next());
                    } else if next == c {
                        match chars.next_if_eq(&c) {
                            Some(doubled) => text.push(doubled),
                            None => break,
                        }
                    }
                }
                found.push(text);
            }
            c if is_word(c) => {
                let mut word = String::from(c);
                while let Some(next) = chars.next_if(|c| is_word(*c)) {
                    word.push(next);
                }
                // E'\n' is another text than 'n', and N'x' is one word.
                found.push(word.to_lowercase());
            }
            '(' | ')' | ',' | '[' | ']' => found.push(c.to_string()),
            c => {
                let mut sign = String::from(c);
                while let Some(next) = chars.next_if(|c| "<>=!|&~@#:+*%^?".contains(*c)) {
                    sign.push(next);
                }
                found.push(if sign == "!=" { "<>".to_owned() } else { sign });
            }
        }
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.')
}
