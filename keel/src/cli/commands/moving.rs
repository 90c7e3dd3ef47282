//! `up` and `down`.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Outcome, plan, script};
use crate::{
    cli::{
        Exit,
        args::{Agree, Move},
        confirm::agree_to_loss,
        context::{Context, Opened, close},
        error::CliError,
        output,
        progress::Bar,
        stop,
    },
    history::{
        History,
        target::{self, Direction, Target},
    },
};

pub(super) async fn run(context: &Context, direction: Direction, args: Move) -> Outcome {
    if args.sql {
        return script::run(context, direction, &args);
    }
    if args.target.as_deref().is_some_and(|target| target.contains(':')) {
        return Err(CliError::RangeWithoutSql);
    }
    // A typing error in a target is told before anything is connected, and before a file is made.
    let target = args.target.as_deref().map(str::parse::<Target>).transpose()?;
    if args.plan {
        let looked = context.look().await?;
        looked.state.require_known()?;
        let ids = choose(&looked.history, &looked.state.known, direction, target.as_ref(), args.num)?;
        return plan::print(context, &looked, direction, &ids);
    }
    let could_run = |history: &History| {
        let none = BTreeSet::new();
        let ids = choose(history, &none, direction, target.as_ref(), args.num)?;
        history.plan(context.offline_dialect(None)?.as_ref(), &none, direction, &ids)?;
        Ok(())
    };
    let mut opened = context.open_after(could_run).await?;
    opened.state.require_known()?;
    let ids = choose(&opened.history, &opened.state.known, direction, target.as_ref(), args.num)?;
    let done = go(context, &mut opened, direction, &ids, args.agree).await?;
    report(context, &opened, direction, &done)?;
    close(opened.runner).await?;
    Ok(Exit::Clean)
}

/// The revisions that a command line means, in the order in which they run.
fn choose(
    history: &History,
    known: &BTreeSet<String>,
    direction: Direction,
    target: Option<&Target>,
    num: Option<usize>,
) -> Result<Vec<String>, CliError> {
    let graph = history.graph();
    Ok(match (direction, target, num) {
        (Direction::Up, None, None) => target::upgrade(graph, known, &Target::Heads)?,
        (Direction::Up, None, Some(n)) => target::upgrade_count(graph, known, n),
        (Direction::Up, Some(target), _) => target::upgrade(graph, known, target)?,
        (Direction::Down, None, n) => target::downgrade_count(graph, known, n.unwrap_or(1)),
        (Direction::Down, Some(target), _) => target::downgrade(graph, known, target)?,
    })
}

/// Runs revisions, after agreement where rows would be lost, and brings the state up to date.
pub(super) async fn go(
    context: &Context,
    opened: &mut Opened,
    direction: Direction,
    ids: &[String],
    agree: Agree,
) -> Result<Vec<(String, std::time::Duration)>, CliError> {
    if direction == Direction::Down {
        // Everything on the way is looked at before anything on the way is done.
        let dialect = opened.runner.dialect();
        let planned = opened.history.plan(dialect, &opened.state.known, direction, ids)?;
        opened.state.continues(&planned)?;
        agree_to_loss(agree, opened.runner.rows_lost(&opened.history, ids).await?)?;
    }
    stop::heed();
    let mut bar = Bar::new(context.global.verbose);
    let Opened { runner, history, state } = opened;
    match direction {
        Direction::Up => Box::pin(runner.apply(history, state, ids, &mut bar)).await?,
        Direction::Down => {
            Box::pin(runner.run(history, state, direction, ids, &mut bar)).await?;
            *state = runner.state(history).await?;
        }
    }
    Ok(std::mem::take(&mut bar.done))
}

#[derive(Serialize)]
struct Report<'a> {
    direction: String,
    revisions: Vec<Ran<'a>>,
    current: Vec<&'a str>,
}

#[derive(Serialize)]
struct Ran<'a> {
    id: &'a str,
    milliseconds: u128,
}

/// Says what was done, and where the database is now.
pub(super) fn report(
    context: &Context,
    opened: &Opened,
    direction: Direction,
    done: &[(String, std::time::Duration)],
) -> Result<(), CliError> {
    let known = opened.state.known.iter().map(String::as_str).collect();
    let current = opened.history.graph().heads_of(&known);
    if context.is_json() {
        let revisions = done.iter().map(|(id, took)| Ran { id, milliseconds: took.as_millis() }).collect();
        return output::json(&Report { direction: direction.to_string(), revisions, current });
    }
    let at = if current.is_empty() { "base".to_owned() } else { current.join(", ") };
    output::print(match (done.len(), direction) {
        (0, Direction::Up) if opened.history.graph().is_empty() => {
            "nothing to apply: the history is empty, and `generate NAME` writes its first revision".into()
        }
        (0, Direction::Up) => format!("nothing to apply: the database is at {at}"),
        (0, Direction::Down) => format!("nothing to undo: the database is at {at}"),
        (n, direction) => {
            let verb = if direction == Direction::Up { "applied" } else { "undid" };
            let noun = if n == 1 { "revision" } else { "revisions" };
            format!("{verb} {n} {noun}: the database is at {at}")
        }
    })?;
    Ok(())
}
