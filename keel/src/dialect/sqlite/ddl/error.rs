//! What can go wrong while a table text is read or edited.

use super::ConstraintKey;

/// A table text could not be read, or an edit does not fit the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DdlError {
    /// A quote or a block comment is opened and never closed.
    #[error("{what} opened at byte {at} is never closed")]
    Unterminated {
        /// What was opened.
        what: &'static str,
        /// Byte offset of the opening.
        at: usize,
    },
    /// The text departs from the grammar of `CREATE TABLE`.
    #[error("expected {expected} at byte {at}, found {found}")]
    Unexpected {
        /// What the grammar asks for.
        expected: String,
        /// The token in its place.
        found: String,
        /// Byte offset of that token.
        at: usize,
    },
    /// A virtual table has no column list that could be edited.
    #[error("a virtual table cannot be edited through its text")]
    VirtualTable,
    /// `CREATE TABLE ... AS` carries no column list.
    #[error("table {table:?} is created AS a query, its text has no column list")]
    CreatedAs {
        /// The table.
        table: String,
    },
    /// The column is not in the table.
    #[error("table {table:?} has no column {column:?} (it has {})", listed(.known))]
    NoSuchColumn {
        /// The table.
        table: String,
        /// The column asked for.
        column: String,
        /// The columns there are.
        known: Vec<String>,
    },
    /// The column is already in the table.
    #[error("table {table:?} already has a column {column:?}")]
    ColumnExists {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// Something else in the table needs the column.
    #[error("column {column:?} of table {table:?} is used by {by}")]
    ColumnInUse {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The text which uses the column.
        by: String,
    },
    /// A table cannot be left without a column.
    #[error("column {column:?} is the only column of table {table:?}")]
    LastColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// No constraint fits the key.
    #[error("table {table:?} has no {key} (it has {})", listed(.known))]
    NoSuchConstraint {
        /// The table.
        table: String,
        /// The constraint asked for.
        key: ConstraintKey,
        /// The texts of the constraints there are.
        known: Vec<String>,
    },
    /// Several constraints fit the key.
    #[error("{key} of table {table:?} is ambiguous: {}", listed(.matches))]
    AmbiguousConstraint {
        /// The table.
        table: String,
        /// The constraint asked for.
        key: ConstraintKey,
        /// The texts of the constraints which fit.
        matches: Vec<String>,
    },
    /// The name is taken by another constraint of the table.
    #[error("table {table:?} already has a constraint {name:?}")]
    ConstraintExists {
        /// The table.
        table: String,
        /// The name.
        name: String,
    },
    /// A text handed to an edit is not what the edit needs.
    #[error("table {table:?}: {text:?} is not {wanted}")]
    BadFragment {
        /// The table.
        table: String,
        /// What the edit needs.
        wanted: &'static str,
        /// What it was given.
        text: String,
    },
    /// `AUTOINCREMENT` was asked for on a column which is not the primary key.
    #[error("column {column:?} of table {table:?} is not its primary key, it cannot be AUTOINCREMENT")]
    NotPrimaryKey {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
}

fn listed(items: &[String]) -> String {
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}
