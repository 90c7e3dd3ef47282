//! A schema as SQLite keeps it, and in one spelling.

mod defaults;
mod extra;
mod indexes;
#[cfg(test)]
mod tests;
mod types;

use crate::{
    dialect::{Canonical, expression},
    schema::{Backend, Column, ColumnType, Expression, QualifiedName, Schema, Table, TableOptions},
};

use super::{Sqlite, inspection::members_of};
use types::Affinity;

impl Canonical for Sqlite {
    fn has_enum_types(&self) -> bool {
        false
    }

    fn kept(&self, schema: &Schema) -> Schema {
        let tables = schema.tables.values().map(|table| {
            let table = kept(table.clone());
            (table.name.clone(), table)
        });
        Schema { tables: tables.collect(), ..Schema::default() }
    }

    fn canonical(&self, schema: &Schema) -> Schema {
        let mut schema = self.kept(schema);
        schema.tables.values_mut().for_each(|table| self.spell(table));
        schema
    }
}

fn kept(mut table: Table) -> Table {
    unqualify(&mut table.name);
    table.comment = None;
    let TableOptions { strict, without_rowid, .. } = table.options;
    table.options = TableOptions { strict, without_rowid, ..TableOptions::default() };
    for column in table.columns.values_mut() {
        column.comment = None;
        column.on_update = None;
        if matches!(column.ty, ColumnType::Enum(_)) {
            column.ty = ColumnType::Custom("enum_text".into());
        }
    }
    for key in table.foreign_keys.values_mut() {
        unqualify(&mut key.references);
        key.options = Default::default();
    }
    table.checks.values_mut().for_each(|check| check.not_valid = false);
    extra::read_into(&mut table);
    table
}

/// `main` is the database that unqualified names mean.
fn unqualify(name: &mut QualifiedName) {
    name.schema = name.schema.take().filter(|schema| !schema.eq_ignore_ascii_case("main"));
}

/// An expression in its one spelling.
fn one_spelling(expression: &mut Expression) {
    *expression = expression::canonical(Backend::Sqlite, expression);
}

impl Sqlite {
    fn spell(&self, table: &mut Table) {
        for member in members_of(table) {
            let column = table.columns.get_mut(&member);
            column.into_iter().for_each(|column| column.nullable = false);
        }
        let name = table.name.clone();
        let alone = table.primary_key.as_ref().filter(|key| key.columns.len() == 1);
        let numbered =
            alone.filter(|_| !table.options.without_rowid).and_then(|key| key.columns.first().cloned());
        for column in table.columns.values_mut() {
            self.spell_column(&name, table.options.strict, column);
            // What is not the whole key is written plainly.
            column.identity = column.identity.take().filter(|_| numbered.as_ref() == Some(&column.name));
        }
        table.checks.values_mut().for_each(|check| one_spelling(&mut check.expression));
        // Over whichever columns first: a UNIQUE says the same.
        table.uniques.values_mut().for_each(|unique| unique.columns.sort());
        let columns = &table.columns;
        table.indexes.values_mut().for_each(|index| indexes::spell(index, columns));
    }

    fn spell_column(&self, table: &QualifiedName, strict: bool, column: &mut Column) {
        let declared = self.column_type(table, column).unwrap_or_else(|_| column.ty.to_string());
        let declared = types::one_spelling(&declared);
        let affinity = Affinity::of(&declared, strict);
        column.ty = ColumnType::Custom(declared);
        column.default = column.default.take().and_then(|value| defaults::one_spelling(value, affinity));
        column.collation = column.collation.take().and_then(|name| types::collation(&name));
        if let Some(generated) = &mut column.generated {
            one_spelling(&mut generated.expression);
        }
        column.extra = None;
    }
}
