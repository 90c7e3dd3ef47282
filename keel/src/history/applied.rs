//! The ledger of applied revisions: SeaORM's own table, exactly as SeaORM makes and fills it.

use sea_orm::{
    ConnectionTrait, DbErr, Schema as SeaSchema, Statement,
    sea_query::{MysqlQueryBuilder, PostgresQueryBuilder, SqliteQueryBuilder},
};
use sea_orm_migration::seaql_migrations;

use crate::{dialect::Dialect, schema::Backend};

/// A revision that a database has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its id.
    pub version: String,
    /// When, in seconds since 1970.
    pub applied_at: i64,
}

/// The table's name, as SeaORM has it by default.
pub const DEFAULT_LEDGER: &str = "seaql_migrations";

/// The statement that makes the ledger where it is missing: SeaORM's own.
pub fn create_ledger(backend: Backend, ledger: &str) -> String {
    let schema = SeaSchema::new(match backend {
        Backend::Postgres => sea_orm::DbBackend::Postgres,
        Backend::MySql => sea_orm::DbBackend::MySql,
        Backend::Sqlite => sea_orm::DbBackend::Sqlite,
    });
    let mut statement = schema.create_table_from_entity(seaql_migrations::Entity);
    statement.table(ledger.to_owned()).if_not_exists();
    match backend {
        Backend::Postgres => statement.to_string(PostgresQueryBuilder),
        Backend::MySql => statement.to_string(MysqlQueryBuilder),
        Backend::Sqlite => statement.to_string(SqliteQueryBuilder),
    }
}

/// The revisions that a database has, by time and id; none where there is no ledger. Only reads.
///
/// # Errors
/// Whatever the database says.
pub async fn load(
    db: &impl ConnectionTrait,
    dialect: &dyn Dialect,
    ledger: &str,
) -> Result<Vec<Applied>, DbErr> {
    if !exists(db, dialect, ledger).await? {
        return Ok(vec![]);
    }
    let sql = format!(
        "SELECT {version}, {at} FROM {} ORDER BY {at}, {version}",
        dialect.quote(ledger),
        version = dialect.quote("version"),
        at = dialect.quote("applied_at"),
    );
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter()
        .map(|row| Ok(Applied { version: row.try_get_by_index(0)?, applied_at: row.try_get_by_index(1)? }))
        .collect()
}

/// Whether there is a table of that name where an unqualified statement looks.
///
/// # Errors
/// Whatever the database says.
pub async fn exists(db: &impl ConnectionTrait, dialect: &dyn Dialect, table: &str) -> Result<bool, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), dialect.count_tables(table));
    let count: i64 = match db.query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    Ok(count > 0)
}

/// Notes that a revision is applied.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(
    db: &impl ConnectionTrait,
    dialect: &dyn Dialect,
    ledger: &str,
    version: &str,
) -> Result<(), DbErr> {
    let sql = format!(
        "INSERT INTO {} ({}, {}) VALUES ({}, {})",
        dialect.quote(ledger),
        dialect.quote("version"),
        dialect.quote("applied_at"),
        dialect.literal(version),
        chrono::Utc::now().timestamp(),
    );
    db.execute_unprepared(&sql).await.map(drop)
}

/// Notes that a revision is no longer applied.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(
    db: &impl ConnectionTrait,
    dialect: &dyn Dialect,
    ledger: &str,
    version: &str,
) -> Result<(), DbErr> {
    let sql = format!(
        "DELETE FROM {} WHERE {} = {}",
        dialect.quote(ledger),
        dialect.quote("version"),
        dialect.literal(version),
    );
    db.execute_unprepared(&sql).await.map(drop)
}
