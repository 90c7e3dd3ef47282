//! Types by their affinity, and collations.

use crate::dialect::sqlite::inspection::spelled;

/// What a column makes of the values that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Affinity {
    /// Numbers become texts.
    Text,
    /// Texts that are numbers become numbers: INTEGER, REAL and NUMERIC do not differ in that.
    Numeric,
    /// Values stay what they are.
    Blob,
}

impl Affinity {
    /// That of a declared type (manual, datatype3.html, section 3.1; `ANY` in a STRICT table: stricttables.html).
    pub(super) fn of(declared: &str, strict: bool) -> Self {
        let upper = declared.to_ascii_uppercase();
        let holds = |words: &[&str]| words.iter().any(|word| upper.contains(word));
        match () {
            () if strict && upper == "ANY" => Self::Blob,
            () if holds(&["INT"]) => Self::Numeric,
            () if holds(&["CHAR", "CLOB", "TEXT"]) => Self::Text,
            () if upper.is_empty() || holds(&["BLOB"]) => Self::Blob,
            () => Self::Numeric,
        }
    }
}

/// The declared type, by the words alone.
pub(super) fn one_spelling(declared: &str) -> String {
    spelled(declared).to_ascii_lowercase()
}

/// The collation's name in one case; the default one is none.
pub(super) fn collation(name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    (upper != "BINARY").then_some(upper)
}
