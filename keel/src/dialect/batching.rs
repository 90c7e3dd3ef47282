use super::{Dialect, Unsupported};
use crate::{
    op::{Batch, BatchWork},
    schema::{Column, QualifiedName, Schema, Table},
};

/// Statements over the rows of a table, to be said of one window of them after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batches {
    /// The table that is gone through, in quotes.
    pub source: String,
    /// The key by which it is gone through: no two rows have the same, and none is NULL.
    pub key: Vec<KeyColumn>,
    /// What is said of each window, in order; the last one tells how many rows it was about.
    pub statements: Vec<Windowed>,
    /// A query for one integer: about how many rows there are.
    pub estimate: String,
}

impl Batches {
    /// The statements for all rows.
    pub fn whole(&self) -> Vec<String> {
        self.statements.iter().map(Windowed::whole).collect()
    }

    /// A query for the key of one row, as literals: of those for which `condition` holds the one behind `skipped`
    /// others, from the key's beginning or its end.
    pub fn key_query(&self, condition: &str, skipped: u64, from_end: bool) -> String {
        let literals: Vec<_> = self.key.iter().map(|column| column.literal.as_str()).collect();
        let direction = if from_end { " DESC" } else { "" };
        let order: Vec<_> = self.key.iter().map(|column| format!("{}{direction}", column.name)).collect();
        format!(
            "SELECT {} FROM {} WHERE {condition} ORDER BY {} LIMIT 1 OFFSET {skipped}",
            literals.join(", "),
            self.source,
            order.join(", ")
        )
    }
}

/// A column of such a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyColumn {
    /// Its name, in quotes.
    pub name: String,
    /// An expression over a row: the text of a literal that stands for its value.
    pub literal: String,
}

/// A statement with a place for the condition that a row is in the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Windowed {
    before: String,
    /// What must hold beside that.
    conditions: Vec<String>,
    after: String,
}

impl Windowed {
    fn new(before: String, conditions: impl IntoIterator<Item = String>, after: String) -> Self {
        Self { before, conditions: conditions.into_iter().collect(), after }
    }

    /// The statement for the rows for which `window` holds.
    pub fn within(&self, window: &str) -> String {
        self.text([window].into_iter().chain(self.conditions.iter().map(String::as_str)))
    }

    /// The statement for all rows.
    fn whole(&self) -> String {
        self.text(self.conditions.iter().map(String::as_str))
    }

    fn text<'a>(&self, conditions: impl Iterator<Item = &'a str>) -> String {
        let conditions = conditions.collect::<Vec<_>>().join(" AND ");
        let place = if conditions.is_empty() { String::new() } else { format!(" WHERE {conditions}") };
        format!("{}{place}{}", self.before, self.after)
    }
}

/// Which rows come before or behind a value of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Behind it.
    After,
    /// It, or before it.
    UpTo,
}

impl Side {
    /// The operator for the last column of a key; of the columns before it the row is a neighbour without its `=`.
    pub fn operator(self) -> &'static str {
        match self {
            Self::After => ">",
            Self::UpTo => "<=",
        }
    }
}

/// Going through tables row by row.
pub trait Batching {
    /// An expression over a row: the text of a literal that stands for the column's value, exactly, and that compares
    /// with it as the key's order has it.
    ///
    /// # Errors
    /// The type has no such literal.
    fn key_literal(&self, owner: &QualifiedName, column: &Column) -> Result<String, Unsupported>;

    /// The condition that a row's key is on that side of a value. Literals go in, as [`key_literal`](Self::key_literal)
    /// gives them.
    fn beside(&self, key: &[KeyColumn], values: &[String], side: Side) -> String {
        let names = key.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
        match key.len() {
            1 => format!("{names} {} {}", side.operator(), values.join(", ")),
            _ => format!("({names}) {} ({})", side.operator(), values.join(", ")),
        }
    }

    /// A query for one integer: about how many rows the table has.
    fn estimate(&self, table: &QualifiedName) -> String;

    /// The statements that move rows from one table to another, of the columns that are given in quotes.
    fn moving(&self, rows: &Moving<'_>) -> Vec<Windowed>;
}

/// Rows that move from a table to another one.
#[derive(Clone, Debug)]
pub struct Moving<'a> {
    /// The table where they are, in quotes.
    pub from: &'a str,
    /// The table where they go, in quotes.
    pub to: &'a str,
    /// The columns that they have in both, in quotes.
    pub columns: &'a str,
    /// The key, in quotes.
    pub key: &'a [KeyColumn],
    /// Which rows, in parentheses.
    pub filter: Option<&'a str>,
    /// Whether the other table numbers its rows whatever is said.
    pub numbered: bool,
}

