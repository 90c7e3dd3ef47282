//! What differs between engines, and nothing else: a folder each, with the same file names in it.
//!
//! An engine is asked what it can do (its family, flavour and version); what it cannot do is an
//! [`Unsupported`] that names the engine, the thing and a way out, before anything has run.

mod batching;
mod canonical;
mod catalog;
mod expression;
mod inspection;
mod locking;
pub mod mysql;
pub mod postgres;
mod script;
mod server;
mod settling;
mod sql;
pub mod sqlite;
mod step;

use crate::{
    op::{Batch, Op},
    schema::{Backend, Column, DefaultValue, Expression, QualifiedName, Schema},
};

pub use batching::{Batches, Batching, KeyColumn, Moving, Side, Windowed};
pub use canonical::Canonical;
pub use catalog::Catalog;
pub(crate) use expression::{meaning as expression_meaning, node::Node};
pub use inspection::{Answer, InspectError, Inspected, Inspection, Scope, Unmanaged};
pub use locking::{Limits, Locking, RunLock};
pub use script::{ScriptPart, Scripting};
pub use server::{Engine, Server, UnknownEngine, Version};
pub use settling::{Condition, Question, Settling, Wording};
pub(crate) use sql::hex;
pub use sql::quote_text;
pub use step::{Action, Look, Pace, Rebuild, Step, Unsupported, coalesce};

/// One text for all spellings of an expression that the engines of a family take for the same; it is for
/// comparing, not for running.
pub fn canonical_expression(backend: Backend, expression: &Expression) -> Expression {
    expression::canonical(backend, expression)
}

/// What a family of engines does in its own way.
pub trait Dialect:
    Batching + Canonical + Catalog + Inspection + Locking + Scripting + Settling + Send + Sync
{
    /// Which server this speaks to.
    fn server(&self) -> &Server;

    /// The steps that carry out `op` on a database whose schema is `before`.
    ///
    /// # Errors
    /// The engine has no way to do it.
    fn steps(&self, op: &Op, before: &Schema) -> Result<Vec<Step>, Unsupported>;

    /// A name in the engine's quotes.
    fn quote(&self, name: &str) -> String;

    /// A text literal.
    fn literal(&self, text: &str) -> String;

    /// An expression that stands for a column which is not there: that value, as a driver reads it from such a column.
    fn stand_in(&self, column: &Column, value: &DefaultValue) -> String;

    /// Whether DDL can be rolled back.
    fn transactional_ddl(&self) -> bool;

    /// The statements that make a table anew, for a script that is written without a database.
    ///
    /// # Errors
    /// A change that does not fit the table.
    fn rebuild_script(&self, rebuild: &Rebuild) -> Result<Vec<String>, Unsupported> {
        let what = format!("making table {} anew", rebuild.table);
        Err(Unsupported { engine: self.server().to_string(), what, hint: "ALTER TABLE does it".into() })
    }

    /// The statement that gives a column a value where it has none.
    fn backfill(&self, table: &QualifiedName, column: &str, value: &Expression) -> String {
        let (table, column) = (self.quote_qualified(table), self.quote(column));
        format!("UPDATE {table} SET {column} = {value} WHERE {column} IS NULL")
    }

    /// The step of a batch on a database whose schema is `before`.
    ///
    /// # Errors
    /// Its table has no key by which the engine can go through it.
    fn in_batches(&self, batch: &Batch, before: &Schema) -> Result<Step, Unsupported>
    where
        Self: Sized,
    {
        let batches = batching::batches(self, batch, before)?;
        Ok(Step::new(Action::Batches(batches)).in_transaction(false))
    }

    /// A qualified name in the engine's quotes.
    fn quote_qualified(&self, name: &QualifiedName) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(&name.name)),
            None => self.quote(&name.name),
        }
    }
}

/// The dialect that a server speaks.
pub fn dialect_of(server: Server) -> Box<dyn Dialect> {
    match server.engine.backend() {
        Backend::Postgres => Box::new(postgres::Postgres::new(server)),
        Backend::MySql => Box::new(mysql::MySql::new(server)),
        Backend::Sqlite => Box::new(sqlite::Sqlite::new(server)),
    }
}
