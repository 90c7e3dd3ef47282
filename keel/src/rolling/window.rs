//! The revisions between which a build serves.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    check::{align, scope_of},
    dialect::Dialect,
    history::{FoldError, History, applied},
    inspect::{InspectFailure, inspect},
    schema::{Column, DefaultValue, QualifiedName, Schema},
};

use super::{
    Capabilities, Obstacle, Standing,
    capabilities::{Seen, StandIn, Why},
    kind::kind,
    within::{columns, first_values},
};

const TRIES: u32 = 3;

/// A window that a build cannot have.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// The history has no such revision.
    #[error("there is no revision {0}")]
    Unknown(String),
    /// The level is older than what the build serves.
    #[error("{level} is older than {oldest}, from which this build serves")]
    TooOld {
        /// The level that was asked for.
        level: String,
        /// The window's first revision.
        oldest: String,
    },
    /// A branch does not hold together.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// Something got another name within: before that the build would not find what is there.
    #[error("{revision} renames {what}: a window cannot begin before it")]
    Renamed {
        /// The revision.
        revision: String,
        /// What it renames.
        what: String,
    },
    /// A column is at the window's beginning what this build cannot work with.
    #[error("{table}.{column} at {oldest}: {why}")]
    Column {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: String,
        /// The window's first revision.
        oldest: String,
        /// What is wrong with it.
        why: String,
    },
}

/// The revisions between which a build serves: from one on, and beyond its own as long as nothing it needs is gone.
#[derive(Clone, Debug)]
pub struct Window {
    history: History,
    oldest: String,
    /// What the build names.
    known: Schema,
    /// What of that must be there.
    required: Schema,
    /// What the program can name at all: more than `known` where it keeps to a level.
    whole: Schema,
    /// The value that rows get when a column comes.
    first_values: BTreeMap<(QualifiedName, String), DefaultValue>,
}

impl Window {
    /// The window from `oldest` to the history's end.
    ///
    /// # Errors
    /// [`WindowError`]: what happens between the two is more than tables, and columns with a default, that come.
    pub fn new(history: History, oldest: &str) -> Result<Self, WindowError> {
        let unknown = || WindowError::Unknown(oldest.to_owned());
        let required = history.until(oldest).ok_or_else(unknown)?.head_schema()?;
        let known = history.head_schema()?;
        let first_values = first_values(&history, oldest, &required, &known)?;
        let (oldest, whole) = (oldest.to_owned(), known.clone());
        Ok(Self { history, oldest, known, required, whole, first_values })
    }

    /// The same, behaving as the build of that revision did: what came later is neither read nor written, and is not known.
    /// For as long as such builds run beside it.
    ///
    /// # Errors
    /// [`WindowError::Unknown`], [`WindowError::TooOld`].
    pub fn at_level(self, level: &str) -> Result<Self, WindowError> {
        let history = self.history.until(level).ok_or_else(|| WindowError::Unknown(level.to_owned()))?;
        if !history.graph().contains(&self.oldest) {
            return Err(WindowError::TooOld { level: level.to_owned(), oldest: self.oldest });
        }
        let known = history.head_schema()?;
        Ok(Self { history, known, ..self })
    }

    /// The revisions that this build knows.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The first revision that this build serves.
    pub fn oldest(&self) -> &str {
        &self.oldest
    }

    /// Reads ledger and catalogue: a fixed number of queries, which only read.
    ///
    /// # Errors
    /// [`InspectFailure`].
    pub async fn look(
        &self,
        db: &impl ConnectionTrait,
        dialect: &dyn Dialect,
        ledger: &str,
    ) -> Result<Sight, InspectFailure> {
        // In this order: a revision that ends meanwhile is seen as pending, and the next look sees it.
        let applied = revisions(db, dialect, ledger).await?;
        let mut tried = 1;
        let found = loop {
            match inspect(db, dialect, &scope_of(&self.whole)).await {
                // Its answers may not fit together when the schema moves between two of them.
                Err(InspectFailure::Catalogue(_)) if tried < TRIES => tried += 1,
                found => break found?,
            }
        };
        let query = format!("SELECT {} FROM {}", dialect.quote("version"), dialect.quote(ledger));
        let seen = Seen { query, revisions: applied.clone() };
        Ok(self.sight(dialect, applied, &found.schema, found.current, Some(seen)))
    }

    /// Where a database with these revisions and this schema stands.
    pub fn judge(
        &self,
        dialect: &dyn Dialect,
        applied: BTreeSet<String>,
        live: &Schema,
        current: Option<String>,
    ) -> Sight {
        self.sight(dialect, applied, live, current, None)
    }

    fn sight(
        &self,
        dialect: &dyn Dialect,
        applied: BTreeSet<String>,
        live: &Schema,
        current: Option<String>,
        seen: Option<Seen>,
    ) -> Sight {
        let as_live = |schema: &Schema| dialect.kept(&align(schema, current.as_deref()));
        let mut capabilities =
            self.capabilities(dialect, &as_live(&self.whole), &as_live(&self.known), live, current.clone());
        if let Some(seen) = seen {
            capabilities.saw(seen);
        }
        let obstacles = || self.obstacles(dialect, &as_live(&self.known), &as_live(&self.required), live);
        let standing = self.standing(&applied, obstacles);
        Sight { applied, standing, capabilities: Arc::new(capabilities) }
    }

