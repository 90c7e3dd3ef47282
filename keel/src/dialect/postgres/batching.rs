use crate::{
    dialect::{
        Dialect as _, Unsupported,
        batching::{Batching, Moving, Windowed},
        sql::quote_text,
    },
    schema::{Column, QualifiedName},
};

use super::{Postgres, quote};

impl Batching for Postgres {
    /// A literal takes the type of what it is compared with (manual, "Operator Type Resolution"), and the text of every
    /// value leads back to it.
    fn key_literal(&self, _owner: &QualifiedName, column: &Column) -> Result<String, Unsupported> {
        Ok(format!("quote_literal({}::text)", quote(&column.name)))
    }

    /// As of the last ANALYZE (manual, "pg_class", `reltuples`).
    fn estimate(&self, table: &QualifiedName) -> String {
        let name = quote_text(&self.quote_qualified(table));
        format!(
            "SELECT coalesce((SELECT reltuples FROM pg_class WHERE oid = to_regclass({name})), 0)::bigint"
        )
    }

    fn moving(&self, rows: &Moving<'_>) -> Vec<Windowed> {
        vec![rows.at_once()]
    }
}
