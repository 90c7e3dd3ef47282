use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Expression, QualifiedName};

/// What only a person knows.
///
/// Names of columns stand under the name that their table has in the outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Tables that were renamed: the former name by the new one.
    pub tables: BTreeMap<QualifiedName, QualifiedName>,
    /// Columns that were renamed: the former name by table and new name.
    pub columns: BTreeMap<(QualifiedName, String), String>,
    /// Values of enums that were renamed: the former value by enum and new value.
    pub values: BTreeMap<(QualifiedName, String), String>,
    /// Tables that are to go, whatever resembles them.
    pub dropped_tables: BTreeSet<QualifiedName>,
    /// Columns that are to go, whatever resembles them.
    pub dropped_columns: BTreeSet<(QualifiedName, String)>,
    /// What rows get that hold no value in a column that takes no NULL.
    pub fills: BTreeMap<(QualifiedName, String), Expression>,
    /// Former names of tables that the entities mention. They may be out of date: one that no longer exists,
    /// or that explains nothing, says nothing.
    pub former_tables: BTreeMap<QualifiedName, QualifiedName>,
    /// Former names of columns that the entities mention, likewise.
    pub former_columns: BTreeMap<(QualifiedName, String), String>,
}
