use std::collections::BTreeSet;

use serde::Serialize;

use super::Outcome;
use crate::{
    cli::{
        Exit,
        context::{Context, Looked},
        error::CliError,
        output::{self, FAINT, GOOD, STRONG, WAITING, styled},
    },
    history::{
        History, RecordedRevision,
        target::{self, Range},
    },
    op::RecordedDown,
};

/// What is known of the database: the applied revisions, or nothing where none could be asked.
struct Marks {
    applied: Option<Vec<(String, i64)>>,
    current: BTreeSet<String>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    message: &'a str,
    revises: &'a [String],
    marks: Vec<&'static str>,
    applied_at: Option<i64>,
    operations: Vec<String>,
    down: String,
}

pub(super) async fn run(context: &Context, range: Option<&str>) -> Outcome {
    let range = range.map(str::parse::<Range>).transpose()?;
    let (history, marks, known) = read(context).await?;
    let ids = match &range {
        Some(range) => target::resolve_range(history.graph(), &known, range)?,
        None => history.graph().ids().map(ToOwned::to_owned).collect(),
    };
    let newest_first = ids.iter().rev().filter_map(|id| history.revision(id));
    let entries: Vec<_> = newest_first.map(|revision| entry(&history, &marks, revision)).collect();
    if context.is_json() {
        output::json(&entries)?;
    } else if entries.is_empty() {
        output::notice("the history is empty");
    } else {
        let format = if context.global.verbose { long } else { short };
        output::print(entries.iter().map(format).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(Exit::Clean)
}

/// The history can be shown without a database; with one, it says more.
async fn read(context: &Context) -> Result<(History, Marks, BTreeSet<String>), CliError> {
    match context.look().await {
        Ok(Looked { history, state, .. }) => {
            if !state.unknown.is_empty() {
                let unknown = state.unknown.join(", ");
                output::notice(format!("applied, and unknown to this history: {unknown}"));
            }
            let known = state.known.iter().map(String::as_str).collect();
            let current = history.graph().heads_of(&known).into_iter().map(ToOwned::to_owned).collect();
            let applied = state.applied.iter().map(|row| (row.version.clone(), row.applied_at)).collect();
            Ok((history, Marks { applied: Some(applied), current }, state.known))
        }
        Err(CliError::Exec(error)) => {
            output::notice(format!("{error}; what is applied is not shown"));
            let marks = Marks { applied: None, current: BTreeSet::new() };
            Ok((context.offline_history()?, marks, BTreeSet::new()))
        }
        Err(error) => Err(error),
    }
}

fn entry<'a>(history: &'a History, marks: &Marks, revision: &'a RecordedRevision) -> Entry<'a> {
    let graph = history.graph();
    let id = revision.id.as_str();
    let find =
        |applied: &Vec<(String, i64)>| applied.iter().find(|(version, _)| version == id).map(|(_, at)| *at);
    let applied_at = marks.applied.as_ref().and_then(find);
    let said = [
        ("head", graph.children(id).is_empty()),
        ("current", marks.current.contains(id)),
        ("branch point", graph.children(id).len() > 1),
        ("merge point", revision.parents.len() > 1),
        ("pending", marks.applied.is_some() && applied_at.is_none()),
    ];
    Entry {
        id,
        message: &revision.message,
        revises: &revision.parents,
        marks: said.iter().filter(|(_, so)| *so).map(|(mark, _)| *mark).collect(),
        applied_at,
        operations: revision.up.iter().map(ToString::to_string).collect(),
        down: down(&revision.down),
    }
}

/// How a revision is undone, in a line.
pub(super) fn down(down: &RecordedDown) -> String {
    match down {
        RecordedDown::Irreversible { why } => format!("irreversible: {why}"),
        RecordedDown::Ops { lost, derived, .. } => {
            let kind = if *derived { "derived" } else { "written" };
            match lost.as_slice() {
                [] => kind.to_owned(),
                lost => format!("{kind}, not everything comes back: {}", lost.join("; ")),
            }
        }
    }
}

fn marks(entry: &Entry<'_>) -> String {
    if entry.marks.is_empty() {
        return String::new();
    }
    let style = if entry.marks.contains(&"pending") { WAITING } else { GOOD };
    format!(" {}", styled(style, format!("({})", entry.marks.join(", "))))
}

fn parents(entry: &Entry<'_>) -> String {
    if entry.revises.is_empty() { "base".to_owned() } else { entry.revises.join(", ") }
}

fn short(entry: &Entry<'_>) -> String {
    let from = styled(FAINT, parents(entry));
    format!("{from} -> {}{}, {}", styled(STRONG, entry.id), marks(entry), entry.message)
}

fn long(entry: &Entry<'_>) -> String {
    let mut out = format!("{}{}\n", styled(STRONG, entry.id), marks(entry));
    out += &format!("  message: {}\n  revises: {}\n", entry.message, parents(entry));
    if let Some(at) = entry.applied_at {
        out += &format!("  applied: {}\n", output::time(at));
    }
    out += if entry.operations.is_empty() { "  up: nothing\n" } else { "  up:\n" };
    for operation in &entry.operations {
        out += &format!("    {operation}\n");
    }
    out + &format!("  down: {}\n", entry.down)
}
