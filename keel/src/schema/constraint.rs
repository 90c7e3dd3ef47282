use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Expression, QualifiedName};

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryKey {
    /// Its name where it was given one; engines name it themselves otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// A UNIQUE constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unique {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// PostgreSQL 15's `NULLS NOT DISTINCT`: two NULLs are one too many.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// Checked at the end of a statement or transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferrable>,
}

/// When a deferrable constraint is checked, unless a transaction says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    InitiallyImmediate,
    /// `DEFERRABLE INITIALLY DEFERRED`.
    InitiallyDeferred,
}

impl Deferrable {
    /// Its SQL clause.
    pub fn as_sql(self) -> &'static str {
        match self {
            Self::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE",
            Self::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
        }
    }
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// The table that it points at.
    pub references: QualifiedName,
    /// The columns there, in the same order.
    pub referenced_columns: Vec<String>,
    /// What deleting the parent does.
    pub on_delete: ReferentialAction,
    /// What changing the parent's key does.
    pub on_update: ReferentialAction,
    /// Checked at the end of the transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferrable>,
    /// What single engines know of it beyond that.
    #[serde(default, skip_serializing_if = "ForeignKeyOptions::is_default")]
    pub options: ForeignKeyOptions,
}

impl ForeignKey {
    /// The same, holding for all rows.
    pub fn validated(&self) -> Self {
        let options = ForeignKeyOptions { not_valid: false, ..self.options.clone() };
        Self { options, ..self.clone() }
    }
}

/// Options that only PostgreSQL has; the others ignore them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKeyOptions {
    /// `MATCH FULL`: either all columns are NULL or none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub match_full: bool,
    /// The columns that `ON DELETE SET NULL` and `SET DEFAULT` set; all where there is none (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_columns: Vec<String>,
    /// `NOT VALID`: rows that were there before may point nowhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
}

impl ForeignKeyOptions {
    /// Whether nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What happens to the children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferentialAction {
    /// Refused when the statement ends (SQL's default).
    #[default]
    NoAction,
    /// Refused at once.
    Restrict,
    /// They follow.
    Cascade,
    /// They lose their parent.
    SetNull,
    /// They get their default.
    SetDefault,
}

impl ReferentialAction {
    /// Its SQL words.
    pub fn as_sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

impl fmt::Display for ReferentialAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_sql())
    }
}

/// A CHECK constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What must hold.
    pub expression: Expression,
    /// `NOT VALID`: rows that were there before may break it. Only PostgreSQL has that; the others look at all rows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
}

impl Check {
    /// A condition that all rows keep.
    pub fn new(name: impl Into<String>, expression: Expression) -> Self {
        Self { name: name.into(), expression, not_valid: false }
    }

    /// The same, holding for all rows.
    pub fn validated(&self) -> Self {
        Self { not_valid: false, ..self.clone() }
    }
}
