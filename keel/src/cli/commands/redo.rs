//! `redo`, `refresh` and `reset`: down, and for the first two up again.

use super::{Outcome, moving};
use crate::{
    cli::{
        Exit,
        args::Agree,
        context::{Context, Opened, close},
        error::CliError,
        output,
    },
    history::target::{self, Direction, Target},
};

/// Undoes the last revision and applies it again.
pub(super) async fn redo(context: &Context, agree: Agree) -> Outcome {
    let mut opened = known(context).await?;
    let ids = target::downgrade_count(opened.history.graph(), &opened.state.known, 1);
    if ids.is_empty() {
        output::notice("nothing is applied, so there is nothing to redo");
    }
    there_and_back(context, &mut opened, ids, agree).await?;
    close(opened.runner).await?;
    Ok(Exit::Clean)
}

/// Undoes all revisions and applies them again, the pending ones too.
pub(super) async fn refresh(context: &Context, agree: Agree) -> Outcome {
    let mut opened = known(context).await?;
    let ids = everything(&opened)?;
    moving::go(context, &mut opened, Direction::Down, &ids, agree).await?;
    let ids = target::upgrade(opened.history.graph(), &opened.state.known, &Target::Heads)?;
    let done = moving::go(context, &mut opened, Direction::Up, &ids, agree).await?;
    moving::report(context, &opened, Direction::Up, &done)?;
    close(opened.runner).await?;
    Ok(Exit::Clean)
}

/// Undoes all revisions.
pub(super) async fn reset(context: &Context, agree: Agree) -> Outcome {
    let mut opened = known(context).await?;
    let ids = everything(&opened)?;
    let done = moving::go(context, &mut opened, Direction::Down, &ids, agree).await?;
    moving::report(context, &opened, Direction::Down, &done)?;
    close(opened.runner).await?;
    Ok(Exit::Clean)
}

async fn known(context: &Context) -> Result<Opened, CliError> {
    let mut opened = context.open().await?;
    opened.alone(context).await?;
    opened.state.require_known()?;
    Ok(opened)
}

fn everything(opened: &Opened) -> Result<Vec<String>, CliError> {
    Ok(target::downgrade(opened.history.graph(), &opened.state.known, &Target::Base)?)
}

async fn there_and_back(
    context: &Context,
    opened: &mut Opened,
    mut ids: Vec<String>,
    agree: Agree,
) -> Result<(), CliError> {
    moving::go(context, opened, Direction::Down, &ids, agree).await?;
    ids.reverse();
    let done = moving::go(context, opened, Direction::Up, &ids, agree).await?;
    moving::report(context, opened, Direction::Up, &done)
}
