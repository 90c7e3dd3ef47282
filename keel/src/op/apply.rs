use crate::schema::{Column, DefaultValue, EnumType, ForeignKey, QualifiedName, Schema, Table};

use super::Op;

/// An operation that does not fit the schema it meets.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ApplyError {
    #[error("there is a schema {0} already")]
    SchemaExists(String),
    #[error("there is no schema {0}")]
    NoSchema(String),
    #[error("schema {0} is not empty: it holds {1}")]
    SchemaNotEmpty(String, QualifiedName),
    #[error("there is an enum {0} already")]
    EnumExists(QualifiedName),
    #[error("there is no enum {name}{}", list(.known))]
    NoEnum { name: QualifiedName, known: Vec<String> },
    #[error("enum {name} is in use by {table}.{column}")]
    EnumInUse { name: QualifiedName, table: QualifiedName, column: String },
    #[error("enum {name} has no value {value:?}{}", list(.known))]
    NoEnumValue { name: QualifiedName, value: String, known: Vec<String> },
    #[error("enum {name} has a value {value:?} already")]
    EnumValueExists { name: QualifiedName, value: String },
    #[error("there is a table {0} already")]
    TableExists(QualifiedName),
    #[error("there is no table {name}{}", list(.known))]
    NoTable { name: QualifiedName, known: Vec<String> },
    #[error("table {table} is referenced by foreign key {foreign_key} of {by}; drop that one first")]
    Referenced { table: QualifiedName, foreign_key: String, by: QualifiedName },
    #[error("table {table} has a column {column} already")]
    ColumnExists { table: QualifiedName, column: String },
    #[error("table {table} has no column {column}{}", list(.known))]
    NoColumn { table: QualifiedName, column: String, known: Vec<String> },
    #[error("column {table}.{column} is part of {dependent}; drop that first")]
    ColumnInUse { table: QualifiedName, column: String, dependent: String },
    #[error("table {0} has a primary key already")]
    PrimaryKeyExists(QualifiedName),
    #[error("table {0} has no primary key")]
    NoPrimaryKey(QualifiedName),
    #[error("table {table} has a {kind} {name} already")]
    ObjectExists { table: QualifiedName, kind: &'static str, name: String },
    #[error("table {table} has no {kind} {name}{}", list(.known))]
    NoObject { table: QualifiedName, kind: &'static str, name: String, known: Vec<String> },
    #[error("foreign key {name}: {columns} column(s) point at {referenced}")]
    Arity { name: String, columns: usize, referenced: usize },
}

fn list(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; there is {}", names.join(", ")) }
}

type Applied = Result<(), ApplyError>;

/// Applies `ops` in order.
///
/// # Errors
/// The first operation that does not fit, with its place in the list; those before it have been applied.
pub fn apply_all(ops: &[Op], schema: &mut Schema) -> Result<(), (usize, ApplyError)> {
    ops.iter().enumerate().try_for_each(|(at, op)| apply(op, schema).map_err(|error| (at, error)))
}

/// Does to the value what the operation does to a database.
///
/// # Errors
/// What the operation needs is not there, or what it makes is; the schema is unchanged then.
pub fn apply(op: &Op, schema: &mut Schema) -> Applied {
    match op {
        Op::CreateSchema { name } => create_schema(schema, name),
        Op::DropSchema { name } => drop_schema(schema, name),
        Op::CreateEnum { enum_type } => create_enum(schema, enum_type),
        Op::DropEnum { enum_type } => drop_enum(schema, &enum_type.name),
        Op::RenameEnum { from, to } => rename_enum(schema, from, to),
        Op::AddEnumValue { enum_type, value, position } => {
            let known = enum_mut(schema, &enum_type.name)?;
            refuse_value(known, value)?;
            let at = known.index_of(position).unwrap_or(known.values.len());
            known.values.insert(at, value.clone());
            Ok(())
        }
        Op::RenameEnumValue { name, from, to } => {
            rename_enum_value(enum_mut(schema, name)?, from, to)?;
            rename_enum_defaults(schema, name, from, to);
            Ok(())
        }
        Op::AlterEnum { from, to } => {
            enum_mut(schema, &from.name)?.values.clone_from(&to.values);
            Ok(())
        }
        Op::CreateTable { table } => create_table(schema, table),
        Op::DropTable { table } => drop_table(schema, &table.name),
        Op::RenameTable { from, to } => rename_table(schema, from, to),
        Op::AddForeignKey { table, foreign_key } => {
            check_foreign_key(schema, table, foreign_key)?;
            let keys = &mut table_mut(schema, table)?.foreign_keys;
            put(keys, table, FOREIGN_KEY, &foreign_key.name, foreign_key.clone())
        }
        Op::RenameColumn { table, from, to } => rename_column(schema, table, from, to),
        Op::DropColumn { table, column } => drop_column(schema, table, &column.name),
        Op::Sql { effect, .. } => effect.iter().try_for_each(|op| apply(op, schema)),
        Op::Code { .. } => Ok(()),
        Op::CommentTable { table, .. }
        | Op::AddColumn { table, .. }
        | Op::AlterColumn { table, .. }
        | Op::AddPrimaryKey { table, .. }
        | Op::DropPrimaryKey { table, .. }
        | Op::AddUnique { table, .. }
        | Op::DropUnique { table, .. }
        | Op::DropForeignKey { table, .. }
        | Op::AddCheck { table, .. }
        | Op::DropCheck { table, .. }
        | Op::RenameConstraint { table, .. }
        | Op::CreateIndex { table, .. }
        | Op::DropIndex { table, .. }
        | Op::RenameIndex { table, .. } => apply_within(op, table_mut(schema, table)?),
    }
}

const UNIQUE: &str = "unique constraint";
const FOREIGN_KEY: &str = "foreign key";
const CHECK: &str = "check";
const INDEX: &str = "index";

/// Operations that concern one table alone.
fn apply_within(op: &Op, table: &mut Table) -> Applied {
    let name = table.name.clone();
    match op {
        Op::CommentTable { to, .. } => {
            table.comment.clone_from(to);
            Ok(())
        }
        Op::AddColumn { column, .. } => add_column(table, column),
        Op::AlterColumn { to, .. } => {
            *column_mut(table, &to.name)? = (**to).clone();
            Ok(())
        }
        Op::AddPrimaryKey { key, .. } => {
            require_columns(table, &key.columns)?;
            match table.primary_key {
                Some(_) => Err(ApplyError::PrimaryKeyExists(name)),
                None => {
                    table.primary_key = Some(key.clone());
                    Ok(())
                }
            }
        }
        Op::DropPrimaryKey { .. } => table.primary_key.take().map(drop).ok_or(ApplyError::NoPrimaryKey(name)),
        Op::AddUnique { unique, .. } => {
            require_columns(table, &unique.columns)?;
            put(&mut table.uniques, &name, UNIQUE, &unique.name, unique.clone())
        }
        Op::DropUnique { unique, .. } => take(&mut table.uniques, &name, UNIQUE, &unique.name).map(drop),
        Op::DropForeignKey { foreign_key, .. } => {
            take(&mut table.foreign_keys, &name, FOREIGN_KEY, &foreign_key.name).map(drop)
        }
        Op::AddCheck { check, .. } => put(&mut table.checks, &name, CHECK, &check.name, check.clone()),
        Op::DropCheck { check, .. } => take(&mut table.checks, &name, CHECK, &check.name).map(drop),
        Op::RenameConstraint { from, to, .. } => rename_constraint(table, from, to),
        Op::CreateIndex { index, .. } => {
            require_columns(table, &index.include)?;
            require_columns(table, index_columns(index))?;
            put(&mut table.indexes, &name, INDEX, &index.name, index.clone())
        }
        Op::DropIndex { index, .. } => take(&mut table.indexes, &name, INDEX, &index.name).map(drop),
        Op::RenameIndex { from, to, .. } => {
            rename(&mut table.indexes, &name, INDEX, from, to, |index| index.name = to.clone())
        }
        _ => Ok(()),
    }
}

fn index_columns(index: &crate::schema::Index) -> impl Iterator<Item = &String> {
    index.parts.iter().filter_map(|part| match &part.term {
        crate::schema::IndexTerm::Column(name) => Some(name),
        crate::schema::IndexTerm::Expression(_) => None,
    })
}

fn create_schema(schema: &mut Schema, name: &str) -> Applied {
    if schema.namespaces.insert(name.to_owned()) {
        Ok(())
    } else {
        Err(ApplyError::SchemaExists(name.into()))
    }
}

fn drop_schema(schema: &mut Schema, name: &str) -> Applied {
    let inside = |object: &&QualifiedName| object.schema.as_deref() == Some(name);
    if let Some(object) = schema.tables.keys().chain(schema.enums.keys()).find(inside) {
        return Err(ApplyError::SchemaNotEmpty(name.into(), object.clone()));
    }
    if schema.namespaces.remove(name) { Ok(()) } else { Err(ApplyError::NoSchema(name.into())) }
}

fn create_enum(schema: &mut Schema, enum_type: &EnumType) -> Applied {
    if schema.enums.contains_key(&enum_type.name) {
        return Err(ApplyError::EnumExists(enum_type.name.clone()));
    }
    schema.enums.insert(enum_type.name.clone(), enum_type.clone());
    Ok(())
}

fn drop_enum(schema: &mut Schema, name: &QualifiedName) -> Applied {
    if let Some((table, column)) = schema.enum_columns(name).next() {
        let (table, column) = (table.name.clone(), column.name.clone());
        return Err(ApplyError::EnumInUse { name: name.clone(), table, column });
    }
    schema.enums.remove(name).map(drop).ok_or_else(|| no_enum(schema, name))
}

fn rename_enum(schema: &mut Schema, from: &QualifiedName, to: &QualifiedName) -> Applied {
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

fn no_enum(schema: &Schema, name: &QualifiedName) -> ApplyError {
    ApplyError::NoEnum { name: name.clone(), known: schema.enums.keys().map(ToString::to_string).collect() }
}

fn enum_mut<'a>(schema: &'a mut Schema, name: &QualifiedName) -> Result<&'a mut EnumType, ApplyError> {
    if !schema.enums.contains_key(name) {
        return Err(no_enum(schema, name));
    }
    schema.enums.get_mut(name).ok_or_else(|| ApplyError::NoEnum { name: name.clone(), known: vec![] })
}

