use super::{
    Applied, ApplyError, CHECK, FOREIGN_KEY, UNIQUE,
    lookup::{no_table, require_columns},
    named::rename,
};
use crate::schema::{ForeignKey, QualifiedName, Schema, Table};

pub(super) fn rename_constraint(table: &mut Table, from: &str, to: &str) -> Applied {
    let name = table.name.clone();
    if table.uniques.contains_key(from) {
        return rename(&mut table.uniques, &name, UNIQUE, from, to, |unique| unique.name = to.into());
    }
    if table.foreign_keys.contains_key(from) {
        return rename(&mut table.foreign_keys, &name, FOREIGN_KEY, from, to, |key| key.name = to.into());
    }
    if table.checks.contains_key(from) {
        return rename(&mut table.checks, &name, CHECK, from, to, |check| check.name = to.into());
    }
    match &mut table.primary_key {
        Some(key) if key.name.as_deref() == Some(from) => {
            key.name = Some(to.to_owned());
            Ok(())
        }
        _ => Err(no_constraint(table, from)),
    }
}

pub(in crate::op) fn no_constraint(table: &Table, name: &str) -> ApplyError {
    let keys = table.uniques.keys().chain(table.foreign_keys.keys()).chain(table.checks.keys());
    ApplyError::NoObject {
        table: table.name.clone(),
        kind: "constraint",
        name: name.into(),
        known: keys.cloned().collect(),
    }
}

pub(super) fn check_foreign_key(schema: &Schema, owner: &QualifiedName, key: &ForeignKey) -> Applied {
    let owner = schema.table(owner).ok_or_else(|| no_table(schema, owner))?;
    let target = schema.table(&key.references).ok_or_else(|| no_table(schema, &key.references))?;
    require_columns(owner, &key.columns)?;
    require_columns(target, &key.referenced_columns)?;
    let (columns, referenced) = (key.columns.len(), key.referenced_columns.len());
    if columns != referenced {
        return Err(ApplyError::Arity { name: key.name.clone(), columns, referenced });
    }
    Ok(())
}
