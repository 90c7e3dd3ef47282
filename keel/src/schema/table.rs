use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{
    Check, Column, DefaultValue, ForeignKey, Index, IndexPart, IndexTerm, PrimaryKey, QualifiedName, Unique,
};

/// A table, with everything that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: QualifiedName,
    /// Its columns, in the order of their making.
    pub columns: IndexMap<String, Column>,
    /// Its primary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    /// UNIQUE constraints by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uniques: BTreeMap<String, Unique>,
    /// Foreign keys by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub foreign_keys: BTreeMap<String, ForeignKey>,
    /// CHECK constraints by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub checks: BTreeMap<String, Check>,
    /// Indexes by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub indexes: BTreeMap<String, Index>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What single engines know of a table beyond that.
    #[serde(default, skip_serializing_if = "TableOptions::is_default")]
    pub options: TableOptions,
}

/// Options that only one engine has; the others ignore them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableOptions {
    /// MySQL: the storage engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// MySQL: the character set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub character_set: Option<String>,
    /// MySQL: the collation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// SQLite: `STRICT`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// SQLite: `WITHOUT ROWID`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_rowid: bool,
}

impl TableOptions {
    /// Whether nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Table {
    /// A table with no columns yet.
    pub fn new(name: impl Into<QualifiedName>) -> Self {
        Self {
            name: name.into(),
            columns: IndexMap::new(),
            primary_key: None,
            uniques: BTreeMap::new(),
            foreign_keys: BTreeMap::new(),
            checks: BTreeMap::new(),
            indexes: BTreeMap::new(),
            comment: None,
            options: TableOptions::default(),
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(name)
    }

    /// Whether the column is part of the primary key.
    pub fn is_key_member(&self, column: &str) -> bool {
        self.primary_key.as_ref().is_some_and(|key| key.columns.iter().any(|name| name == column))
    }

    /// A key by which its rows can be gone through one after the other: the primary key, or a UNIQUE whose columns are
    /// all NOT NULL.
    pub fn row_key(&self) -> Option<Vec<String>> {
        let plain = |index: &Index| {
            let column = |part: &IndexPart| match &part.term {
                IndexTerm::Column(name) if part.prefix.is_none() => Some(name.clone()),
                _ => None,
            };
            (index.unique && index.predicate.is_none())
                .then(|| index.parts.iter().map(column).collect::<Option<Vec<_>>>())?
        };
        let holds = |columns: &Vec<String>| {
            columns.iter().all(|name| self.column(name).is_some_and(|column| !column.nullable))
        };
        let key = self.primary_key.as_ref().map(|key| key.columns.clone());
        let uniques = self.uniques.values().map(|unique| unique.columns.clone());
        let indexes = self.indexes.values().filter_map(plain);
        key.or_else(|| uniques.chain(indexes).find(holds))
    }

    /// Renames a column in everything that this table holds about it.
    pub(crate) fn rename_column(&mut self, from: &str, to: &str) {
        self.columns = std::mem::take(&mut self.columns)
            .into_iter()
            .map(|(name, column)| renamed_entry(name, column, from, to))
            .collect();
        for column in self.columns.values_mut() {
            if let Some(generated) = &mut column.generated {
                generated.expression = generated.expression.renamed(from, to);
            }
            if let Some(DefaultValue::Expression(default)) = &mut column.default {
                *default = default.renamed(from, to);
            }
        }
        if let Some(key) = &mut self.primary_key {
            rename_in(&mut key.columns, from, to);
        }
        self.uniques.values_mut().for_each(|unique| rename_in(&mut unique.columns, from, to));
        for key in self.foreign_keys.values_mut() {
            rename_in(&mut key.columns, from, to);
            rename_in(&mut key.options.set_columns, from, to);
        }
        self.indexes.values_mut().for_each(|index| index.rename_column(from, to));
        for check in self.checks.values_mut() {
            check.expression = check.expression.renamed(from, to);
        }
    }
}

fn renamed_entry(name: String, mut column: Column, from: &str, to: &str) -> (String, Column) {
    if name != from {
        return (name, column);
    }
    column.name = to.to_owned();
    (to.to_owned(), column)
}

pub(super) fn rename_in(names: &mut [String], from: &str, to: &str) {
    for name in names.iter_mut().filter(|name| *name == from) {
        *name = to.to_owned();
    }
}
