//! Sixteen at once.

use std::sync::Arc;

use tests::{Database, Engine, Outcome, number};

use crate::ground::{Ended, Found, at_the_first, command, run};

const PROCESSES: usize = 16;

/// All end with 0, and each operation has run once: what a second run would count or insert again is not there twice.
pub(crate) async fn run_at_once(engine: Arc<Engine>) -> Outcome {
    let alone = at_the_first(&engine).await?;
    run(&alone, &["up"]).with(0)?;
    let expected = Found::of(&alone).await;
    alone.delete().await;
    let usual = if engine.is_scripted() { 5 } else { 20 };
    for round in 0..number("KEEL_TEST_ROUNDS", usual) {
        // Every other time on a database without ledger and journal.
        let database = match round % 2 {
            0 => at_the_first(&engine).await?,
            _ => Database::fresh(&engine).await,
        };
        // Patient, for a machine that does much else.
        let up = || command(database.url(), &["up", "--lock-wait", "5min"]).spawn().unwrap();
        let children: Vec<_> = (0..PROCESSES).map(|_| up()).collect();
        for child in children {
            Ended::of(child).with(0).map_err(|error| format!("round {round}: {error}"))?;
        }
        run(&database, &["up"]).with(0)?.telling(&["nothing to apply"])?;
        if round % 2 == 0
            && let Some(difference) = expected.differs(&Found::of(&database).await)
        {
            return Err(format!("round {round}: {difference}"));
        }
        database.delete().await;
    }
    Ok(())
}
