use std::collections::BTreeSet;

use super::{
    Candidate, Decisions, DiffError, Difference, Sight, Spot,
    compare::{At, Kind},
};
use crate::{
    op::{Op, apply},
    schema::{QualifiedName, Schema},
};

/// A difference in the making: the schema as the operations so far have left it, and how it is seen.
pub(super) struct Work<'a> {
    /// The schema on its way.
    pub(super) schema: Schema,
    pub(super) to: &'a Schema,
    /// How `schema` is seen, as far as it has been looked at.
    pub(super) seen: Schema,
    /// How `to` is seen.
    pub(super) target: Schema,
    pub(super) sight: Sight<'a>,
    pub(super) decisions: &'a Decisions,
    pub(super) candidates: Vec<Candidate>,
    pub(super) unfilled: Vec<(QualifiedName, String)>,
    pub(super) stray: Vec<String>,
    pub(super) spots: BTreeSet<Spot>,
    /// Columns that hold the place of all others of their tables.
    pub(super) places: Vec<At>,
    ops: Vec<Op>,
}

impl<'a> Work<'a> {
    pub(super) fn new(from: &Schema, to: &'a Schema, sight: Sight<'a>, decisions: &'a Decisions) -> Self {
        Self {
            schema: from.clone(),
            to,
            seen: (sight.canonical)(from),
            target: (sight.canonical)(to),
            sight,
            decisions,
            candidates: vec![],
            unfilled: vec![],
            stray: vec![],
            spots: BTreeSet::new(),
            places: vec![],
            ops: vec![],
        }
    }

    /// Does it and writes it down.
    pub(super) fn say(&mut self, op: Op) -> Result<(), DiffError> {
        apply(&op, &mut self.schema).map_err(|source| DiffError { what: op.to_string(), source })?;
        self.ops.push(op);
        Ok(())
    }

    /// Drops a table that nothing points at any more.
    pub(super) fn drop_free(&mut self, name: &QualifiedName) {
        self.ops.extend(self.schema.tables.remove(name).map(|table| Op::DropTable { table }));
    }

    /// Looks at the schema as it has become.
    pub(super) fn look_again(&mut self) {
        if !self.ops.is_empty() {
            self.seen = (self.sight.canonical)(&self.schema);
        }
    }

    pub(super) fn spot(&mut self, kind: Kind, table: &QualifiedName, name: &str) {
        self.spots.insert(Spot { table: table.clone(), kind, name: name.to_owned() });
    }

    pub(super) fn is_also(&self, kind: Kind, table: &QualifiedName, name: &str) -> bool {
        !self.sight.also.is_empty()
            && self.sight.also.contains(&Spot { table: table.clone(), kind, name: name.to_owned() })
    }

    /// Names of tables that both sides have.
    pub(super) fn common_tables(&self) -> Vec<QualifiedName> {
        self.schema.tables.keys().filter(|name| self.to.tables.contains_key(*name)).cloned().collect()
    }

    pub(super) fn finish(self) -> Difference {
        let Self { ops, mut candidates, unfilled, stray, spots, .. } = self;
        candidates.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        Difference { ops, candidates, unfilled, stray, spots }
    }
}
