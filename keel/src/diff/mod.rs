//! Two schemas into the operations that make the one the other.
//!
//! What an engine knows stays outside: [`Sight`] says how it sees a schema, and all that is compared here are
//! two such sights. What cannot be seen, whether a name that went and one that came are the same thing, or
//! which value rows get that have none, comes in as [`Decisions`] and goes out as questions.

mod candidates;
mod columns;
mod compare;
mod constraints;
mod decisions;
mod enums;
mod order;
mod renames;
mod sequence;
mod tables;
mod work;

use std::collections::BTreeSet;

use crate::{
    op::{ApplyError, Op},
    schema::{QualifiedName, Schema},
};

pub use candidates::Candidate;
pub use compare::{Kind, Spot};
pub use decisions::Decisions;

use work::Work;

/// How the engine in question sees schemas.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The spelling in which two schemas that mean the same are equal; it holds no name that the schema itself
    /// does not hold.
    pub canonical: &'a dyn Fn(&Schema) -> Schema,
    /// Whether both sides say what was meant (entities, a history) rather than what a database kept of it:
    /// then enum types and verbatim texts are compared too where the engine keeps none.
    pub declared: bool,
    /// Objects whose own words count, beyond what the engine sees of them: a change that matters elsewhere.
    pub also: &'a BTreeSet<Spot>,
}

/// What makes the one schema the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// The operations, in an order in which they run.
    pub ops: Vec<Op>,
    /// What may be a rename, although it is written as a thing that goes and another that comes.
    pub candidates: Vec<Candidate>,
    /// Columns that take no NULL any more, or from the start, in a table that may hold rows, without a value
    /// for these.
    pub unfilled: Vec<(QualifiedName, String)>,
    /// Decisions that mention what is not there.
    pub stray: Vec<String>,
    /// All that differs, by the names of the outcome.
    pub spots: BTreeSet<Spot>,
}

/// The differ contradicts itself: an operation does not fit where it put it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the schemas cannot be brought together: {what}: {source}")]
pub struct DiffError {
    /// The operation, in words.
    pub what: String,
    /// What does not fit.
    pub source: ApplyError,
}

/// The operations that make `from` the schema `to`, as far as `sight` tells them apart.
///
/// # Errors
/// [`DiffError`]: a schema that does not hold together, such as a foreign key to a table that is not there.
pub fn diff(
    from: &Schema,
    to: &Schema,
    sight: Sight<'_>,
    decisions: &Decisions,
) -> Result<Difference, DiffError> {
    let mut work = Work::new(from, to, sight, decisions);
    work.create_namespaces()?;
    work.rename_tables()?;
    work.rename_columns()?;
    work.look_again();
    work.find_candidates();
    work.rename_enums()?;
    work.rename_constraints()?;
    let changes = work.compare();
    work.drop_foreign_keys(&changes)?;
    work.drop_constraints(&changes)?;
    work.drop_replaced_columns(&changes)?;
    work.change_enums()?;
    let crowded = work.is_crowded(&changes);
    if crowded {
        work.drop_tables(&changes)?;
    }
    work.create_tables(&changes)?;
    work.change_options(Some(false))?;
    work.add_columns(&changes, false)?;
    work.alter_columns(&changes)?;
    work.add_columns(&changes, true)?;
    work.drop_columns(&changes)?;
    work.change_options(Some(true))?;
    if !crowded {
        work.drop_tables(&changes)?;
    }
    work.drop_enums()?;
    work.add_constraints(&changes)?;
    work.add_foreign_keys(&changes)?;
    work.validate(&changes)?;
    work.drop_namespaces()?;
    Ok(work.finish())
}

#[cfg(test)]
mod tests;
