//! What SeaORM's ledger has no column for: each run of a revision with its hash, and step by step what a run
//! outside of one transaction has done.

mod batches;
mod checkpoint;

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::dialect::Dialect;
use crate::history::{applied, target::Direction};
use crate::plan::Plan;

use super::Doubt;
use checkpoint::BATCH;
pub(super) use checkpoint::Checkpoint;

/// The journal's table, beside the ledger.
pub const DEFAULT_JOURNAL: &str = "keel_journal";

/// A run that stopped within a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interrupted {
    /// The revision.
    pub revision: String,
    /// Applied or reverted.
    pub direction: Direction,
    /// The steps that were begun, from 0, each with the hash of the plan up to it.
    pub begun: BTreeMap<usize, String>,
    /// The steps that are certainly done, from 0.
    pub done: Vec<usize>,
    /// The step that was begun and never ended: it may or may not have taken effect.
    pub uncertain: Option<usize>,
    /// The step that failed, and what the database said.
    pub failed: Option<(usize, String)>,
    /// The batch that has begun and not ended, and how many rows it has changed.
    pub batch: Option<(usize, u64)>,
}

/// A run that has begun and not ended: it goes on, or its process is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The first revision of it.
    pub revision: String,
    /// Which process, on which machine.
    pub process: String,
    /// When, in seconds since 1970.
    pub since: i64,
}

pub(super) struct Journal<'a> {
    pub(super) dialect: &'a dyn Dialect,
    pub(super) table: &'a str,
}

/// Which run a row is about.
pub(super) struct Run<'a> {
    pub(super) revision: &'a str,
    pub(super) direction: Direction,
    /// The hash of the whole revision.
    pub(super) hash: &'a str,
    pub(super) plan: &'a Plan,
    pub(super) started_at: i64,
}

impl Journal<'_> {
    pub(super) async fn create(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let sql = self.dialect.create_journal(&self.dialect.quote(self.table));
        db.execute_unprepared(&sql).await.map(drop)
    }

    /// Whether there is one; what is read below is read where there is.
    pub(super) async fn exists(&self, db: &impl ConnectionTrait) -> Result<bool, DbErr> {
        applied::exists(db, self.dialect, self.table).await
    }

    /// The run that stopped half-way, if there is one. Only reads.
    pub(super) async fn interrupted(&self, db: &impl ConnectionTrait) -> Result<Option<Interrupted>, DbErr> {
        let sql = format!(
            "SELECT revision, direction, step, state, hash, message FROM {} WHERE step IS NOT NULL ORDER BY id",
            self.dialect.quote(self.table)
        );
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        let mut found: Option<Interrupted> = None;
        for row in &rows {
            let (direction, state): (String, String) = (row.try_get_by_index(1)?, row.try_get_by_index(3)?);
            let step: i32 = row.try_get_by_index(2)?;
            let message: Option<String> = row.try_get_by_index(5)?;
            let (revision, hash) = (row.try_get_by_index(0)?, row.try_get_by_index(4)?);
            let run = found.get_or_insert_with(|| Interrupted {
                revision,
                direction: if direction == "down" { Direction::Down } else { Direction::Up },
                begun: BTreeMap::new(),
                done: vec![],
                uncertain: None,
                failed: None,
                batch: None,
            });
            let step = usize::try_from(step).unwrap_or_default();
            run.begun.insert(step, hash);
            run.add(step, &state, message);
        }
        Ok(found)
    }

    /// The hash of each applied revision as it was then; what was stamped has none. Only reads.
    pub(super) async fn hashes(&self, db: &impl ConnectionTrait) -> Result<BTreeMap<String, String>, DbErr> {
        let sql = format!(
            "SELECT revision, direction, hash FROM {} WHERE step IS NULL AND state = 'done' ORDER BY id",
            self.dialect.quote(self.table)
        );
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        let mut hashes = BTreeMap::new();
        for row in &rows {
            let (revision, direction): (String, String) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            match direction.as_str() {
                "up" => drop(hashes.insert(revision, row.try_get_by_index(2)?)),
                _ => drop(hashes.remove(&revision)),
            }
        }
        Ok(hashes)
    }

    /// Notes a step's state; the newest note of a step counts.
    pub(super) async fn note_step(
        &self,
        db: &impl ConnectionTrait,
        run: &Run<'_>,
        step: usize,
        state: &str,
        message: Option<&str>,
    ) -> Result<(), DbErr> {
        self.insert(db, run, Some(step), state, message).await
    }

    /// Notes that the revision is through, in place of its steps.
    pub(super) async fn finish(&self, db: &impl ConnectionTrait, run: &Run<'_>) -> Result<(), DbErr> {
        self.forget_steps(db, run.revision).await?;
        self.insert(db, run, None, "done", None).await
    }

    /// Forgets the steps of a run.
    pub(super) async fn forget_steps(&self, db: &impl ConnectionTrait, revision: &str) -> Result<(), DbErr> {
        let sql = format!(
            "DELETE FROM {} WHERE revision = {} AND step IS NOT NULL",
            self.dialect.quote(self.table),
            self.dialect.literal(revision)
        );
        db.execute_unprepared(&sql).await.map(drop)
    }

    /// The run that has begun and not ended, if there is one. Only reads.
    pub(super) async fn running(&self, db: &impl ConnectionTrait) -> Result<Option<Running>, DbErr> {
        let sql = format!(
            "SELECT revision, message, started_at FROM {} WHERE state = 'running' ORDER BY id DESC LIMIT 1",
            self.dialect.quote(self.table)
        );
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        let running = |row: sea_orm::QueryResult| {
            let process: Option<String> = row.try_get_by_index(1)?;
            Ok(Running {
                revision: row.try_get_by_index(0)?,
                process: process.unwrap_or_default(),
                since: row.try_get_by_index(2)?,
            })
        };
        row.map(running).transpose()
    }

    /// Notes that this process runs revisions, that one first.
    pub(super) async fn note_running(
        &self,
        db: &impl ConnectionTrait,
        revision: &str,
        direction: Direction,
    ) -> Result<(), DbErr> {
        let (plan, started_at) = (&Plan { steps: vec![] }, chrono::Utc::now().timestamp());
        let run = Run { revision, direction, hash: "", plan, started_at };
        self.insert(db, &run, None, "running", Some(&process())).await
    }

    /// Notes that a revision is applied, or reverted, with its hash.
    pub(super) async fn note_done(
        &self,
        db: &impl ConnectionTrait,
        revision: &str,
        direction: Direction,
        hash: &str,
    ) -> Result<(), DbErr> {
        let (plan, started_at) = (&Plan { steps: vec![] }, chrono::Utc::now().timestamp());
        self.insert(db, &Run { revision, direction, hash, plan, started_at }, None, "done", None).await
    }

    /// Says what became of a step that was begun.
    pub(super) async fn settle(
        &self,
        db: &impl ConnectionTrait,
        revision: &str,
        step: usize,
        doubt: Doubt,
    ) -> Result<(), DbErr> {
        let change = match doubt {
            Doubt::TookEffect => format!("UPDATE {} SET state = 'done'", self.dialect.quote(self.table)),
            Doubt::NotBegun => format!("DELETE FROM {}", self.dialect.quote(self.table)),
        };
        let sql = format!("{change} WHERE revision = {} AND step = {step}", self.dialect.literal(revision));
        db.execute_unprepared(&sql).await.map(drop)
    }

    /// Takes such a note out.
    pub(super) async fn forget_running(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let sql = format!("DELETE FROM {} WHERE state = 'running'", self.dialect.quote(self.table));
        db.execute_unprepared(&sql).await.map(drop)
    }

    async fn insert(
        &self,
        db: &impl ConnectionTrait,
        run: &Run<'_>,
        step: Option<usize>,
        state: &str,
        message: Option<&str>,
    ) -> Result<(), DbErr> {
        let text = |text: &str| self.dialect.literal(text);
        let now = chrono::Utc::now().timestamp();
        let sql = format!(
            "INSERT INTO {} (revision, direction, step, state, hash, message, started_at, finished_at, keel_version) \
             VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {})",
            self.dialect.quote(self.table),
            text(run.revision),
            text(&run.direction.to_string()),
            step.map_or("NULL".to_owned(), |step| step.to_string()),
            text(state),
            text(&step.map_or_else(|| run.hash.to_owned(), |step| run.plan.prefix_hash(step))),
            message.map_or("NULL".to_owned(), text),
            run.started_at,
            if matches!(state, "started" | "running") { "NULL".to_owned() } else { now.to_string() },
            text(env!("CARGO_PKG_VERSION")),
        );
        db.execute_unprepared(&sql).await.map(drop)
    }
}

