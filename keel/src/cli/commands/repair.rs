//! `repair`: what only a person can know of a run that stopped half-way, or of a revision that was edited.

use super::Outcome;
use crate::{
    cli::{
        Exit,
        args::Repair,
        context::{Context, Opened, close},
        error::CliError,
        output,
        progress::Bar,
    },
    exec::Doubt,
    history::target::{self, Target},
};

pub(super) async fn run(context: &Context, asked: &Repair) -> Outcome {
    let mut opened = context.open().await?;
    let mut bar = Bar::new(context.global.verbose);
    if let Some(revision) = &asked.accept {
        opened.alone(context).await?;
        accept(&opened, revision, &mut bar).await?;
    } else if asked.took_effect || asked.not_begun || asked.forget {
        opened.alone(context).await?;
        settle(&opened, asked, &mut bar).await?;
    } else {
        return show(context, opened).await;
    }
    close(opened.runner).await?;
    Ok(Exit::Clean)
}

async fn show(context: &Context, opened: Opened) -> Outcome {
    let state = &opened.state;
    let edited = opened.history.edited(&state.hashes);
    let mut lines = Vec::new();
    lines.extend(opened.run().await);
    if let Some(interrupted) = &state.interrupted {
        let direction = interrupted.direction;
        lines.push(interrupted.to_string());
        let ids = std::slice::from_ref(&interrupted.revision);
        let planned = opened.history.plan(opened.runner.dialect(), &state.known, direction, ids);
        let planned = planned.unwrap_or_default();
        lines.push(match state.in_doubt(&planned) {
            None => {
                let direction = direction.to_string();
                format!("  {direction:<21} goes on where it stopped; this is right in most cases")
            }
            Some(step) => format!("  find out whether it did, and say so: {}", step.why),
        });
        if interrupted.uncertain.is_some() {
            lines.push("  repair --took-effect  the step that was begun is done: go on behind it".into());
            lines.push("  repair --not-begun    nothing of that step is there: begin it again".into());
        }
        lines.push("  repair --forget       what it did has been undone by hand".into());
    }
    for id in &edited {
        lines.push(format!("{id} was edited after it had been applied"));
        lines.push(format!("  repair --accept {id}  take it as it reads now; or put it back as it was"));
    }
    let nothing = state.interrupted.is_none() && edited.is_empty();
    if context.is_json() {
        let interrupted = state.interrupted.as_ref().map(ToString::to_string);
        output::json(&serde_json::json!({ "interrupted": interrupted, "edited": edited }))?;
    } else {
        lines.extend(nothing.then(|| "nothing to repair".to_owned()));
        output::print(lines.join("\n"))?;
    }
    close(opened.runner).await?;
    Ok(if nothing { Exit::Clean } else { Exit::Findings })
}

async fn settle(opened: &Opened, asked: &Repair, bar: &mut Bar) -> Result<(), CliError> {
    let interrupted = opened.state.interrupted.as_ref().ok_or(CliError::NothingToRepair)?;
    let (id, direction) = (&interrupted.revision, interrupted.direction);
    if asked.forget {
        opened.runner.forget(interrupted, bar).await?;
        return Ok(output::print(format!("{id}: the half-way run is forgotten; nothing was run"))?);
    }
    let step = interrupted.uncertain.ok_or_else(|| CliError::NoDoubt(id.clone()))? + 1;
    let (doubt, said) = match asked.took_effect {
        true => (Doubt::TookEffect, format!("step {step} is noted as done; `{direction}` goes on behind it")),
        false => {
            (Doubt::NotBegun, format!("step {step} is noted as not begun; `{direction}` begins it again"))
        }
    };
    opened.runner.settle(interrupted, doubt, bar).await?;
    Ok(output::print(format!("{id}: {said}"))?)
}

async fn accept(opened: &Opened, text: &str, bar: &mut Bar) -> Result<(), CliError> {
    let target: Target = text.parse()?;
    for id in target::resolve_many(opened.history.graph(), &opened.state.known, &target)? {
        let revision = opened.history.revision(&id).filter(|_| opened.state.known.contains(&id));
        let revision = revision.ok_or_else(|| CliError::NotApplied(id.clone()))?;
        opened.runner.accept(revision, bar).await?;
        output::print(format!("{id} is taken as it reads now; nothing was run"))?;
    }
    Ok(())
}
