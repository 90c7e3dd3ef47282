//! Revisions, the graph they form, what they say, and which of them a database has.

pub mod applied;
pub mod graph;
mod guest;
mod planning;
mod ready;
mod revision;
pub mod target;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::{
    dialect::hex,
    op::{ApplyError, Op, Operations, RecordError, RecordedDown, apply_all},
    schema::{Backend, NamingConvention, QualifiedName, Schema},
};

use graph::{Graph, GraphError};
pub use guest::Guest;
pub use planning::{PlannedRevision, PlanningError};
pub use ready::Ready;
pub use revision::{MigrationName, Revision};

/// A history that does not hold together.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The revisions form no graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Revisions say things that do not fit the schema they meet.
    #[error("the history does not fit together on {backend}:\n{}", lines(.problems))]
    Record {
        /// For which engine it was read.
        backend: Backend,
        /// The revision, the direction, and what is wrong.
        problems: Vec<RecordProblem>,
    },
}

/// One thing in a revision that does not fit.
#[derive(Debug, thiserror::Error)]
#[error("{revision} {direction}: {error}")]
pub struct RecordProblem {
    /// The revision.
    pub revision: String,
    /// `up` or `down`.
    pub direction: &'static str,
    /// What is wrong.
    pub error: RecordError,
}

fn lines(problems: &[RecordProblem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

/// A revision as it was recorded for one engine.
#[derive(Clone, Debug)]
pub struct RecordedRevision {
    /// Its id.
    pub id: String,
    /// What it is about, in a line.
    pub message: String,
    /// The revisions that it comes after.
    pub parents: Vec<String>,
    /// What it does.
    pub up: Vec<Op>,
    /// What undoes it.
    pub down: RecordedDown,
}

impl RecordedRevision {
    /// A hash of what the revision does: of its operations, so that another format or comment in the file
    /// changes nothing. Hexadecimal SHA-256.
    pub fn hash(&self) -> String {
        let json = serde_json::to_vec(&self.up).unwrap_or_default();
        hex(&Sha256::digest(json))
    }
}

/// The whole history, recorded for one engine.
///
/// A history is read for one engine at a time: what a revision says `on` one engine only is part of that
/// engine's history and of no other's.
#[derive(Clone, Debug)]
pub struct History {
    backend: Backend,
    graph: Graph,
    revisions: BTreeMap<String, RecordedRevision>,
}

impl History {
    /// Reads revisions, in any order.
    ///
    /// # Errors
    /// [`HistoryError`] with every problem found: duplicate ids, missing parents, cycles, and operations
    /// that do not fit the schema that the revisions before them leave.
    pub fn read(
        revisions: &[Box<dyn Revision>],
        backend: Backend,
        naming: &NamingConvention,
    ) -> Result<Self, HistoryError> {
        Self::read_all(&revisions.iter().map(AsRef::as_ref).collect::<Vec<_>>(), backend, naming)
    }

    /// Reads revisions, in any order, whoever holds them.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_all(
        revisions: &[&dyn Revision],
        backend: Backend,
        naming: &NamingConvention,
    ) -> Result<Self, HistoryError> {
        let graph = Graph::new(revisions.iter().map(|revision| {
            (revision.name().to_owned(), revision.revises().iter().map(|&id| id.to_owned()).collect())
        }))?;
        let by_id: BTreeMap<_, _> = revisions.iter().map(|revision| (revision.name(), revision)).collect();
        let mut reader =
            Reader { backend, naming, graph: &graph, read: BTreeMap::new(), problems: vec![], at: None };
        for id in graph.ids() {
            if let Some(revision) = by_id.get(id) {
                reader.read(**revision);
            }
        }
        let (revisions, problems) = (reader.read, reader.problems);
        if !problems.is_empty() {
            return Err(HistoryError::Record { backend, problems });
        }
        Ok(Self { backend, graph, revisions })
    }

    /// The history with one more revision.
    ///
    /// # Errors
    /// [`HistoryError`]: it does not fit.
    pub fn with(&self, revision: &dyn Revision, naming: &NamingConvention) -> Result<Self, HistoryError> {
        let id = revision.name().to_owned();
        let known = self.revisions().map(|revision| (revision.id.clone(), revision.parents.clone()));
        let parents = revision.revises().iter().map(|&id| id.to_owned()).collect();
        let graph = Graph::new(known.chain([(id, parents)]))?;
        let read = self.revisions.clone();
        let mut reader =
            Reader { backend: self.backend, naming, graph: &graph, read, problems: vec![], at: None };
        reader.read(revision);
        let (revisions, problems) = (reader.read, reader.problems);
        match problems.is_empty() {
            true => Ok(Self { backend: self.backend, graph, revisions }),
            false => Err(HistoryError::Record { backend: self.backend, problems }),
        }
    }

    /// The engine for which it was read.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The graph of its revisions.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The revision of that id.
    pub fn revision(&self, id: &str) -> Option<&RecordedRevision> {
        self.revisions.get(id)
    }

    /// All revisions, parents first.
    pub fn revisions(&self) -> impl DoubleEndedIterator<Item = &RecordedRevision> {
        self.graph.ids().filter_map(|id| self.revisions.get(id))
    }

    /// The schema behind a set of revisions, applied in the order of the graph; unknown ids are passed over.
    ///
    /// # Errors
    /// The set lacks a revision that another one in it builds on: its id and what does not fit.
    pub fn fold(&self, applied: &BTreeSet<String>) -> Result<Schema, FoldError> {
        let mut schema = Schema::new();
        for revision in self.revisions().filter(|revision| applied.contains(&revision.id)) {
            apply_all(&revision.up, &mut schema).map_err(|(_, source)| FoldError {
                revision: revision.id.clone(),
                source: Box::new(source),
            })?;
        }
        Ok(schema)
    }

    /// The history up to a revision: that one and those it builds on; nothing where there is none of that id.
    pub fn until(&self, id: &str) -> Option<Self> {
        let kept = self.graph.contains(id).then(|| self.graph.ancestors(&[id]))?;
        let of = |id: &&str| self.revisions.get(*id).cloned();
        let revisions: BTreeMap<_, _> =
            kept.iter().filter_map(of).map(|revision| (revision.id.clone(), revision)).collect();
        let graph = Graph::new(revisions.values().map(|one| (one.id.clone(), one.parents.clone()))).ok()?;
        Some(Self { backend: self.backend, graph, revisions })
    }

    /// The tables that keep rows which batches have deleted: no entity stands for them.
    pub fn quarantines(&self) -> BTreeSet<QualifiedName> {
        let ops = self.revisions().flat_map(|revision| &revision.up);
        let kept = ops.filter_map(|op| match op {
            Op::Batched { batch } => batch.quarantine().cloned(),
            _ => None,
        });
        kept.collect()
    }

    /// The revisions whose hash is another than it was when they were applied.
    pub fn edited(&self, applied: &BTreeMap<String, String>) -> Vec<String> {
        let other = |revision: &&RecordedRevision| {
            applied.get(&revision.id).is_some_and(|hash| *hash != revision.hash())
        };
        self.revisions().filter(other).map(|revision| revision.id.clone()).collect()
    }

    /// The schema behind the whole history.
    ///
    /// # Errors
    /// Two branches that do not go together.
    pub fn head_schema(&self) -> Result<Schema, FoldError> {
        self.fold(&self.graph.ids().map(ToOwned::to_owned).collect())
    }
}

/// A set of revisions that does not go together.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{revision} does not fit onto the revisions applied before it: {source}")]
pub struct FoldError {
    /// The revision that does not fit.
    pub revision: String,
    /// Why.
    pub source: Box<ApplyError>,
}

struct Reader<'a> {
    backend: Backend,
    naming: &'a NamingConvention,
    graph: &'a Graph,
    read: BTreeMap<String, RecordedRevision>,
    problems: Vec<RecordProblem>,
    /// The schema behind the revision read last: most have one parent, and that is it.
    at: Option<(String, Schema)>,
}

