use std::collections::BTreeSet;

use super::Outcome;
use crate::{
    cli::{
        Exit,
        context::{Context, close},
        output,
        progress::Bar,
    },
    history::{
        History,
        target::{self, Target},
    },
};

pub(super) async fn run(context: &Context, text: &str, purge: bool) -> Outcome {
    let target: Target = text.parse()?;
    let could_run = |history: &History| {
        target::resolve_many(history.graph(), &BTreeSet::new(), &target)?;
        Ok(())
    };
    let mut opened = context.open_after(could_run).await?;
    opened.alone(context).await?;
    let unknown = opened.state.unknown.clone();
    if !purge {
        opened.state.require_known()?;
    }
    let graph = opened.history.graph();
    let named = target::resolve_many(graph, &opened.state.known, &target)?;
    let named: Vec<_> = named.iter().map(String::as_str).collect();
    let revisions: BTreeSet<String> = graph.ancestors(&named).into_iter().map(ToOwned::to_owned).collect();
    let mut bar = Bar::new(context.global.verbose);
    opened.runner.stamp(&opened.state, &revisions, &unknown, &mut bar).await?;
    if let Some(interrupted) = &opened.state.interrupted {
        output::notice(format!("{interrupted}; that is forgotten now"));
    }
    let at = if named.is_empty() { "base".to_owned() } else { named.join(", ") };
    let (was, is) = (opened.state.applied.len(), revisions.len());
    if context.is_json() {
        output::json(&serde_json::json!({ "current": named, "applied": revisions, "forgotten": unknown }))?;
    } else {
        output::print(format!(
            "stamped: the database is noted to be at {at} ({was} -> {is} revisions); nothing was run"
        ))?;
    }
    close(opened.runner).await?;
    Ok(Exit::Clean)
}
