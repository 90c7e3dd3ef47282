use serde::{Deserialize, Serialize};

use super::{Backend, Schema};

/// The version of the format that this build writes, and the newest that it reads.
const VERSION: u64 = 1;

/// A schema in a file, with the engine whose schema it is. `docs/snapshot.md` describes the format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The family of engines for which the schema was recorded, or from which it was read.
    pub backend: Backend,
    /// The server from which it was read, as it names itself.
    pub server: Option<String>,
    /// The schema.
    pub schema: Schema,
}

/// A file that is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not JSON at all.
    #[error("not JSON: {0}")]
    NotJson(#[source] serde_json::Error),
    /// JSON, and something else.
    #[error("not a snapshot: it has no number `keel_snapshot`")]
    NotASnapshot,
    /// Written by a later build, or by none.
    #[error("a snapshot of version {found}; this build reads version {VERSION}")]
    Version {
        /// The file's version.
        found: u64,
    },
    /// A field is missing, or holds what it cannot.
    #[error("a damaged snapshot: {0}")]
    Damaged(#[source] serde_json::Error),
    /// A thing is listed under a name that is not its own.
    #[error("a damaged snapshot: {what} is listed as {key}")]
    Misnamed {
        /// The thing, by its own name.
        what: String,
        /// The name under which it stands.
        key: String,
    },
}

#[derive(Serialize)]
struct Written<'a> {
    keel_snapshot: u64,
    backend: Backend,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<&'a str>,
    schema: &'a Schema,
}

#[derive(Deserialize)]
struct Read {
    backend: Backend,
    server: Option<String>,
    schema: Schema,
}

impl Snapshot {
    /// The text of the file; the same schema gives the same text.
    pub fn write(&self) -> String {
        let written = Written {
            keel_snapshot: VERSION,
            backend: self.backend,
            server: self.server.as_deref(),
            schema: &self.schema,
        };
        // Every key is a text and nothing in a schema fails to be written, which is all that can be an error.
        serde_json::to_string_pretty(&written).unwrap_or_default() + "\n"
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`SnapshotError`].
    pub fn read(text: &str) -> Result<Self, SnapshotError> {
        // Editors on Windows put a byte order mark in front.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: serde_json::Value = serde_json::from_str(text).map_err(SnapshotError::NotJson)?;
        let version = value.get("keel_snapshot").and_then(serde_json::Value::as_u64);
        match version.ok_or(SnapshotError::NotASnapshot)? {
            VERSION => {}
            found => return Err(SnapshotError::Version { found }),
        }
        // From the text and not from the value: that has no order of columns, and no line for an error.
        let Read { backend, server, schema } = serde_json::from_str(text).map_err(SnapshotError::Damaged)?;
        check_names(&schema)?;
        Ok(Self { backend, server, schema })
    }
}

/// Everything finds things by the name under which they stand, and writes them by their own.
fn check_names(schema: &Schema) -> Result<(), SnapshotError> {
    for (key, enum_type) in &schema.enums {
        same("enum", &enum_type.name.to_string(), &key.to_string())?;
    }
    for (key, table) in &schema.tables {
        same("table", &table.name.to_string(), &key.to_string())?;
        let at = |kind: &str| format!("{kind} of table {}:", table.name);
        for (key, column) in &table.columns {
            same(&at("column"), &column.name, key)?;
        }
        for (key, unique) in &table.uniques {
            same(&at("unique"), &unique.name, key)?;
        }
        for (key, foreign_key) in &table.foreign_keys {
            same(&at("foreign key"), &foreign_key.name, key)?;
        }
        for (key, check) in &table.checks {
            same(&at("check"), &check.name, key)?;
        }
        for (key, index) in &table.indexes {
            same(&at("index"), &index.name, key)?;
        }
    }
    Ok(())
}

fn same(what: &str, name: &str, key: &str) -> Result<(), SnapshotError> {
    if name == key {
        return Ok(());
    }
    Err(SnapshotError::Misnamed { what: format!("{what} {name}"), key: key.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, ColumnType, DefaultValue, EnumType, QualifiedName, Table};

    fn sample() -> Snapshot {
        let mut table = Table::new(QualifiedName::qualified("odd.schema", "ta\"b\\le"));
        for name in ["z", "a", "m\u{1b}"] {
            table.columns.insert(name.into(), Column::new(name, ColumnType::Text));
        }
        table.columns["a"].default = Some(DefaultValue::Bytes(vec![0, 255]));
        let mut schema = Schema::new();
        schema.tables.insert(table.name.clone(), table);
        let kind = EnumType { name: "kind".into(), values: vec!["b".into(), "a".into()] };
        schema.enums.insert(kind.name.clone(), kind);
        Snapshot { backend: Backend::MySql, server: Some("MariaDB 10.11".into()), schema }
    }

    #[test]
    fn what_is_written_is_read() {
        let snapshot = sample();
        let text = snapshot.write();
        let read = Snapshot::read(&text).unwrap();
        assert_eq!(read, snapshot);
        let columns: Vec<_> = read.schema.tables.values().next().unwrap().columns.keys().collect();
        assert_eq!(columns, ["z", "a", "m\u{1b}"], "columns keep their order");
        assert!(
            text.ends_with("}\n") && text.starts_with("{\n  \"keel_snapshot\": 1,\n  \"backend\": \"mysql\"")
        );
        assert_eq!(read.write(), text);
        assert_eq!(Snapshot::read(&format!("\u{feff}{text}")).unwrap(), snapshot);
        let bare = Snapshot { backend: Backend::Sqlite, server: None, schema: Schema::new() };
        assert!(!bare.write().contains("server"));
        assert_eq!(Snapshot::read(&bare.write()).unwrap(), bare);
    }

    #[test]
    fn what_is_no_snapshot_says_why() {
        let table = |key: &str| {
            format!(
                r#"{{"keel_snapshot": 1, "backend": "sqlite", "schema": {{"tables":
                {{"{key}": {{"name": "tasks", "columns": {{}}}}}}}}}}"#
            )
        };
        assert!(Snapshot::read(&table("tasks")).is_ok());
        for (text, error) in [
            ("", "not JSON: EOF"),
            ("SELECT 1", "not JSON: expected value at line 1"),
            ("{\"keel_snapshot\": 1", "not JSON: EOF"),
            (&"[".repeat(100_000), "not JSON: recursion limit"),
            ("[]", "not a snapshot"),
            ("{\"version\": 1}", "not a snapshot"),
            ("{\"keel_snapshot\": \"1\"}", "not a snapshot"),
            ("{\"keel_snapshot\": 2}", "a snapshot of version 2; this build reads version 1"),
            ("{\"keel_snapshot\": 0}", "a snapshot of version 0; this build reads version 1"),
            ("{\"keel_snapshot\": 1}", "a damaged snapshot: missing field `backend`"),
            (r#"{"keel_snapshot": 1, "backend": "oracle"}"#, "a damaged snapshot: unknown variant `oracle`"),
            (&table("other"), "a damaged snapshot: table tasks is listed as other"),
        ] {
            let told = Snapshot::read(text).unwrap_err().to_string();
            assert!(told.starts_with(error), "{told}");
        }
    }

    #[test]
    fn the_documented_example_is_a_snapshot() {
        let document = include_str!("../../../docs/snapshot.md");
        let (_, example) = document.split_once("```json\n").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let snapshot = Snapshot::read(example).unwrap();
        assert!(snapshot.schema.tables.len() > 1);
        assert_eq!(snapshot.write(), example, "the example is written as this build writes it");
    }
}
