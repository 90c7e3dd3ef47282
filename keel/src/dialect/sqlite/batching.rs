use crate::{
    dialect::{
        Dialect as _, Unsupported,
        batching::{Batching, Moving, Windowed},
    },
    schema::{Column, QualifiedName},
};

use super::{Sqlite, quote};

impl Batching for Sqlite {
    fn key_literal(&self, _owner: &QualifiedName, column: &Column) -> Result<String, Unsupported> {
        Ok(format!("quote({})", quote(&column.name)))
    }

    /// It keeps no such number: the rows are counted.
    fn estimate(&self, table: &QualifiedName) -> String {
        format!("SELECT count(*) FROM {}", self.quote_qualified(table))
    }

    /// Nobody else writes meanwhile.
    fn moving(&self, rows: &Moving<'_>) -> Vec<Windowed> {
        vec![rows.copy(""), rows.delete_copied()]
    }
}
