use sea_orm::{ConnectionTrait as _, DatabaseExecutor, DbErr, Statement};

use crate::dialect::{
    Rebuild,
    sqlite::{LiveTable, expand, live_table_query},
};

use super::step_error::StepError;

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
