use std::{fmt, pin::Pin, sync::Arc};

use sea_orm::{DatabaseExecutor, DbErr};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use super::Op;

/// What a step in code returns.
pub type CodeFuture<'a> = Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

/// A step in code: it gets the connection, or the transaction, in which its revision runs.
#[derive(Clone)]
pub struct CodeFn(Arc<Callback>);

type Callback = dyn for<'a> Fn(&'a DatabaseExecutor<'a>) -> CodeFuture<'a> + Send + Sync;

impl CodeFn {
    /// Wraps a function; write it as `|db| Box::pin(async move { … })`.
    pub fn new(
        f: impl for<'a> Fn(&'a DatabaseExecutor<'a>) -> CodeFuture<'a> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(f))
    }

    /// Runs it.
    ///
    /// # Errors
    /// Whatever the step returns.
    pub async fn call<'a>(&self, db: &'a DatabaseExecutor<'a>) -> Result<(), DbErr> {
        (self.0)(db).await
    }
}

impl fmt::Debug for CodeFn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeFn")
    }
}

/// A named step in code, with the step that undoes it.
#[derive(Clone, Debug)]
pub struct CodeStep {
    /// What people read about it.
    pub name: String,
    /// What runs.
    pub up: CodeFn,
    /// What undoes it.
    pub down: Option<CodeFn>,
    /// What it does to the schema, as far as that is said.
    pub effect: Vec<Op>,
    /// Whether it may run inside a transaction.
    pub transactional: bool,
}

impl CodeStep {
    /// A step that changes no schema and may run inside a transaction.
    pub fn new(name: impl Into<String>, up: CodeFn, down: Option<CodeFn>) -> Self {
        Self { name: name.into(), up, down, effect: vec![], transactional: true }
    }
}

/// Code cannot be compared; a step is known by its name.
impl PartialEq for CodeStep {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.down.is_some() == other.down.is_some()
            && self.effect == other.effect
            && self.transactional == other.transactional
    }
}

impl Serialize for CodeStep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("CodeStep", 4)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("reversible", &self.down.is_some())?;
        out.serialize_field("effect", &self.effect)?;
        out.serialize_field("transactional", &self.transactional)?;
        out.end()
    }
}