fn refuse_value(enum_type: &EnumType, value: &str) -> Applied {
    if enum_type.values.iter().any(|known| known == value) {
        return Err(ApplyError::EnumValueExists { name: enum_type.name.clone(), value: value.into() });
    }
    Ok(())
}

fn rename_enum_value(enum_type: &mut EnumType, from: &str, to: &str) -> Applied {
    refuse_value(enum_type, to)?;
    let (name, known) = (enum_type.name.clone(), enum_type.values.clone());
    let value = enum_type.values.iter_mut().find(|value| *value == from);
    *value.ok_or(ApplyError::NoEnumValue { name, value: from.into(), known })? = to.to_owned();
    Ok(())
}

/// A default that names the value follows it, as it does in a database.
fn rename_enum_defaults(schema: &mut Schema, name: &QualifiedName, from: &str, to: &str) {
    let columns = schema.tables.values_mut().flat_map(|table| table.columns.values_mut());
    for column in columns.filter(|column| column.ty.enum_name() == Some(name)) {
        if column.default == Some(DefaultValue::Text(from.to_owned())) {
            column.default = Some(DefaultValue::Text(to.to_owned()));
        }
    }
}

fn create_table(schema: &mut Schema, table: &Table) -> Applied {
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

fn drop_table(schema: &mut Schema, name: &QualifiedName) -> Applied {
    if let Some((by, key)) = schema.references_to(name).find(|(table, _)| table.name != *name) {
        let (foreign_key, by) = (key.name.clone(), by.name.clone());
        return Err(ApplyError::Referenced { table: name.clone(), foreign_key, by });
    }
    schema.tables.remove(name).map(drop).ok_or_else(|| no_table(schema, name))
}

fn rename_table(schema: &mut Schema, from: &QualifiedName, to: &QualifiedName) -> Applied {
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

fn no_table(schema: &Schema, name: &QualifiedName) -> ApplyError {
    ApplyError::NoTable { name: name.clone(), known: schema.tables.keys().map(ToString::to_string).collect() }
}

fn table_mut<'a>(schema: &'a mut Schema, name: &QualifiedName) -> Result<&'a mut Table, ApplyError> {
    if !schema.tables.contains_key(name) {
        return Err(no_table(schema, name));
    }
    schema.tables.get_mut(name).ok_or_else(|| ApplyError::NoTable { name: name.clone(), known: vec![] })
}

