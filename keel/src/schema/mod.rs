//! The value that everything with a schema becomes: entities, the folded history and a live database.
//!
//! No I/O and no SeaORM here: a [`Schema`] can be built, compared, serialised and printed anywhere.

mod backend;
mod column;
mod constraint;
mod enums;
mod expression;
mod index;
mod name;
mod naming;
mod snapshot;
mod table;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use backend::Backend;
pub use column::{Column, DefaultValue, Generated, Identity, IdentityKind, SequenceOptions};
pub use constraint::{
    Check, Deferrable, ForeignKey, ForeignKeyOptions, PrimaryKey, ReferentialAction, Unique,
};
pub use enums::{EnumType, EnumValuePosition};
pub use expression::Expression;
pub use index::{Index, IndexPart, IndexTerm, NullsOrder, SortOrder};
pub use name::QualifiedName;
pub use naming::NamingConvention;
pub use snapshot::{Snapshot, SnapshotError};
pub use table::{Table, TableOptions};
pub use types::{ColumnType, Length};

/// A whole schema: tables, enum types and namespaces, each keyed by name.
///
/// Two schemas are equal when they hold the same objects; the order of a table's columns does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Namespaces made by the schema itself (`CREATE SCHEMA`), beyond the engine's default one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub namespaces: BTreeSet<String>,
    /// Enum types by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub enums: BTreeMap<QualifiedName, EnumType>,
    /// Tables by name.
    pub tables: BTreeMap<QualifiedName, Table>,
}

impl Schema {
    /// An empty schema.
    pub fn new() -> Self {
        Self::default()
    }

    /// The table of that name.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.get(name)
    }

    /// The enum type of that name.
    pub fn enum_type(&self, name: &QualifiedName) -> Option<&EnumType> {
        self.enums.get(name)
    }

    /// Every foreign key that points at `target`, with the table that owns it; its own ones included.
    pub fn references_to<'a>(
        &'a self,
        target: &'a QualifiedName,
    ) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> + 'a {
        self.tables
            .values()
            .flat_map(|table| table.foreign_keys.values().map(move |key| (table, key)))
            .filter(move |(_, key)| key.references == *target)
    }

    /// Every column whose type is, or is an array of, the enum `name`.
    pub fn enum_columns<'a>(
        &'a self,
        name: &'a QualifiedName,
    ) -> impl Iterator<Item = (&'a Table, &'a Column)> + 'a {
        self.tables
            .values()
            .flat_map(|table| table.columns.values().map(move |column| (table, column)))
            .filter(move |(_, column)| column.ty.enum_name() == Some(name))
    }
}
