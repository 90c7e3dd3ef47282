use crate::{op::ApplyError, schema::QualifiedName};

/// Why operations cannot be written down as Rust.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RenderError {
    #[error("the step in code {0:?} is compiled: its text is not at hand")]
    Code(String),
    #[error("{what}: {source}")]
    DoesNotFit { what: String, source: ApplyError },
    #[error("INTERVAL {0} has no name in SeaQuery")]
    Interval(String),
    #[error("enum {from} would move to another namespace as {to}, which no operation says")]
    MovedEnum { from: QualifiedName, to: QualifiedName },
    #[error("there is no table {0}")]
    NoTable(QualifiedName),
    #[error("what was written is no Rust: {0}")]
    NotRust(String),
}