    fn standing(&self, applied: &BTreeSet<String>, obstacles: impl FnOnce() -> Vec<Obstacle>) -> Standing {
        let graph = self.history.graph();
        let owned = |ids: Vec<&str>| ids.into_iter().map(ToOwned::to_owned).collect::<Vec<_>>();
        let has = |id: &&str| applied.contains(*id);
        let at = owned(graph.heads_of(&graph.ids().filter(has).collect()));
        let pending = owned(graph.ids().filter(|id| !has(id)).collect());
        let unknown: Vec<_> = applied.iter().filter(|id| !graph.contains(id)).cloned().collect();
        let required = graph.ancestors(&[&self.oldest]);
        let needed: Vec<_> = pending.iter().filter(|id| required.contains(id.as_str())).cloned().collect();
        if !needed.is_empty() {
            return Standing::Behind { at, needed, pending, unknown };
        }
        let obstacles = obstacles();
        if obstacles.is_empty() {
            Standing::Serves { at, pending, unknown }
        } else {
            Standing::Unfit { at, unknown, obstacles }
        }
    }

    /// Names are those of the live schema.
    fn obstacles(
        &self,
        dialect: &dyn Dialect,
        known: &Schema,
        required: &Schema,
        live: &Schema,
    ) -> Vec<Obstacle> {
        let mut found = Vec::new();
        let (spelled, spelled_live) = (dialect.canonical(known), dialect.canonical(live));
        for name in known.tables.keys() {
            let (must, Some(there)) = (required.table(name), live.table(name)) else {
                let is_needed = required.table(name).is_some();
                found.extend(is_needed.then(|| Obstacle::table(name, "is not there")));
                continue;
            };
            let Some(known) = known.table(name) else { continue };
            for column in known.columns.values() {
                let is_needed = must.is_some_and(|table| table.column(&column.name).is_some());
                match there.column(&column.name) {
                    None if is_needed => found.push(Obstacle::column(name, &column.name, "is not there")),
                    Some(live) if column.nullable && !live.nullable => {
                        found.push(Obstacle::column(name, &column.name, "takes no NULL"));
                    }
                    _ => {}
                }
            }
            let is_new = |column: &&Column| known.column(&column.name).is_none() && !column.fills_itself();
            let why = "must be given, and this build does not know it";
            found.extend(
                there.columns.values().filter(is_new).map(|new| Obstacle::column(name, &new.name, why)),
            );
        }
        for (table, said, live) in columns(&spelled, &spelled_live) {
            if said.ty != live.ty && kind(&said.ty) != kind(&live.ty) {
                let why = format!("is {}, and this build reads {}", live.ty, said.ty);
                found.push(Obstacle::column(table, &said.name, why));
            }
        }
        found
    }

    fn capabilities(
        &self,
        dialect: &dyn Dialect,
        whole: &Schema,
        known: &Schema,
        live: &Schema,
        current: Option<String>,
    ) -> Capabilities {
        let mut capabilities = Capabilities::new(current.clone());
        for (name, table) in &whole.tables {
            let there = live.table(name).zip(known.table(name));
            let Some((live, known)) = there else {
                capabilities.lacks_table(name.clone());
                continue;
            };
            let stand_in = |column: &Column| {
                let value = self.first_value(name, &column.name, current.as_deref())?;
                let why = match live.column(&column.name) {
                    None => Why::Missing,
                    Some(_) if known.column(&column.name).is_none() => Why::Beyond,
                    // Not yet NOT NULL: the rows of before may still have none.
                    Some(live) if live.nullable && !column.nullable => Why::OnlyForNull,
                    Some(_) => return None,
                };
                let sql = dialect.stand_in(column, value);
                Some((column.name.clone(), StandIn { sql, value: value.clone(), why }))
            };
            capabilities.lacks_columns(name.clone(), table.columns.values().filter_map(stand_in).collect());
        }
        capabilities
    }

    /// Under the name that the history has: there the connection's own namespace may be spelled out.
    fn first_value(
        &self,
        table: &QualifiedName,
        column: &str,
        current: Option<&str>,
    ) -> Option<&DefaultValue> {
        let find = |table: QualifiedName| self.first_values.get(&(table, column.to_owned()));
        let spelled =
            || Some(QualifiedName::qualified(current?, &table.name)).filter(|_| table.schema.is_none());
        find(table.clone()).or_else(|| find(spelled()?))
    }
}

/// What one look has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    pub(super) applied: BTreeSet<String>,
    /// Where the database stands.
    pub standing: Standing,
    /// What its schema has of what the build knows.
    pub capabilities: Arc<Capabilities>,
}

pub(super) async fn revisions(
    db: &impl ConnectionTrait,
    dialect: &dyn Dialect,
    ledger: &str,
) -> Result<BTreeSet<String>, DbErr> {
    let applied = applied::load(db, dialect, ledger).await?;
    Ok(applied.into_iter().map(|revision| revision.version).collect())
}
