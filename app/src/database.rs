//! The pool that requests share, and what the database's errors mean to who asked.

use std::time::{Duration, Instant};

use sea_keel::{
    exec::{DatabaseUrl, database_message},
    schema::Backend,
};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbErr, RuntimeErr, SqlErr,
    sqlx::{self, Executor as _},
};
use tokio::time::sleep;

/// A pool that connects when it is first needed: a database that is away for a while is no reason to end.
///
/// `patience` is for a connection, `limit` for a statement: nobody waits for one that takes longer than a request may.
pub(crate) async fn pool(
    url: &DatabaseUrl,
    connections: u32,
    patience: Duration,
    limit: Duration,
) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url.expose());
    options
        .max_connections(connections)
        .connect_timeout(patience)
        .acquire_timeout(patience)
        .connect_lazy(true)
        .sqlx_logging(false)
        .set_application_name("app");
    match url.backend() {
        Backend::Sqlite => {
            options
                .map_sqlx_sqlite_opts(move |sqlite| sqlite.busy_timeout(patience).create_if_missing(false));
        }
        Backend::Postgres => {
            let limit = format!("SET statement_timeout = {}", limit.as_millis());
            options.map_sqlx_postgres_pool_opts(move |pool| {
                let limit = limit.clone();
                pool.after_connect(move |connection, _| {
                    let limit = sqlx::AssertSqlSafe(limit.clone());
                    Box::pin(async move { connection.execute(limit).await.map(drop) })
                })
            });
        }
        Backend::MySql => {
            let limit = format!("SET SESSION innodb_lock_wait_timeout = {}", limit.as_secs().max(1));
            options.map_sqlx_mysql_pool_opts(move |pool| {
                let limit = limit.clone();
                pool.after_connect(move |connection, _| {
                    let limit = sqlx::AssertSqlSafe(limit.clone());
                    Box::pin(async move { connection.execute(limit).await.map(drop) })
                })
            });
        }
    }
    let db = Database::connect(options).await?;
    if url.backend() == Backend::Sqlite {
        write_ahead(&db, patience).await;
    }
    Ok(db)
}

/// From here on readers and the one writer of a SQLite file do not wait for each other. The file keeps that; to change
/// it nobody else may be in it, and for that SQLite does not wait by itself.
async fn write_ahead(db: &DatabaseConnection, patience: Duration) {
    let begun = Instant::now();
    while let Err(error) = db.execute_unprepared("PRAGMA journal_mode = WAL").await {
        if Trouble::of(&error) != Trouble::Busy || begun.elapsed() > patience {
            let why = database_message(&error);
            tracing::warn!(error = %why, "no write-ahead log: readers and writers wait for each other");
            return;
        }
        sleep(Duration::from_millis(fastrand::u64(5..=50))).await;
    }
}

/// What a database's error means to who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It cannot be reached, or does not work.
    Away,
    /// Another transaction was in the way: the same thing works a moment later.
    Busy,
    /// A table or column is not there.
    Schema,
    /// A value that it cannot hold.
    Value,
    /// A unique key has it already.
    Duplicate,
    /// A foreign key points at nothing.
    Orphan,
    /// Anything else is a fault of this program.
    Fault,
}

impl Trouble {
    /// Of an error.
    pub(crate) fn of(error: &DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => return Self::Duplicate,
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Self::Orphan,
            _ => {}
        }
        match error {
            DbErr::ConnectionAcquire(_) => Self::Away,
            DbErr::Conn(RuntimeErr::SqlxError(inner))
            | DbErr::Exec(RuntimeErr::SqlxError(inner))
            | DbErr::Query(RuntimeErr::SqlxError(inner)) => Self::of_driver(inner),
            DbErr::Conn(_) => Self::Away,
            _ => Self::Fault,
        }
    }

    fn of_driver(error: &sqlx::Error) -> Self {
        let sqlx::Error::Database(inner) = error else {
            return match error {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => Self::Away,
                _ => Self::Fault,
            };
        };
        if let Some(mysql) = inner.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
            return Self::of_mysql(mysql.number());
        }
        let code = inner.code().unwrap_or_default();
        match inner.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
            Some(_) => Self::of_sqlite(&code, inner.message()),
            None => Self::of_postgres(&code),
        }
    }

    /// SQLSTATEs: postgresql.org/docs/current/errcodes-appendix.html
    fn of_postgres(code: &str) -> Self {
        match code {
            // 0A000: a statement was prepared when the table had another type of column.
            "0A000" | "40001" | "40P01" | "55P03" | "57014" => Self::Busy,
            "42P01" | "42703" | "3F000" => Self::Schema,
            "25006" | "3D000" | "28000" | "28P01" => Self::Away,
            _ if code.starts_with("22") => Self::Value,
            _ if ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) => Self::Away,
            _ => Self::Fault,
        }
    }

    /// Numbers: dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html
    fn of_mysql(number: u16) -> Self {
        match number {
            // 1020: MariaDB, where a row has changed since the transaction's snapshot.
            // 1412, 1615: the table has changed since the snapshot, or since the statement was prepared.
            1020 | 1205 | 1213 | 1412 | 1615 => Self::Busy,
            1054 | 1146 => Self::Schema,
            1264 | 1292 | 1366 | 1406 => Self::Value,
            1021 | 1040 | 1044 | 1045 | 1049 | 1053 | 1129 | 1203 | 1290 | 1317 | 1836 | 1927 | 1969 => {
                Self::Away
            }
            _ => Self::Fault,
        }
    }

    /// Result codes: sqlite.org/rescode.html; the lower eight bits are the primary one.
    fn of_sqlite(code: &str, message: &str) -> Self {
        match code.parse::<u32>().map(|code| code & 0xff) {
            // 17: the schema has changed since the statement was prepared, again and again.
            Ok(5 | 6 | 17) => Self::Busy,
            Ok(1) if message.starts_with("no such") || message.contains("has no column") => Self::Schema,
            // Read-only, I/O, corrupt, full, cannot be opened, not a database.
            Ok(8 | 10 | 11 | 13 | 14 | 26) => Self::Away,
            Ok(18 | 20) => Self::Value,
            _ => Self::Fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart() {
        for (code, trouble) in [
            ("40P01", Trouble::Busy),
            ("42703", Trouble::Schema),
            ("22021", Trouble::Value),
            ("57P01", Trouble::Away),
            ("42601", Trouble::Fault),
        ] {
            assert_eq!(Trouble::of_postgres(code), trouble, "{code}");
        }
        for (number, trouble) in [(1213, Trouble::Busy), (1054, Trouble::Schema), (1064, Trouble::Fault)] {
            assert_eq!(Trouble::of_mysql(number), trouble, "{number}");
        }
        assert_eq!(Trouble::of_sqlite("517", "database is locked"), Trouble::Busy);
        assert_eq!(Trouble::of_sqlite("1", "no such column: x"), Trouble::Schema);
        assert_eq!(Trouble::of_sqlite("1", "near \"x\": syntax error"), Trouble::Fault);
    }
}
