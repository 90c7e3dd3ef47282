use super::{MigrationName, Revision};
use crate::op::{Op, Operations};

/// A revision of operations that are known already, such as those that the differ found.
///
/// Its `down` is the reverse of what it does.
#[derive(Clone, Debug)]
pub struct Ready<'a> {
    id: &'a str,
    parents: Vec<&'a str>,
    ops: Vec<Op>,
}

impl<'a> Ready<'a> {
    /// The revision of that id, which comes after `parents`.
    pub fn new(id: &'a str, parents: impl IntoIterator<Item = &'a str>, ops: impl Into<Vec<Op>>) -> Self {
        Self { id, parents: parents.into_iter().collect(), ops: ops.into() }
    }
}

impl MigrationName for Ready<'_> {
    fn name(&self) -> &str {
        self.id
    }
}

impl Revision for Ready<'_> {
    fn revises(&self) -> &[&str] {
        &self.parents
    }

    fn up(&self, op: &mut Operations) {
        self.ops.iter().for_each(|it| op.record(it.clone()));
    }
}
