mod branches;
mod completions;
mod current;
mod fresh;
mod generate;
mod heads;
mod history;
mod init;
mod moving;
mod plan;
mod redo;
mod script;
mod show;
mod stamp;
mod status;

use super::{
    Exit,
    args::{Command, Move},
    context::Context,
    error::CliError,
};
use crate::history::target::Direction;

pub(super) type Outcome = Result<Exit, CliError>;

/// Runs a command; none is `up`, as SeaORM has it.
pub(super) async fn dispatch(context: &Context, command: Option<Command>) -> Outcome {
    match command.unwrap_or_else(|| Command::Up(Move::default())) {
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
        Command::Stamp { target, purge } => Box::pin(stamp::run(context, &target, purge)).await,
        Command::Generate { name, message, revises, dir, local_time, .. } => {
            generate::run(context, generate::Asked { name, message, revises, dir, local_time })
        }
        Command::Init { dir } => init::run(context, &dir),
        Command::Completions { shell } => completions::run(shell),
    }
}
