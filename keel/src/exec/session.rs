//! One revision on its way into a database.

use std::{collections::BTreeSet, time::Instant};

use sea_orm::{
    ConnectionTrait, DatabaseExecutor, DatabaseTransaction, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait as _,
};

use crate::{
    dialect::{Action, Limits, Pace, Scope},
    history::{PlannedRevision, applied, target::Direction},
    op::{Op, is_seen},
    plan::{PlannedStep, Segment},
    schema::QualifiedName,
};

use super::{
    ExecError, Interrupted, Progress, Runner, database_message,
    error::database_code,
    journal::Run,
    rebuild::rebuild_statements,
    step_error::StepError,
    waiting::{Pauses, in_the_way, pause, told},
};

pub(super) struct Session<'a> {
    pub(super) runner: &'a Runner,
    pub(super) planned: &'a PlannedRevision<'a>,
    pub(super) resume: Option<&'a Interrupted>,
    /// The ids that the ledger must hold before it.
    pub(super) applied: &'a BTreeSet<String>,
}

/// The answers of a [`Look`](crate::dialect::Look).
const WHOLE: i64 = 1;
const BROKEN: i64 = 2;

/// One try of a segment: how often it failed before, and which limits the session has by now.
struct Attempt {
    number: u32,
    limits: Option<Limits>,
}

