use crate::schema::Schema;

/// How an engine sees a schema: what it keeps of it, and the one spelling in which two schemas that mean the
/// same are equal.
pub trait Canonical {
    /// Whether enum types are objects of their own.
    fn has_enum_types(&self) -> bool;

    /// What a database of this engine keeps of a schema, in the schema's own words: names cut to the length
    /// that it has, enums in the columns where it has no enum types, nothing that it would forget.
    fn kept(&self, schema: &Schema) -> Schema;

    /// [`kept`](Self::kept), and spelled in one way: types by the engine's names, defaults and expressions by
    /// meaning, what is the engine's default left out. Every key of it is one of `kept`; what the engine makes
    /// by itself, and what is spelled out only to say the default, is not in it.
    ///
    /// It is for comparing, not for showing or running.
    fn canonical(&self, schema: &Schema) -> Schema;
}
