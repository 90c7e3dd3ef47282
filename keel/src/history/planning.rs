use std::collections::BTreeSet;

use crate::{
    dialect::Dialect,
    op::{Op, RecordedDown},
    plan::{Plan, PlanError, plan},
};

use super::{FoldError, History, RecordedRevision, target::Direction};

/// A revision, planned in one direction.
#[derive(Clone, Debug)]
pub struct PlannedRevision<'h> {
    /// The revision.
    pub revision: &'h RecordedRevision,
    /// Applied or reverted.
    pub direction: Direction,
    /// What that takes.
    pub ops: &'h [Op],
    /// The steps.
    pub plan: Plan,
}

/// Why revisions cannot be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// One on the way down cannot be undone.
    #[error("{revision} cannot be undone: {why}")]
    Irreversible {
        /// The revision.
        revision: String,
        /// Why not.
        why: String,
    },
    /// One asks for what the engine cannot do.
    #[error("{revision}: {source}")]
    Plan {
        /// The revision.
        revision: String,
        /// What it cannot do.
        source: PlanError,
    },
    /// What is applied does not go together.
    #[error(transparent)]
    Fold(#[from] FoldError),
}

impl History {
    /// Plans revisions in the order given, on a database that has `applied`.
    ///
    /// # Errors
    /// [`PlanningError`]: all of them can be planned and undone, or nothing is planned.
    pub fn plan(
        &self,
        dialect: &dyn Dialect,
        applied: &BTreeSet<String>,
        direction: Direction,
        ids: &[String],
    ) -> Result<Vec<PlannedRevision<'_>>, PlanningError> {
        let mut schema = self.fold(applied)?;
        let mut planned = Vec::new();
        for revision in ids.iter().filter_map(|id| self.revision(id)) {
            let ops = revision.ops(direction)?;
            let failed = |source| PlanningError::Plan { revision: revision.id.clone(), source };
            let plan = plan(dialect, &mut schema, ops).map_err(failed)?;
            planned.push(PlannedRevision { revision, direction, ops, plan });
        }
        Ok(planned)
    }
}

impl RecordedRevision {
    /// The operations of one direction.
    ///
    /// # Errors
    /// [`PlanningError::Irreversible`].
    pub fn ops(&self, direction: Direction) -> Result<&[Op], PlanningError> {
        match (direction, &self.down) {
            (Direction::Up, _) => Ok(&self.up),
            (Direction::Down, RecordedDown::Ops { ops, .. }) => Ok(ops),
            (Direction::Down, RecordedDown::Irreversible { why }) => {
                Err(PlanningError::Irreversible { revision: self.id.clone(), why: why.clone() })
            }
        }
    }
}
