use std::{fmt, iter::Peekable, str::CharIndices};

use serde::{Deserialize, Serialize};

/// An expression, as SQL text of the backend for which the schema was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expression(String);

impl Expression {
    /// The expression with that text.
    pub fn new(sql: impl Into<String>) -> Self {
        Self(sql.into())
    }

    /// Its SQL text.
    pub fn as_sql(&self) -> &str {
        &self.0
    }

    /// Whether it names the column, quoted or bare.
    pub fn mentions(&self, column: &str) -> bool {
        tokens(&self.0).any(|token| token.names(column))
    }

    /// The same expression with one name replaced wherever it stands as an identifier.
    pub fn renamed(&self, from: &str, to: &str) -> Self {
        let quote = if is_backticked(&self.0) { '`' } else { '"' };
        let piece = |token: Token<'_>| match token.names(from) {
            true => token.renamed(to, quote),
            false => token.text.to_owned(),
        };
        Self(tokens(&self.0).map(piece).collect())
    }
}

/// MySQL's quotes tell its dialect, in which double quotes hold a text and a backslash escapes.
fn is_backticked(sql: &str) -> bool {
    sql.contains('`')
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A piece of SQL text; joined in order they are the text again.
struct Token<'a> {
    text: &'a str,
    kind: Kind,
    /// Whether `(` comes next: the name of a function, not of a column.
    called: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Bare,
    Quoted(char),
    Other,
}

impl Token<'_> {
    fn names(&self, column: &str) -> bool {
        match self.kind {
            Kind::Bare => !self.called && self.text.eq_ignore_ascii_case(column),
            Kind::Quoted(quote) => self.text == quoted(column, quote),
            Kind::Other => false,
        }
    }

    fn renamed(&self, to: &str, quote: char) -> String {
        let needs_none = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        match self.kind {
            Kind::Quoted(quote) => quoted(to, quote),
            // A bare name may stay bare only where it needs no quotes anywhere.
            _ if to.chars().all(needs_none) => to.to_owned(),
            _ => quoted(to, quote),
        }
    }
}

fn quoted(name: &str, quote: char) -> String {
    format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")))
}

fn tokens(sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mysql = is_backticked(sql);
    let mut chars = sql.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.next()?;
        let kind = match first {
            '"' if mysql => skip_quoted(&mut chars, first, Kind::Other, mysql),
            '\'' => skip_quoted(&mut chars, first, Kind::Other, mysql),
            '"' | '`' => skip_quoted(&mut chars, first, Kind::Quoted(first), false),
            c if is_name(c) => skip_name(&mut chars),
            _ => Kind::Other,
        };
        let end = chars.peek().map_or(sql.len(), |(at, _)| *at);
        let called = sql.get(end..).is_some_and(|rest| rest.trim_start().starts_with('('));
        Some(Token { text: sql.get(start..end)?, kind, called })
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn skip_name(chars: &mut Peekable<CharIndices<'_>>) -> Kind {
    while chars.next_if(|(_, c)| is_name(*c)).is_some() {}
    Kind::Bare
}

fn skip_quoted(chars: &mut Peekable<CharIndices<'_>>, quote: char, kind: Kind, escapes: bool) -> Kind {
    while let Some((_, c)) = chars.next() {
        if escapes && c == '\\' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            break;
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::Expression;

    #[test]
    fn names_are_found_and_replaced_as_identifiers_only() {
        for (sql, mentioned, renamed) in [
            ("priority = 'priority'", true, "rank = 'priority'"),
            ("\"priority\" > 0", true, "\"rank\" > 0"),
            ("`priority` > 0", true, "`rank` > 0"),
            ("priority_2 > 0", false, "priority_2 > 0"),
            ("priority(x)", false, "priority(x)"),
            ("lower(PRIORITY)", true, "lower(rank)"),
            ("'it''s priority'", false, "'it''s priority'"),
            ("\"a\"\"b\" > 0", false, "\"a\"\"b\" > 0"),
            (
                "`kind` = \"priority\" AND `priority` <> 'it\\'s `priority`'",
                true,
                "`kind` = \"priority\" AND `rank` <> 'it\\'s `priority`'",
            ),
            ("", false, ""),
        ] {
            let expression = Expression::new(sql);
            assert_eq!(expression.mentions("priority"), mentioned, "{sql}");
            assert_eq!(expression.renamed("priority", "rank").as_sql(), renamed, "{sql}");
        }
    }

    #[test]
    fn names_that_need_quotes_get_the_dialects_own() {
        assert_eq!(Expression::new("p > 0").renamed("p", "localId").as_sql(), "\"localId\" > 0");
        assert_eq!(Expression::new("p > `q`").renamed("p", "localId").as_sql(), "`localId` > `q`");
    }
}
