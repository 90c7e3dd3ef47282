//! From what a target says to the revision it means.

use std::collections::BTreeSet;

use super::super::graph::{Graph, names};
use super::{Anchor, Range, SIGNS, Target, TargetError};

/// Up to this many revisions, all are named when one is not found.
const FEW: usize = 5;

/// The applied revisions no applied revision builds on.
pub(super) fn applied_heads<'g>(graph: &'g Graph, applied: &BTreeSet<String>) -> Vec<&'g str> {
    graph.heads_of(&applied.iter().map(String::as_str).collect())
}

pub(super) fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// The one revision `target` names, given what is applied; `None` is the base, which `head` and `current`
/// are as well when there is no revision or none applied. `+N` is the last that `up +N` would apply, `-N` is
/// N parents before the current revision.
///
/// # Errors
///
/// [`TargetError`] when there is no such revision, or more than one.
pub fn resolve(
    graph: &Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Option<String>, TargetError> {
    one(graph, applied, target).map(|id| id.map(str::to_owned))
}

/// The revisions `target` names, in topological order: as [`resolve`], but `heads` and `current` may be any
/// number, and the base is none.
///
/// # Errors
///
/// [`TargetError`] when there is no such revision, or when anything but `heads` and `current` is ambiguous.
pub fn resolve_many(
    graph: &Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<String>, TargetError> {
    many(graph, applied, target).map(|ids| owned(&ids))
}

/// The revisions in `range`, in topological order: the ancestors of its end that are not ancestors of its
/// beginning.
///
/// # Errors
///
/// [`TargetError`] when one of its ends does not resolve, or when they are in the wrong order.
pub fn resolve_range(
    graph: &Graph,
    applied: &BTreeSet<String>,
    range: &Range,
) -> Result<Vec<String>, TargetError> {
    let from = many(graph, applied, range.from.as_ref().unwrap_or(&Target::Base))?;
    let to = many(graph, applied, range.to.as_ref().unwrap_or(&Target::Heads))?;
    let ids = graph.difference(&from, &to);
    let ends_apart = if to.is_empty() { !from.is_empty() } else { to.iter().any(|id| !from.contains(id)) };
    if ids.is_empty() && ends_apart {
        return Err(TargetError::ReversedRange { range: range.clone() });
    }
    Ok(owned(&ids))
}

/// The id of the revision that `text` names: its id, its timestamp or its name, or the beginning of one of
/// these that no other revision shares.
///
/// # Errors
///
/// [`TargetError::Unknown`] and [`TargetError::AmbiguousPrefix`].
pub fn find<'g>(graph: &'g Graph, text: &str) -> Result<&'g str, TargetError> {
    let name = |id: &'g str| names::parts(id).map(|(_, name)| name);
    let undated = |id: &'g str| id.strip_prefix('m');
    let fits = |fit: &dyn Fn(&str) -> bool| -> Vec<&'g str> {
        let any = |id: &'g str| [Some(id), undated(id), name(id)].into_iter().flatten().any(fit);
        graph.ids().filter(|id| any(id)).collect()
    };
    // A whole name is meant as such, even where a longer one begins with it.
    let candidates = [
        graph.ids().filter(|id| *id == text).collect(),
        fits(&|part| part == text),
        fits(&|part| part.starts_with(text)),
    ];
    match candidates.iter().find(|ids| !ids.is_empty()).map(Vec::as_slice) {
        None => Err(unknown(graph, text)),
        Some([id]) => Ok(id),
        Some(ids) => Err(TargetError::AmbiguousPrefix { text: text.to_owned(), candidates: owned(ids) }),
    }
}

fn unknown(graph: &Graph, text: &str) -> TargetError {
    let all = graph.len() <= FEW;
    let similar =
        if all { graph.ids().map(str::to_owned).collect() } else { names::similar(text, graph.ids()) };
    TargetError::Unknown { text: text.to_owned(), similar, all }
}

fn many<'g>(
    graph: &'g Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<&'g str>, TargetError> {
    match target {
        Target::Heads => Ok(graph.heads()),
        Target::Current => Ok(applied_heads(graph, applied)),
        _ => Ok(one(graph, applied, target)?.into_iter().collect()),
    }
}

