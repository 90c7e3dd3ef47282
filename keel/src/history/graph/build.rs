//! Building a [`Graph`]: checking the declared edges and putting the revisions in order.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use super::{Graph, Node, names};

/// Looking for similar ids costs a pass over the history, so when parents are missing in masses (a directory
/// gone, a wrong path) only the first few problems get suggestions.
const SUGGESTIONS: usize = 20;

/// Why a set of revisions is no history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// The revisions contradict themselves; all problems found, one a line.
    #[error("the history is not valid:\n{}", lines(.0))]
    Invalid(Vec<Problem>),
}

/// One contradiction in a set of revisions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Two revisions have the same id.
    #[error("`{id}` is there more than once: an id names one revision, rename or remove the others")]
    Duplicate {
        /// The id.
        id: String,
    },
    /// A revision revises one that is not in the history.
    #[error("`{id}` revises `{parent}`, which is not in the history{}", did_you_mean(similar))]
    MissingParent {
        /// The revision.
        id: String,
        /// What it revises.
        parent: String,
        /// Ids that are in the history and look like `parent`, nearest first.
        similar: Vec<String>,
    },
    /// A revision revises itself.
    #[error("`{id}` revises itself: name the revision before it")]
    SelfParent {
        /// The revision.
        id: String,
    },
    /// A revision names the same parent more than once.
    #[error("`{id}` revises `{parent}` more than once: name each parent once")]
    RepeatedParent {
        /// The revision.
        id: String,
        /// The parent it repeats.
        parent: String,
    },
    /// Revisions that revise one another in a circle.
    #[error("a cycle, in which no revision can be the first: {}", circle(ids))]
    Cycle {
        /// The ids, smallest first; each revises the next, and the last revises the first.
        ids: Vec<String>,
    },
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

fn did_you_mean(similar: &[String]) -> String {
    match similar {
        [] => ": correct what it revises, or bring the missing revision back".to_owned(),
        _ => format!("; did you mean {}?", names::list(similar, "or")),
    }
}

fn circle(ids: &[String]) -> String {
    ids.iter().chain(ids.first()).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" revises ")
}

/// Edges by rank, the rank of a revision being its place among the sorted ids.
type Edges = Vec<Vec<usize>>;

pub(super) fn build(nodes: impl IntoIterator<Item = (String, Vec<String>)>) -> Result<Graph, GraphError> {
    let mut problems = Vec::new();
    let revisions = unique(nodes, &mut problems);
    let parents = edges(&revisions, &mut problems);
    let order = topological(&parents);
    if order.len() < revisions.len() {
        problems.extend(cycles(&parents, &revisions));
    }
    if problems.is_empty() {
        Ok(assemble(revisions, &parents, &order))
    } else {
        Err(GraphError::Invalid(problems))
    }
}

fn unique(
    nodes: impl IntoIterator<Item = (String, Vec<String>)>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Vec<String>> {
    let mut revisions = BTreeMap::new();
    let mut duplicates = BTreeSet::new();
    for (id, parents) in nodes {
        match revisions.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(parents);
            }
            Entry::Occupied(entry) => {
                duplicates.insert(entry.key().clone());
            }
        }
    }
    problems.extend(duplicates.into_iter().map(|id| Problem::Duplicate { id }));
    revisions
}

/// The valid edges, from a revision to its parents; whatever is wrong with the others is added to `problems`.
fn edges(revisions: &BTreeMap<String, Vec<String>>, problems: &mut Vec<Problem>) -> Edges {
    let ranks: HashMap<&str, usize> = revisions.keys().map(String::as_str).zip(0..).collect();
    let mut suggestions = SUGGESTIONS;
    let mut all = Vec::with_capacity(revisions.len());
    for (id, parents) in revisions {
        let mut valid = Vec::with_capacity(parents.len());
        for (place, parent) in parents.iter().enumerate() {
            match ranks.get(parent.as_str()) {
                _ if parents.iter().take(place).any(|earlier| earlier == parent) => {
                    problems.push(Problem::RepeatedParent { id: id.clone(), parent: parent.clone() });
                }
                Some(_) if parent == id => problems.push(Problem::SelfParent { id: id.clone() }),
                Some(&rank) => valid.push(rank),
                None => problems.push(missing(id, parent, revisions, &mut suggestions)),
            }
        }
        all.push(valid);
    }
    all
}

fn missing(
    id: &str,
    parent: &str,
    revisions: &BTreeMap<String, Vec<String>>,
    suggestions: &mut usize,
) -> Problem {
    let others = revisions.keys().map(String::as_str).filter(|other| *other != id);
    let similar = if *suggestions > 0 { names::similar(parent, others) } else { Vec::new() };
    *suggestions = suggestions.saturating_sub(1);
    Problem::MissingParent { id: id.to_owned(), parent: parent.to_owned(), similar }
}

