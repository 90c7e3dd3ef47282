use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, TransactionTrait as _};

use crate::{
    dialect::{Dialect, Inspected, Scope, Server, dialect_of},
    history::{
        History, PlannedRevision,
        applied::{self, Applied, DEFAULT_LEDGER},
        target::Direction,
    },
    inspect::{InspectFailure, inspect},
    op::{Op, RecordedDown, losses},
    plan::PlannedStep,
    schema::{Backend, QualifiedName, Schema},
};

use super::{
    DatabaseUrl, ExecError, Interrupted, LostRows, Progress, Running, Stop, Waiting,
    journal::{DEFAULT_JOURNAL, Journal},
    lock::Held,
    rows,
    session::Session,
    transaction_options,
    wipe::texts,
};

/// How a runner connects, and where it keeps its books.
#[derive(Clone, Debug)]
pub struct RunnerOptions {
    /// The ledger of applied revisions.
    pub ledger: String,
    /// The journal beside it.
    pub journal: String,
    /// PostgreSQL: the schema, or schemas, in which unqualified names live.
    pub schema: Option<String>,
    /// Whether the driver logs each statement.
    pub log_statements: bool,
    /// How long a run waits, and for what.
    pub waiting: Waiting,
    /// By which a run is told to stop.
    pub stop: Stop,
}

impl Default for RunnerOptions {
    fn default() -> Self {
        Self {
            ledger: DEFAULT_LEDGER.into(),
            journal: DEFAULT_JOURNAL.into(),
            schema: None,
            log_statements: false,
            waiting: Waiting::default(),
            stop: Stop::default(),
        }
    }
}

/// One connection to a database whose schema a history describes.
pub struct Runner {
    db: DatabaseConnection,
    dialect: Box<dyn Dialect>,
    options: RunnerOptions,
    /// Where it is connected to.
    pub(super) url: Option<DatabaseUrl>,
    pub(super) held: Held,
}

/// Where a database stands in a history.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The revisions that it has, by time.
    pub applied: Vec<Applied>,
    /// Those of them that the history knows.
    pub known: BTreeSet<String>,
    /// Those that it does not know.
    pub unknown: Vec<String>,
    /// A run that has begun and not ended.
    pub running: Option<Running>,
    /// A run that stopped within a revision.
    pub interrupted: Option<Interrupted>,
    /// The hash of each revision as it was when it was applied, where that is known.
    pub hashes: BTreeMap<String, String>,
}

impl Runner {
    /// Connects, and asks the server what it is.
    ///
    /// # Errors
    /// [`ExecError::Connect`], [`ExecError::NoSchema`].
    pub async fn connect(url: &DatabaseUrl, options: RunnerOptions) -> Result<Self, ExecError> {
        let db = url.connect(options.schema.as_deref(), options.log_statements).await?;
        let failed = |source| ExecError::Connect { url: url.to_string(), hint: String::new(), source };
        let mut runner = Self::new(db, url.backend(), options).await.map_err(failed)?;
        runner.url = Some(url.clone());
        match &runner.options.schema {
            Some(schema) if !runner.has_schema().await.map_err(failed)? => {
                Err(ExecError::NoSchema { schema: schema.clone(), url: url.to_string() })
            }
            _ => Ok(runner),
        }
    }

    async fn has_schema(&self) -> Result<bool, DbErr> {
        let Some(query) = self.dialect.current_schema() else { return Ok(true) };
        let statement = Statement::from_string(self.db.get_database_backend(), query);
        let found: Option<String> = match self.db.query_one_raw(statement).await? {
            Some(row) => row.try_get_by_index(0)?,
            None => None,
        };
        Ok(found.is_some())
    }

    async fn new(db: DatabaseConnection, backend: Backend, options: RunnerOptions) -> Result<Self, DbErr> {
        // Which words a family needs first does not depend on the version that this asks for.
        let probe = dialect_of(Server::parse(backend, ""));
        for statement in probe.prepare_session() {
            db.execute_unprepared(&statement).await?;
        }
        let statement = Statement::from_string(db.get_database_backend(), probe.version_query());
        let version: String = match db.query_one_raw(statement).await? {
            Some(row) => row.try_get_by_index(0)?,
            None => String::new(),
        };
        let dialect = dialect_of(Server::parse(backend, &version));
        Ok(Self { db, dialect, options, url: None, held: Held::default() })
    }

    /// The dialect of the server.
    pub fn dialect(&self) -> &dyn Dialect {
        self.dialect.as_ref()
    }

    /// The family of the server.
    pub fn backend(&self) -> Backend {
        self.dialect.server().engine.backend()
    }

