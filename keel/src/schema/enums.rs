use serde::{Deserialize, Serialize};

use super::QualifiedName;

/// An enum type: a type of its own on PostgreSQL, `ENUM(…)` in each column on MySQL, text on SQLite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumType {
    /// Its name.
    pub name: QualifiedName,
    /// Its values, in order.
    pub values: Vec<String>,
}

/// Where a new value of an enum goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnumValuePosition {
    /// Behind all others.
    End,
    /// Before that one.
    Before(String),
    /// After that one.
    After(String),
}

impl EnumType {
    /// Where a value at that position goes, or `None` when its neighbour does not exist.
    pub fn index_of(&self, position: &EnumValuePosition) -> Option<usize> {
        let find = |value: &String| self.values.iter().position(|other| other == value);
        match position {
            EnumValuePosition::End => Some(self.values.len()),
            EnumValuePosition::Before(value) => find(value),
            EnumValuePosition::After(value) => find(value).map(|at| at + 1),
        }
    }
}