fn add_column(table: &mut Table, column: &Column) -> Applied {
    if table.columns.contains_key(&column.name) {
        return Err(ApplyError::ColumnExists { table: table.name.clone(), column: column.name.clone() });
    }
    table.columns.insert(column.name.clone(), column.clone());
    Ok(())
}

fn drop_column(schema: &mut Schema, name: &QualifiedName, column: &str) -> Applied {
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
fn dependent_on(table: &Table, column: &str) -> Option<String> {
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

fn rename_column(schema: &mut Schema, name: &QualifiedName, from: &str, to: &str) -> Applied {
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

fn column_mut<'a>(table: &'a mut Table, column: &str) -> Result<&'a mut Column, ApplyError> {
    if !table.columns.contains_key(column) {
        return Err(no_column(table, column));
    }
    let (name, known) = (table.name.clone(), vec![]);
    let missing = ApplyError::NoColumn { table: name, column: column.into(), known };
    table.columns.get_mut(column).ok_or(missing)
}

pub(super) fn no_column(table: &Table, column: &str) -> ApplyError {
    let known = table.columns.keys().cloned().collect();
    ApplyError::NoColumn { table: table.name.clone(), column: column.into(), known }
}

fn require_columns<'a>(table: &Table, columns: impl IntoIterator<Item = &'a String>) -> Applied {
    match columns.into_iter().find(|column| !table.columns.contains_key(*column)) {
        Some(missing) => Err(no_column(table, missing)),
        None => Ok(()),
    }
}

