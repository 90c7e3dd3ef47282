//! MySQL and MariaDB.
//!
//! Every DDL statement commits by itself here, so an operation is one `ALTER TABLE` wherever it can be: all
//! of it happens or nothing does.

mod batching;
mod canonical;
mod catalog;
mod columns;
mod definition;
mod enums;
mod implicit;
mod inspection;
mod keys;
mod locking;
mod names;
mod plan;
mod script;
mod settling;
#[cfg(test)]
mod tests;
mod types;

use super::{Dialect, Engine, Server, Step, Unsupported, Version};
use crate::{
    op::Op,
    schema::{Column, DefaultValue, Schema},
};

/// MySQL, MariaDB, and what speaks their SQL.
#[derive(Debug)]
pub struct MySql {
    server: Server,
}

type Steps = Result<Vec<Step>, Unsupported>;

impl MySql {
    /// The dialect of that server.
    pub fn new(server: Server) -> Self {
        Self { server }
    }

    fn is_mariadb(&self) -> bool {
        self.server.engine == Engine::MariaDb
    }

    fn unsupported(&self, what: impl Into<String>, hint: &str) -> Unsupported {
        Unsupported { engine: self.server.to_string(), what: what.into(), hint: hint.to_owned() }
    }

    /// Refuses `what` unless the server is new enough; `None` is an engine of which no version can.
    fn require(
        &self,
        mysql: Option<Version>,
        mariadb: Option<Version>,
        what: impl Into<String>,
        way_out: &str,
    ) -> Result<(), Unsupported> {
        let (engine, needed) = if self.is_mariadb() { ("MariaDB", mariadb) } else { ("MySQL", mysql) };
        match needed {
            Some(needed) if self.server.version >= needed => Ok(()),
            Some((major, minor, patch)) => {
                Err(self.unsupported(what, &format!("{engine} {major}.{minor}.{patch} can")))
            }
            None => Err(self.unsupported(what, way_out)),
        }
    }
}

impl Dialect for MySql {
    fn server(&self) -> &Server {
        &self.server
    }

    fn steps(&self, op: &Op, before: &Schema) -> Result<Vec<Step>, Unsupported> {
        self.refuse_long_names(op)?;
        self.plan(op, before)
    }

    fn quote(&self, name: &str) -> String {
        quote(name)
    }

    fn literal(&self, text: &str) -> String {
        quote_text(text)
    }

    fn stand_in(&self, column: &Column, value: &DefaultValue) -> String {
        definition::stand_in(column, value)
    }

    fn transactional_ddl(&self) -> bool {
        false
    }
}

fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A text literal; a backslash escapes in it (unless a server runs with `NO_BACKSLASH_ESCAPES`).
fn quote_text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace('\0', "\\0"))
}

/// A DDL statement, which commits whatever was open before it.
fn ddl(sql: String) -> Steps {
    Ok(vec![Step::sql_alone(sql)])
}
