use crate::schema::QualifiedName;

/// An operation that does not fit the schema it meets.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ApplyError {
    #[error("there is a schema {0} already")]
    SchemaExists(String),
    #[error("there is no schema {0}")]
    NoSchema(String),
    #[error("schema {0} is not empty: it holds {1}")]
    SchemaNotEmpty(String, QualifiedName),
    #[error("there is an enum {0} already")]
    EnumExists(QualifiedName),
    #[error("there is no enum {name}{}", list(.known))]
    NoEnum { name: QualifiedName, known: Vec<String> },
    #[error("enum {name} is in use by {table}.{column}")]
    EnumInUse { name: QualifiedName, table: QualifiedName, column: String },
    #[error("enum {name} has no value {value:?}{}", list(.known))]
    NoEnumValue { name: QualifiedName, value: String, known: Vec<String> },
    #[error("enum {name} has a value {value:?} already")]
    EnumValueExists { name: QualifiedName, value: String },
    #[error("there is a table {0} already")]
    TableExists(QualifiedName),
    #[error("there is no table {name}{}", list(.known))]
    NoTable { name: QualifiedName, known: Vec<String> },
    #[error("table {table} is referenced by foreign key {foreign_key} of {by}; drop that one first")]
    Referenced { table: QualifiedName, foreign_key: String, by: QualifiedName },
    #[error("table {table} has a column {column} already")]
    ColumnExists { table: QualifiedName, column: String },
    #[error("table {table} has no column {column}{}", list(.known))]
    NoColumn { table: QualifiedName, column: String, known: Vec<String> },
    #[error("column {table}.{column} is part of {dependent}; drop that first")]
    ColumnInUse { table: QualifiedName, column: String, dependent: String },
    #[error("table {0} has a primary key already")]
    PrimaryKeyExists(QualifiedName),
    #[error("table {0} has no primary key")]
    NoPrimaryKey(QualifiedName),
    #[error("table {table} has a {kind} {name} already")]
    ObjectExists { table: QualifiedName, kind: &'static str, name: String },
    #[error("table {table} has no {kind} {name}{}", list(.known))]
    NoObject { table: QualifiedName, kind: &'static str, name: String, known: Vec<String> },
    #[error(
        "table {0} has no key by which its rows can be gone through: a primary key, or a UNIQUE over columns that are \
         NOT NULL"
    )]
    NoRowKey(QualifiedName),
    #[error("column {table}.{column} is {what}, and cannot be set in batches")]
    NotSettable { table: QualifiedName, column: String, what: &'static str },
    #[error("quarantine {quarantine} has no column {column}, which rows of {table} have")]
    NoRoom { quarantine: QualifiedName, table: QualifiedName, column: String },
    #[error(
        "rows of {by} would go or change along with those of {table} (foreign key {foreign_key}), and no quarantine \
         keeps them; keep them first, and say cascade()"
    )]
    TakesAlong { table: QualifiedName, foreign_key: String, by: QualifiedName },
    #[error("foreign key {name}: {columns} column(s) point at {referenced}")]
    Arity { name: String, columns: usize, referenced: usize },
}

fn list(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; there is {}", names.join(", ")) }
}
