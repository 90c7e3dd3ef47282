//! A step that no transaction holds, and what it may have left.

use sea_orm::{DatabaseExecutor, DbErr};

use crate::{
    dialect::{Action, Scope},
    exec::{ExecError, Progress, database_message, error::database_code, step_error::StepError},
    op::is_seen,
    plan::PlannedStep,
};

use super::{Attempt, Part, Session};

/// The answers of a [`Look`](crate::dialect::Look).
const WHOLE: i64 = 1;
const BROKEN: i64 = 2;

impl Session<'_> {
    pub(super) async fn run_alone(
        &self,
        part: Part<'_>,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let Part { run, segment, .. } = part;
        let db = DatabaseExecutor::Connection(self.runner.db());
        let journal = self.runner.journal();
        for (step, planned) in &segment.steps {
            progress.step_started(step + 1, &planned.why);
            self.limit(&db, planned.step.pace, attempt).await.map_err(|source| self.around(source))?;
            let uncertain = self.resume.is_some_and(|interrupted| interrupted.uncertain == Some(*step));
            // What failed has done nothing, unless the engine may leave it half-done.
            let tried = uncertain || (attempt.number > 0 && planned.step.look.is_some());
            // Each window of a batch notes itself.
            if let Action::Batches(batches) = &planned.step.action {
                let worked = self.run_batches(part, (*step, planned), batches, attempt, progress).await;
                self.conclude(part, *step, worked).await?;
                continue;
            }
            if !uncertain && attempt.number == 0 {
                let noted = journal.note_step(self.runner.db(), run, *step, "started", None).await;
                noted.map_err(|source| self.around(source))?;
            }
            let worked = match tried && self.took_effect(planned).await? {
                true => Ok(()),
                false => match self.execute(&db, planned, progress).await {
                    // The run that began this step may have been cut off after it: then the thing is there.
                    Err(StepError::Database { source, .. }) if uncertain && self.is_already_so(&source) => {
                        Ok(())
                    }
                    Ok(()) => self.require_whole(planned).await,
                    outcome => outcome,
                },
            };
            let worked = worked.map_err(|error| self.failed(*step, planned, error));
            self.conclude(part, *step, worked).await?;
        }
        Ok(())
    }

    /// Notes how a step ended, unless it will be tried again.
    async fn conclude(
        &self,
        part: Part<'_>,
        step: usize,
        worked: Result<(), ExecError>,
    ) -> Result<(), ExecError> {
        match &worked {
            Ok(()) => {
                let noted =
                    self.runner.journal().note_step(self.runner.db(), part.run, step, "done", None).await;
                noted.map_err(|source| self.around(source))?;
            }
            Err(ExecError::Stopped(_)) => {}
            Err(error) if self.may_try_again(part.segment, error) => {}
            Err(error) => self.note_failure(part, error).await,
        }
        worked
    }

    /// A note that cannot be written must not hide the error that it is about.
    ///
    /// Where the server refused the very first step nothing has happened: there is no run to continue, and the
    /// revision may be edited.
    pub(super) async fn note_failure(&self, part: Part<'_>, error: &ExecError) {
        let Part { run, segment, .. } = part;
        let Some((step, planned)) = segment.steps.first().filter(|_| !segment.transactional) else { return };
        let is_batch = matches!(planned.step.action, Action::Batches(_));
        let (journal, db) = (self.runner.journal(), self.runner.db());
        let error = match error {
            ExecError::Contended { cause, .. } => cause,
            error => error,
        };
        let _ = match error {
            ExecError::Step { source, .. } if *step == 0 && database_code(source).is_some() && !is_batch => {
                journal.forget_steps(db, run.revision).await
            }
            ExecError::Step { source, .. } => {
                journal.note_step(db, run, *step, "failed", Some(&database_message(source))).await
            }
            error => journal.note_step(db, run, *step, "failed", Some(&error.to_string())).await,
        };
    }

    /// Whether a step that was begun, and of which nothing more is known, has taken effect: the database is asked.
    /// What is there and cannot be used is taken away.
    async fn took_effect(&self, planned: &PlannedStep) -> Result<bool, ExecError> {
        if let Some(look) = &planned.step.look {
            let found = self.runner.number(look.query.clone()).await.map_err(|e| self.around(e))?;
            if found == BROKEN {
                self.runner.say(&[&look.clear]).await.map_err(|source| self.around(source))?;
            }
            return Ok(found == WHOLE);
        }
        let alone = self.planned.plan.steps.iter().filter(|other| other.op == planned.op).count() == 1;
        let Some(op) = self.planned.ops.get(planned.op).filter(|_| alone) else { return Ok(false) };
        // What cannot be seen is said again, and an answer that it is so already is as good.
        let found = self.runner.inspect(&Scope::All).await;
        Ok(found.is_ok_and(|found| is_seen(op, &found.schema) == Some(true)))
    }

    /// A statement may end well and leave what cannot be used.
    async fn require_whole(&self, planned: &PlannedStep) -> Result<(), StepError> {
        let Some(look) = &planned.step.look else { return Ok(()) };
        let failed = |source| StepError::Database { statement: look.query.clone(), source };
        match self.runner.number(look.query.clone()).await.map_err(failed)? {
            WHOLE => Ok(()),
            _ => Err(failed(DbErr::Custom("it was made, but it cannot be used".into()))),
        }
    }

    fn is_already_so(&self, error: &DbErr) -> bool {
        database_code(error).is_some_and(|code| self.runner.dialect().is_already_so(&code))
    }
}