/// This process, as others read of it.
pub(super) fn process() -> String {
    let host = gethostname::gethostname();
    format!("process {} on {}", std::process::id(), host.to_string_lossy())
}

impl Interrupted {
    fn add(&mut self, step: usize, state: &str, message: Option<String>) {
        match state {
            BATCH => {
                let changed = message.as_deref().and_then(Checkpoint::read).map_or(0, |at| at.changed);
                self.batch = Some((step, changed));
                self.uncertain.take_if(|at| *at == step);
                self.failed.take_if(|(at, _)| *at == step);
            }
            "done" => {
                self.done.push(step);
                self.batch.take_if(|(at, _)| *at == step);
                self.uncertain.take_if(|at| *at == step);
                self.failed.take_if(|(at, _)| *at == step);
            }
            "failed" => {
                self.failed = Some((step, message.unwrap_or_default()));
                self.uncertain.take_if(|at| *at == step);
            }
            _ => {
                self.uncertain = Some(step);
                self.failed.take_if(|(at, _)| *at == step);
            }
        }
    }
}

impl std::fmt::Display for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let since = chrono::DateTime::from_timestamp(self.since, 0).unwrap_or_default();
        write!(f, "{}, since {}", self.process, since.format("%Y-%m-%d %H:%M:%S UTC"))
    }
}

/// A number of steps in words.
pub(super) fn steps(count: usize) -> String {
    match count {
        0 => "no step".to_owned(),
        1 => "1 step".to_owned(),
        several => format!("{several} steps"),
    }
}

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let done = steps(self.done.len());
        write!(f, "{} {} stopped half-way: {done} done", self.revision, self.direction)?;
        if let Some((step, changed)) = &self.batch {
            write!(f, ", step {} has changed {changed} rows so far", step + 1)?;
        }
        if let Some((step, message)) = &self.failed {
            write!(f, ", step {} failed ({message})", step + 1)?;
        }
        if let Some(step) = self.uncertain {
            write!(f, ", step {} was begun and may have taken effect", step + 1)?;
        }
        Ok(())
    }
}
