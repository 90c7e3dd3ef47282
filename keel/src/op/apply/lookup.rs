//! Looking for what an operation needs, and saying what is there instead.

use super::{Applied, ApplyError};
use crate::schema::{Column, QualifiedName, Schema, Table};

pub(super) fn column_mut<'a>(table: &'a mut Table, column: &str) -> Result<&'a mut Column, ApplyError> {
    if !table.columns.contains_key(column) {
        return Err(no_column(table, column));
    }
    let (name, known) = (table.name.clone(), vec![]);
    let missing = ApplyError::NoColumn { table: name, column: column.into(), known };
    table.columns.get_mut(column).ok_or(missing)
}

pub(in crate::op) fn no_column(table: &Table, column: &str) -> ApplyError {
    let known = table.columns.keys().cloned().collect();
    ApplyError::NoColumn { table: table.name.clone(), column: column.into(), known }
}

pub(super) fn require_columns<'a>(table: &Table, columns: impl IntoIterator<Item = &'a String>) -> Applied {
    match columns.into_iter().find(|column| !table.columns.contains_key(*column)) {
        Some(missing) => Err(no_column(table, missing)),
        None => Ok(()),
    }
}

pub(super) fn no_table(schema: &Schema, name: &QualifiedName) -> ApplyError {
    ApplyError::NoTable { name: name.clone(), known: schema.tables.keys().map(ToString::to_string).collect() }
}

pub(super) fn table_mut<'a>(
    schema: &'a mut Schema,
    name: &QualifiedName,
) -> Result<&'a mut Table, ApplyError> {
    if !schema.tables.contains_key(name) {
        return Err(no_table(schema, name));
    }
    schema.tables.get_mut(name).ok_or_else(|| ApplyError::NoTable { name: name.clone(), known: vec![] })
}
