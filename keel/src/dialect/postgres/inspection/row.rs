use serde::de::DeserializeOwned;

use crate::schema::QualifiedName;

/// A row of an answer, its cells by number; what cannot be read is told with the query's subject.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    subject: &'static str,
    cells: &'a [Option<String>],
}

impl<'a> Row<'a> {
    pub(super) fn new(subject: &'static str, cells: &'a [Option<String>]) -> Self {
        Self { subject, cells }
    }

    fn odd(&self, at: usize, what: &str) -> String {
        format!("{}: column {at} {what}", self.subject)
    }

    /// A text or NULL.
    pub(super) fn text_if_any(&self, at: usize) -> Result<Option<&'a str>, String> {
        let cell = self.cells.get(at).ok_or_else(|| self.odd(at, "is missing"))?;
        Ok(cell.as_deref())
    }

    /// A text.
    pub(super) fn text(&self, at: usize) -> Result<&'a str, String> {
        self.text_if_any(at)?.ok_or_else(|| self.odd(at, "is NULL"))
    }

    /// A truth value.
    pub(super) fn flag(&self, at: usize) -> Result<bool, String> {
        Ok(self.text_if_any(at)? == Some("true"))
    }

    /// What JSON text holds.
    pub(super) fn json<T: DeserializeOwned>(&self, at: usize) -> Result<T, String> {
        serde_json::from_str(self.text(at)?).map_err(|error| self.odd(at, &format!("is odd JSON: {error}")))
    }

    /// A list of texts.
    pub(super) fn list(&self, at: usize) -> Result<Vec<String>, String> {
        self.json(at)
    }

    /// A name whose namespace, or NULL for the current one, is the cell before it.
    pub(super) fn name(&self, at: usize) -> Result<QualifiedName, String> {
        let schema = self.text_if_any(at)?.map(ToOwned::to_owned);
        Ok(QualifiedName { schema, name: self.text(at + 1)?.to_owned() })
    }

    /// The same where there may be none.
    pub(super) fn name_if_any(&self, at: usize) -> Result<Option<QualifiedName>, String> {
        self.text_if_any(at + 1)?.map(|_| self.name(at)).transpose()
    }
}
