//! A word to stop.

use std::{process::Command, sync::Arc};

use sea_keel::schema::Backend;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database as SeaDatabase};
use tests::{Database, Engine, Outcome};

use crate::ground::{Found, Running, at_the_first, command, run};

/// At the first signal a run that waits stops at once and says what is done; the next one goes on from there.
pub(crate) async fn at_a_signal(engine: Arc<Engine>) -> Outcome {
    let undisturbed = at_the_first(&engine).await?;
    run(&undisturbed, &["up"]).with(0)?;
    let expected = Found::of(&undisturbed).await;
    undisturbed.delete().await;
    for signal in ["INT", "TERM"] {
        let database = at_the_first(&engine).await?;
        Box::pin(stops(&database, signal)).await?;
        run(&database, &["up"]).with(0)?;
        if let Some(difference) = expected.differs(&Found::of(&database).await) {
            return Err(format!("after SIG{signal}: {difference}"));
        }
        database.delete().await;
    }
    Ok(())
}

async fn stops(database: &Database, signal: &str) -> Outcome {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    let blocker = SeaDatabase::connect(options).await.unwrap();
    let (begin, read) = match database.engine().backend() {
        Backend::Sqlite => ("BEGIN IMMEDIATE", "SELECT 1"),
        _ => ("START TRANSACTION", "SELECT count(*) FROM people"),
    };
    blocker.execute_unprepared(begin).await.unwrap();
    blocker.execute_unprepared(read).await.unwrap();
    let running = Running::start(command(database.url(), &["up", "--lock-timeout", "300ms"]));
    running.until("another session holds a lock").await?;
    let sent = Command::new("kill").args([format!("-{signal}"), running.id()]).status().unwrap();
    assert!(sent.success(), "the signal could not be sent");
    running.ended().with(130)?.telling(&["stopping at the next safe point", "stopped:", "`up`"])?;
    blocker.execute_unprepared("ROLLBACK").await.unwrap();
    blocker.close().await.unwrap();
    run(database, &["status"]).with(0)?.telling(&["pending"]).map(drop)
}
