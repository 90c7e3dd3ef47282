use serde::Serialize;

use super::Outcome;
use crate::{
    cli::{
        Exit,
        context::{Context, Looked},
        output::{self, BAD, FAINT, GOOD, WAITING, styled},
    },
    history::RecordedRevision,
};

#[derive(Serialize)]
struct Status<'a> {
    database: &'a str,
    server: Option<&'a str>,
    run: Option<&'a str>,
    interrupted: Option<String>,
    revisions: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    message: &'a str,
    state: &'static str,
    applied_at: Option<i64>,
}

pub(super) async fn run(context: &Context, check: bool) -> Outcome {
    let looked = context.look().await?;
    let rows: Vec<_> = looked.history.revisions().map(|revision| row(&looked, revision)).collect();
    let unknown =
        looked.state.applied.iter().filter(|applied| looked.state.unknown.contains(&applied.version));
    let unknown = unknown.map(|applied| Row {
        id: &applied.version,
        message: "",
        state: "unknown",
        applied_at: Some(applied.applied_at),
    });
    let rows: Vec<_> = rows.into_iter().chain(unknown).collect();
    let attention = rows.iter().any(|row| row.state != "applied") || looked.state.interrupted.is_some();
    let interrupted = looked.state.interrupted.as_ref().map(ToString::to_string);
    if context.is_json() {
        let (database, server) = (looked.database.as_str(), looked.server.as_deref());
        let run = looked.run.as_deref();
        output::json(&Status { database, server, run, interrupted, revisions: rows })?;
    } else {
        print(&looked, &rows, interrupted.as_deref())?;
    }
    Ok(if check && attention { Exit::Findings } else { Exit::Clean })
}

fn row<'a>(looked: &Looked, revision: &'a RecordedRevision) -> Row<'a> {
    let applied = looked.state.applied.iter().find(|applied| applied.version == revision.id);
    Row {
        id: &revision.id,
        message: &revision.message,
        state: if applied.is_some() { "applied" } else { "pending" },
        applied_at: applied.map(|applied| applied.applied_at),
    }
}

fn print(looked: &Looked, rows: &[Row<'_>], interrupted: Option<&str>) -> std::io::Result<()> {
    let server = looked.server.as_deref().unwrap_or("not there yet");
    let mut out = format!("{}  {}\n", looked.database, styled(FAINT, server));
    let width = rows.iter().map(|row| row.id.chars().count()).max().unwrap_or_default();
    for row in rows {
        let style = match row.state {
            "applied" => GOOD,
            "pending" => WAITING,
            _ => BAD,
        };
        let state = styled(style, format!("{:7}", row.state));
        out += &match row.applied_at.map(output::time) {
            Some(at) => format!("  {state}  {:width$}  {}\n", row.id, styled(FAINT, at)),
            None => format!("  {state}  {}\n", row.id),
        };
    }
    let pending = rows.iter().filter(|row| row.state == "pending").count();
    let applied = rows.iter().filter(|row| row.state == "applied").count();
    out += &format!("{applied} applied, {pending} pending");
    if !looked.state.unknown.is_empty() {
        out += &format!(", {} unknown to this history", looked.state.unknown.len());
    }
    if let Some(run) = &looked.run {
        out += &format!("\n{}", styled(WAITING, run));
    }
    if let Some(interrupted) = interrupted {
        out += &format!("\n{}", styled(BAD, interrupted));
    }
    output::print(out)
}
