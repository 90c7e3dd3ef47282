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
    /// An earlier run stopped within a revision, and something else is asked for now.
    #[error("{0}")]
    Interrupted(String),
}

impl ExecError {
    /// A way out, where what the database says does not show it.
    pub fn hint(&self) -> Option<&'static str> {
        let source = match self {
            Self::Database { source, .. } | Self::Step { source, .. } => source,
            _ => return None,
        };
        // SQLite's result codes (sqlite.org/rescode.html), SQLSTATEs, and MySQL's error numbers.
        match database_code(source)?.as_str() {
            "5" | "6" | "261" | "517" => {
                Some("another process writes to the database; try again when it is done")
            }
            "8" | "264" | "520" | "776" | "1544" | "25006" | "1290" | "1792" | "1836" => Some(
                "the database may only be read: check the URL (`mode=ro`?), the file and the server's state",
            ),
            "42501" | "1044" | "1142" | "1143" | "1227" | "1370" => {
                Some("the role may not do that: grant it the right, or connect as one that has it")
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

fn driver_error(error: &DbErr) -> Option<&sea_orm::sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => Some(inner),
        _ => None,
    }
}