fn check_foreign_key(schema: &Schema, owner: &QualifiedName, key: &ForeignKey) -> Applied {
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

fn rename_constraint(table: &mut Table, from: &str, to: &str) -> Applied {
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

pub(super) fn no_constraint(table: &Table, name: &str) -> ApplyError {
    let keys = table.uniques.keys().chain(table.foreign_keys.keys()).chain(table.checks.keys());
    ApplyError::NoObject {
        table: table.name.clone(),
        kind: "constraint",
        name: name.into(),
        known: keys.cloned().collect(),
    }
}

type Named<T> = std::collections::BTreeMap<String, T>;

fn put<T>(into: &mut Named<T>, table: &QualifiedName, kind: &'static str, name: &str, value: T) -> Applied {
    if into.contains_key(name) {
        return Err(ApplyError::ObjectExists { table: table.clone(), kind, name: name.into() });
    }
    into.insert(name.to_owned(), value);
    Ok(())
}

fn take<T>(
    from: &mut Named<T>,
    table: &QualifiedName,
    kind: &'static str,
    name: &str,
) -> Result<T, ApplyError> {
    from.remove(name).ok_or_else(|| ApplyError::NoObject {
        table: table.clone(),
        kind,
        name: name.into(),
        known: from.keys().cloned().collect(),
    })
}

fn rename<T>(
    within: &mut Named<T>,
    table: &QualifiedName,
    kind: &'static str,
    from: &str,
    to: &str,
    set: impl FnOnce(&mut T),
) -> Applied {
    if within.contains_key(to) {
        return Err(ApplyError::ObjectExists { table: table.clone(), kind, name: to.into() });
    }
    let mut value = take(within, table, kind, from)?;
    set(&mut value);
    put(within, table, kind, to, value)
}
