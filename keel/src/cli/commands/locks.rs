//! `locks`: who is in the way.

use serde::Serialize;

use super::Outcome;
use crate::{
    cli::{
        Exit,
        confirm::agree_to_end,
        context::{Context, Opened, close},
        error::CliError,
        output::{self, BAD, GOOD, STRONG, styled},
    },
    dialect::Unsupported,
    exec::{Blocker, ExecError},
    op::Op,
    schema::QualifiedName,
};

#[derive(Serialize)]
struct Locks<'a> {
    running: Option<&'a str>,
    tables: Vec<String>,
    blockers: &'a [Blocker],
}

pub(super) async fn run(context: &Context, terminate: Option<i64>, yes: bool) -> Outcome {
    let opened = context.open().await?;
    let tables = tables(&opened)?;
    if opened.runner.dialect().blockers(&tables).is_empty() && opened.runner.dialect().terminate(0).is_none()
    {
        return Err(Unsupported {
            engine: opened.runner.dialect().server().to_string(),
            what: "telling who holds a lock".into(),
            hint: "look which processes have the file open, as with `fuser FILE`".into(),
        }
        .into());
    }
    let running = opened.runner.lock_holder().await;
    let blockers = opened.runner.blockers(&tables).await;
    match terminate {
        Some(session) => end(&opened, session, &blockers, running.as_deref(), yes).await?,
        None if context.is_json() => {
            let tables = tables.iter().map(ToString::to_string).collect();
            output::json(&Locks { running: running.as_deref(), tables, blockers: &blockers })?;
        }
        None => output::print(text(running.as_deref(), &tables, &blockers))?,
    }
    close(opened.runner).await?;
    Ok(Exit::Clean)
}

/// The tables that pending revisions change, or where none is pending all that the history knows.
fn tables(opened: &Opened) -> Result<Vec<QualifiedName>, CliError> {
    let pending = opened.history.revisions().filter(|revision| !opened.state.known.contains(&revision.id));
    let mut tables: Vec<_> = pending.flat_map(|revision| &revision.up).flat_map(Op::tables).collect();
    if tables.is_empty() {
        tables = opened.history.head_schema()?.tables.into_keys().collect();
    }
    tables.sort();
    tables.dedup();
    Ok(tables)
}

fn text(running: Option<&str>, tables: &[QualifiedName], blockers: &[Blocker]) -> String {
    let mut lines = vec![match running {
        Some(holder) => format!("{} {holder}", styled(STRONG, "a run is going on:")),
        None => "no run is going on".to_owned(),
    }];
    let tables = tables.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match blockers {
        [] if tables.is_empty() => lines.push("the history has no tables".into()),
        [] => lines.push(format!("{}: no other session holds a lock on {tables}", styled(GOOD, "free"))),
        some => {
            lines.push(format!("{} on {tables}:", styled(BAD, "locks")));
            lines.extend(some.iter().map(|blocker| format!("  {blocker}")));
            lines.push("`locks --terminate SESSION` ends one".into());
        }
    }
    lines.join("\n")
}

async fn end(
    opened: &Opened,
    session: i64,
    blockers: &[Blocker],
    running: Option<&str>,
    yes: bool,
) -> Result<(), CliError> {
    let about = match blockers.iter().find(|blocker| blocker.session == session) {
        Some(blocker) => blocker.to_string(),
        None => running
            .filter(|holder| holder.contains(&format!("session {session}")))
            .map(ToOwned::to_owned)
            .ok_or(CliError::NotInTheWay(session))?,
    };
    agree_to_end(yes, session, &about)?;
    let doing = |source| ExecError::Database { doing: format!("ending session {session}"), source };
    match opened.runner.terminate(session).await.map_err(doing)? {
        true => Ok(output::print(format!("ended {about}"))?),
        false => Err(CliError::NotEnded(session)),
    }
}
