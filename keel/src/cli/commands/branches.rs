use serde::Serialize;

use super::Outcome;
use crate::cli::{Exit, context::Context, output};

#[derive(Serialize)]
struct Branches<'a> {
    branch_points: Vec<Point<'a>>,
    merge_points: Vec<Point<'a>>,
}

#[derive(Serialize)]
struct Point<'a> {
    id: &'a str,
    /// The revisions after a branch point, or before a merge point.
    joined: Vec<&'a str>,
}

pub(super) fn run(context: &Context) -> Outcome {
    let history = context.offline_history()?;
    let graph = history.graph();
    let branch_points = graph.branch_points().into_iter().map(|id| Point { id, joined: graph.children(id) });
    let parents = |id| graph.parents(id).iter().map(String::as_str).collect();
    let merge_points = graph.merge_points().into_iter().map(|id| Point { id, joined: parents(id) });
    let found = Branches { branch_points: branch_points.collect(), merge_points: merge_points.collect() };
    if context.is_json() {
        output::json(&found)?;
        return Ok(Exit::Clean);
    }
    if found.branch_points.is_empty() && found.merge_points.is_empty() {
        output::notice("the history is one line: no branches, no merges");
        return Ok(Exit::Clean);
    }
    let mut out = String::new();
    for point in &found.branch_points {
        out += &format!("{} (branch point)\n", point.id);
        point.joined.iter().for_each(|id| out += &format!("  -> {id}\n"));
    }
    for point in &found.merge_points {
        out += &format!("{} (merge point)\n", point.id);
        point.joined.iter().for_each(|id| out += &format!("  <- {id}\n"));
    }
    output::print(out)?;
    Ok(Exit::Clean)
}