/// A row that points at no parent: its table, its row id, the parent.
type Orphan = (String, Option<i64>, String);

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
            Box::pin(self.insist(run, segment, last, segments.len() > 1, progress)).await?;
            recorded = last && segment.transactional;
        }
        if !recorded {
            let nothing = Segment { transactional: true, steps: vec![] };
            Box::pin(self.insist(run, &nothing, true, segments.len() > 1, progress)).await?;
        }
        Ok(())
    }

    /// Runs a segment, and again after a pause where another session stood in the way: the whole transaction where
    /// there is one.
    async fn insist(
        &self,
        run: &Run<'_>,
        segment: &Segment<'_>,
        last: bool,
        split: bool,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let mut pauses = Pauses::new(self.runner.patience());
        loop {
            self.stop_here(segment)?;
            self.runner.require_lock().await?;
            let mut attempt = Attempt { number: pauses.tries, limits: None };
            let outcome = match segment.transactional {
                true => {
                    Box::pin(self.run_in_transaction(run, segment, last, split, &mut attempt, progress)).await
                }
                false => Box::pin(self.run_alone(run, segment, &mut attempt, progress)).await,
            };
            let Err(error) = outcome else { return Ok(()) };
            if !self.may_try_again(segment, &error) {
                return Err(error);
            }
            let tables = self.tables();
            let blockers = self.runner.blockers(&tables).await;
            let Some(rest) = pauses.next() else {
                self.note_failure(run, segment, &error).await;
                return Err(ExecError::Contended {
                    cause: Box::new(error),
                    tries: pauses.tries,
                    waited: told(pauses.waited()),
                    blockers: in_the_way(&blockers),
                });
            };
            progress.notice(&format!(
                "{}: another session holds a lock; try {} failed, again in {}; in the way: {}",
                self.planned.revision.id,
                pauses.tries,
                told(rest),
                in_the_way(&blockers),
            ));
            pause(rest, &self.runner.options().stop).await;
        }
    }

    /// A failed transaction has done nothing, and neither has a failed statement alone; what code or a text of
    /// several statements has done outside of one is not known.
    fn may_try_again(&self, segment: &Segment<'_>, error: &ExecError) -> bool {
        let known =
            segment.transactional || segment.steps.iter().all(|(_, planned)| planned.step.pace != Pace::Long);
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
            _ => format!("{done} of {} step(s) are done and noted", self.planned.plan.steps.len()),
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

    // ---- inside a transaction ----

    async fn run_in_transaction(
        &self,
        run: &Run<'_>,
        segment: &Segment<'_>,
        last: bool,
        split: bool,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let unenforced = segment.steps.iter().any(|(_, planned)| planned.step.unenforced);
        let (before, after) = match unenforced {
            true => self.runner.dialect().around_unenforced(),
            false => (&[][..], &[][..]),
        };
        let doing = |source| self.around(source);
        let orphans = if unenforced { self.orphans(self.runner.db()).await.map_err(doing)? } else { vec![] };
        self.runner.say(before).await.map_err(doing)?;
        let orphans = unenforced.then_some(&orphans);
        // Beginning may have to wait as well.
        let pace = segment.steps.first().map_or(Pace::Brief, |(_, planned)| planned.step.pace);
        let db = DatabaseExecutor::Connection(self.runner.db());
        self.limit(&db, pace, attempt).await.map_err(doing)?;
        let outcome = self.transaction(run, segment, last, split, orphans, attempt, progress).await;
        let restored = self.runner.say(after).await.map_err(doing);
        outcome.and(restored)
    }

    #[expect(clippy::too_many_arguments, reason = "they are the parts of one transaction, used once")]
    async fn transaction(
        &self,
        run: &Run<'_>,
        segment: &Segment<'_>,
        last: bool,
        split: bool,
        orphans: Option<&Vec<Orphan>>,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let doing = |source| self.around(source);
        // Taken at the start, the write lock of SQLite cannot fail in the middle (manual, lang_transaction).
        let immediate = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: immediate, ..Default::default() };
        let tx = self.runner.db().begin_with_options(options).await.map_err(doing)?;
        let worked = Box::pin(self.within(&tx, run, segment, last, split, orphans, attempt, progress)).await;
        match worked {
            Ok(()) => tx.commit().await.map_err(doing),
            Err(error) => {
                // Dropping the transaction would roll back as well; said here, it is done before the next word.
                let _ = tx.rollback().await;
                Err(error)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "they are the parts of one transaction, used once")]
    async fn within(
        &self,
        tx: &DatabaseTransaction,
        run: &Run<'_>,
        segment: &Segment<'_>,
        last: bool,
        split: bool,
        orphans: Option<&Vec<Orphan>>,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        // Where no lock keeps other runs out, they may have been faster; from here on none is.
        if !self.runner.held() && self.runner.versions(tx).await.map_err(|e| self.around(e))? != *self.applied
        {
            return Err(ExecError::Moved);
        }
        let db = DatabaseExecutor::Transaction(tx);
        for (step, planned) in &segment.steps {
            self.stop_here(segment)?;
            progress.step_started(step + 1, &planned.why);
            self.limit(&db, planned.step.pace, attempt).await.map_err(|source| self.around(source))?;
            self.execute(&db, planned).await.map_err(|error| self.failed(*step, planned, error))?;
            if split && !last {
                self.runner
                    .journal()
                    .note_step(tx, run, *step, "done", None)
                    .await
                    .map_err(|e| self.around(e))?;
            }
        }
        if let Some(before) = orphans {
            self.refuse_orphans(tx, before).await?;
        }
        if last {
            self.record(tx, run).await.map_err(|source| self.around(source))?;
        }
        Ok(())
    }

    async fn record(&self, tx: &DatabaseTransaction, run: &Run<'_>) -> Result<(), DbErr> {
        let (dialect, ledger) = (self.runner.dialect(), self.runner.options().ledger.as_str());
        match run.direction {
            Direction::Up => applied::insert(tx, dialect, ledger, run.revision).await?,
            Direction::Down => applied::delete(tx, dialect, ledger, run.revision).await?,
        }
        self.runner.journal().finish(tx, run).await
    }

    async fn orphans(&self, db: &impl ConnectionTrait) -> Result<Vec<Orphan>, DbErr> {
        let Some(query) = self.runner.dialect().orphans() else { return Ok(vec![]) };
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await?;
        rows.iter()
            .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?)))
            .collect()
    }

    /// Rows that pointed nowhere before may go on to do so; new ones are this revision's doing.
    async fn refuse_orphans(&self, tx: &DatabaseTransaction, before: &[Orphan]) -> Result<(), ExecError> {
        let now = self.orphans(tx).await.map_err(|source| self.around(source))?;
        let fresh: Vec<_> = now.iter().filter(|orphan| !before.contains(orphan)).collect();
        match fresh.first() {
            None => Ok(()),
            Some((table, ..)) => Err(ExecError::Orphans {
                revision: self.planned.revision.id.clone(),
                table: table.clone(),
                count: fresh.len(),
            }),
        }
    }

    // ---- outside of one ----

    async fn run_alone(
        &self,
        run: &Run<'_>,
        segment: &Segment<'_>,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let db = DatabaseExecutor::Connection(self.runner.db());
        let journal = self.runner.journal();
        for (step, planned) in &segment.steps {
            progress.step_started(step + 1, &planned.why);
            self.limit(&db, planned.step.pace, attempt).await.map_err(|source| self.around(source))?;
            let uncertain = self.resume.is_some_and(|interrupted| interrupted.uncertain == Some(*step));
            let tried = uncertain || attempt.number > 0;
            if !tried {
                let noted = journal.note_step(self.runner.db(), run, *step, "started", None).await;
                noted.map_err(|source| self.around(source))?;
            }
            let worked = match tried && self.took_effect(planned).await? {
                true => Ok(()),
                false => match self.execute(&db, planned).await {
                    // The run that began this step may have been cut off after it: then the thing is there.
                    Err(StepError::Database { source, .. }) if uncertain && self.is_already_so(&source) => {
                        Ok(())
                    }
                    Ok(()) => self.require_whole(planned).await,
                    outcome => outcome,
                },
            };
            match worked {
                Ok(()) => {
                    let noted = journal.note_step(self.runner.db(), run, *step, "done", None).await;
                    noted.map_err(|source| self.around(source))?;
                }
                Err(error) => {
                    let error = self.failed(*step, planned, error);
                    if !self.may_try_again(segment, &error) {
                        self.note_failure(run, segment, &error).await;
                    }
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// A note that cannot be written must not hide the error that it is about.
    ///
    /// Where the server refused the very first step nothing has happened: there is no run to continue, and the
    /// revision may be edited.
    async fn note_failure(&self, run: &Run<'_>, segment: &Segment<'_>, error: &ExecError) {
        let Some((step, _)) = segment.steps.first().filter(|_| !segment.transactional) else { return };
        let (journal, db) = (self.runner.journal(), self.runner.db());
        let _ = match error {
            ExecError::Step { source, .. } if *step == 0 && database_code(source).is_some() => {
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

    // ---- a step ----

    async fn execute(&self, db: &DatabaseExecutor<'_>, planned: &PlannedStep) -> Result<(), StepError> {
        let statements = match &planned.step.action {
            Action::Sql(sql) => vec![sql.clone()],
            Action::Code(step) => {
                let statement = format!("code: {}", step.name);
                return step.up.call(db).await.map_err(|source| StepError::Database { statement, source });
            }
            Action::Rebuild(rebuild) => rebuild_statements(db, rebuild).await?,
        };
        for statement in statements {
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
        match segment.and_then(|segment| segment.steps.first().filter(|_| segment.transactional)) {
            Some((0, _)) => "rolled back: the database is as it was before this revision".into(),
            Some((done, _)) => self.continues(*done),
            None if step == 0 => "nothing of this revision has been done".into(),
            None => self.continues(step),
        }
    }

    fn continues(&self, done: usize) -> String {
        format!(
            "the {done} step(s) before it are done and noted; mend the reason, in the database or in the revision from \
             this step on, and run `{}` again: it continues there",
            self.planned.direction
        )
    }
}
