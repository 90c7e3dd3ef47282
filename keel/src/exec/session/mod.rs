//! One revision on its way into a database.

mod alone;
mod batches;
mod transaction;

use std::{collections::BTreeSet, time::Instant};

use sea_orm::{ConnectionTrait as _, DatabaseExecutor, DbErr};

use crate::{
    dialect::{Action, Limits, Pace},
    history::PlannedRevision,
    op::Op,
    plan::{PlannedStep, Segment},
    schema::QualifiedName,
};

use super::{
    ExecError, Interrupted, Progress, Runner,
    journal::{Run, steps},
    rebuild::rebuild_statements,
    step_error::StepError,
    waiting::Pauses,
};

pub(super) struct Session<'a> {
    pub(super) runner: &'a Runner,
    pub(super) planned: &'a PlannedRevision<'a>,
    pub(super) resume: Option<&'a Interrupted>,
    /// The ids that the ledger must hold before it.
    pub(super) applied: &'a BTreeSet<String>,
}

/// One segment of a run.
#[derive(Clone, Copy)]
struct Part<'p> {
    run: &'p Run<'p>,
    segment: &'p Segment<'p>,
    /// Whether the revision is through behind it.
    last: bool,
    /// Whether it is one of several.
    split: bool,
}

/// One try of a segment: how often it failed before, and which limits the session has by now.
struct Attempt {
    number: u32,
    limits: Option<Limits>,
    /// Whether something of it is done for good.
    advanced: bool,
}

