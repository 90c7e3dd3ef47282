use serde::Serialize;

use super::{Outcome, history::down, plan};
use crate::{
    cli::{
        Exit,
        context::{Context, Looked},
        error::CliError,
        output::{self, FAINT, STRONG, styled},
    },
    dialect::{Dialect, Server, dialect_of},
    history::{
        History, RecordedRevision,
        target::{self, Direction, Target},
    },
    op::Op,
};

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    message: &'a str,
    revises: &'a [String],
    hash: String,
    up: &'a [Op],
    down: String,
}

pub(super) async fn run(context: &Context, text: &str, dialect: Option<&str>) -> Outcome {
    let target: Target = text.parse()?;
    let (history, known, dialect) = read(context, &target, dialect).await?;
    let ids = target::resolve_many(history.graph(), &known, &target)?;
    if ids.is_empty() {
        output::notice("that is the base: the state before the first revision");
    }
    let revisions: Vec<_> = ids.iter().filter_map(|id| history.revision(id)).collect();
    if context.is_json() {
        output::json(&revisions.into_iter().map(shown).collect::<Vec<_>>())?;
        return Ok(Exit::Clean);
    }
    let texts = revisions.into_iter().map(|revision| text_of(&history, revision, dialect.as_ref()));
    let texts = texts.collect::<Result<Vec<_>, _>>()?;
    if !texts.is_empty() {
        output::print(texts.join("\n"))?;
    }
    Ok(Exit::Clean)
}

fn shown(revision: &RecordedRevision) -> Shown<'_> {
    Shown {
        id: &revision.id,
        message: &revision.message,
        revises: &revision.parents,
        hash: revision.hash(),
        up: &revision.up,
        down: down(&revision.down),
    }
}

/// Only a target that speaks of what is applied needs a database.
async fn read(
    context: &Context,
    target: &Target,
    dialect: Option<&str>,
) -> Result<(History, std::collections::BTreeSet<String>, Box<dyn Dialect>), CliError> {
    let offline = context.offline_dialect(dialect)?;
    if !matches!(target, Target::Current | Target::Relative { from: None, .. }) {
        let history = context.history(offline.server().engine.backend())?;
        return Ok((history, Default::default(), offline));
    }
    let Looked { history, state, server, .. } = context.look().await?;
    let dialect = match (dialect, server) {
        (None, Some(server)) => dialect_of(Server::parse(history.backend(), &server)),
        _ => offline,
    };
    Ok((history, state.known, dialect))
}

fn text_of(
    history: &History,
    revision: &RecordedRevision,
    dialect: &dyn Dialect,
) -> Result<String, CliError> {
    let graph = history.graph();
    let list = |ids: Vec<&str>, none: &str| if ids.is_empty() { none.to_owned() } else { ids.join(", ") };
    let parents = revision.parents.iter().map(String::as_str).collect::<Vec<_>>();
    let mut out = format!("{}\n", styled(STRONG, &revision.id));
    out += &format!("  message: {}\n", revision.message);
    out += &format!("  revises: {}\n", list(parents.clone(), "base"));
    out += &format!("  revised by: {}\n", list(graph.children(&revision.id), "nothing, it is a head"));
    out += &format!("  hash: {}\n", revision.hash());
    out += &format!("\nup  {}\n", styled(FAINT, format!("({})", dialect.server())));
    let mut applied: std::collections::BTreeSet<String> =
        graph.ancestors(&parents).into_iter().map(ToOwned::to_owned).collect();
    let id = std::slice::from_ref(&revision.id);
    for planned in history.plan(dialect, &applied, Direction::Up, id)? {
        out += &plan::steps(dialect, &planned.plan);
    }
    out += &format!("\ndown  {}\n", styled(FAINT, format!("({})", down(&revision.down))));
    applied.insert(revision.id.clone());
    if revision.ops(Direction::Down).is_ok() {
        for planned in history.plan(dialect, &applied, Direction::Down, id)? {
            out += &plan::steps(dialect, &planned.plan);
        }
    }
    Ok(out)
}
