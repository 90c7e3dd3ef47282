use std::{fmt, pin::Pin, sync::Arc};

use sea_orm::{DatabaseExecutor, DbErr};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

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
}

/// Code cannot be compared; a step is known by its name.
impl PartialEq for CodeStep {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.down.is_some() == other.down.is_some()
    }
}

impl Serialize for CodeStep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("CodeStep", 2)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("reversible", &self.down.is_some())?;
        out.end()
    }
}
