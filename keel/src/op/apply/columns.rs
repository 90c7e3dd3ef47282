use super::{
    Applied, ApplyError,
    lookup::{column_mut, no_column, table_mut},
};
use crate::schema::{Column, QualifiedName, Schema, Table};

pub(super) fn add_column(table: &mut Table, column: &Column) -> Applied {
    if table.columns.contains_key(&column.name) {
        return Err(ApplyError::ColumnExists { table: table.name.clone(), column: column.name.clone() });
    }
    table.columns.insert(column.name.clone(), column.clone());
    Ok(())
}

pub(super) fn drop_column(schema: &mut Schema, name: &QualifiedName, column: &str) -> Applied {
    let inbound = schema
        .references_to(name)
        .find(|(_, key)| key.referenced_columns.iter().any(|other| other == column))
        .map(|(by, key)| format!("foreign key {} of {}", key.name, by.name));
    let table = table_mut(schema, name)?;
    if let Some(dependent) = inbound.or_else(|| dependent_on(table, column)) {
        return Err(ApplyError::ColumnInUse { table: name.clone(), column: column.into(), dependent });
    }
    table.columns.shift_remove(column).map(drop).ok_or_else(|| no_column(table, column))
}

/// What of the table's own is over the column.
pub(super) fn dependent_on(table: &Table, column: &str) -> Option<String> {
    let has = |columns: &[String]| columns.iter().any(|name| name == column);
    let key = table.is_key_member(column).then(|| "the primary key".to_owned());
    key.or_else(|| {
        let unique = table.uniques.values().find(|unique| has(&unique.columns))?;
        Some(format!("unique constraint {}", unique.name))
    })
    .or_else(|| {
        let key = table.foreign_keys.values().find(|key| has(&key.columns))?;
        Some(format!("foreign key {}", key.name))
    })
    .or_else(|| {
        let index = table.indexes.values().find(|index| index.mentions(column))?;
        Some(format!("index {}", index.name))
    })
    .or_else(|| {
        let check = table.checks.values().find(|check| check.expression.mentions(column))?;
        Some(format!("check {}", check.name))
    })
    .or_else(|| {
        let over = |other: &&Column| {
            other.name != column
                && other.generated.as_ref().is_some_and(|generated| generated.expression.mentions(column))
        };
        Some(format!("generated column {}", table.columns.values().find(over)?.name))
    })
}

pub(super) fn rename_column(schema: &mut Schema, name: &QualifiedName, from: &str, to: &str) -> Applied {
    let table = table_mut(schema, name)?;
    column_mut(table, from)?;
    if table.columns.contains_key(to) {
        return Err(ApplyError::ColumnExists { table: name.clone(), column: to.into() });
    }
    table.rename_column(from, to);
    let inbound = schema.tables.values_mut().flat_map(|table| table.foreign_keys.values_mut());
    for key in inbound.filter(|key| key.references == *name) {
        for column in key.referenced_columns.iter_mut().filter(|column| *column == from) {
            *column = to.to_owned();
        }
    }
    Ok(())
}
