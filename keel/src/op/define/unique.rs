use sea_orm::sea_query::IntoIden;

use super::{Context, names};
use crate::schema::{Deferrable, Unique};

/// The columns of a UNIQUE constraint, and when it is checked.
#[derive(Clone, Debug)]
pub struct UniqueSpec {
    columns: Vec<String>,
    nulls_not_distinct: bool,
    deferrable: Option<Deferrable>,
}

/// Begins a UNIQUE constraint that needs more than columns.
pub fn unique<I: IntoIden>(columns: impl IntoIterator<Item = I>) -> UniqueSpec {
    UniqueSpec { columns: names(columns), nulls_not_distinct: false, deferrable: None }
}

impl<I: IntoIden, const N: usize> From<[I; N]> for UniqueSpec {
    fn from(columns: [I; N]) -> Self {
        unique(columns)
    }
}

impl UniqueSpec {
    /// Two NULLs are one too many (PostgreSQL 15).
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }

    /// Checked when the transaction ends, or when it asks (PostgreSQL).
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = Some(deferrable);
        self
    }

    pub(crate) fn resolve(self, name: Option<String>, table: &str, context: Context<'_>) -> Unique {
        let name = name.unwrap_or_else(|| context.naming.name_unique(table, &self.columns));
        let Self { columns, nulls_not_distinct, deferrable } = self;
        Unique { name, columns, nulls_not_distinct, deferrable }
    }
}