pub(super) fn one<'g>(
    graph: &'g Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Option<&'g str>, TargetError> {
    match target {
        Target::Base => Ok(None),
        Target::Head | Target::Heads => head(graph, target),
        Target::Current | Target::Relative { from: None, offset: 0 } => current(graph, applied, target),
        Target::Id(text) => find(graph, text).map(Some),
        Target::Relative { from: None, offset: 1.. } => {
            Ok(super::plan::steps_up(graph, applied, target)?.last().copied())
        }
        Target::Relative { from: None, offset } => {
            walk(graph, current(graph, applied, target)?, *offset, target)
        }
        Target::Relative { from: Some(anchor), offset } => from_anchor(graph, anchor, *offset, target),
    }
}

fn head<'g>(graph: &'g Graph, target: &Target) -> Result<Option<&'g str>, TargetError> {
    at_most_one(&graph.heads(), |heads| TargetError::SeveralHeads { target: target.clone(), heads })
}

fn current<'g>(
    graph: &'g Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Option<&'g str>, TargetError> {
    let heads = applied_heads(graph, applied);
    at_most_one(&heads, |heads| TargetError::SeveralCurrent { target: target.clone(), heads })
}

fn at_most_one<'g>(
    ids: &[&'g str],
    several: impl FnOnce(Vec<String>) -> TargetError,
) -> Result<Option<&'g str>, TargetError> {
    match ids {
        [] => Ok(None),
        [id] => Ok(Some(id)),
        _ => Err(several(owned(ids))),
    }
}

fn from_anchor<'g>(
    graph: &'g Graph,
    anchor: &Anchor,
    offset: i64,
    target: &Target,
) -> Result<Option<&'g str>, TargetError> {
    let start = match anchor {
        Anchor::Base => None,
        Anchor::Head => head(graph, target)?,
        Anchor::Id(text) => match literal(graph, text, offset) {
            Some(id) => return Ok(Some(id)),
            None => Some(find(graph, text)?),
        },
    };
    walk(graph, start, offset, target)
}

/// The revision whose very id looks like steps from `text` (`fix-2`): nothing forbids a sign in an id.
fn literal<'g>(graph: &'g Graph, text: &str, offset: i64) -> Option<&'g str> {
    let steps = |id: &str| id.strip_prefix(text).filter(|rest| rest.starts_with(SIGNS))?.parse().ok();
    graph.ids().find(|id| steps(id) == Some(offset))
}

/// `offset` generations from `start`, as long as there is only one way.
fn walk<'g>(
    graph: &'g Graph,
    start: Option<&'g str>,
    offset: i64,
    target: &Target,
) -> Result<Option<&'g str>, TargetError> {
    let mut at = start;
    for there in 0..offset.unsigned_abs() {
        at = if offset > 0 { after(graph, at, target)? } else { before(graph, at, target)? }
            .map_or_else(|| past_the_end(start, there, offset, target), Ok)?;
    }
    Ok(at)
}

fn past_the_end<T>(start: Option<&str>, there: u64, offset: i64, target: &Target) -> Result<T, TargetError> {
    let (target, at) = (target.clone(), start.map(str::to_owned));
    Err(if offset > 0 {
        TargetError::PastHead { target, at, there }
    } else {
        TargetError::PastBase { target, there }
    })
}

/// The only child of `at`; the outer `None` says that there is none.
fn after<'g>(
    graph: &'g Graph,
    at: Option<&'g str>,
    target: &Target,
) -> Result<Option<Option<&'g str>>, TargetError> {
    let children = at.map_or_else(|| graph.bases(), |id| graph.children(id));
    let several = |candidates| TargetError::SeveralChildren {
        target: target.clone(),
        at: at.map(str::to_owned),
        candidates,
    };
    Ok(at_most_one(&children, several)?.map(Some))
}

/// The only parent of `at`, the inner `None` being the base; the outer `None` says that there is none.
fn before<'g>(
    graph: &'g Graph,
    at: Option<&'g str>,
    target: &Target,
) -> Result<Option<Option<&'g str>>, TargetError> {
    let Some(id) = at else { return Ok(None) };
    let parents: Vec<&str> = graph.parents(id).iter().map(String::as_str).collect();
    let several =
        |candidates| TargetError::SeveralParents { target: target.clone(), at: id.to_owned(), candidates };
    at_most_one(&parents, several).map(Some)
}
