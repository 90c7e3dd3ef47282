use super::{Applied, ApplyError};
use crate::schema::{DefaultValue, EnumType, QualifiedName, Schema};

pub(super) fn create_schema(schema: &mut Schema, name: &str) -> Applied {
    if schema.namespaces.insert(name.to_owned()) {
        Ok(())
    } else {
        Err(ApplyError::SchemaExists(name.into()))
    }
}

pub(super) fn drop_schema(schema: &mut Schema, name: &str) -> Applied {
    let inside = |object: &&QualifiedName| object.schema.as_deref() == Some(name);
    if let Some(object) = schema.tables.keys().chain(schema.enums.keys()).find(inside) {
        return Err(ApplyError::SchemaNotEmpty(name.into(), object.clone()));
    }
    if schema.namespaces.remove(name) { Ok(()) } else { Err(ApplyError::NoSchema(name.into())) }
}

pub(super) fn create_enum(schema: &mut Schema, enum_type: &EnumType) -> Applied {
    if schema.enums.contains_key(&enum_type.name) {
        return Err(ApplyError::EnumExists(enum_type.name.clone()));
    }
    schema.enums.insert(enum_type.name.clone(), enum_type.clone());
    Ok(())
}

pub(super) fn drop_enum(schema: &mut Schema, name: &QualifiedName) -> Applied {
    if let Some((table, column)) = schema.enum_columns(name).next() {
        let (table, column) = (table.name.clone(), column.name.clone());
        return Err(ApplyError::EnumInUse { name: name.clone(), table, column });
    }
    schema.enums.remove(name).map(drop).ok_or_else(|| no_enum(schema, name))
}

pub(super) fn rename_enum(schema: &mut Schema, from: &QualifiedName, to: &QualifiedName) -> Applied {
    if schema.enums.contains_key(to) {
        return Err(ApplyError::EnumExists(to.clone()));
    }
    let mut renamed = schema.enums.remove(from).ok_or_else(|| no_enum(schema, from))?;
    renamed.name = to.clone();
    schema.enums.insert(to.clone(), renamed);
    for column in schema.tables.values_mut().flat_map(|table| table.columns.values_mut()) {
        column.ty.rename_enum(from, to);
    }
    Ok(())
}

pub(super) fn no_enum(schema: &Schema, name: &QualifiedName) -> ApplyError {
    ApplyError::NoEnum { name: name.clone(), known: schema.enums.keys().map(ToString::to_string).collect() }
}

pub(super) fn enum_mut<'a>(
    schema: &'a mut Schema,
    name: &QualifiedName,
) -> Result<&'a mut EnumType, ApplyError> {
    if !schema.enums.contains_key(name) {
        return Err(no_enum(schema, name));
    }
    schema.enums.get_mut(name).ok_or_else(|| ApplyError::NoEnum { name: name.clone(), known: vec![] })
}

pub(super) fn refuse_value(enum_type: &EnumType, value: &str) -> Applied {
    if enum_type.values.iter().any(|known| known == value) {
        return Err(ApplyError::EnumValueExists { name: enum_type.name.clone(), value: value.into() });
    }
    Ok(())
}

pub(super) fn rename_enum_value(enum_type: &mut EnumType, from: &str, to: &str) -> Applied {
    refuse_value(enum_type, to)?;
    let (name, known) = (enum_type.name.clone(), enum_type.values.clone());
    let value = enum_type.values.iter_mut().find(|value| *value == from);
    *value.ok_or(ApplyError::NoEnumValue { name, value: from.into(), known })? = to.to_owned();
    Ok(())
}

/// A default that names the value follows it, as it does in a database.
pub(super) fn rename_enum_defaults(schema: &mut Schema, name: &QualifiedName, from: &str, to: &str) {
    let columns = schema.tables.values_mut().flat_map(|table| table.columns.values_mut());
    for column in columns.filter(|column| column.ty.enum_name() == Some(name)) {
        if column.default == Some(DefaultValue::Text(from.to_owned())) {
            column.default = Some(DefaultValue::Text(to.to_owned()));
        }
    }
}
