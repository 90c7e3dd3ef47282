//! A table that somebody holds, and a run that somebody else is at.

use std::sync::Arc;

use sea_keel::{
    exec::{Runner, RunnerOptions, Silent},
    schema::Backend,
};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database as SeaDatabase, DatabaseConnection};
use tests::{Database, Engine, Outcome};

use crate::ground::{Found, Running, at_the_first, command, run};

/// A session of somebody else.
async fn somebody(database: &Database) -> DatabaseConnection {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    SeaDatabase::connect(options).await.unwrap()
}

async fn say(db: &DatabaseConnection, statements: &[&str]) {
    for statement in statements {
        db.execute_unprepared(statement).await.unwrap();
    }
}

const BEGIN: [&str; 2] = ["START TRANSACTION", "SELECT count(*) FROM people"];

/// With the blocker there it tries again, names it and gives up; once it is gone a run that waits gets through.
pub(crate) async fn for_a_blocker(engine: Arc<Engine>) -> Outcome {
    let database = at_the_first(&engine).await?;
    let before = Found::of(&database).await;
    let blocker = somebody(&database).await;
    say(&blocker, &BEGIN).await;
    let tries = run(&database, &["up", "--retry-for", "3s", "--lock-timeout", "1s"]).with(3)?;
    let tries =
        tries.telling(&["another session holds a lock", "in the way: session", "gave up after", "hint:"])?;
    if engine.backend() == Backend::Postgres {
        let tries = tries.telling(&["idle in transaction", "holds people", "SELECT count(*) FROM people"])?;
        drop(tries);
        if let Some(difference) = before.differs(&Found::of(&database).await) {
            return Err(format!("a run that gave up has changed {difference}"));
        }
    }
    run(&database, &["locks"]).with(0)?.telling(&["session", "people"])?;
    let waiting = Running::start(command(database.url(), &["up", "--retry-for", "5min"]));
    waiting.until("another session holds a lock").await?;
    say(&blocker, &["COMMIT"]).await;
    waiting.ended().with(0)?;
    blocker.close().await.unwrap();
    compare(&engine, &database).await?;
    database.delete().await;
    Ok(())
}

/// As after a run that nobody disturbed.
async fn compare(engine: &Arc<Engine>, database: &Database) -> Outcome {
    let alone = at_the_first(engine).await?;
    run(&alone, &["up"]).with(0)?;
    let expected = Found::of(&alone).await;
    alone.delete().await;
    match expected.differs(&Found::of(database).await) {
        Some(difference) => Err(difference),
        None => Ok(()),
    }
}

/// A run that another one keeps out says whom it waits for, gives up when its time is up, and is done at once when
/// the other one is.
pub(crate) async fn for_another_run(engine: Arc<Engine>) -> Outcome {
    let database = at_the_first(&engine).await?;
    let holder = database.runner().await;
    holder.lock(&mut Silent).await.map_err(|error| error.to_string())?;
    let gave_up = run(&database, &["up", "--lock-wait", "1s"]).with(3)?;
    gave_up.telling(&["another run is going on", "session", "did nothing"])?;
    run(&database, &["locks"]).with(0)?.telling(&["a run is going on"])?;
    // What only reads does not wait.
    run(&database, &["status"]).with(0)?;
    let waiting = Running::start(command(database.url(), &["up", "--lock-wait", "5min"]));
    waiting.until("another run is going on").await?;
    holder.close().await.unwrap();
    waiting.ended().with(0)?.telling(&["the other run has ended"])?;
    compare(&engine, &database).await?;
    // A second ledger is a second history, and its runs are others.
    let url = database.url().parse().unwrap();
    let other = RunnerOptions { ledger: "other_ledger".into(), ..RunnerOptions::default() };
    let (one, two) = (database.runner().await, Runner::connect(&url, other).await.unwrap());
    for runner in [&one, &two] {
        match runner.lock(&mut Silent).await {
            Ok(true) => {}
            outcome => return Err(format!("two histories keep each other out: {outcome:?}")),
        }
    }
    one.close().await.unwrap();
    two.close().await.unwrap();
    database.delete().await;
    Ok(())
}

/// `locks` ends a session that is in the way, and no other one.
pub(crate) async fn until_it_is_ended(engine: Arc<Engine>) -> Outcome {
    let database = at_the_first(&engine).await?;
    let blocker = somebody(&database).await;
    say(&blocker, &BEGIN).await;
    run(&database, &["locks", "--terminate", "1", "--yes"]).with(2)?.telling(&["not in the way"])?;
    let listed = run(&database, &["locks"]).with(0)?.told;
    let session = listed.split("session ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    run(&database, &["locks", "--terminate", session]).with(4)?.telling(&["would be ended", "--yes"])?;
    run(&database, &["locks", "--terminate", session, "--yes"]).with(0)?.telling(&["ended session"])?;
    run(&database, &["up", "--retry-for", "20s"]).with(0)?;
    let _ = blocker.close().await;
    database.delete().await;
    Ok(())
}

/// SQLite has one writer: a run waits for it, gives up when its time is up, and goes on when it is done.
pub(crate) async fn for_a_writer(engine: Arc<Engine>) -> Outcome {
    let database = at_the_first(&engine).await?;
    let writer = somebody(&database).await;
    say(&writer, &["BEGIN IMMEDIATE", "INSERT INTO log (what) VALUES ('rolled back')"]).await;
    let gave_up = run(&database, &["up", "--lock-wait", "1s", "--lock-timeout", "200ms"]).with(3)?;
    gave_up.telling(&["another session holds a lock", "gave up after"])?;
    let stamp = ["stamp", "m20250101", "--lock-wait", "1s", "--lock-timeout", "200ms"];
    run(&database, &stamp).with(3)?.telling(&["another session holds a lock", "gave up after"])?;
    run(&database, &["locks"]).with(2)?.telling(&["SQLite", "cannot do this"])?;
    let patient = ["up", "--lock-wait", "5min", "--lock-timeout", "200ms"];
    let waiting = Running::start(command(database.url(), &patient));
    waiting.until("another session holds a lock").await?;
    say(&writer, &["ROLLBACK"]).await;
    waiting.ended().with(0)?;
    writer.close().await.unwrap();
    compare(&engine, &database).await
}