    /// The connection.
    pub fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    /// The statements that make the database's objects anew, where the engine keeps them; otherwise none.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn objects(&self) -> Result<Vec<String>, ExecError> {
        let Some(query) = self.dialect.objects_query() else { return Ok(vec![]) };
        let doing = |source| ExecError::Database { doing: "reading the database's objects".into(), source };
        texts(&self.db, query.to_owned()).await.map_err(doing)
    }

    /// What the database holds, without the tables in which this keeps its books. Only reads.
    ///
    /// # Errors
    /// [`InspectFailure`].
    pub async fn inspect(&self, scope: &Scope) -> Result<Inspected, InspectFailure> {
        let mut found = inspect(&self.db, self.dialect(), scope).await?;
        self.without_books(&mut found.schema);
        Ok(found)
    }

    fn without_books(&self, schema: &mut Schema) {
        let own = |name: &QualifiedName| {
            name.schema.is_none() && [&self.options.ledger, &self.options.journal].contains(&&name.name)
        };
        schema.tables.retain(|name, _| !own(name));
    }

    pub(super) fn options(&self) -> &RunnerOptions {
        &self.options
    }

    pub(super) fn journal(&self) -> Journal<'_> {
        Journal { dialect: self.dialect(), table: &self.options.journal }
    }

    pub(super) async fn say(&self, statements: &[&str]) -> Result<(), DbErr> {
        for statement in statements {
            self.db.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    /// Closes the connection.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn close(self) -> Result<(), ExecError> {
        let doing = |source| ExecError::Database { doing: "closing the connection".into(), source };
        self.db.close().await.map_err(doing)
    }

    /// Where the database stands. Only reads: a role that may do no more is enough.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn state(&self, history: &History) -> Result<State, ExecError> {
        let doing = |source| ExecError::Database { doing: "reading the applied revisions".into(), source };
        let applied = applied::load(&self.db, self.dialect(), &self.options.ledger).await.map_err(doing)?;
        let mut state = State::default();
        let journal = self.journal();
        if journal.exists(&self.db).await.map_err(doing)? {
            state.interrupted = journal.interrupted(&self.db).await.map_err(doing)?;
            state.hashes = journal.hashes(&self.db).await.map_err(doing)?;
            state.running = journal.running(&self.db).await.map_err(doing)?;
        }
        for revision in &applied {
            match history.graph().contains(&revision.version) {
                true => drop(state.known.insert(revision.version.clone())),
                false => state.unknown.push(revision.version.clone()),
            }
        }
        state.applied = applied;
        Ok(state)
    }

    /// What reverting revisions, last first, would destroy: tables and columns that hold rows.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn rows_lost(&self, history: &History, ids: &[String]) -> Result<Vec<LostRows>, ExecError> {
        let downs =
            ids.iter().filter_map(|id| history.revision(id)).filter_map(|revision| match &revision.down {
                RecordedDown::Ops { ops, .. } => Some(ops.as_slice()),
                RecordedDown::Irreversible { .. } => None,
            });
        let ops: Vec<Op> = downs.flatten().cloned().collect();
        let doing =
            |source| ExecError::Database { doing: "looking for rows that would be lost".into(), source };
        rows::count(&self.db, self.dialect(), losses(&ops)).await.map_err(doing)
    }

    /// Applies or reverts revisions in the order given, as the only run at a time. All of them are planned before
    /// the first one runs.
    ///
    /// # Errors
    /// [`ExecError`]; it says in which state the database is. Revisions before the failing one are done. Where the
    /// applied revisions are not those of `state` any more it is [`ExecError::Moved`], and nothing was done.
    pub async fn run(
        &self,
        history: &History,
        state: &State,
        direction: Direction,
        ids: &[String],
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        state.require_known()?;
        state.require_unedited(history)?;
        let planned = history.plan(self.dialect(), &state.known, direction, ids)?;
        let resume = state.continues(&planned)?;
        let Some(first) = planned.first() else { return Ok(()) };
        let mut taken = self.lock(progress).await?;
        if planned.iter().any(|revision| revision.plan.segments().len() > 1) {
            taken |= self.lock_file(progress).await?;
        }
        let outcome = async {
            self.install(progress).await?;
            let doing = |source| ExecError::Database { doing: "beginning a run".into(), source };
            if taken && !self.is_as(state).await.map_err(doing)? {
                return Err(ExecError::Moved);
            }
            self.note_running(&first.revision.id, direction).await.map_err(doing)?;
            let outcome = Box::pin(self.run_each(&planned, resume, state, progress)).await;
            self.forget_running().await;
            outcome
        };
        let outcome = outcome.await;
        if taken {
            // Where the connection is gone, so is the lock.
            let unlocked = self.unlock().await;
            return outcome.and(unlocked);
        }
        outcome
    }

    /// Whether ledger and journal are as when `state` was read.
    async fn is_as(&self, state: &State) -> Result<bool, DbErr> {
        Ok(self.versions(&self.db).await? == state.versions()
            && self.journal().interrupted(&self.db).await? == state.interrupted)
    }

    async fn run_each(
        &self,
        planned: &[PlannedRevision<'_>],
        resume: Option<&Interrupted>,
        state: &State,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let mut applied = state.versions();
        for (at, revision) in planned.iter().enumerate() {
            if self.options.stop.is_requested() {
                let (id, done) = (&revision.revision.id, at);
                return Err(ExecError::Stopped(format!(
                    "{done} revision(s) are done, {id} was not begun; `{}` goes on from there",
                    revision.direction
                )));
            }
            let resume = resume.filter(|_| at == 0);
            let session = Session { runner: self, planned: revision, resume, applied: &applied };
            Box::pin(session.run(progress)).await?;
            match revision.direction {
                Direction::Up => applied.insert(revision.revision.id.clone()),
                Direction::Down => applied.remove(&revision.revision.id),
            };
        }
        Ok(())
    }

    /// The ids in the ledger, now.
    pub(super) async fn versions(&self, db: &impl ConnectionTrait) -> Result<BTreeSet<String>, DbErr> {
        let applied = applied::load(db, self.dialect(), &self.options.ledger).await?;
        Ok(applied.into_iter().map(|revision| revision.version).collect())
    }

    /// Applies those of `ids` that are not applied yet, and brings `state` up to date. What another process has
    /// applied meanwhile is left out: where it has done all of it there is nothing to do.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn apply(
        &self,
        history: &History,
        state: &mut State,
        ids: &[String],
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        state.require_unedited(history)?;
        if ids.is_empty() {
            if state.running.is_some() {
                self.tidy().await;
            }
            return state.continues(&[]).map(drop);
        }
        let taken = self.lock(progress).await?;
        let outcome = loop {
            *state = self.state(history).await?;
            let left: Vec<_> = ids.iter().filter(|id| !state.known.contains(*id)).cloned().collect();
            match Box::pin(self.run(history, state, Direction::Up, &left, progress)).await {
                // Without a lock of the session another process may have been faster.
                Err(ExecError::Moved) if !self.held() => {}
                outcome => break outcome,
            }
        };
        if taken {
            let unlocked = self.unlock().await;
            outcome.and(unlocked)?;
        } else {
            outcome?;
        }
        *state = self.state(history).await?;
        Ok(())
    }

    /// Applies all that is pending, and returns the ids of what was pending: what a program does that brings
    /// its own schema up to date. Any number of processes may do so at once.
    ///
    /// # Errors
    /// [`ExecError`]; revisions of another build in the database are one of them.
    pub async fn upgrade(
        &self,
        history: &History,
        progress: &mut dyn Progress,
    ) -> Result<Vec<String>, ExecError> {
        let mut state = self.state(history).await?;
        state.require_known()?;
        let pending = |id: &&str| !state.known.contains(*id);
        let ids: Vec<_> = history.graph().ids().filter(pending).map(ToOwned::to_owned).collect();
        self.apply(history, &mut state, &ids, progress).await?;
        Ok(ids)
    }

    /// Makes ledger and journal where they are missing.
    ///
    /// # Errors
    /// [`ExecError::Database`], as of a role that may not make tables; [`ExecError::Contended`].
    pub async fn install(&self, progress: &mut dyn Progress) -> Result<(), ExecError> {
        let making = "making the ledger of revisions";
        let before = self.patiently(making, progress, async || self.make_books().await).await?;
        if before > 0 {
            progress.notice(&format!(
                "{before} revision(s) were applied by something that keeps no hashes, as SeaORM's own migrator: whether \
                 they have been edited since cannot be told"
            ));
        }
        Ok(())
    }

    /// How many revisions are in the ledger where the journal is new.
    async fn make_books(&self) -> Result<usize, DbErr> {
        let mut before = 0;
        for table in [&self.options.ledger, &self.options.journal] {
            if applied::exists(&self.db, self.dialect(), table).await? {
                continue;
            }
            if *table == self.options.ledger {
                let sql = applied::create_ledger(self.backend(), table);
                self.db.execute_unprepared(&sql).await?;
            } else {
                self.journal().create(&self.db).await?;
                before = self.versions(&self.db).await?.len();
            }
        }
        Ok(before)
    }

    /// Makes the ledger say that exactly `revisions` are applied, without running anything; `forget` are taken
    /// out as well. One transaction.
    ///
    /// # Errors
    /// [`ExecError::Database`], [`ExecError::Contended`].
    pub async fn stamp(
        &self,
        state: &State,
        revisions: &BTreeSet<String>,
        forget: &[String],
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        self.install(progress).await?;
        let work = async || self.rewrite_ledger(state, revisions, forget).await;
        self.patiently("writing the ledger of revisions", progress, work).await
    }

    async fn rewrite_ledger(
        &self,
        state: &State,
        revisions: &BTreeSet<String>,
        forget: &[String],
    ) -> Result<(), DbErr> {
        let (dialect, ledger) = (self.dialect(), &self.options.ledger);
        let tx = self.db.begin_with_options(transaction_options()).await?;
        for id in state.known.difference(revisions).chain(forget) {
            applied::delete(&tx, dialect, ledger, id).await?;
        }
        for id in revisions.difference(&state.known) {
            applied::insert(&tx, dialect, ledger, id).await?;
        }
        if let Some(interrupted) = &state.interrupted {
            self.journal().forget_steps(&tx, &interrupted.revision).await?;
        }
        tx.commit().await
    }
}

