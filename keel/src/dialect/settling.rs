//! Questions to the engine itself: whether two expressions mean the same to it.

use crate::schema::{Backend, Schema, Table};

use super::{Answer, expression};

/// What the names of all that is made for a question begin with.
pub(super) const PREFIX: &str = "keel_settle_";

/// A condition that the engine shall say in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its name in the answer: letters and digits.
    pub name: String,
    /// Its text.
    pub sql: String,
}

/// Conditions over the columns of a table. Where one of a group cannot be had, the others of it are of no use.
#[derive(Clone, Debug)]
pub struct Wording<'a> {
    /// The table.
    pub table: &'a Table,
    /// The groups.
    pub groups: Vec<Vec<Condition>>,
}

/// Statements that make temporary tables, a query that reads what the engine made of them, and what takes them
/// away again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What is said before it.
    pub make: Vec<String>,
    /// Read in full; each column is a text.
    pub read: String,
    /// What is said afterwards, whether it went well or not.
    pub end: Vec<String>,
    /// What is asked instead where the engine refuses it.
    pub instead: Vec<Question>,
}

/// How an engine tells an expression in its own words, with nothing left behind.
pub trait Settling {
    /// Whether it has words of its own; one that keeps what was written has nothing to say.
    fn rewords(&self) -> bool {
        false
    }

    /// The questions about conditions, all of them over tables of `schema`; on an engine that can roll back DDL
    /// they are asked in one transaction that is rolled back.
    fn questions(&self, _: &[Wording<'_>], _: &Schema) -> Vec<Question> {
        vec![]
    }

    /// Each condition that an answer tells of, in the engine's words.
    fn read_words(&self, _: &Answer) -> Vec<Condition> {
        vec![]
    }
}

/// Whether the text is one expression that can stand in parentheses: it closes no more of them than it opens,
/// and no second statement follows it.
pub(super) fn stands_alone(backend: Backend, sql: &str) -> bool {
    if sql.matches("/*").count() > 1 || sql.contains("/*!") || sql.contains("/*M!") {
        return false;
    }
    let mut depth = 0_usize;
    for token in expression::words(backend, sql) {
        match token.chars().next() {
            Some('\'' | '"' | '`') if token.chars().count() > 1 && token.ends_with(['\'', '"', '`']) => {}
            Some('\'' | '"' | '`' | ';' | '\\') => return false,
            Some('(') => depth += 1,
            Some(')') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ if token.contains('$') => return false,
            _ => {}
        }
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::stands_alone;
    use crate::schema::Backend;

    #[test]
    fn only_one_expression_stands_alone() {
        for (sql, alone) in [
            ("age > 1.5", true),
            ("(a, b) = (1, 2)", true),
            ("name = 'it''s; )'", true),
            ("name ~ '^[a-z]+$'", true),
            ("age > 0 /* why ) */ AND age < 5", true),
            ("age > 0 -- why )", true),
            ("age > 0) AND (age < 5", false),
            ("(age > 0", false),
            ("true); DROP TABLE t; --", false),
            ("true; DROP TABLE t", false),
            ("name = 'open", false),
            ("name = $$x$$", false),
            ("/* /* */ ' */ ); DROP TABLE t -- '", false),
        ] {
            assert_eq!(stands_alone(Backend::Postgres, sql), alone, "{sql}");
        }
        assert!(!stands_alone(Backend::MySql, "a = 1 /*! ) */"));
        assert!(stands_alone(Backend::MySql, r"a = 'it\'s )'"));
    }
}
