use std::{io, path::PathBuf};

use crate::{
    check::{CompareError, ProofError, ScratchError},
    dialect::{UnknownEngine, Unsupported},
    exec::{ExecError, LostRows, UrlError},
    history::{
        FoldError, HistoryError, PlanningError,
        target::{TargetError, TargetSyntaxError},
    },
    inspect::InspectFailure,
    plan::PlanError,
    render::{RenderError, ScriptError},
    schema::{Backend, SnapshotError},
    source::ModelsError,
};

use super::Exit;

/// Why a command ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error("{0}")]
    Url(#[from] UrlError),
    #[error("{0}")]
    History(#[from] HistoryError),
    #[error("{0}")]
    TargetSyntax(#[from] TargetSyntaxError),
    #[error("{0}")]
    Target(#[from] TargetError),
    #[error("{0}")]
    Engine(#[from] UnknownEngine),
    #[error("{0}")]
    Fold(#[from] FoldError),
    #[error("{0}")]
    Planning(#[from] PlanningError),
    #[error("{0}")]
    Script(#[from] ScriptError),
    #[error("{0}")]
    Exec(#[from] ExecError),
    #[error("{0:?} is no version; write `postgres:13` or `mariadb:10.6`, or leave it out for the newest")]
    EngineVersion(String),
    #[error("a range is meant for --sql; without it, say where to go")]
    RangeWithoutSql,
    #[error(
        "nothing is known to be applied without a connection: say from where to where, as in `down head:base --sql`"
    )]
    DownNeedsRange,
    #[error("this would destroy {}", list(.0))]
    RowsLost(Vec<LostRows>),
    #[error("cancelled; nothing was touched")]
    Cancelled,
    #[error("the directory of the migration crate is not known; say it with --dir, or Config::directory")]
    NoDirectory,
    #[error("{0:?} cannot be part of a revision's name: letters, digits, `_` and spaces can")]
    BadName(String),
    #[error("a revision needs a name: `generate add_priority` or `generate -m \"add priority\"`")]
    NoName,
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Syntax { path: PathBuf, source: syn::Error },
    #[error("{} has no list of revisions: a `vec![…]` of `Box::new(NAME::Migration)`", .0.display())]
    NoList(PathBuf),
    #[error("{} does not name {parent}, which the new revision comes after: it is another history's", path.display())]
    OtherHistory { path: PathBuf, parent: String },
    #[error("the history has several heads: {}", .0.join(", "))]
    SeveralHeads(Vec<String>),
    #[error("--format {format} is not for this command; it knows {}", .known.join(", "))]
    Format { format: String, known: Vec<String> },
    #[error("{flag} {text}: it is written {flag} {form}")]
    BadDecision { flag: &'static str, text: String, form: &'static str },
    #[error("this has to be decided:\n{}", indented(.0))]
    Undecided(Vec<String>),
    #[error("{0}")]
    Models(#[from] ModelsError),
    #[error("no entities are known; name them with Config::models")]
    NoModels,
    #[error("{0}")]
    Inspect(#[from] InspectFailure),
    #[error("{0}")]
    Compare(#[from] CompareError),
    #[error("{0}")]
    Plan(#[from] PlanError),
    #[error("{0}")]
    Render(#[from] RenderError),
    #[error("{0}")]
    Scratch(#[from] ScratchError),
    #[error("{0}")]
    Unsupported(#[from] Unsupported),
    #[error("there is no database {0}")]
    NoDatabase(String),
    #[error("{}: {source}", path.display())]
    Snapshot { path: PathBuf, source: SnapshotError },
    #[error("{0}")]
    Side(String),
    #[error("{from} is a schema of {from_engine}, {to} one of {to_engine}: they cannot be compared")]
    Families { from: String, from_engine: Backend, to: String, to_engine: Backend },
    #[error("the new revision was not kept: on {server}, {source}")]
    Unproven { server: String, source: ProofError },
    #[error("there is one head: nothing to join")]
    OneHead,
    #[error("{0}")]
    Rebase(String),
    #[error("session {0} is not in the way: `locks` shows those that are")]
    NotInTheWay(i64),
    #[error("session {0} could not be ended; it may have ended by itself")]
    NotEnded(i64),
    #[error("session {0} would be ended, and its transaction rolled back")]
    Unasked(i64),
    #[error("there is nothing to repair: no run stopped half-way")]
    NothingToRepair,
    #[error("no step of {0} is in doubt: `up` or `down` goes on behind those that are done")]
    NoDoubt(String),
    #[error("{0} is not applied, so there is nothing to accept")]
    NotApplied(String),
    #[error("there is no table {0} among the entities")]
    NoTable(String),
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn list(rows: &[LostRows]) -> String {
    rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl CliError {
    pub(crate) fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Output(error) => error.kind() == io::ErrorKind::BrokenPipe,
            Self::Json(error) => error.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
            _ => false,
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::RowsLost(_)
            | Self::Unasked(_)
            | Self::Cancelled
            | Self::Undecided(_)
            | Self::Planning(PlanningError::Irreversible { .. }) => Exit::Refused,
            Self::Exec(ExecError::Planning(PlanningError::Irreversible { .. })) => Exit::Refused,
            Self::Exec(ExecError::Planning(_)) => Exit::Usage,
            Self::Exec(ExecError::Stopped(_)) => Exit::Stopped,
            Self::Exec(_) | Self::Output(_) | Self::Inspect(_) | Self::Scratch(_) => Exit::Database,
            Self::NoDatabase(_) | Self::NotEnded(_) => Exit::Database,
            _ => Exit::Usage,
        }
    }

    /// A way out, where the message does not hold one.
    pub(crate) fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Exec(ExecError::UnknownRevisions(_)) => {
                "run the newer build that has them, or put their files back; \
                `stamp current --purge` forgets them without undoing what they did"
                    .into()
            }
            Self::RowsLost(_) | Self::Unasked(_) => "say --yes to agree to that, or run it on a terminal to be asked".into(),
            Self::Planning(PlanningError::Irreversible { .. })
            | Self::Exec(ExecError::Planning(PlanningError::Irreversible { .. })) => {
                "nothing was touched; choose a target that does not undo it, or restore a backup".into()
            }
            Self::Exec(error) => return error.hint().map(Into::into),
            Self::SeveralHeads(_) => {
                "two people have built on the same revision; `merge` joins the heads with a revision that comes after \
                both, `rebase REV` puts one branch behind the other, and `--revises ID` goes on with one of them"
                    .into()
            }
            Self::NoDatabase(_) => {
                "check its path, or let `up` make it; `check --offline` needs none".into()
            }
            _ => return None,
        })
    }
}
