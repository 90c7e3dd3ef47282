//! PostgreSQL.

mod batching;
mod canonical;
mod casts;
mod catalog;
mod definition;
mod inspection;
mod locking;
mod numbering;
mod plan;
mod script;
mod settling;
mod types;
mod virtuals;

use super::{Dialect, Server, Step, Unsupported, sql::quote_text};
use crate::{
    op::Op,
    schema::{Column, DefaultValue, Schema},
};

/// PostgreSQL, and what speaks its SQL.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
}

impl Postgres {
    /// The dialect of that server.
    pub fn new(server: Server) -> Self {
        Self { server }
    }

    fn unsupported(&self, what: impl Into<String>, hint: &str) -> Unsupported {
        Unsupported { engine: self.server.to_string(), what: what.into(), hint: hint.to_owned() }
    }

    fn require(&self, major: u32, what: impl Into<String>) -> Result<(), Unsupported> {
        if self.server.at_least(major, 0, 0) {
            return Ok(());
        }
        Err(self.unsupported(what, &format!("PostgreSQL {major} can")))
    }
}

impl Dialect for Postgres {
    fn server(&self) -> &Server {
        &self.server
    }

    fn steps(&self, op: &Op, before: &Schema) -> Result<Vec<Step>, Unsupported> {
        self.refuse_over_virtual(op, before)?;
        self.plan(op, before)
    }

    fn quote(&self, name: &str) -> String {
        quote(name)
    }

    fn literal(&self, text: &str) -> String {
        quote_text(text)
    }

    fn stand_in(&self, column: &Column, value: &DefaultValue) -> String {
        self.column_stand_in(column, value)
    }

    fn transactional_ddl(&self) -> bool {
        true
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
