//! SQLite.
//!
//! It alters little in place: what its `ALTER TABLE` does not know becomes a [`Rebuild`] of the
//! table, which [`expand`] turns into statements once the live table has been read.
//!
//! It has no comments: they are part of the schema all the same, and changing them takes no step. Nor has
//! it enum types: columns of one hold text, and only changes to the values concern the database.

mod alter;
mod batching;
mod canonical;
mod catalog;
pub mod ddl;
mod definition;
mod inspection;
mod locking;
mod message;
mod plan;
mod rebuild;
mod script;
mod settling;
#[cfg(test)]
mod tests;
mod types;

pub use message::plain_message;
pub use rebuild::{
    LiveKind, LiveObject, LiveTable, RebuildError, describe, expand, foreign_key_check_query, join,
    live_table_query,
};

use super::{Dialect, Rebuild, Server, Step, Unsupported, sql::quote_text};
use crate::{
    op::Op,
    schema::{Column, DefaultValue, Schema},
};
use ddl::quote;

/// SQLite from 3.35 on.
#[derive(Debug)]
pub struct Sqlite {
    server: Server,
}

impl Sqlite {
    /// The dialect of that server.
    pub fn new(server: Server) -> Self {
        Self { server }
    }

    fn unsupported(&self, what: impl Into<String>, hint: &str) -> Unsupported {
        Unsupported { engine: self.server.to_string(), what: what.into(), hint: hint.to_owned() }
    }
}

impl Dialect for Sqlite {
    fn server(&self) -> &Server {
        &self.server
    }

    fn steps(&self, op: &Op, before: &Schema) -> Result<Vec<Step>, Unsupported> {
        self.plan(op, before)
    }

    fn quote(&self, name: &str) -> String {
        quote(name)
    }

    fn literal(&self, text: &str) -> String {
        quote_text(text)
    }

    fn stand_in(&self, _: &Column, value: &DefaultValue) -> String {
        definition::default_sql(value)
    }

    fn transactional_ddl(&self) -> bool {
        true
    }

    fn rebuild_script(&self, rebuild: &Rebuild) -> Result<Vec<String>, Unsupported> {
        describe(rebuild).map_err(|error| match error {
            RebuildError::Unsupported(unsupported) => unsupported,
            other => {
                let what = format!("making table {} anew as the history has it: {other}", rebuild.table);
                self.unsupported(what, "")
            }
        })
    }
}
