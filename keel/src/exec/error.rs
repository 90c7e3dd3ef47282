use sea_orm::{DbErr, RuntimeErr};

use crate::{dialect::sqlite, history::PlanningError};

/// Why a run ended.
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    /// There is no connection.
    #[error("cannot connect to {url}: {}{hint}", database_message(source))]
    Connect {
        /// Where to, without the password.
        url: String,
        /// What the driver says.
        source: DbErr,
        /// A way out, or nothing.
        hint: String,
    },
    /// The schema that was asked for is not there.
    #[error("there is no schema {schema} in {url}; make it first (`CREATE SCHEMA`), or check the name")]
    NoSchema {
        /// The schema.
        schema: String,
        /// The database, without the password.
        url: String,
    },
    /// The database refused something around the revisions.
    #[error("{doing}: {}", database_message(source))]
    Database {
        /// What was being done.
        doing: String,
        /// What the database says.
        source: DbErr,
    },
    /// A revision cannot be planned, or undone.
    #[error(transparent)]
    Planning(#[from] PlanningError),
    /// A step of a revision failed.
    #[error(
        "{revision} {direction} stopped at step {step} of {steps} ({why}): {}\n  statement: {statement}\n  {outcome}",
        database_message(source)
    )]
    Step {
        /// The revision.
        revision: String,
        /// `up` or `down`.
        direction: String,
        /// Which step, from 1.
        step: usize,
        /// Of how many.
        steps: usize,
        /// The operation behind it.
        why: String,
        /// The statement, or the step's name.
        statement: String,
        /// In which state the database is now, and what to do.
        outcome: String,
        /// What the database says.
        source: DbErr,
    },
    /// A table cannot be made anew.
    #[error("{revision}: {source}; {outcome}")]
    Rebuild {
        /// The revision.
        revision: String,
        /// Why not.
        source: sqlite::RebuildError,
        /// In which state the database is now.
        outcome: String,
    },
    /// Rows would point nowhere after a table was made anew.
    #[error(
        "{revision}: {count} row(s) would point at a parent that does not exist (first in table {table}); \
         rolled back, the database is as it was"
    )]
    Orphans {
        /// The revision.
        revision: String,
        /// The table of the first one.
        table: String,
        /// How many.
        count: usize,
    },
    /// The database has revisions of another build.
    #[error(
        "the database has {} that this history does not know: {}",
        if .0.len() == 1 { "a revision" } else { "revisions" }, .0.join(", ")
    )]
    UnknownRevisions(Vec<String>),
    /// Another run of the same history is going on.
    #[error("another run is going on ({holder}); waited {waited} for it to end, and did nothing")]
    Locked {
        /// Who that is, as far as the server and the journal tell.
        holder: String,
        /// For how long.
        waited: String,
    },
    /// The file that stands for the run lock cannot be made or locked.
    #[error("{path}: the file that keeps other runs out cannot be locked: {source}", path = .path.display())]
    LockFile {
        /// The file.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The run lock has gone with its connection.
    #[error(
        "the session that held the run lock is not the one that works any more: the connection was lost, or a proxy \
         that pools by transaction stands in between; stopped before the next step"
    )]
    LockLost,
    /// A proxy gives each transaction another session, and a lock of a session means nothing there.
    #[error(
        "a proxy that pools by transaction stands between this and the server (two connections are one session), and \
         no lock can be kept through it; nothing was done"
    )]
    Pooled,
    /// Another process has changed which revisions are applied since this one looked.
    #[error("another process has moved the database since this one looked; nothing was done on top of that")]
    Moved,
    /// Revisions were edited after they had been applied.
    #[error("{} was edited after it had been applied: its operations are not those that this database has run", .0.join(", "))]
    Edited(Vec<String>),
    /// A word to stop was followed.
    #[error("stopped: {0}")]
    Stopped(String),
    /// Other sessions stood in the way until time or tries were used up.
    #[error("{cause}\n  gave up after {tries} tries in {waited}; in the way: {blockers}")]
    Contended {
        /// What the last try said, and in which state the database is.
        cause: Box<ExecError>,
        /// How many tries.
        tries: u32,
        /// How long they took.
        waited: String,
        /// Who held locks.
        blockers: String,
    },
    /// An earlier run stopped within a step of which nobody but a person can know whether it took effect.
    #[error(
        "{interrupted}; whether it did cannot be seen in the database, and it is not run again unasked: {why}"
    )]
    InDoubt {
        /// The run.
        interrupted: String,
        /// What the step is, in words.
        why: String,
    },
    /// An earlier run stopped within a revision, and something else is asked for now.
    #[error("{0}")]
    Interrupted(String),
}