impl Session<'_> {
    pub(super) async fn run(&self, progress: &mut dyn Progress) -> Result<(), ExecError> {
        let begun = Instant::now();
        let (id, direction) = (&self.planned.revision.id, self.planned.direction);
        progress.revision_started(id, direction, self.planned.plan.steps.len());
        let atomic = self.planned.plan.is_atomic();
        if !atomic && self.runner.dialect().transactional_ddl() {
            let split = self.planned.plan.segments().len();
            progress.notice(&format!(
                "{id} is not one transaction but {split}: a step of it cannot run inside one"
            ));
        }
        if let Some(interrupted) = self.resume {
            progress.notice(&format!("{interrupted}; continuing"));
        }
        let hash = self.planned.revision.hash();
        let started_at = chrono::Utc::now().timestamp();
        let run = Run { revision: id, direction, hash: &hash, plan: &self.planned.plan, started_at };
        self.run_segments(&run, progress).await?;
        progress.revision_done(id, direction, begun.elapsed());
        Ok(())
    }

    async fn run_segments(&self, run: &Run<'_>, progress: &mut dyn Progress) -> Result<(), ExecError> {
        let segments = self.planned.plan.segments();
        let mut recorded = false;
        for (at, segment) in segments.iter().enumerate() {
            let last = at + 1 == segments.len();
            if self.is_done(segment) {
                continue;
            }
            let part = Part { run, segment, last, split: segments.len() > 1 };
            Box::pin(self.insist(part, progress)).await?;
            recorded = last && segment.transactional;
        }
        if !recorded {
            let nothing = Segment { transactional: true, steps: vec![] };
            let part = Part { run, segment: &nothing, last: true, split: segments.len() > 1 };
            Box::pin(self.insist(part, progress)).await?;
        }
        Ok(())
    }

    /// Runs a segment, and again after a pause where another session stood in the way: the whole transaction where
    /// there is one.
    async fn insist(&self, part: Part<'_>, progress: &mut dyn Progress) -> Result<(), ExecError> {
        let segment = part.segment;
        let mut pauses = Pauses::new(self.runner.patience());
        loop {
            self.stop_here(segment)?;
            self.runner.require_lock().await?;
            let mut attempt = Attempt { number: pauses.tries, limits: None, advanced: false };
            let outcome = match segment.transactional {
                true => Box::pin(self.run_in_transaction(part, &mut attempt, progress)).await,
                false => Box::pin(self.run_alone(part, &mut attempt, progress)).await,
            };
            let Err(error) = outcome else { return Ok(()) };
            if !self.may_try_again(segment, &error) {
                return Err(error);
            }
            if attempt.advanced {
                pauses = Pauses::new(self.runner.patience());
            }
            let (id, tables) = (&self.planned.revision.id, self.tables());
            if let Err(error) = self.runner.rest(id, error, &mut pauses, &tables, progress).await {
                self.note_failure(part, &error).await;
                return Err(error);
            }
        }
    }

    /// A failed transaction has done nothing, and neither has a failed statement alone; what code or a text of
    /// several statements has done outside of one is not known.
    fn may_try_again(&self, segment: &Segment<'_>, error: &ExecError) -> bool {
        let is_known = |planned: &PlannedStep| {
            planned.step.pace != Pace::Long || matches!(planned.step.action, Action::Batches(_))
        };
        let known = segment.transactional || segment.steps.iter().all(|(_, planned)| is_known(planned));
        known && error.source_code().is_some_and(|code| self.runner.dialect().is_contention(&code))
    }

    /// The tables that the revision has to do with.
    fn tables(&self) -> Vec<QualifiedName> {
        let mut tables: Vec<_> = self.planned.ops.iter().flat_map(Op::tables).collect();
        tables.sort();
        tables.dedup();
        tables
    }

    fn stop_here(&self, segment: &Segment<'_>) -> Result<(), ExecError> {
        if !self.runner.options().stop.is_requested() {
            return Ok(());
        }
        let (id, direction) = (&self.planned.revision.id, self.planned.direction);
        let done = segment.steps.first().map_or(self.planned.plan.steps.len(), |(step, _)| *step);
        let outcome = match done {
            0 => "nothing of it has been done".to_owned(),
            _ => format!("{done} of {} done and noted", steps(self.planned.plan.steps.len())),
        };
        Err(ExecError::Stopped(format!("{id} {direction}: {outcome}; `{direction}` goes on from there")))
    }

    async fn limit(&self, db: &DatabaseExecutor<'_>, pace: Pace, attempt: &mut Attempt) -> Result<(), DbErr> {
        let limits = self.runner.options().waiting.limits(pace, attempt.number);
        if attempt.limits != Some(limits) {
            for statement in self.runner.dialect().limits(limits) {
                db.execute_unprepared(&statement).await?;
            }
            attempt.limits = Some(limits);
        }
        Ok(())
    }

    fn is_done(&self, segment: &Segment<'_>) -> bool {
        let done = self.resume.map(|interrupted| interrupted.done.as_slice()).unwrap_or_default();
        segment.steps.iter().all(|(step, _)| done.contains(step))
    }

    async fn execute(
        &self,
        db: &DatabaseExecutor<'_>,
        planned: &PlannedStep,
        progress: &mut dyn Progress,
    ) -> Result<(), StepError> {
        let statements = match &planned.step.action {
            Action::Sql(sql) => vec![sql.clone()],
            Action::Code(step) => {
                let statement = format!("code: {}", step.name);
                return step.up.call(db).await.map_err(|source| StepError::Database { statement, source });
            }
            Action::Rebuild(rebuild) => rebuild_statements(db, rebuild).await?,
            Action::Batches(batches) => batches.whole(),
        };
        for statement in statements {
            progress.statement_started(&statement);
            if let Err(source) = db.execute_unprepared(&statement).await {
                return Err(StepError::Database { statement, source });
            }
        }
        Ok(())
    }

    fn around(&self, source: DbErr) -> ExecError {
        ExecError::Database { doing: self.planned.revision.id.clone(), source }
    }

    fn failed(&self, step: usize, planned: &PlannedStep, error: StepError) -> ExecError {
        let revision = self.planned.revision.id.clone();
        let outcome = self.outcome(step);
        match error {
            StepError::Rebuild(source) => ExecError::Rebuild { revision, source, outcome },
            StepError::Database { statement, source } => ExecError::Step {
                revision,
                direction: self.planned.direction.to_string(),
                step: step + 1,
                steps: self.planned.plan.steps.len(),
                why: planned.why.clone(),
                statement,
                outcome,
                source,
            },
        }
    }

    /// In which state a failing step leaves the database.
    fn outcome(&self, step: usize) -> String {
        let segments = self.planned.plan.segments();
        let holds = |segment: &&Segment<'_>| segment.steps.iter().any(|(at, _)| *at == step);
        let segment = segments.iter().find(holds);
        let code =
            segment.is_some_and(|segment| segment.steps.iter().any(|(_, planned)| planned.step.is_code()));
        if code && !self.runner.dialect().transactional_ddl() {
            return "rolled back, except for DDL that the code ran: that commits by itself here".into();
        }
        let is_batch =
            |(_, planned): &(usize, &PlannedStep)| matches!(planned.step.action, Action::Batches(_));
        if segment.is_some_and(|segment| segment.steps.iter().any(is_batch)) {
            return format!(
                "the steps before it and the rows of its batch so far are done and noted; mend the reason and run `{}` \
                 again: it continues there",
                self.planned.direction
            );
        }
        match segment.and_then(|segment| segment.steps.first().filter(|_| segment.transactional)) {
            Some((0, _)) => "rolled back: the database is as it was before this revision".into(),
            Some((done, _)) => self.continues(*done),
            None if step == 0 => "nothing of this revision has been done".into(),
            None => self.continues(step),
        }
    }

    fn continues(&self, done: usize) -> String {
        let before = match done {
            1 => "the step before it is".to_owned(),
            several => format!("the {several} steps before it are"),
        };
        format!(
            "{before} done and noted; mend the reason, in the database or in the revision from \
             this step on, and run `{}` again: it continues there",
            self.planned.direction
        )
    }
}
