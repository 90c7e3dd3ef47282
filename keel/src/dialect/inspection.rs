use crate::schema::{QualifiedName, Schema};

/// Which namespaces of a database are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All but the engine's own and what extensions made.
    #[default]
    All,
    /// The one that the connection uses, and these.
    Only(Vec<String>),
}

/// How a live schema is read: queries whose number does not depend on what the database holds, and what their
/// answers mean.
pub trait Inspection {
    /// The queries. Each is read in full, and each of its columns is a text or NULL.
    fn inspection_queries(&self, scope: &Scope) -> Vec<String>;

    /// What the answers, one for each query and in its order, say.
    ///
    /// # Errors
    /// [`InspectError`]: the catalogue says something that this cannot read.
    fn read_inspection(&self, answers: &[Answer]) -> Result<Inspected, InspectError>;
}

/// The rows of a catalogue query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Each with as many cells as the query has columns.
    pub rows: Vec<Vec<Option<String>>>,
}

/// What a live database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    /// The namespace that unqualified names mean; its objects are unqualified in `schema`.
    pub current: Option<String>,
    /// Its tables and types.
    pub schema: Schema,
    /// What is there beside them: it is named, and never changed.
    pub unmanaged: Vec<Unmanaged>,
    /// The collation that tables have for which `schema` says none, where the engine has such a default.
    pub default_collation: Option<String>,
}

/// An object that no entity describes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Unmanaged {
    /// What it is, in the engine's words: `view`, `function`, `trigger`, `policy` …
    pub kind: String,
    /// Its name.
    pub name: QualifiedName,
    /// The table that it hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<QualifiedName>,
}

/// A catalogue that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{engine}: cannot read the catalogue: {what}")]
pub struct InspectError {
    /// The engine.
    pub engine: String,
    /// What it says.
    pub what: String,
}
