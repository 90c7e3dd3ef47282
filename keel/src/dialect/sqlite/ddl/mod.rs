//! Reading and editing the text of a live `CREATE TABLE`.
//!
//! SQLite rebuilds a table for almost every change. The text it keeps in `sqlite_schema.sql` is the only
//! complete description of the table, so a rebuild edits that text instead of writing a new one: whatever
//! is not touched by the edit (unnamed checks, conflict clauses, collations, comments) survives as written.

mod alter;
mod column;
mod constraint;
mod cursor;
mod edit;
mod error;
mod ident;
mod index;
mod key;
mod place;
mod table;
#[cfg(test)]
mod tests;
mod token;
mod trivia;
mod value;

pub use alter::{ColumnChange, GeneratedSql};
pub use column::{ClauseKind, ColumnClause, ColumnItem};
pub use constraint::{ConstraintKind, FkAction, ForeignKeySpec, TableConstraint};
pub use error::DdlError;
pub use ident::{mentions, quote, rename_identifier};
pub use index::{CreateIndex, IndexKey};
pub use key::ConstraintKey;
pub use place::qualify;
pub use table::CreateTable;
pub use value::default_value;
