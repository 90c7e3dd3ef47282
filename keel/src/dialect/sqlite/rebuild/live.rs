use crate::{
    dialect::{
        Rebuild,
        sql::quote_text,
        sqlite::{ddl::quote, definition::database},
    },
    schema::QualifiedName,
};

use super::RebuildError;

/// What `sqlite_schema` holds about a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTable {
    /// The text of the table.
    pub sql: String,
    /// Its indexes and triggers, oldest first.
    pub dependents: Vec<LiveObject>,
}

/// What hangs on a table, and goes when the table is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveObject {
    /// What it is.
    pub kind: LiveKind,
    /// Its name.
    pub name: String,
    /// Its text.
    pub sql: String,
}

/// The kinds of such things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveKind {
    /// An index.
    Index,
    /// A trigger.
    Trigger,
}

impl LiveTable {
    /// Reads the rows of [`live_table_query`]: type, name and text.
    ///
    /// # Errors
    /// None of them is the table.
    pub fn from_rows(
        table: &QualifiedName,
        rows: impl IntoIterator<Item = (String, String, String)>,
    ) -> Result<Self, RebuildError> {
        let (mut text, mut dependents) = (None, Vec::new());
        for (kind, name, sql) in rows {
            match kind.as_str() {
                "table" => text = Some(sql),
                "index" => dependents.push(LiveObject { kind: LiveKind::Index, name, sql }),
                "trigger" => dependents.push(LiveObject { kind: LiveKind::Trigger, name, sql }),
                _ => {}
            }
        }
        let sql = text.ok_or_else(|| RebuildError::NoTable { table: table.clone() })?;
        Ok(Self { sql, dependents })
    }

    /// The table as the history has it.
    pub(super) fn expected(rebuild: &Rebuild) -> Self {
        let index =
            |sql: &String| LiveObject { kind: LiveKind::Index, name: String::new(), sql: sql.clone() };
        Self { sql: rebuild.expected.clone(), dependents: rebuild.indexes.iter().map(index).collect() }
    }
}

/// A query for a table and what hangs on it; its three text columns are `type` (`table`, `index` or
/// `trigger`), `name` and `sql`, a row each, oldest first.
///
/// Indexes that belong to a constraint have no text and are left out: they come with the table.
pub fn live_table_query(table: &QualifiedName) -> String {
    format!(
        "SELECT type, name, sql FROM {}.sqlite_schema WHERE tbl_name = {} COLLATE NOCASE \
         AND type IN ('table', 'index', 'trigger') AND sql IS NOT NULL ORDER BY rowid",
        quote(database(table)),
        quote_text(&table.name),
    )
}

/// A query for the rows of a table's database that refer to no row; no answer is the good one.
///
/// Its columns are `table`, `rowid` (NULL in a table without), `parent` and `fkid`.
pub fn foreign_key_check_query(table: &QualifiedName) -> String {
    format!("PRAGMA {}.foreign_key_check", quote(database(table)))
}
