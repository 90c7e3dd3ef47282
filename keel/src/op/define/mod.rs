//! How an author says what a table, a column, an index or a constraint is: SeaQuery's and SeaORM's
//! builders where they say enough, and builders of the same style where they do not.

mod batch;
mod column;
mod foreign_key;
mod index;
mod table;
mod unique;

use sea_orm::sea_query::IntoIden;

use crate::schema::{Backend, NamingConvention};

pub use batch::{BatchSpec, rows};
pub(super) use column::ResolvedColumn;
pub use column::{ColumnSpec, IntoColumnSpec, column};
pub use foreign_key::{ForeignKeySpec, deferrable};
pub use index::{IndexSpec, on};
pub use table::{TableSpec, table};
pub use unique::{UniqueSpec, unique};

/// For what a definition is made: the backend that will read it, and the names nobody gave.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) backend: Backend,
    pub(crate) naming: &'a NamingConvention,
}

fn names<I: IntoIden>(idens: impl IntoIterator<Item = I>) -> Vec<String> {
    idens.into_iter().map(|iden| iden.into_iden().to_string()).collect()
}
