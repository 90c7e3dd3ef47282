use crate::{
    dialect::{Unsupported, sqlite::ddl::DdlError},
    schema::QualifiedName,
};

/// A live table that cannot be made anew.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RebuildError {
    #[error("there is no table {table} in the database, though the history has one")]
    NoTable { table: QualifiedName },
    #[error("{what} of table {table} cannot be read: {source}")]
    Unreadable { table: QualifiedName, what: String, source: Box<DdlError> },
    #[error("cannot {change} in the live table: {source}")]
    Misfit { change: String, source: Box<DdlError> },
    #[error("index {index} of table {table} is over column {column}, which goes; drop the index first")]
    IndexInTheWay { table: QualifiedName, column: String, index: String },
    #[error("table {table} would keep no column to copy rows by")]
    NothingToCopy { table: QualifiedName },
    #[error("{change} is no change that makes table {table} anew")]
    NoRebuild { table: QualifiedName, change: String },
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
}
