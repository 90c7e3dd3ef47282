use std::collections::BTreeSet;

use crate::{
    dialect::Dialect,
    diff::{Decisions, DiffError, Difference, Sight, Spot, diff},
    schema::Schema,
};

/// A schema, and whether a database told it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// Whether it was read from a database, which keeps less than was said.
    pub live: bool,
}

impl<'a> Told<'a> {
    /// What entities or a history say.
    pub fn said(schema: &'a Schema) -> Self {
        Self { schema, live: false }
    }

    /// What a database holds.
    pub fn live(schema: &'a Schema) -> Self {
        Self { schema, live: true }
    }
}

/// What was compared, and what differs.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// The schema on which the operations work.
    pub from: Schema,
    /// The difference.
    pub difference: Difference,
}

/// Schemas that cannot be compared.
pub type CompareError = DiffError;

/// What makes `from` the schema `to`, as the dialect's engine sees them.
///
/// # Errors
/// A schema that does not hold together.
pub fn compare(
    dialect: &dyn Dialect,
    from: Told<'_>,
    to: Told<'_>,
    also: &BTreeSet<Spot>,
    decisions: &Decisions,
) -> Result<Compared, CompareError> {
    let declared = !from.live && !to.live;
    let canonical = |schema: &Schema| dialect.canonical(schema);
    let sight = Sight { canonical: &canonical, declared, also };
    let as_compared = |schema: &Schema| match declared && !has_long_names(schema) {
        true => schema.clone(),
        false => dialect.kept(schema),
    };
    let (from, to) = (as_compared(from.schema), as_compared(to.schema));
    let difference = diff(&from, &to, sight, decisions)?;
    Ok(Compared { from, difference })
}

/// The shortest limit that an engine has for names is 63 bytes.
fn has_long_names(schema: &Schema) -> bool {
    let long = |name: &String| name.len() > 63;
    schema.enums.keys().chain(schema.tables.keys()).any(|name| long(&name.name))
        || schema.tables.values().any(|table| {
            table.columns.keys().any(long)
                || table.indexes.keys().any(long)
                || table.uniques.keys().chain(table.foreign_keys.keys()).chain(table.checks.keys()).any(long)
        })
}
