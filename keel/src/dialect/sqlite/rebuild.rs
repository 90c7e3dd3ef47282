//! A table made anew: its live text edited, its rows copied, and what hangs on it made again.
//!
//! Nothing here touches a database. Whoever runs it turns `foreign_keys` off before the transaction (inside
//! one the pragma does nothing, and dropping a parent table would delete its children), reads the table
//! with [`live_table_query`], runs what [`expand`] makes of it, and asks [`foreign_key_check_query`] before
//! the commit.

mod draft;
mod error;
mod live;

use crate::{dialect::Rebuild, op::Op};

pub use error::RebuildError;
pub use live::{LiveKind, LiveObject, LiveTable, foreign_key_check_query, live_table_query};

use draft::Draft;

/// The statements that make the table anew, to be run in order inside the transaction.
///
/// # Errors
/// The live table is not what the changes need; the message says what was expected and what is there.
pub fn expand(rebuild: &Rebuild, live: &LiveTable) -> Result<Vec<String>, RebuildError> {
    let mut draft = Draft::new(rebuild, live)?;
    rebuild.changes.iter().try_for_each(|op| draft.change(op))?;
    draft.statements()
}

/// The same for a script that is written without a database, from what the history knows.
///
/// Each text is one statement; the first one carries a comment that says what such a script cannot know.
///
/// # Errors
/// The changes do not fit the history's own table.
pub fn describe(rebuild: &Rebuild) -> Result<Vec<String>, RebuildError> {
    let mut statements = expand(rebuild, &LiveTable::expected(rebuild))?;
    if let Some(first) = statements.first_mut() {
        *first = format!(
            "-- Makes table {} anew as the history has it. Triggers on it, and whatever else the history\n\
             -- does not know, are not made again: they are read from the database when it is connected.\n\
             {first}",
            rebuild.table.to_string().replace(['\n', '\r'], " "),
        );
    }
    Ok(statements)
}

/// Two neighbouring rebuilds of one table as one, so that its rows are copied once.
///
/// An expression over old values must see what the changes before it made of them, so it begins a new one.
pub fn join(first: &Rebuild, next: &Rebuild) -> Option<Rebuild> {
    let reads = |op: &Op| matches!(op, Op::AlterColumn { using: Some(_), .. });
    let writes = |op: &Op| matches!(op, Op::AlterColumn { .. } | Op::AddColumn { .. });
    let stale = next.changes.iter().any(reads) && first.changes.iter().any(writes);
    if first.table != next.table || stale {
        return None;
    }
    let changes = first.changes.iter().chain(&next.changes).cloned().collect();
    Some(Rebuild { changes, ..first.clone() })
}
