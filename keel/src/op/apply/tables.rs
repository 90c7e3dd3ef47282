use super::{
    Applied, ApplyError,
    constraints::check_foreign_key,
    enums::no_enum,
    index_columns,
    lookup::{no_table, require_columns},
};
use crate::schema::{QualifiedName, Schema, Table};

pub(super) fn create_table(schema: &mut Schema, table: &Table) -> Applied {
    if schema.tables.contains_key(&table.name) {
        return Err(ApplyError::TableExists(table.name.clone()));
    }
    if let Some(key) = &table.primary_key {
        require_columns(table, &key.columns)?;
    }
    for unique in table.uniques.values() {
        require_columns(table, &unique.columns)?;
    }
    for index in table.indexes.values() {
        require_columns(table, index_columns(index))?;
    }
    for column in table.columns.values() {
        if let Some(name) = column.ty.enum_name().filter(|name| !schema.enums.contains_key(name)) {
            return Err(no_enum(schema, name));
        }
    }
    schema.tables.insert(table.name.clone(), table.clone());
    let checked = table.foreign_keys.values().try_for_each(|key| check_foreign_key(schema, &table.name, key));
    if checked.is_err() {
        schema.tables.remove(&table.name);
    }
    checked
}

pub(super) fn drop_table(schema: &mut Schema, name: &QualifiedName) -> Applied {
    if let Some((by, key)) = schema.references_to(name).find(|(table, _)| table.name != *name) {
        let (foreign_key, by) = (key.name.clone(), by.name.clone());
        return Err(ApplyError::Referenced { table: name.clone(), foreign_key, by });
    }
    schema.tables.remove(name).map(drop).ok_or_else(|| no_table(schema, name))
}

pub(super) fn rename_table(schema: &mut Schema, from: &QualifiedName, to: &QualifiedName) -> Applied {
    if schema.tables.contains_key(to) {
        return Err(ApplyError::TableExists(to.clone()));
    }
    let mut table = schema.tables.remove(from).ok_or_else(|| no_table(schema, from))?;
    table.name = to.clone();
    schema.tables.insert(to.clone(), table);
    for key in schema.tables.values_mut().flat_map(|table| table.foreign_keys.values_mut()) {
        if key.references == *from {
            key.references = to.clone();
        }
    }
    Ok(())
}
