use std::collections::BTreeSet;

use super::{CompareError, Told, align::scope_of, compare, settle};
use crate::{
    diff::Decisions,
    exec::{ExecError, Runner, Silent},
    history::{FoldError, History, target::Direction},
    inspect::InspectFailure,
    op::{Op, RecordedDown},
    schema::Schema,
};

/// A revision that was run on a scratch database: there, back, and there again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The engine.
    pub server: String,
    /// Why the way back was not tried.
    pub no_way_back: Option<String>,
}

/// A revision that does not do what it says.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// It does not run.
    #[error("{doing}: {source}")]
    Run {
        /// What was tried.
        doing: &'static str,
        /// What happened.
        source: Box<ExecError>,
    },
    /// What is there afterwards is something else.
    #[error("{doing}, the database is not as it should be:\n{}", lines(.ops))]
    Differs {
        /// What was done.
        doing: &'static str,
        /// What would still have to be done.
        ops: Vec<Op>,
    },
    /// The database cannot be read.
    #[error(transparent)]
    Inspect(#[from] InspectFailure),
    /// The schemas cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// The history does not go together.
    #[error(transparent)]
    Fold(#[from] FoldError),
}

fn lines(ops: &[Op]) -> String {
    ops.iter().map(|op| format!("  {op}")).collect::<Vec<_>>().join("\n")
}

/// Runs the revisions that `id` builds on, then itself: up, down and up again, and looks each time whether the
/// database is what the history says.
///
/// # Errors
/// [`ProofError`].
pub async fn prove(runner: &Runner, history: &History, id: &str) -> Result<Proof, ProofError> {
    let graph = history.graph();
    let mut applied: BTreeSet<String> = graph.ancestors(&[id]).into_iter().map(ToOwned::to_owned).collect();
    applied.remove(id);
    let before = history.fold(&applied)?;
    let earlier: Vec<String> =
        graph.ids().filter(|id| applied.contains(*id)).map(ToOwned::to_owned).collect();
    go(runner, history, Direction::Up, &earlier, "applying the revisions before it").await?;
    applied.insert(id.to_owned());
    let after = history.fold(&applied)?;
    let one = [id.to_owned()];
    // What the database is before it counts, not what it should be: another check looks at that.
    let start = read(runner, &before).await?;
    go(runner, history, Direction::Up, &one, "up").await?;
    expect(runner, Told::said(&after), &after, "after up").await?;
    let server = runner.dialect().server().to_string();
    if let Some(RecordedDown::Irreversible { why }) = history.revision(id).map(|revision| &revision.down) {
        return Ok(Proof { server, no_way_back: Some(why.clone()) });
    }
    go(runner, history, Direction::Down, &one, "down").await?;
    expect(runner, Told::live(&start), &before, "after up and down").await?;
    go(runner, history, Direction::Up, &one, "up again").await?;
    expect(runner, Told::said(&after), &after, "after up, down and up").await?;
    Ok(Proof { server, no_way_back: None })
}

/// Runs the whole history on an empty database, and returns what of its outcome differs from what it says.
///
/// # Errors
/// [`ProofError`]: it does not run, or the outcome cannot be read.
pub async fn replay(runner: &Runner, history: &History) -> Result<Vec<Op>, ProofError> {
    let all: Vec<String> = history.graph().ids().map(ToOwned::to_owned).collect();
    go(runner, history, Direction::Up, &all, "applying the history").await?;
    let expected = history.head_schema()?;
    remaining(runner, Told::said(&expected), &expected).await
}

async fn go(
    runner: &Runner,
    history: &History,
    direction: Direction,
    ids: &[String],
    doing: &'static str,
) -> Result<(), ProofError> {
    let failed = |source| ProofError::Run { doing, source: Box::new(source) };
    let state = runner.state(history).await.map_err(failed)?;
    Box::pin(runner.run(history, &state, direction, ids, &mut Silent)).await.map_err(failed)
}

async fn read(runner: &Runner, about: &Schema) -> Result<Schema, ProofError> {
    Ok(runner.inspect(&scope_of(about)).await?.schema)
}

async fn remaining(runner: &Runner, wanted: Told<'_>, about: &Schema) -> Result<Vec<Op>, ProofError> {
    let found = read(runner, about).await?;
    let schema = settle(runner, &found, wanted.schema).await;
    let wanted = Told { schema: &schema, ..wanted };
    let (also, decisions) = (BTreeSet::new(), Decisions::default());
    Ok(compare(runner.dialect(), Told::live(&found), wanted, &also, &decisions)?.difference.ops)
}

async fn expect(
    runner: &Runner,
    wanted: Told<'_>,
    about: &Schema,
    doing: &'static str,
) -> Result<(), ProofError> {
    let ops = remaining(runner, wanted, about).await?;
    if ops.is_empty() { Ok(()) } else { Err(ProofError::Differs { doing, ops }) }
}
