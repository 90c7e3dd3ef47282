use std::fmt;

use serde::{Deserialize, Serialize};

use super::Expression;

/// An index that is no constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What it is over, in order.
    pub parts: Vec<IndexPart>,
    /// Whether it forbids duplicates.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// The access method (`gin`, `hash`, `fulltext` …); `None` is the engine's usual B-tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only rows for which this holds are in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expression>,
    /// Columns that it carries beside its key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// PostgreSQL 15's `NULLS NOT DISTINCT`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
}

impl Index {
    /// Whether it is over that column in any way: key, expression, predicate or payload.
    pub fn mentions(&self, column: &str) -> bool {
        self.parts.iter().any(|part| part.mentions(column))
            || self.include.iter().any(|name| name == column)
            || self.predicate.as_ref().is_some_and(|predicate| predicate.mentions(column))
    }

    pub(crate) fn rename_column(&mut self, from: &str, to: &str) {
        for part in &mut self.parts {
            part.rename_column(from, to);
        }
        super::table::rename_in(&mut self.include, from, to);
        self.predicate = self.predicate.take().map(|predicate| predicate.renamed(from, to));
    }
}

/// One part of an index's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPart {
    /// What it orders by.
    pub term: IndexTerm,
    /// Up or down.
    #[serde(default, skip_serializing_if = "SortOrder::is_ascending")]
    pub order: SortOrder,
    /// Where NULLs stand; `None` is the engine's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<NullsOrder>,
    /// MySQL: only that many leading characters or bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<u32>,
    /// PostgreSQL: the operator class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<String>,
    /// A collation other than the column's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

impl IndexPart {
    /// An ascending part over a column.
    pub fn column(name: impl Into<String>) -> Self {
        Self::new(IndexTerm::Column(name.into()))
    }

    /// An ascending part over an expression.
    pub fn expression(expression: Expression) -> Self {
        Self::new(IndexTerm::Expression(expression))
    }

    fn new(term: IndexTerm) -> Self {
        Self {
            term,
            order: SortOrder::Ascending,
            nulls: None,
            prefix: None,
            operator_class: None,
            collation: None,
        }
    }

    fn mentions(&self, column: &str) -> bool {
        match &self.term {
            IndexTerm::Column(name) => name == column,
            IndexTerm::Expression(expression) => expression.mentions(column),
        }
    }

    fn rename_column(&mut self, from: &str, to: &str) {
        match &mut self.term {
            IndexTerm::Column(name) if name == from => *name = to.to_owned(),
            IndexTerm::Column(_) => {}
            IndexTerm::Expression(expression) => *expression = expression.renamed(from, to),
        }
    }
}

/// What a part of an index orders by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexTerm {
    /// A column.
    Column(String),
    /// An expression over columns.
    Expression(Expression),
}

impl fmt::Display for IndexTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(name) => f.write_str(name),
            Self::Expression(expression) => write!(f, "({expression})"),
        }
    }
}

/// The direction of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

impl SortOrder {
    /// Whether it is the default.
    pub fn is_ascending(&self) -> bool {
        *self == Self::Ascending
    }
}

/// Where NULLs stand in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NullsOrder {
    /// Before everything.
    First,
    /// After everything.
    Last,
}