impl State {
    /// The ids in the ledger.
    fn versions(&self) -> BTreeSet<String> {
        self.applied.iter().map(|revision| revision.version.clone()).collect()
    }

    /// Nothing is planned or run on a database that has revisions of another build.
    ///
    /// # Errors
    /// [`ExecError::UnknownRevisions`].
    pub fn require_known(&self) -> Result<(), ExecError> {
        match self.unknown.as_slice() {
            [] => Ok(()),
            unknown => Err(ExecError::UnknownRevisions(unknown.to_vec())),
        }
    }

    /// Nothing is run on top of revisions that read otherwise than when they were applied.
    ///
    /// # Errors
    /// [`ExecError::Edited`].
    pub fn require_unedited(&self, history: &History) -> Result<(), ExecError> {
        let edited = history.edited(&self.hashes);
        if edited.is_empty() { Ok(()) } else { Err(ExecError::Edited(edited)) }
    }

    /// The step that was begun and never ended, where the database cannot be asked about it: code, or SQL of a
    /// revision's own, that no transaction held. To run it once more is not for a program to decide.
    pub fn in_doubt<'p>(&self, planned: &'p [PlannedRevision<'_>]) -> Option<&'p PlannedStep> {
        let interrupted = self.interrupted.as_ref()?;
        let first = planned.first().filter(|first| first.revision.id == interrupted.revision)?;
        let step = first.plan.steps.get(interrupted.uncertain?)?;
        let is_own = matches!(first.ops.get(step.op), Some(Op::Sql { .. } | Op::Code { .. }));
        Some(step).filter(|step| is_own && step.step.look.is_none())
    }

    /// The run that stopped half-way and that these revisions continue: the first of them is that revision in
    /// that direction, with the same steps as far as they were begun.
    ///
    /// # Errors
    /// [`ExecError::Interrupted`]: a run stopped half-way, and this is something else; [`ExecError::InDoubt`].
    pub fn continues(&self, planned: &[PlannedRevision<'_>]) -> Result<Option<&Interrupted>, ExecError> {
        let Some(interrupted) = &self.interrupted else { return Ok(None) };
        let (id, direction) = (&interrupted.revision, interrupted.direction);
        let first = planned.first().filter(|first| first.revision.id == *id && first.direction == direction);
        let Some(first) = first else {
            return Err(ExecError::Interrupted(format!("{interrupted}; `{direction}` continues it")));
        };
        let changed = |(step, hash): (&usize, &String)| {
            let begun = interrupted.done.contains(step)
                || interrupted.uncertain == Some(*step)
                || interrupted.batch.is_some_and(|(at, _)| at == *step);
            begun && first.plan.prefix_hash(*step) != *hash
        };
        if let Some(step) = self.in_doubt(planned) {
            return Err(ExecError::InDoubt { interrupted: interrupted.to_string(), why: step.why.clone() });
        }
        if interrupted.begun.iter().any(changed) {
            return Err(ExecError::Interrupted(format!(
                "{interrupted}, and what it had done is no longer what the revision says; put those operations back, \
                 or mend the database by hand and `stamp` it"
            )));
        }
        Ok(Some(interrupted))
    }
}
