mod branches;
mod check;
mod completions;
mod current;
mod diagram;
mod diff;
mod fresh;
mod generate;
mod heads;
mod history;
mod init;
mod inspect;
mod locks;
mod merge;
mod moving;
mod plan;
mod rebase;
mod redo;
mod repair;
mod script;
mod show;
mod snapshot;
mod stamp;
mod status;

use super::{
    Exit,
    args::{Command, Format},
    context::Context,
    error::CliError,
};
use crate::history::target::Direction;

pub(super) type Outcome = Result<Exit, CliError>;

/// Runs a command.
pub(super) async fn dispatch(context: &Context, command: Command) -> Outcome {
    let is_report = matches!(
        command,
        Command::Diff(_) | Command::Check { .. } | Command::Inspect | Command::Diagram { .. }
    );
    if !is_report {
        context.format(&[Format::Text, Format::Json])?;
    }
    match command {
        Command::Up(args) => Box::pin(moving::run(context, Direction::Up, args)).await,
        Command::Down(args) => Box::pin(moving::run(context, Direction::Down, args)).await,
        Command::Redo(agree) => Box::pin(redo::redo(context, agree)).await,
        Command::Refresh(agree) => Box::pin(redo::refresh(context, agree)).await,
        Command::Reset(agree) => Box::pin(redo::reset(context, agree)).await,
        Command::Fresh(agree) => Box::pin(fresh::run(context, agree)).await,
        Command::Status { check } => Box::pin(status::run(context, check)).await,
        Command::Current { check_heads } => Box::pin(current::run(context, check_heads)).await,
        Command::History { range } => Box::pin(history::run(context, range.as_deref())).await,
        Command::Heads => heads::run(context),
        Command::Branches => branches::run(context),
        Command::Show { target, dialect } => Box::pin(show::run(context, &target, dialect.as_deref())).await,
        Command::Stamp { target, purge, .. } => Box::pin(stamp::run(context, &target, purge)).await,
        Command::Generate(asked) => Box::pin(generate::run(context, &asked)).await,
        Command::Diff(asked) => Box::pin(diff::run(context, &asked)).await,
        Command::Check { offline, only } => Box::pin(check::run(context, offline, &only)).await,
        Command::Snapshot { from, dialect, output } => {
            Box::pin(snapshot::run(context, from.as_deref(), dialect.as_deref(), output.as_deref())).await
        }
        Command::Inspect => Box::pin(inspect::run(context)).await,
        Command::Diagram { dialect } => diagram::run(context, dialect.as_deref()),
        Command::Merge { message, dir } => merge::run(context, message.as_deref(), dir.as_ref()),
        Command::Rebase { branch, onto, dir } => rebase::run(context, &branch, onto.as_deref(), dir.as_ref()),
        Command::Locks { terminate, yes } => Box::pin(locks::run(context, terminate, yes)).await,
        Command::Repair { asked, .. } => Box::pin(repair::run(context, &asked)).await,
        Command::Init { dir } => init::run(context, &dir),
        Command::Completions { shell } => completions::run(shell),
    }
}
