//! `--sql`: a script, without a connection.

use std::collections::BTreeSet;

use super::Outcome;
use crate::{
    cli::{Exit, args::Move, context::Context, error::CliError, output},
    history::{
        History, applied,
        target::{self, Direction, Range, Target, TargetError},
    },
    render::{Script, ScriptRevision},
};

pub(super) fn run(context: &Context, direction: Direction, args: &Move) -> Outcome {
    let dialect = context.offline_dialect(args.dialect.as_deref())?;
    let backend = dialect.server().engine.backend();
    let history = context.history(backend)?;
    let ids = choose(&history, direction, args)?;
    let applied = before(&history, direction, &ids);
    let planned = history.plan(dialect.as_ref(), &applied, direction, &ids)?;
    let revisions: Vec<_> = planned
        .into_iter()
        .map(|planned| ScriptRevision {
            id: planned.revision.id.clone(),
            message: planned.revision.message.clone(),
            up: direction == Direction::Up,
            plan: planned.plan,
        })
        .collect();
    let ledger = &context.config.ledger;
    let script = Script {
        dialect: dialect.as_ref(),
        ledger,
        create_ledger: applied::create_ledger(backend, ledger),
        idempotent: args.idempotent,
    };
    output::print(script.render(&revisions)?)?;
    Ok(Exit::Clean)
}

/// The range that a command line means; without a connection nothing is known to be applied.
fn choose(history: &History, direction: Direction, args: &Move) -> Result<Vec<String>, CliError> {
    let (graph, none) = (history.graph(), BTreeSet::new());
    let range =
        args.target.as_deref().filter(|target| target.contains(':')).map(str::parse::<Range>).transpose()?;
    match (direction, range) {
        (Direction::Up, Some(range)) => Ok(target::resolve_range(graph, &none, &range)?),
        (Direction::Up, None) => match (args.target.as_deref(), args.num) {
            (Some(to), _) => Ok(target::upgrade(graph, &none, &to.parse()?)?),
            (None, Some(n)) => Ok(target::upgrade_count(graph, &none, n)),
            (None, None) => Ok(target::upgrade(graph, &none, &Target::Heads)?),
        },
        (Direction::Down, Some(range)) => {
            let swapped = Range { from: range.to.clone(), to: range.from.clone() };
            let mut ids = target::resolve_range(graph, &none, &swapped).map_err(|error| match error {
                // The range as it was written, not as it was turned.
                TargetError::ReversedRange { .. } => TargetError::ReversedRange { range },
                other => other,
            })?;
            ids.reverse();
            Ok(ids)
        }
        (Direction::Down, None) => Err(CliError::DownNeedsRange),
    }
}

/// What a database has before the script runs.
fn before(history: &History, direction: Direction, ids: &[String]) -> BTreeSet<String> {
    let graph = history.graph();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    let mut all: BTreeSet<String> = graph.ancestors(&ids).into_iter().map(ToOwned::to_owned).collect();
    if direction == Direction::Up {
        all.retain(|id| !ids.contains(&id.as_str()));
    }
    all
}
