//! Where a database stands, for a build.

use std::fmt;

use serde::Serialize;

use crate::schema::QualifiedName;

/// Why a live schema is not one that a build serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// The table.
    pub table: QualifiedName,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// What is wrong with it: `is not there` …
    pub why: String,
}

impl Obstacle {
    pub(super) fn table(table: &QualifiedName, why: impl Into<String>) -> Self {
        Self { table: table.clone(), column: None, why: why.into() }
    }

    pub(super) fn column(table: &QualifiedName, column: &str, why: impl Into<String>) -> Self {
        Self { table: table.clone(), column: Some(column.to_owned()), why: why.into() }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column} {}", self.table, self.why),
            None => write!(f, "table {} {}", self.table, self.why),
        }
    }
}

/// Where a database stands, for a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The build serves it.
    Serves {
        /// The newest revisions that it has and the build knows.
        at: Vec<String>,
        /// What the build has beyond them, and can do without.
        pending: Vec<String>,
        /// What it has and the build does not know; nothing that the build needs is gone.
        unknown: Vec<String>,
    },
    /// It lacks revisions that the build needs.
    Behind {
        /// The newest revisions that it has; none at the very beginning.
        at: Vec<String>,
        /// Those it lacks that the build needs.
        needed: Vec<String>,
        /// All that it lacks.
        pending: Vec<String>,
        /// What it has and the build does not know.
        unknown: Vec<String>,
    },
    /// Its schema is not one that the build can work with, whatever its revisions say.
    Unfit {
        /// The newest revisions that it has and the build knows.
        at: Vec<String>,
        /// What it has and the build does not know.
        unknown: Vec<String>,
        /// Why.
        obstacles: Vec<Obstacle>,
    },
}

impl Standing {
    /// Whether the build serves it.
    pub fn serves(&self) -> bool {
        matches!(self, Self::Serves { .. })
    }

    /// The newest revisions that the database has and the build knows.
    pub fn at(&self) -> &[String] {
        match self {
            Self::Serves { at, .. } | Self::Behind { at, .. } | Self::Unfit { at, .. } => at,
        }
    }

    /// What the build has and the database has not.
    pub fn pending(&self) -> &[String] {
        match self {
            Self::Serves { pending, .. } | Self::Behind { pending, .. } => pending,
            Self::Unfit { .. } => &[],
        }
    }

    /// What the database has and the build does not know.
    pub fn unknown(&self) -> &[String] {
        match self {
            Self::Serves { unknown, .. } | Self::Behind { unknown, .. } | Self::Unfit { unknown, .. } => {
                unknown
            }
        }
    }

    /// What stands against serving it, beside revisions that it lacks.
    pub fn obstacles(&self) -> &[Obstacle] {
        match self {
            Self::Unfit { obstacles, .. } => obstacles,
            _ => &[],
        }
    }
}

/// Revisions in a sentence.
fn named(ids: &[String]) -> String {
    if ids.is_empty() { "base".to_owned() } else { ids.join(", ") }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the database is at {}", named(self.at()))?;
        if !self.unknown().is_empty() {
            write!(f, ", with {}, which this build does not know", named(self.unknown()))?;
        }
        match self {
            Self::Serves { .. } => Ok(()),
            Self::Behind { needed, .. } => write!(f, ", and this build needs {}", named(needed)),
            Self::Unfit { obstacles, .. } => {
                let why: Vec<_> = obstacles.iter().map(ToString::to_string).collect();
                write!(f, ", and this build cannot work with it: {}", why.join("; "))
            }
        }
    }
}
