use sea_orm::{ConnectionTrait as _, DatabaseExecutor};

use super::{Scratch, ScratchError};
use crate::{
    dialect::Dialect,
    exec::{RunnerOptions, statements_of},
    plan::Plan,
};

/// The statements of a plan, by transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedScript {
    /// Each with whether a transaction holds it.
    pub segments: Vec<(bool, Vec<String>)>,
    /// Whether foreign keys must not be enforced while it runs.
    pub unenforced: bool,
}

/// Writes the statements of a plan down for a database whose objects `live` makes, in order (SQLite).
///
/// Tables that are made anew are made from what is there at that moment, so the plan is run on a scratch
/// database that holds the same objects.
///
/// # Errors
/// [`ScratchError`]: an object of the database cannot be made again, or a step fails.
pub async fn record_script(plan: &Plan, live: &[String]) -> Result<RecordedScript, ScratchError> {
    let scratch = Scratch::memory(RunnerOptions::default()).await?;
    let db = scratch.runner().db();
    let run = async |statement: &str| {
        let failed = |source| ScratchError::Step { statement: statement.to_owned(), source };
        db.execute_unprepared(statement).await.map_err(failed)
    };
    run("PRAGMA foreign_keys = OFF").await?;
    for statement in live {
        run(statement).await?;
    }
    let mut script = RecordedScript { segments: vec![], unenforced: plan.unenforced() };
    let executor = DatabaseExecutor::Connection(db);
    for segment in plan.segments() {
        let mut statements = Vec::new();
        for (_, planned) in &segment.steps {
            let failed = |source| ScratchError::Step { statement: planned.why.clone(), source };
            for statement in statements_of(&executor, &planned.step.action).await.map_err(failed)? {
                run(&statement).await?;
                statements.push(statement);
            }
        }
        script.segments.push((segment.transactional, statements));
    }
    scratch.remove().await?;
    Ok(script)
}

impl RecordedScript {
    /// The statements of a plan that needs no look at the database.
    ///
    /// # Errors
    /// A table that has to be made anew, with why that needs a look.
    pub fn of(plan: &Plan, dialect: &dyn Dialect) -> Result<Self, crate::dialect::Unsupported> {
        let mut script = Self { segments: vec![], unenforced: plan.unenforced() };
        for segment in plan.segments() {
            let mut statements = Vec::new();
            for (_, planned) in &segment.steps {
                statements.extend(planned.step.action.statements(dialect)?);
            }
            script.segments.push((segment.transactional, statements));
        }
        Ok(script)
    }
}