impl Reader<'_> {
    fn read(&mut self, revision: &dyn Revision) {
        let id = revision.name().to_owned();
        let before = self.schema_before(&id);
        let mut up = Operations::new(self.backend, self.naming.clone(), before);
        revision.up(&mut up);
        let up = up.finish();
        self.keep("up", &id, up.errors);
        let mut down = Operations::for_down(self.backend, self.naming.clone(), up.schema, up.ops.clone());
        revision.down(&mut down);
        let (down, errors, after) = down.finish_down_with_schema();
        self.keep("down", &id, errors);
        let parents = self.graph.parents(&id).to_vec();
        let message = revision.message().unwrap_or_else(|| message_of(&id));
        let recorded = RecordedRevision { id: id.clone(), message, parents, up: up.ops, down };
        self.read.insert(id.clone(), recorded);
        self.at = Some((id, after));
    }

    fn keep(&mut self, direction: &'static str, id: &str, errors: Vec<RecordError>) {
        let problem = |error| RecordProblem { revision: id.to_owned(), direction, error };
        self.problems.extend(errors.into_iter().map(problem));
    }

    /// What a revision builds on is what its ancestors leave: another branch is none of its business.
    fn schema_before(&mut self, id: &str) -> Schema {
        match (self.graph.parents(id), self.at.take()) {
            ([], _) => Schema::new(),
            ([parent], Some((last, schema))) if *parent == last => schema,
            (parents, _) => {
                let parents: Vec<_> = parents.iter().map(String::as_str).collect();
                let ancestors = self.graph.ancestors(&parents);
                let mut schema = Schema::new();
                for id in self.graph.ids().filter(|id| ancestors.contains(id)) {
                    let Some(revision) = self.read.get(id) else { continue };
                    if let Err((_, source)) = apply_all(&revision.up, &mut schema) {
                        let error = RecordError::Apply { what: format!("merging {id}"), source };
                        self.problems.push(RecordProblem { revision: id.to_owned(), direction: "up", error });
                    }
                }
                schema
            }
        }
    }
}

/// `m20241226_100000_add_conversations` is about "add conversations".
fn message_of(id: &str) -> String {
    graph::names::parts(id).map_or(id, |(_, name)| name).replace('_', " ")
}
