use sea_orm::DbErr;

use crate::dialect::sqlite::RebuildError;

/// What went wrong within a step, before it is told with its revision.
pub(super) enum StepError {
    /// The database refused a statement, or a step in code failed.
    Database { statement: String, source: DbErr },
    /// A table cannot be made anew.
    Rebuild(RebuildError),
}

impl From<RebuildError> for StepError {
    fn from(error: RebuildError) -> Self {
        Self::Rebuild(error)
    }
}

impl From<DbErr> for StepError {
    fn from(source: DbErr) -> Self {
        Self::Database { statement: "reading the table that is to be made anew".into(), source }
    }
}