/// The ranks with parents first and small ranks early; those in and behind a cycle are left out.
fn topological(parents: &Edges) -> Vec<usize> {
    let children = reversed(parents);
    let mut waiting: Vec<usize> = parents.iter().map(Vec::len).collect();
    let mut ready: BinaryHeap<_> =
        waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(rank, _)| Reverse(rank)).collect();
    let mut order = Vec::with_capacity(parents.len());
    while let Some(Reverse(rank)) = ready.pop() {
        order.push(rank);
        for &child in children.get(rank).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(child) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(child));
                }
            }
        }
    }
    order
}

fn reversed(edges: &Edges) -> Edges {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for &to in targets {
            if let Some(list) = reversed.get_mut(to) {
                list.push(from);
            }
        }
    }
    reversed
}

fn assemble(revisions: BTreeMap<String, Vec<String>>, parents: &Edges, order: &[usize]) -> Graph {
    let mut positions = vec![0; order.len()];
    for (position, &rank) in order.iter().enumerate() {
        if let Some(slot) = positions.get_mut(rank) {
            *slot = position;
        }
    }
    let moved = |edges: Option<Vec<usize>>| {
        let mut moved: Vec<usize> =
            edges.into_iter().flatten().filter_map(|rank| positions.get(rank).copied()).collect();
        moved.sort_unstable();
        moved
    };
    let (mut up, mut down) = (parents.iter().cloned(), reversed(parents).into_iter());
    let mut placed: Vec<(usize, Node)> = revisions
        .into_iter()
        .map(|(id, revises)| Node { id, revises, parents: moved(up.next()), children: moved(down.next()) })
        .zip(&positions)
        .map(|(node, &position)| (position, node))
        .collect();
    placed.sort_unstable_by_key(|(position, _)| *position);
    let nodes: Vec<Node> = placed.into_iter().map(|(_, node)| node).collect();
    let positions = nodes.iter().map(|node| node.id.clone()).zip(0..).collect();
    Graph { nodes, positions }
}

/// Cycles among `parents`, no two of which share a revision, and at least one of every group of revisions
/// that are each other's ancestors.
fn cycles(parents: &Edges, revisions: &BTreeMap<String, Vec<String>>) -> Vec<Problem> {
    let ids: Vec<&String> = revisions.keys().collect();
    let mut walk =
        Walk { parents, states: vec![State::New; parents.len()], path: Vec::new(), found: Vec::new() };
    (0..parents.len()).for_each(|rank| walk.from(rank));
    let named = |cycle: Vec<usize>| {
        cycle.into_iter().filter_map(|rank| ids.get(rank)).map(|id| (*id).clone()).collect()
    };
    walk.found.into_iter().map(|cycle| Problem::Cycle { ids: named(cycle) }).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    OnPath,
    Left,
    /// Part of a cycle that has been found.
    Found,
}

/// A depth-first walk with a stack of its own, as a history may be longer than the call stack is deep.
struct Walk<'a> {
    parents: &'a Edges,
    states: Vec<State>,
    path: Vec<(usize, std::slice::Iter<'a, usize>)>,
    found: Vec<Vec<usize>>,
}

impl Walk<'_> {
    fn from(&mut self, start: usize) {
        self.visit(start);
        while let Some((rank, rest)) = self.path.last_mut() {
            let rank = *rank;
            match rest.next() {
                Some(&parent) => self.visit(parent),
                None => self.leave(rank),
            }
        }
    }

    fn visit(&mut self, rank: usize) {
        match self.states.get(rank) {
            Some(State::New) => {
                self.set(rank, State::OnPath);
                self.path.extend(self.parents.get(rank).map(|parents| (rank, parents.iter())));
            }
            Some(State::OnPath) => self.close(rank),
            _ => {}
        }
    }

    fn leave(&mut self, rank: usize) {
        self.path.pop();
        if self.states.get(rank) == Some(&State::OnPath) {
            self.set(rank, State::Left);
        }
    }

    /// Takes the path from `first` on as a cycle, unless it runs through one that has been found.
    fn close(&mut self, first: usize) {
        let on_path = self.path.iter().map(|(rank, _)| *rank);
        let mut cycle: Vec<usize> = on_path.skip_while(|rank| *rank != first).collect();
        if cycle.iter().any(|rank| self.states.get(*rank) == Some(&State::Found)) {
            return;
        }
        cycle.iter().for_each(|rank| self.set(*rank, State::Found));
        let smallest = cycle.iter().zip(0..).min().map_or(0, |(_, place)| place);
        cycle.rotate_left(smallest);
        self.found.push(cycle);
    }

    fn set(&mut self, rank: usize, state: State) {
        if let Some(slot) = self.states.get_mut(rank) {
            *slot = state;
        }
    }
}
