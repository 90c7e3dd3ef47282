//! Rows that are changed or deleted in windows.

use std::fmt;

use serde::Serialize;

use crate::schema::{Expression, Index, IndexPart, QualifiedName, Table};

/// Work on the rows of a table, window by window over a key of it: a transaction each, so that nobody waits for long,
/// and what is done stays done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Batch {
    /// The table.
    pub table: QualifiedName,
    /// The rows for which this holds; all where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Expression>,
    /// What is done with them.
    pub work: BatchWork,
}

/// What is done with the rows of a [`Batch`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchWork {
    /// Their columns get these values.
    Update {
        /// Columns with their values.
        set: Vec<(String, Expression)>,
    },
    /// They are deleted.
    Delete {
        /// The table that keeps what was deleted.
        quarantine: Option<QualifiedName>,
        /// Whether rows of other tables may be deleted or changed along with them, which nothing keeps.
        cascade: bool,
    },
    /// What was deleted into a quarantine comes back from there.
    Restore {
        /// The table that keeps it.
        quarantine: QualifiedName,
    },
}

impl Batch {
    /// The table whose rows are gone through.
    pub fn source(&self) -> &QualifiedName {
        match &self.work {
            BatchWork::Restore { quarantine } => quarantine,
            BatchWork::Update { .. } | BatchWork::Delete { .. } => &self.table,
        }
    }

    /// The table of a quarantine, where it has to do with one.
    pub fn quarantine(&self) -> Option<&QualifiedName> {
        match &self.work {
            BatchWork::Update { .. } => None,
            BatchWork::Delete { quarantine, .. } => quarantine.as_ref(),
            BatchWork::Restore { quarantine } => Some(quarantine),
        }
    }
}

/// One line that a person reads.
impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = &self.table;
        match &self.work {
            BatchWork::Update { set } => {
                let set: Vec<_> = set.iter().map(|(column, value)| format!("{column} = {value}")).collect();
                write!(f, "update {table} in batches: {}", set.join(", "))?;
            }
            BatchWork::Delete { quarantine: None, .. } => write!(f, "delete from {table} in batches")?,
            BatchWork::Delete { quarantine: Some(name), .. } => {
                write!(f, "move rows of {table} to {name} in batches")?;
            }
            BatchWork::Restore { quarantine } => write!(f, "bring rows of {table} back from {quarantine}")?,
        }
        match &self.filter {
            Some(filter) => write!(f, " where {filter}"),
            None => Ok(()),
        }
    }
}

/// A table that keeps deleted rows of another one: the same columns, of which none is asked for anything, and an index
/// over the key by which the rows are found.
pub(super) fn quarantine_of(table: &Table, name: QualifiedName, index: String) -> Option<Table> {
    let key = table.row_key()?;
    let mut copy = Table::new(name);
    copy.options = table.options.clone();
    copy.options.without_rowid = false;
    for column in table.columns.values() {
        let mut column = column.clone();
        (column.nullable, column.default, column.identity) = (true, None, None);
        (column.generated, column.on_update, column.comment, column.extra) = (None, None, None, None);
        copy.columns.insert(column.name.clone(), column);
    }
    let index = Index {
        name: index,
        parts: key.into_iter().map(IndexPart::column).collect(),
        unique: false,
        method: None,
        predicate: None,
        include: vec![],
        nulls_not_distinct: false,
    };
    copy.indexes.insert(index.name.clone(), index);
    Some(copy)
}
