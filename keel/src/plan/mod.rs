//! Operations into steps, and steps into the transactions that carry them.

use sha2::{Digest as _, Sha256};

use crate::{
    dialect::{Action, Dialect, Step, Unsupported, coalesce, hex},
    op::{ApplyError, Op, apply},
    schema::{QualifiedName, Schema},
};

/// The steps of one revision, in the order in which they run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Each step.
    pub steps: Vec<PlannedStep>,
}

/// A step, and what it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedStep {
    /// The step.
    pub step: Step,
    /// The operation behind it, in words.
    pub why: String,
    /// Its place among the operations; the first of them where several are one step.
    pub op: usize,
}

/// Operations that cannot be planned.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PlanError {
    /// The engine has no way to do one.
    #[error("{op}: {source}")]
    Unsupported {
        /// The operation, in words.
        op: String,
        /// What the engine lacks.
        source: Unsupported,
    },
    /// One does not fit the schema.
    #[error("{op}: {source}")]
    Apply {
        /// The operation, in words.
        op: String,
        /// What does not fit.
        source: ApplyError,
    },
}

/// Plans `ops` on a database whose schema is `schema`, which is left as they leave it.
///
/// # Errors
/// [`PlanError`]; nothing has run, and `schema` is as far as the operations before the failing one lead.
pub fn plan(dialect: &dyn Dialect, schema: &mut Schema, ops: &[Op]) -> Result<Plan, PlanError> {
    let mut steps = Steps::default();
    for (at, op) in ops.iter().enumerate() {
        let unsupported = |source| PlanError::Unsupported { op: op.to_string(), source };
        for step in dialect.steps(op, schema).map_err(unsupported)? {
            steps.push(PlannedStep { step, why: op.to_string(), op: at }, concern(op));
        }
        apply(op, schema).map_err(|source| PlanError::Apply { op: op.to_string(), source })?;
    }
    Ok(Plan { steps: steps.steps })
}

/// What a step has to do with.
#[derive(Clone, Debug, PartialEq)]
enum Concern {
    /// One table alone.
    Table(QualifiedName),
    /// Whatever: nothing may pass it.
    Anything,
}

fn concern(op: &Op) -> Concern {
    match op {
        Op::RenameTable { .. } | Op::RenameColumn { .. } | Op::Sql { .. } | Op::Code { .. } => {
            Concern::Anything
        }
        op => op.table().cloned().map_or(Concern::Anything, Concern::Table),
    }
}

#[derive(Default)]
struct Steps {
    steps: Vec<PlannedStep>,
    concerns: Vec<Concern>,
}

impl Steps {
    /// What makes the same table anew does it once: it joins the last time, unless something in between has to
    /// do with that table.
    fn push(&mut self, next: PlannedStep, concern: Concern) {
        if let (Action::Rebuild(_), Concern::Table(table)) = (&next.step.action, &concern) {
            for (at, earlier) in self.concerns.iter().enumerate().rev() {
                if *earlier != Concern::Anything && *earlier != Concern::Table(table.clone()) {
                    continue;
                }
                let found = self.steps.get_mut(at).filter(|_| *earlier == concern);
                if let Some((known, step)) =
                    found.and_then(|known| coalesce(&known.step, &next.step).map(|step| (known, step)))
                {
                    known.step = step;
                    known.why = format!("{}; {}", known.why, next.why);
                    return;
                }
                break;
            }
        }
        self.steps.push(next);
        self.concerns.push(concern);
    }
}

/// Steps that stand or fall together.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment<'a> {
    /// Whether a transaction holds them; otherwise there is one, alone.
    pub transactional: bool,
    /// The steps, with their place in the plan.
    pub steps: Vec<(usize, &'a PlannedStep)>,
}

impl Plan {
    /// The plan cut into transactions: one for all of it where every step allows that.
    pub fn segments(&self) -> Vec<Segment<'_>> {
        let mut segments: Vec<Segment<'_>> = Vec::new();
        let mut open = false;
        for (at, planned) in self.steps.iter().enumerate() {
            match segments.last_mut() {
                Some(segment) if open && planned.step.transactional => segment.steps.push((at, planned)),
                _ => segments
                    .push(Segment { transactional: planned.step.transactional, steps: vec![(at, planned)] }),
            }
            open = planned.step.transactional && !planned.step.commit_after;
        }
        segments
    }

    /// A hash of the steps up to and with the one at that place: what is behind it may change without changing
    /// it. Hexadecimal SHA-256.
    pub fn prefix_hash(&self, step: usize) -> String {
        let mut hash = Sha256::new();
        for planned in self.steps.iter().take(step + 1) {
            hash.update(format!("{:?}\n", planned.step));
        }
        hex(&hash.finalize())
    }

    /// Whether one transaction holds all of it.
    pub fn is_atomic(&self) -> bool {
        let last = self.steps.len().saturating_sub(1);
        let holds = |(at, planned): (usize, &PlannedStep)| {
            planned.step.transactional && (at == last || !planned.step.commit_after)
        };
        self.steps.iter().enumerate().all(holds)
    }

    /// Whether foreign keys must not be enforced while it runs.
    pub fn unenforced(&self) -> bool {
        self.steps.iter().any(|planned| planned.step.unenforced)
    }
}