impl Moving<'_> {
    fn filter(&self) -> Option<String> {
        self.filter.map(ToOwned::to_owned)
    }

    /// First they are copied.
    pub(super) fn copy(&self, lock: &str) -> Windowed {
        let Self { from, to, columns, .. } = self;
        let before = format!("INSERT INTO {to} ({columns}) SELECT {columns} FROM {from}");
        Windowed::new(before, self.filter(), lock.to_owned())
    }

    /// Then those that are in the other table go.
    pub(super) fn delete_copied(&self) -> Windowed {
        let Self { from, to, key, .. } = self;
        let same: Vec<_> = key.iter().map(|column| format!("kept.{0} = {from}.{0}", column.name)).collect();
        let copied = format!("EXISTS (SELECT 1 FROM {to} AS kept WHERE {})", same.join(" AND "));
        Windowed::new(format!("DELETE FROM {from}"), self.filter().into_iter().chain([copied]), String::new())
    }

    /// Both at once, where the engine can.
    pub(super) fn at_once(&self) -> Windowed {
        let Self { from, to, columns, numbered, .. } = self;
        let overriding = if *numbered { " OVERRIDING SYSTEM VALUE" } else { "" };
        let after = format!(
            " RETURNING {columns}) INSERT INTO {to} ({columns}){overriding} SELECT {columns} FROM moved"
        );
        Windowed::new(format!("WITH moved AS (DELETE FROM {from}"), self.filter(), after)
    }
}

/// The statements of a batch on a database whose schema is `before`.
///
/// # Errors
/// Its table has no key whose values the engine can be asked for.
pub(super) fn batches(dialect: &dyn Dialect, batch: &Batch, before: &Schema) -> Result<Batches, Unsupported> {
    let unknown = |name: &QualifiedName| Unsupported {
        engine: dialect.server().to_string(),
        what: format!("going through table {name}, which has no key that the history knows"),
        hint: "say the table's making in the history first, with a primary key".into(),
    };
    let of = |name: &QualifiedName| before.table(name).ok_or_else(|| unknown(name));
    let (table, source) = (of(&batch.table)?, of(batch.source())?);
    let columns = table.row_key().ok_or_else(|| unknown(&batch.table))?;
    let part = |name: String| {
        let column = table.column(&name).ok_or_else(|| unknown(&batch.table))?;
        let literal = dialect.key_literal(&batch.table, column)?;
        Ok(KeyColumn { name: dialect.quote(&name), literal })
    };
    let key = columns.into_iter().map(part).collect::<Result<Vec<_>, Unsupported>>()?;
    let statements = statements(dialect, batch, table, &key);
    let (source, estimate) = (dialect.quote_qualified(&source.name), dialect.estimate(&source.name));
    Ok(Batches { source, key, statements, estimate })
}

fn statements(dialect: &dyn Dialect, batch: &Batch, table: &Table, key: &[KeyColumn]) -> Vec<Windowed> {
    let filter = batch.filter.as_ref().map(|filter| format!("({filter})"));
    let quoted = dialect.quote_qualified(&batch.table);
    let kept = batch.quarantine().map(|name| dialect.quote_qualified(name));
    let columns = |all: bool| {
        let columns = table.columns.values().filter(|column| all || column.generated.is_none());
        columns.map(|column| dialect.quote(&column.name)).collect::<Vec<_>>().join(", ")
    };
    let rows = |from, to, columns, numbered| {
        dialect.moving(&Moving { from, to, columns, key, filter: filter.as_deref(), numbered })
    };
    match (&batch.work, &kept) {
        (BatchWork::Update { set }, _) => {
            let set = set.iter().map(|(column, value)| format!("{} = {value}", dialect.quote(column)));
            let set = set.collect::<Vec<_>>().join(", ");
            vec![Windowed::new(format!("UPDATE {quoted} SET {set}"), filter, String::new())]
        }
        (BatchWork::Delete { .. }, Some(kept)) => rows(&quoted, kept, &columns(true), false),
        (BatchWork::Restore { .. }, Some(kept)) => {
            let numbered = table.columns.values().any(|column| column.identity.is_some());
            rows(kept, &quoted, &columns(false), numbered)
        }
        (BatchWork::Delete { .. } | BatchWork::Restore { .. }, None) => {
            vec![Windowed::new(format!("DELETE FROM {quoted}"), filter, String::new())]
        }
    }
}
