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
        let replaced = tokens(&self.0)
            .map(|token| if token.names(from) { token.renamed(to) } else { token.text.to_owned() });
        Self(replaced.collect())
    }
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
            Kind::Quoted(quote) => {
                let inner = self.text.trim_start_matches(quote).trim_end_matches(quote);
                inner.replace([quote, quote], &quote.to_string()) == column
            }
            Kind::Other => false,
        }
    }

    fn renamed(&self, to: &str) -> String {
        match self.kind {
            Kind::Quoted(quote) => format!("{quote}{}{quote}", to.replace(quote, &format!("{quote}{quote}"))),
            // A bare name may stay bare only where it needs no quotes anywhere.
            _ if to.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') => {
                to.to_owned()
            }
            _ => format!("\"{to}\""),
        }
    }
}

fn tokens(sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mut chars = sql.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.next()?;
        let kind = match first {
            '\'' => skip_quoted(&mut chars, '\'', Kind::Other),
            '"' | '`' => skip_quoted(&mut chars, first, Kind::Quoted(first)),
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

fn skip_quoted(chars: &mut Peekable<CharIndices<'_>>, quote: char, kind: Kind) -> Kind {
    while let Some((_, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
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
            ("", false, ""),
        ] {
            let expression = Expression::new(sql);
            assert_eq!(expression.mentions("priority"), mentioned, "{sql}");
            assert_eq!(expression.renamed("priority", "rank").as_sql(), renamed, "{sql}");
        }
    }
}