impl ExecError {
    /// What the database said, where it did.
    pub(super) fn source_code(&self) -> Option<String> {
        match self {
            Self::Database { source, .. } | Self::Step { source, .. } => database_code(source),
            _ => None,
        }
    }

    /// A way out, where what the database says does not show it.
    pub fn hint(&self) -> Option<&'static str> {
        let source = match self {
            Self::Locked { .. } => {
                return Some("`locks` shows who that is; --lock-wait says how long to wait");
            }
            Self::Pooled | Self::LockLost => {
                return Some("connect to the server itself, or through a pool that keeps sessions");
            }
            Self::Edited(_) => {
                return Some(
                    "put it back as it was and say the change in a new revision; `repair --accept REV` takes it as it reads now",
                );
            }
            Self::InDoubt { .. } => {
                return Some(
                    "find out, and say it: `repair --took-effect` goes on behind the step, `repair --not-begun` begins it again",
                );
            }
            Self::Moved => return Some("look where it is now (`status`), and say again what is to be done"),
            Self::Contended { cause, .. } if cause.source_code().is_some_and(|code| is_busy(&code)) => {
                return Some(
                    "another process writes to the database: look who has the file open, as with `fuser FILE`; \
                     --lock-wait says how long to wait",
                );
            }
            Self::Contended { .. } => {
                return Some("`locks` shows who is in the way; --retry-for says how long to go on trying");
            }
            Self::Database { source, .. } | Self::Step { source, .. } => source,
            _ => return None,
        };
        // SQLite's result codes (sqlite.org/rescode.html), SQLSTATEs, and MySQL's error numbers.
        match database_code(source)?.as_str() {
            code if is_busy(code) => {
                Some("another process writes to the database; try again when it is done")
            }
            "8" | "264" | "520" | "776" | "1544" | "25006" | "1290" | "1792" | "1836" => Some(
                "the database may only be read: check the URL (`mode=ro`?), the file and the server's state",
            ),
            "42501" | "1044" | "1142" | "1143" | "1227" | "1370" => {
                Some("the role may not do that: grant it the right, or connect as one that has it")
            }
            "57014" | "1969" => {
                Some("--statement-timeout says how long a statement may keep others out; 0 is without end")
            }
            "55P03" | "1205" => Some("another session holds a lock; try again when it is done"),
            _ => None,
        }
    }
}

/// What the database itself says, without the layers around it.
pub fn database_message(error: &DbErr) -> String {
    match driver_error(error) {
        Some(sea_orm::sqlx::Error::Database(inner)) => {
            match inner.try_downcast_ref::<sea_orm::sqlx::sqlite::SqliteError>() {
                Some(_) => sqlite::plain_message(inner.message()),
                None => with_detail(inner.as_ref()),
            }
        }
        Some(sea_orm::sqlx::Error::PoolTimedOut) => "no connection in time".into(),
        Some(other) => other.to_string(),
        None => error.to_string(),
    }
}

/// PostgreSQL puts the duplicate key, or the row that stands in the way, into the detail.
fn with_detail(error: &dyn sea_orm::sqlx::error::DatabaseError) -> String {
    let detail =
        error.try_downcast_ref::<sea_orm::sqlx::postgres::PgDatabaseError>().and_then(|error| error.detail());
    match detail {
        Some(detail) => format!("{} ({})", error.message(), detail.trim_end_matches('.')),
        None => error.message().to_owned(),
    }
}

/// The engine's code of the error: SQLSTATE, or the number on MySQL.
pub(super) fn database_code(error: &DbErr) -> Option<String> {
    match driver_error(error)? {
        sea_orm::sqlx::Error::Database(inner) => {
            match inner.try_downcast_ref::<sea_orm::sqlx::mysql::MySqlDatabaseError>() {
                Some(mysql) => Some(mysql.number().to_string()),
                None => inner.code().map(|code| code.into_owned()),
            }
        }
        _ => None,
    }
}

/// Whether somebody else writes to an SQLite file (sqlite.org/rescode.html: BUSY, LOCKED and what extends them).
fn is_busy(code: &str) -> bool {
    matches!(code, "5" | "6" | "261" | "517")
}

fn driver_error(error: &DbErr) -> Option<&sea_orm::sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => Some(inner),
        _ => None,
    }
}
