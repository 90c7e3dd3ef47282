//! What a database keeps of a schema, and the spelling in which schemas are compared.

mod defaults;
mod keys;
mod literal;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dialect::{Canonical, expression::canonical as canonical_expression},
    schema::{
        Backend, Column, ColumnType, DefaultValue, EnumType, Expression, Generated, Identity, QualifiedName,
        Schema, Table, TableOptions,
    },
};

use super::MySql;
pub(super) use defaults::{computed, is_now};
pub(super) use keys::unique_indexes_are_constraints;
pub(super) use literal::{Literal, literal, number};
pub(super) use types::TypeText;

impl Canonical for MySql {
    fn has_enum_types(&self) -> bool {
        false
    }

    fn kept(&self, schema: &Schema) -> Schema {
        let mut schema = schema.clone();
        schema.namespaces = BTreeSet::new();
        let enums = std::mem::take(&mut schema.enums);
        for table in schema.tables.values_mut() {
            kept_table(table, &enums);
            self.without_implicit_indexes(table);
        }
        schema
    }

    fn canonical(&self, schema: &Schema) -> Schema {
        let mut schema = self.kept(schema);
        schema.tables.values_mut().for_each(|table| self.canonical_table(table));
        schema
    }
}

fn kept_table(table: &mut Table, enums: &BTreeMap<QualifiedName, EnumType>) {
    for column in table.columns.values_mut() {
        if let Some(known) = column.ty.enum_name().and_then(|name| enums.get(name)) {
            column.ty = types::enum_type(&known.values);
        }
        column.comment.take_if(|comment| comment.is_empty());
    }
    if let Some(key) = &mut table.primary_key {
        key.name = None;
    }
    for unique in table.uniques.values_mut() {
        (unique.deferrable, unique.nulls_not_distinct) = (None, false);
    }
    for key in table.foreign_keys.values_mut() {
        (key.deferrable, key.options) = (None, Default::default());
    }
    table.indexes.values_mut().for_each(|index| index.nulls_not_distinct = false);
    unique_indexes_are_constraints(table);
    table.comment.take_if(|comment| comment.is_empty());
    (table.options.strict, table.options.without_rowid) = (false, false);
}

impl MySql {
    fn canonical_table(&self, table: &mut Table) {
        canonical_options(&mut table.options);
        let members = table.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
        for column in table.columns.values_mut() {
            self.canonical_column(column, table.options.collation.as_deref());
            column.nullable &= column.identity.is_none() && !members.contains(&column.name);
        }
        // Over whichever columns first: a UNIQUE says the same.
        table.uniques.values_mut().for_each(|unique| unique.columns.sort());
        table.foreign_keys.values_mut().for_each(keys::canonical_foreign_key);
        let mut indexes = std::mem::take(&mut table.indexes);
        indexes.values_mut().for_each(|index| keys::canonical_index(index, table));
        table.indexes = indexes;
        for check in table.checks.values_mut() {
            check.expression = expression(check.expression.as_sql());
            check.not_valid = false;
        }
    }

    fn canonical_column(&self, column: &mut Column, of_table: Option<&str>) {
        // A type that there is none of stays as it is: what makes the table refuses it.
        let Ok(text) = self.type_sql(&column.ty, "", &Schema::new()) else { return };
        let ty = TypeText::read(&text);
        column.ty = ColumnType::Custom(ty.spelled());
        let kept = |words: &String| words.split(' ').all(|word| ["COMPRESSED", "INVISIBLE"].contains(&word));
        column.extra = column.extra.take().map(|words| words.to_uppercase()).filter(kept);
        let said = column.default.take();
        column.default = said.and_then(|default| defaults::canonical(self.server.engine, &ty, &default));
        column.on_update = column.on_update.take().map(|said| match is_now(&ty, said.as_sql()) {
            true => Expression::new("CURRENT_TIMESTAMP"),
            false => expression(said.as_sql()),
        });
        // MariaDB gives a timestamp that has only ON UPDATE the zero date (manual, TIMESTAMP).
        if self.is_mariadb() && column.on_update.is_some() && !column.nullable {
            column
                .default
                .take_if(|it| matches!(it, DefaultValue::Text(text) if text.starts_with("0000-00-00")));
        }
        if let Some(Generated { expression: of, .. }) = &mut column.generated {
            *of = expression(of.as_sql());
        }
        column.identity = column.identity.take().map(|_| Identity::auto());
        let collation = column.collation.take().or_else(|| ty.collation.clone());
        column.collation =
            collation.map(|it| canonical_collation(&it)).filter(|it| Some(it.as_str()) != of_table);
    }
}

fn canonical_options(options: &mut TableOptions) {
    options.engine = options.engine.take().map(|it| it.to_ascii_lowercase()).filter(|it| it != "innodb");
    let set = options.character_set.take().map(|set| set.to_ascii_lowercase());
    let collation = options.collation.take().or_else(|| set.as_deref().and_then(types::default_collation));
    options.collation = collation.map(|collation| canonical_collation(&collation));
}

/// `utf8` has got a longer name.
fn canonical_collation(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.strip_prefix("utf8_").map(|rest| format!("utf8mb3_{rest}")).unwrap_or(name)
}

fn expression(sql: &str) -> Expression {
    canonical_expression(Backend::MySql, &Expression::new(sql))
}
