use super::{Batches, Dialect, sqlite};
use crate::{
    op::{CodeStep, Op},
    schema::QualifiedName,
};

/// One statement, or one thing to do in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// Whether it can be part of a transaction.
    pub transactional: bool,
    /// Whether its effect can be used only once it is committed, so that nothing may follow in its transaction.
    pub commit_after: bool,
    /// Whether foreign keys must not be enforced while it runs: a table that goes would take along the rows
    /// that point at it. They are checked afterwards.
    pub unenforced: bool,
    /// How long it may take, and wait.
    pub pace: Pace,
    /// How to look whether it took effect, where the engine may leave it half-done.
    pub look: Option<Look>,
}

/// A look at what a statement made.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// A query for one integer: 1 where the thing is there and whole, 2 where it is there and cannot be used, 0 where
    /// it is not there.
    pub query: String,
    /// A statement that takes away what cannot be used.
    pub clear: String,
}

/// How long a step may take: what others have to wait for must be brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// DDL that keeps others out while it runs, and while it waits.
    Brief,
    /// What works on rows, or is not known: it may take its time, but not wait for long.
    Long,
    /// What others need not wait for: it may take its time, and wait.
    Background,
}

impl Step {
    /// A statement.
    pub fn sql(sql: impl Into<String>) -> Self {
        Self::new(Action::Sql(sql.into()))
    }

    /// An action that a transaction can hold.
    pub fn new(action: Action) -> Self {
        let unenforced = matches!(action, Action::Rebuild(_));
        let pace = match action {
            Action::Sql(_) => Pace::Brief,
            Action::Rebuild(_) | Action::Code(_) | Action::Batches(_) => Pace::Long,
        };
        Self { action, transactional: true, commit_after: false, unenforced, pace, look: None }
    }

    /// The same at another pace.
    pub fn at_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// The same, where `can` says whether a transaction can hold it.
    pub fn in_transaction(self, can: bool) -> Self {
        Self { transactional: can, ..self }
    }

    /// Whether it runs code.
    pub fn is_code(&self) -> bool {
        matches!(self.action, Action::Code(_))
    }

    /// A statement that the engine refuses inside a transaction.
    pub fn sql_alone(sql: impl Into<String>) -> Self {
        Self::sql(sql).in_transaction(false)
    }
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Runs a statement.
    Sql(String),
    /// Makes a SQLite table anew, with changes that `ALTER TABLE` does not know.
    Rebuild(Rebuild),
    /// Runs code.
    Code(CodeStep),
    /// Works on rows, a transaction for each window of them.
    Batches(Batches),
}

impl Action {
    /// What it runs, as far as that is known without a database: batches as one statement over all rows. Code has
    /// none.
    ///
    /// # Errors
    /// A table that has to be made anew, with why that needs a look.
    pub fn statements(&self, dialect: &dyn Dialect) -> Result<Vec<String>, Unsupported> {
        match self {
            Self::Sql(sql) => Ok(vec![sql.clone()]),
            Self::Rebuild(rebuild) => dialect.rebuild_script(rebuild),
            Self::Code(_) => Ok(vec![]),
            Self::Batches(batches) => Ok(batches.whole()),
        }
    }
}

/// A SQLite table to be made anew: what changes is said in operations, and what does not is taken from the
/// live table when it runs, so that what the history does not know survives.
#[derive(Clone, Debug, PartialEq)]
pub struct Rebuild {
    /// The table.
    pub table: QualifiedName,
    /// The changes, in order.
    pub changes: Vec<Op>,
    /// The table as the history has it before the changes: where a live constraint has no name it is found
    /// by its shape here, and a script that is written without a database has nothing else.
    pub expected: String,
    /// The `CREATE INDEX` of its indexes as the history has them, for such a script.
    pub indexes: Vec<String>,
}

/// Something that an engine cannot do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{engine} cannot do this: {what}{}{}", if .hint.is_empty() { "" } else { "; " }, .hint)]
pub struct Unsupported {
    /// The engine, with its version where that matters.
    pub engine: String,
    /// What it cannot do, with the names of the table and column.
    pub what: String,
    /// A way out, or nothing.
    pub hint: String,
}

/// Two neighbouring steps as one, where they make the same table anew.
pub fn coalesce(first: &Step, next: &Step) -> Option<Step> {
    let (Action::Rebuild(first), Action::Rebuild(next)) = (&first.action, &next.action) else { return None };
    sqlite::join(first, next).map(|joined| Step::new(Action::Rebuild(joined)))
}
