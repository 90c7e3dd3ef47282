//! The graph of revisions: who revises whom, in which order they apply, and where the history branches.
//!
//! A [`Graph`] is built once from `(id, parents)` pairs, is valid from then on, and does no I/O. Nothing in
//! it recurses, so the length of a history is bounded by memory alone.

use std::collections::{BTreeSet, HashMap};

mod build;
pub(crate) mod names;
#[cfg(test)]
mod tests;

pub use build::{GraphError, Problem};

/// The revisions of a history and the edges between them, in topological order.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    positions: HashMap<String, usize>,
}

/// A revision; its edges are positions in [`Graph::nodes`].
#[derive(Debug, Clone)]
struct Node {
    id: String,
    revises: Vec<String>,
    parents: Vec<usize>,
    children: Vec<usize>,
}

impl Graph {
    /// The graph of `nodes`, each the id of a revision and the ids of its parents (what it revises), in any
    /// order. No nodes at all is a valid, empty history.
    ///
    /// # Errors
    ///
    /// [`GraphError::Invalid`] with every problem found: ids given twice, parents that do not exist, are
    /// repeated or are the revision itself, and cycles.
    pub fn new(nodes: impl IntoIterator<Item = (String, Vec<String>)>) -> Result<Self, GraphError> {
        build::build(nodes)
    }

    /// All ids in topological order, parents first. Where that leaves a choice the smaller id comes first,
    /// so equal histories give equal output.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.nodes.iter().map(|node| node.id.as_str())
    }

    /// The number of revisions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no revision.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether `id` is a revision of this history (the full id, see [`target`](super::target) for prefixes).
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.positions.contains_key(id)
    }

    /// The place of `id` in [`ids`](Self::ids); `None` for an unknown id.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.positions.get(id).copied()
    }

    /// The parents of `id` in the order they were declared; empty for a base and for an unknown id.
    #[must_use]
    pub fn parents(&self, id: &str) -> &[String] {
        self.node(id).map_or(&[], |node| &node.revises)
    }

    /// The revisions that revise `id`, in topological order; empty for a head and for an unknown id.
    #[must_use]
    pub fn children(&self, id: &str) -> Vec<&str> {
        self.node(id).map_or_else(Vec::new, |node| self.ids_at(&node.children).collect())
    }

    /// The revisions without a child, in topological order.
    #[must_use]
    pub fn heads(&self) -> Vec<&str> {
        self.select(|node| node.children.is_empty())
    }

    /// The revisions without a parent, in topological order.
    #[must_use]
    pub fn bases(&self) -> Vec<&str> {
        self.select(|node| node.parents.is_empty())
    }

    /// The revisions with more than one child, in topological order.
    #[must_use]
    pub fn branch_points(&self) -> Vec<&str> {
        self.select(|node| node.children.len() > 1)
    }

    /// The revisions with more than one parent, in topological order.
    #[must_use]
    pub fn merge_points(&self) -> Vec<&str> {
        self.select(|node| node.parents.len() > 1)
    }

    /// `ids` and all their ancestors; unknown ids are left out.
    #[must_use]
    pub fn ancestors(&self, ids: &[&str]) -> BTreeSet<&str> {
        self.marked(&self.reach(ids, |node| &node.parents)).collect()
    }

    /// `ids` and all their descendants; unknown ids are left out.
    #[must_use]
    pub fn descendants(&self, ids: &[&str]) -> BTreeSet<&str> {
        self.marked(&self.reach(ids, |node| &node.children)).collect()
    }

    /// Those of `set` with no child in `set`, in topological order: of an applied set its current heads.
    /// Unknown ids are left out.
    #[must_use]
    pub fn heads_of(&self, set: &BTreeSet<&str>) -> Vec<&str> {
        self.select(|node| {
            set.contains(node.id.as_str()) && !self.ids_at(&node.children).any(|child| set.contains(child))
        })
    }

    /// The ancestors of `to` (inclusive) that are not ancestors of `from` (inclusive), in topological order;
    /// `from` of `None` is the state before the first revision. Unknown ids are ignored.
    #[must_use]
    pub fn range(&self, from: Option<&str>, to: &[&str]) -> Vec<&str> {
        self.difference(from.as_slice(), to)
    }

    /// As [`range`](Self::range), but with any number of revisions to begin after.
    pub(crate) fn difference(&self, from: &[&str], to: &[&str]) -> Vec<&str> {
        let behind = self.reach(from, |node| &node.parents);
        let mut wanted = self.reach(to, |node| &node.parents);
        wanted.iter_mut().zip(behind).for_each(|(wanted, behind)| *wanted &= !behind);
        self.marked(&wanted).collect()
    }

    fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.get(self.position(id)?)
    }

    fn ids_at<'a>(&'a self, positions: &'a [usize]) -> impl Iterator<Item = &'a str> {
        positions.iter().filter_map(|&position| self.nodes.get(position)).map(|node| node.id.as_str())
    }

    fn select(&self, keep: impl Fn(&Node) -> bool) -> Vec<&str> {
        self.nodes.iter().filter(|node| keep(node)).map(|node| node.id.as_str()).collect()
    }

    fn marked<'a>(&'a self, marks: &[bool]) -> impl Iterator<Item = &'a str> {
        self.ids().zip(marks).filter_map(|(id, &marked)| marked.then_some(id))
    }

    /// A mark for every node that can be reached from `ids` along the edges that `next` gives.
    fn reach(&self, ids: &[&str], next: impl Fn(&Node) -> &[usize]) -> Vec<bool> {
        let mut marks = vec![false; self.len()];
        let mut open: Vec<usize> = ids.iter().filter_map(|id| self.position(id)).collect();
        while let Some(position) = open.pop() {
            if let Some(mark) = marks.get_mut(position)
                && !std::mem::replace(mark, true)
            {
                open.extend(self.nodes.get(position).into_iter().flat_map(&next));
            }
        }
        marks
    }
}
