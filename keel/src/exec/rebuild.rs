use sea_orm::{ConnectionTrait as _, DatabaseExecutor, DbErr, Statement};

use crate::dialect::{
    Action, Rebuild,
    sqlite::{LiveTable, expand, live_table_query},
};

use super::step_error::StepError;

/// The statements of an action on the database as it is now; code has none.
///
/// # Errors
/// The database cannot be read, or a table in it cannot be made anew.
pub async fn statements_of(db: &DatabaseExecutor<'_>, action: &Action) -> Result<Vec<String>, DbErr> {
    match action {
        Action::Sql(sql) => Ok(vec![sql.clone()]),
        Action::Code(_) => Ok(vec![]),
        Action::Batches(batches) => Ok(batches.whole()),
        Action::Rebuild(rebuild) => rebuild_statements(db, rebuild).await.map_err(|error| match error {
            StepError::Database { source, .. } => source,
            StepError::Rebuild(error) => DbErr::Custom(error.to_string()),
        }),
    }
}

/// Reads the live table, and makes of it and the changes the statements that make it anew.
pub(super) async fn rebuild_statements(
    db: &DatabaseExecutor<'_>,
    rebuild: &Rebuild,
) -> Result<Vec<String>, StepError> {
    let query = Statement::from_string(db.get_database_backend(), live_table_query(&rebuild.table));
    let rows = db.query_all_raw(query).await?;
    let rows = rows
        .iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?)))
        .collect::<Result<Vec<(String, String, String)>, DbErr>>()?;
    let live = LiveTable::from_rows(&rebuild.table, rows)?;
    Ok(expand(rebuild, &live)?)
}
