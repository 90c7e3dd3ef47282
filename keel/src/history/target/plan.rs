//! From a target to the revisions to apply or to revert.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::graph::Graph;
use super::resolve::{applied_heads, one, owned};
use super::{Direction, Target, TargetError};

/// What is to be applied to get up to `target`, in order: the revision it names and its ancestors, less
/// what is applied; nothing if all of it is. `heads` is all that is pending, `+N` the next N steps along
/// the graph.
///
/// # Errors
///
/// [`TargetError`] when `target` does not resolve, is ambiguous (`head` with several heads, `+N` where the
/// history branches), lies behind (`base`, `-N`), or when fewer than N revisions are left.
pub fn upgrade(
    graph: &Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<String>, TargetError> {
    let behind = || TargetError::WrongDirection { direction: Direction::Up, target: target.clone() };
    match target {
        Target::Heads => Ok(upgrade_count(graph, applied, usize::MAX)),
        Target::Current => Ok(Vec::new()),
        Target::Relative { from: None, offset: 0.. } => Ok(owned(&steps_up(graph, applied, target)?)),
        Target::Base | Target::Relative { from: None, .. } => Err(behind()),
        _ => match one(graph, applied, target)? {
            Some(id) => Ok(owned(&pending(applied, graph.range(None, &[id]).into_iter()))),
            None if graph.is_empty() => Ok(Vec::new()),
            None => Err(behind()),
        },
    }
}

/// What is to be reverted to get down to `target`, in order, children first: all that is applied except the
/// revision it names and its ancestors. `base` is all, `-N` the last N steps along the graph.
///
/// # Errors
///
/// [`TargetError`] when `target` does not resolve, is ambiguous (`-N` where several heads are applied), is
/// not applied, is the end of the history (`head`, `+N`), or when fewer than N revisions are applied.
pub fn downgrade(
    graph: &Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<String>, TargetError> {
    match target {
        Target::Current => Ok(Vec::new()),
        Target::Relative { from: None, offset: ..=0 } => Ok(owned(&steps_down(graph, applied, target)?)),
        Target::Head | Target::Heads | Target::Relative { from: None, .. } => {
            Err(TargetError::WrongDirection { direction: Direction::Down, target: target.clone() })
        }
        _ => match one(graph, applied, target)? {
            None => Ok(downgrade_count(graph, applied, usize::MAX)),
            Some(id) if applied.contains(id) => {
                let kept = graph.ancestors(&[id]);
                Ok(owned(&reverse(graph, applied).filter(|id| !kept.contains(id)).collect::<Vec<_>>()))
            }
            Some(id) => Err(TargetError::NotApplied {
                target: target.clone(),
                id: id.to_owned(),
                current: owned(&applied_heads(graph, applied)),
            }),
        },
    }
}

/// The next `n` pending revisions in topological order, whatever branch they are on; fewer if fewer are left.
#[must_use]
pub fn upgrade_count(graph: &Graph, applied: &BTreeSet<String>, n: usize) -> Vec<String> {
    let mut next = pending(applied, graph.ids());
    next.truncate(n);
    owned(&next)
}

/// The last `n` applied revisions in reverse topological order, whatever branch they are on; fewer if fewer
/// are applied.
#[must_use]
pub fn downgrade_count(graph: &Graph, applied: &BTreeSet<String>, n: usize) -> Vec<String> {
    reverse(graph, applied).take(n).map(str::to_owned).collect()
}

fn pending<'g>(applied: &BTreeSet<String>, ids: impl Iterator<Item = &'g str>) -> Vec<&'g str> {
    ids.filter(|id| !applied.contains(*id)).collect()
}

/// What is applied, children first.
fn reverse<'g>(graph: &'g Graph, applied: &BTreeSet<String>) -> impl Iterator<Item = &'g str> {
    graph.ids().rev().filter(|id| applied.contains(*id))
}

pub(super) fn steps_up<'g>(
    graph: &'g Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<&'g str>, TargetError> {
    let parents = |id: &str| graph.parents(id).iter().map(String::as_str).collect();
    let levels = levels(graph.ids(), parents, |id| !applied.contains(id));
    let left = levels.iter().map(Vec::len).sum();
    let asked = target.steps();
    if u64::try_from(left).is_ok_and(|left| left < asked) {
        return Err(TargetError::TooFewPending { target: target.clone(), asked, left });
    }
    single_file(&levels, Direction::Up, target)
}

fn steps_down<'g>(
    graph: &'g Graph,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<&'g str>, TargetError> {
    let levels = levels(graph.ids().rev(), |id| graph.children(id), |id| applied.contains(id));
    let count = levels.iter().map(Vec::len).sum();
    let asked = target.steps();
    if u64::try_from(count).is_ok_and(|count| count < asked) {
        return Err(TargetError::TooFewApplied { target: target.clone(), asked, applied: count });
    }
    single_file(&levels, Direction::Down, target)
}

/// The `chosen` ids by the length of the longest chain of chosen ids that has to go before them, along the
/// edges of `before`; `order` has to agree with these. As long as each level has one id there is one way to
/// go, and the first level with more has all ids that could be next at that step.
fn levels<'g, 'a>(
    order: impl Iterator<Item = &'g str>,
    before: impl Fn(&'g str) -> Vec<&'a str>,
    chosen: impl Fn(&str) -> bool,
) -> Vec<Vec<&'g str>> {
    let mut depths: HashMap<&str, usize> = HashMap::new();
    let mut levels: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for id in order {
        let depth = before(id).iter().filter_map(|id| depths.get(*id)).max().copied().unwrap_or(0);
        let level = depth + usize::from(chosen(id));
        depths.insert(id, level);
        if level > depth {
            levels.entry(level).or_default().push(id);
        }
    }
    levels.into_values().collect()
}

fn single_file<'g>(
    levels: &[Vec<&'g str>],
    direction: Direction,
    target: &Target,
) -> Result<Vec<&'g str>, TargetError> {
    let steps = usize::try_from(target.steps()).unwrap_or(usize::MAX);
    levels
        .iter()
        .zip(1..)
        .take(steps)
        .map(|(level, step)| match level.as_slice() {
            [id] => Ok(*id),
            several => {
                let mut candidates = owned(several);
                candidates.sort_unstable();
                Err(TargetError::AmbiguousStep { direction, target: target.clone(), step, candidates })
            }
        })
        .collect()
}
