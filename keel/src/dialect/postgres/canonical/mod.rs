//! How PostgreSQL sees a schema.

mod defaults;
mod indexes;
mod names;
mod sequence;
mod types;
mod values;

use crate::{
    dialect::{Canonical, expression},
    schema::{
        Backend, Column, ColumnType, Identity, IdentityKind, PrimaryKey, QualifiedName, Schema,
        SequenceOptions, Table, TableOptions,
    },
};

use super::{Postgres, plan::implicit_key_name};
pub(super) use sequence::{Sequence, sequence_said};

impl Canonical for Postgres {
    fn has_enum_types(&self) -> bool {
        true
    }

    /// Names are cut to 63 bytes, and what only other engines have is left out.
    fn kept(&self, schema: &Schema) -> Schema {
        let mut kept = names::cut(schema);
        for table in kept.tables.values_mut() {
            table.options = TableOptions::default();
            table.comment.take_if(|comment| comment.is_empty());
            for column in table.columns.values_mut() {
                column.on_update = None;
                column.comment.take_if(|comment| comment.is_empty());
            }
        }
        kept
    }

    /// The verbatim text at a column's end (`extra`) is left out: nothing in a catalogue says which part of a
    /// definition came from it. `public` is no namespace that a schema makes.
    fn canonical(&self, schema: &Schema) -> Schema {
        let mut schema = self.kept(schema);
        schema.namespaces.remove("public");
        let enums = schema.enums.clone();
        let is_enum = |name: &QualifiedName| enums.contains_key::<QualifiedName>(name);
        for table in schema.tables.values_mut() {
            canonical_table(table, &is_enum);
        }
        schema
    }
}

/// The type's name as `format_type()` has it; an enum has none here.
pub(super) fn type_name(ty: &ColumnType) -> String {
    types::text(&types::canonical(ty, &|_| false)).to_owned()
}

fn canonical_table(table: &mut Table, is_enum: &dyn Fn(&QualifiedName) -> bool) {
    if let Some(key) = &mut table.primary_key {
        canonical_key(&table.name, key);
    }
    let members = table.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
    for column in table.columns.values_mut() {
        column.nullable &= !members.contains(&column.name);
        canonical_column(column, is_enum);
    }
    for check in table.checks.values_mut() {
        check.expression = expression::canonical(Backend::Postgres, &check.expression);
    }
    // Over whichever columns first: a UNIQUE says the same.
    table.uniques.values_mut().for_each(|unique| unique.columns.sort());
    let columns = &table.columns;
    table.indexes.values_mut().for_each(|index| indexes::canonical(index, columns));
}

/// The name that the server would have given it is no name.
fn canonical_key(table: &QualifiedName, key: &mut PrimaryKey) {
    key.name.take_if(|name| *name == implicit_key_name(table));
}

fn canonical_column(column: &mut Column, is_enum: &dyn Fn(&QualifiedName) -> bool) {
    column.extra = None;
    if column.identity.is_none() && types::is_serial(&column.ty) {
        column.identity = Some(Identity { kind: IdentityKind::Serial, sequence: SequenceOptions::default() });
    }
    let serial = column.identity.as_ref().is_some_and(|identity| identity.kind == IdentityKind::Serial);
    column.ty = if serial { types::of_serial(&column.ty) } else { types::canonical(&column.ty, is_enum) };
    column.collation = column.collation.take().and_then(|name| collation(&name));
    if let Some(identity) = &mut column.identity {
        column.nullable = false;
        match identity.kind {
            IdentityKind::Serial => identity.sequence = SequenceOptions::default(),
            IdentityKind::Auto => identity.kind = IdentityKind::ByDefault,
            IdentityKind::Always | IdentityKind::ByDefault => {}
        }
        identity.sequence = sequence_said(&identity.sequence, Sequence::of_type(types::text(&column.ty)));
    }
    if let Some(generated) = &mut column.generated {
        generated.expression = expression::canonical(Backend::Postgres, &generated.expression);
    }
    column.default =
        column.default.take().and_then(|default| defaults::canonical(default, types::text(&column.ty)));
}

/// A collation's name without the namespace that is always looked at; the default one is none.
fn collation(name: &str) -> Option<String> {
    let name = name.strip_prefix("pg_catalog.").unwrap_or(name);
    (name != "default").then(|| name.to_owned())
}
