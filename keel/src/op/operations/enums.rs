use sea_orm::sea_query::{IntoIden, TableName};

use super::Operations;
use crate::{
    op::{ApplyError, Op, idiom::qualified_name},
    schema::{EnumType, EnumValuePosition, QualifiedName},
};

/// Schemas and enum types.
impl Operations {
    /// Makes a schema (`CREATE SCHEMA`).
    pub fn create_schema(&mut self, name: impl IntoIden) {
        self.push(Op::CreateSchema { name: name.into_iden().to_string() });
    }

    /// Drops an empty schema.
    pub fn drop_schema(&mut self, name: impl IntoIden) {
        self.push(Op::DropSchema { name: name.into_iden().to_string() });
    }

    /// Makes an enum type with its values in order.
    pub fn create_enum<V: Into<String>>(
        &mut self,
        name: impl Into<TableName>,
        values: impl IntoIterator<Item = V>,
    ) {
        let values = values.into_iter().map(Into::into).collect();
        self.push(Op::CreateEnum { enum_type: EnumType { name: qualified_name(name), values } });
    }

    /// Drops an enum type that no column uses.
    pub fn drop_enum(&mut self, name: impl Into<TableName>) {
        if let Some(enum_type) = self.find_enum("drop enum", &qualified_name(name)) {
            self.push(Op::DropEnum { enum_type });
        }
    }

    /// Renames an enum type.
    pub fn rename_enum(&mut self, from: impl Into<TableName>, to: impl IntoIden) {
        let from = qualified_name(from);
        let to = from.sibling(to.into_iden().to_string());
        self.push(Op::RenameEnum { from, to });
    }

    /// Adds a value behind the others.
    pub fn add_enum_value(&mut self, name: impl Into<TableName>, value: impl Into<String>) {
        self.add_enum_value_at(name, value, EnumValuePosition::End);
    }

    /// Adds a value at a place.
    pub fn add_enum_value_at(
        &mut self,
        name: impl Into<TableName>,
        value: impl Into<String>,
        position: EnumValuePosition,
    ) {
        let value = value.into();
        let Some(enum_type) = self.find_enum("add value to enum", &qualified_name(name)) else { return };
        match (&position, enum_type.index_of(&position)) {
            (EnumValuePosition::Before(missing) | EnumValuePosition::After(missing), None) => {
                let what = format!("add value {value} to enum {}", enum_type.name);
                let (name, known) = (enum_type.name, enum_type.values);
                self.fail(what, ApplyError::NoEnumValue { name, value: missing.clone(), known });
            }
            _ => self.push(Op::AddEnumValue { enum_type, value, position }),
        }
    }

    /// Renames a value; rows that hold it follow.
    pub fn rename_enum_value(
        &mut self,
        name: impl Into<TableName>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) {
        self.push(Op::RenameEnumValue { name: qualified_name(name), from: from.into(), to: to.into() });
    }

    /// Gives an enum another list of values; a value that goes must not be in use.
    pub fn alter_enum<V: Into<String>>(
        &mut self,
        name: impl Into<TableName>,
        values: impl IntoIterator<Item = V>,
    ) {
        let Some(from) = self.find_enum("alter enum", &qualified_name(name)) else { return };
        let values = values.into_iter().map(Into::into).collect();
        self.push(Op::AlterEnum { to: EnumType { name: from.name.clone(), values }, from });
    }

    fn find_enum(&mut self, what: &str, name: &QualifiedName) -> Option<EnumType> {
        let found = self.schema.enum_type(name).cloned();
        if found.is_none() {
            let known = self.schema.enums.keys().map(ToString::to_string).collect();
            self.fail(format!("{what} {name}"), ApplyError::NoEnum { name: name.clone(), known });
        }
        found
    }
}
