//! `fresh`: everything dropped, and all revisions applied.

use super::{Outcome, moving};
use crate::{
    cli::{
        Exit,
        args::Agree,
        confirm::agree_to_loss,
        context::{Context, close},
        output,
    },
    exec::State,
    history::target::{self, Direction, Target},
};

pub(super) async fn run(context: &Context, agree: Agree) -> Outcome {
    let mut opened = context.open().await?;
    // What cannot be planned on this engine is told before anything is dropped.
    let graph = opened.history.graph();
    let ids = target::upgrade(graph, &State::default().known, &Target::Heads)?;
    opened.history.plan(opened.runner.dialect(), &State::default().known, Direction::Up, &ids)?;
    let namespaces: Vec<_> = opened.history.head_schema()?.namespaces.into_iter().collect();
    agree_to_loss(agree, opened.runner.tables_with_rows(&namespaces).await?)?;
    opened.alone(context).await?;
    let dropped = opened.runner.wipe(&namespaces).await?;
    output::notice(format!("dropped {dropped} object(s)"));
    opened.state = opened.runner.state(&opened.history).await?;
    let done = moving::go(context, &mut opened, Direction::Up, &ids, agree).await?;
    moving::report(context, &opened, Direction::Up, &done)?;
    close(opened.runner).await?;
    Ok(Exit::Clean)
}
