mod batches;
mod before;
mod columns;
mod constraints;
mod enums;
mod indexes;
mod rows;
mod tables;
mod way_back;

use super::{ApplyError, IdiomError, Op, apply, apply::no_column, define::Context};
use crate::schema::{Backend, Column, NamingConvention, QualifiedName, Schema, Table};

use before::Before;

/// What a revision does, as it is being said.
///
/// Nothing runs while a revision records. Each call is resolved against the schema as it stands at that
/// point of the history, so that a name is enough to drop a thing and the operation knows all of it.
/// A call that does not fit is kept as an error, with the schema unchanged, and shown with the revision.
#[derive(Debug)]
pub struct Operations {
    backend: Backend,
    naming: NamingConvention,
    schema: Schema,
    ops: Vec<Op>,
    errors: Vec<RecordError>,
    /// What is needed to take back all that was recorded, where that will be done.
    before: Option<Before>,
    /// In a `down`: what `up` recorded.
    undo: Option<Vec<Op>>,
    irreversible: Option<String>,
    derived: bool,
    lost: Vec<String>,
}

/// Something said in a revision that does not fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RecordError {
    #[error("{what}: {source}")]
    Apply { what: String, source: ApplyError },
    #[error("{what}: {source}")]
    Idiom { what: String, source: IdiomError },
    #[error("add column {table}.{column}: add it first, then say create_primary_key")]
    KeyInAddColumn { table: QualifiedName, column: String },
    #[error("rows of {table} in batches: {why}")]
    Batch { table: QualifiedName, why: &'static str },
    #[error("reverse() belongs into down")]
    ReverseInUp,
}

/// What a revision turned out to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Its operations.
    pub ops: Vec<Op>,
    /// The schema behind them.
    pub schema: Schema,
    /// Whatever did not fit.
    pub errors: Vec<RecordError>,
}

/// How a revision is undone.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordedDown {
    /// By these operations.
    Ops {
        /// What runs.
        ops: Vec<Op>,
        /// What does not come back, one reason each.
        lost: Vec<String>,
        /// Whether they are the derived reverse of `up` alone.
        derived: bool,
    },
    /// Not at all.
    Irreversible {
        /// Why not.
        why: String,
    },
}

impl Operations {
    /// Begins to record on top of `schema`, for `backend`.
    pub fn new(backend: Backend, naming: NamingConvention, schema: Schema) -> Self {
        Self {
            backend,
            naming,
            schema,
            ops: vec![],
            errors: vec![],
            before: None,
            undo: None,
            irreversible: None,
            derived: false,
            lost: vec![],
        }
    }

    /// Begins to record a way back from `up`, whose outcome is `schema`.
    pub fn for_down(backend: Backend, naming: NamingConvention, schema: Schema, up: Vec<Op>) -> Self {
        Self { undo: Some(up), before: Some(Before::default()), ..Self::new(backend, naming, schema) }
    }

    /// What was recorded.
    pub fn finish(self) -> Recorded {
        Recorded { ops: self.ops, schema: self.schema, errors: self.errors }
    }

    /// What was recorded as a way back, and whatever did not fit.
    pub fn finish_down(self) -> (RecordedDown, Vec<RecordError>) {
        let (down, errors, _) = self.finish_down_with_schema();
        (down, errors)
    }

    /// The same, and the schema from which the way back began.
    pub(crate) fn finish_down_with_schema(self) -> (RecordedDown, Vec<RecordError>, Schema) {
        let down = match self.irreversible {
            Some(why) => RecordedDown::Irreversible { why },
            None => RecordedDown::Ops { ops: self.ops, lost: self.lost, derived: self.derived },
        };
        (down, self.errors, self.before.unwrap_or_default().restore(self.schema))
    }

    /// The engine for which this is being recorded.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The schema as it stands at this point.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(super) fn context(&self) -> Context<'_> {
        Context { backend: self.backend, naming: &self.naming }
    }

    pub(super) fn push(&mut self, op: Op) {
        if let Some(before) = &mut self.before {
            before.keep(&op, &self.schema);
        }
        match apply(&op, &mut self.schema) {
            Ok(()) => self.ops.push(op),
            Err(source) => self.errors.push(RecordError::Apply { what: op.to_string(), source }),
        }
    }

    /// An operation that is known to fit: what `up` has made goes again, last first.
    fn push_reverse(&mut self, op: Op) {
        let Op::DropTable { table } = &op else { return self.push(op) };
        if let Some(before) = &mut self.before {
            before.keep(&op, &self.schema);
        }
        // Whether some other table points at it need not be asked of each of them.
        if self.schema.tables.remove(&table.name).is_some() {
            return self.ops.push(op);
        }
        self.push(op);
    }

    pub(super) fn fail(&mut self, what: impl Into<String>, source: ApplyError) {
        self.errors.push(RecordError::Apply { what: what.into(), source });
    }

    pub(super) fn take<T>(&mut self, what: impl Into<String>, result: Result<T, IdiomError>) -> Option<T> {
        result.map_err(|source| self.errors.push(RecordError::Idiom { what: what.into(), source })).ok()
    }

    /// The table as it stands, or an error kept for the one who wrote the call.
    pub(super) fn find(&mut self, what: &str, name: &QualifiedName) -> Option<Table> {
        let found = self.schema.table(name).cloned();
        if found.is_none() {
            let known = self.schema.tables.keys().map(ToString::to_string).collect();
            self.fail(format!("{what} {name}"), ApplyError::NoTable { name: name.clone(), known });
        }
        found
    }

    pub(super) fn find_column(&mut self, what: &str, table: &QualifiedName, column: &str) -> Option<Column> {
        let found = self.find(what, table)?;
        let column_of = found.column(column).cloned();
        if column_of.is_none() {
            self.fail(format!("{what} {table}.{column}"), no_column(&found, column));
        }
        column_of
    }

    /// Records an operation as it is, for whoever has one at hand.
    pub fn record(&mut self, op: Op) {
        self.push(op);
    }

    /// What is meant for some engines only.
    pub fn on(&mut self, backends: impl AsRef<[Backend]>, say: impl FnOnce(&mut Self)) {
        if backends.as_ref().contains(&self.backend) {
            say(self);
        }
    }
}
