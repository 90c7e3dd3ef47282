//! Looking for rows before something destroys them.

use std::fmt;

use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::dialect::Dialect;
pub use crate::op::Loss;

/// More rows than this are not counted: the answer is the same, and a table may be large.
const COUNTED: i64 = 10_000;

/// Rows that would be lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostRows {
    /// What would be destroyed.
    pub loss: Loss,
    /// How many rows, or one more than are counted.
    pub rows: i64,
}

impl fmt::Display for LostRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.loss {
            Loss::Table(table) => format!("table {table}"),
            Loss::Column(table, column) => format!("column {table}.{column}"),
        };
        match self.rows {
            n if n > COUNTED => write!(f, "{what} with more than {COUNTED} rows"),
            1 => write!(f, "{what} with 1 row"),
            n => write!(f, "{what} with {n} rows"),
        }
    }
}

/// Counts what each loss would cost; a column counts the rows that hold a value.
pub(super) async fn count(
    db: &impl ConnectionTrait,
    dialect: &dyn Dialect,
    losses: Vec<Loss>,
) -> Result<Vec<LostRows>, DbErr> {
    let mut found = Vec::new();
    for loss in losses {
        let (table, only) = match &loss {
            Loss::Table(table) => (table, String::new()),
            Loss::Column(table, column) => (table, format!(" WHERE {} IS NOT NULL", dialect.quote(column))),
        };
        let table = dialect.quote_qualified(table);
        let sql =
            format!("SELECT count(*) FROM (SELECT 1 FROM {table}{only} LIMIT {}) AS counted", COUNTED + 1);
        let rows = number(db, sql).await?;
        if rows > 0 {
            found.push(LostRows { loss, rows });
        }
    }
    Ok(found)
}

/// The one integer that a query is for; 0 where there is no row.
pub(super) async fn number(db: &impl ConnectionTrait, sql: String) -> Result<i64, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_one_raw(statement).await?.map_or(Ok(0), |row| row.try_get_by_index(0))
}
