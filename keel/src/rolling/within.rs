//! What may happen within a window.

use std::collections::BTreeMap;

use crate::{
    history::History,
    op::Op,
    schema::{Column, DefaultValue, QualifiedName, Schema, Table},
};

use super::{WindowError, kind::kind};

type Key = (QualifiedName, String);

/// What columns are read as that come within, or must have a value only later.
pub(super) fn first_values(
    history: &History,
    oldest: &str,
    required: &Schema,
    known: &Schema,
) -> Result<BTreeMap<Key, DefaultValue>, WindowError> {
    require_no_renames(history, oldest)?;
    let added = added(history);
    let mut found = BTreeMap::new();
    for (table, after) in &known.tables {
        let Some(before) = required.table(table) else { continue };
        let wrong = |column: &Column, why: String| WindowError::Column {
            table: table.clone(),
            column: column.name.clone(),
            oldest: oldest.to_owned(),
            why,
        };
        for column in after.columns.values() {
            let key = (table.clone(), column.name.clone());
            let value = first_value(column, added.get(&key).copied());
            let why = match (before.column(&column.name), value) {
                (None, None) => "is not there, and has no default to be read as".to_owned(),
                (Some(then), _) if kind(&then.ty) != kind(&column.ty) => {
                    format!("is {}, and {} later: one program cannot read both", then.ty, column.ty)
                }
                (Some(then), _) if !then.nullable && column.nullable => "takes no NULL".to_owned(),
                (Some(then), None) if then.nullable && !column.nullable => {
                    "may be NULL, and has no default to be read as".to_owned()
                }
                (then, Some(value)) => {
                    if then.is_none_or(|then| then.nullable && !column.nullable) {
                        found.insert(key, value);
                    }
                    continue;
                }
                (Some(_), None) => continue,
            };
            return Err(wrong(column, why));
        }
        let is_left_out = |column: &&Column| after.column(&column.name).is_none() && !column.fills_itself();
        if let Some(column) = before.columns.values().find(is_left_out) {
            return Err(wrong(column, "must be given, and this build does not know it".to_owned()));
        }
    }
    Ok(found)
}

/// The columns that two schemas have.
pub(super) fn columns<'s>(
    one: &'s Schema,
    other: &'s Schema,
) -> impl Iterator<Item = (&'s QualifiedName, &'s Column, &'s Column)> {
    let pairs = |(name, table): (&'s QualifiedName, &'s Table)| Some((name, table, other.table(name)?));
    one.tables.iter().filter_map(pairs).flat_map(|(name, table, twin)| {
        table.columns.values().filter_map(move |column| Some((name, column, twin.column(&column.name)?)))
    })
}

fn require_no_renames(history: &History, oldest: &str) -> Result<(), WindowError> {
    let before = history.graph().ancestors(&[oldest]);
    for revision in history.revisions().filter(|revision| !before.contains(revision.id.as_str())) {
        let renamed = revision.up.iter().find_map(|op| match op {
            Op::RenameTable { from, to } => Some(format!("table {from} to {to}")),
            Op::RenameColumn { table, from, to } => Some(format!("{table}.{from} to {to}")),
            _ => None,
        });
        if let Some(what) = renamed {
            return Err(WindowError::Renamed { revision: revision.id.clone(), what });
        }
    }
    Ok(())
}

/// The columns that tables get after they are made, as they are then.
fn added(history: &History) -> BTreeMap<Key, &Column> {
    let ops = history.revisions().flat_map(|revision| &revision.up);
    let added = ops.filter_map(|op| match op {
        Op::AddColumn { table, column } => Some(((table.clone(), column.name.clone()), column)),
        _ => None,
    });
    added.collect()
}

/// What rows that are there already get when a column comes: its default at that time, not what became of it later. Where
/// that is nothing and the column must have a value in the end, its later default is what they are filled with at best.
fn first_value(column: &Column, added: Option<&Column>) -> Option<DefaultValue> {
    let given = added.and_then(|added| added.default.clone()).filter(|value| *value != DefaultValue::Null);
    let given = given.or_else(|| column.default.clone().filter(|_| !column.nullable));
    given.or_else(|| column.nullable.then_some(DefaultValue::Null))
}
