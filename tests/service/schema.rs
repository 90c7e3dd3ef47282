//! The schema at the start, and under a service that runs.

use std::sync::Arc;

use sea_keel::schema::Backend;
use serde_json::json;
use tests::{Database, Ended, Engine, Outcome};

use crate::{
    client::until,
    replica::{Replica, Starting, command, migration},
    same,
};

const HEAD: &str = "m20260215_090000_add_performance_indexes";
const FIRST: &str = "m20241225_100000_create_initial_tables";
const NEEDED: &str = "m20241226_100000_add_conversations";
const UNKNOWN: &str = "m20990101_000000_of_tomorrow";

pub(crate) async fn modes(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let with = |arguments: &[&str]| Ended::of(command(database.url(), arguments));
    // An empty one is refused, and nothing is made in it.
    with(&["--schema", "verify"]).with(1, &["the database is at base", NEEDED, "migration up"])?;
    with(&["--schema", "wait", "--schema-wait", "1s"]).with(1, &["waited 1s for another process", NEEDED])?;
    migration(&database, &["up", "+1"])?;
    with(&["--schema", "verify", "--once"]).with(1, &[&format!("at {FIRST}"), NEEDED])?;
    // What this build can do without is no reason to refuse.
    migration(&database, &["up", "+1"])?;
    with(&["--schema", "verify", "--once"]).with(0, &[&format!("is at {NEEDED}")])?;
    let replica = Replica::start(database.url(), &["--schema", "verify"])?;
    let version = replica.anybody().get("/version").await.is(200)?;
    same("pending", 4, version["pending"].as_array().unwrap().len())?;
    same("last pending", json!(HEAD), version["pending"][3].clone())?;
    same("served", json!(true), version["served"].clone())?;
    assert!(version["lacking"].as_array().unwrap().contains(&json!("tasks.priority")), "{version}");
    drop(replica);
    // Who is told to find people and tasks cannot put them in.
    with(&["--schema", "verify", "--once", "--sample-data"]).with(1, &["there is no table tags yet"])?;
    with(&["--once"]).with(0, &[&format!("is at {HEAD}"), &format!("up {HEAD}")])?;
    with(&["--once", "--schema-level", FIRST]).with(2, &["is older than", NEEDED])?;
    with(&["--once", "--schema-level", "m1"]).with(2, &["there is no revision m1"])?;
    with(&["--once", "--schema-level", NEEDED]).with(0, &[&format!("is at {NEEDED}"), HEAD])?;
    // Of a build that this one does not know: while all it needs is there, it serves.
    database
        .execute(&format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{UNKNOWN}', 0)"))
        .await;
    for mode in ["verify", "wait", "migrate"] {
        let told = [UNKNOWN, "which this build does not know"];
        with(&["--schema", mode, "--once"]).with(0, &told)?;
    }
    database.execute("ALTER TABLE tasks DROP COLUMN description").await;
    for mode in ["verify", "wait", "migrate"] {
        with(&["--schema", mode]).with(4, &[UNKNOWN, "tasks.description is not there"])?;
    }
    configuration(&database)?;
    database.delete().await;
    Ok(())
}

fn configuration(database: &Database) -> Outcome {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = command(database.url(), &[]);
    command.args(["--listen", &address]);
    let twice = Ended::of(command);
    twice.with(2, &["--listen"])?;
    for (url, arguments, code, text) in [
        ("oracle://x", &["--once"][..], 2, "oracle"),
        ("sqlite::memory:", &["--once"], 2, "in memory"),
        ("postgres://me:hush@127.0.0.1:1/x", &["--once"], 3, "postgres://me:***@127.0.0.1:1/x"),
        (database.url(), &["--once", "--secret", "hush"], 2, "APP_SECRET"),
        (database.url(), &["--once", "--operator-token", "hush"], 2, "APP_OPERATOR_TOKEN"),
        (database.url(), &["--once", "--schema", "hope"], 2, "--schema"),
        (database.url(), &["--once", "--connections", "0"], 2, "--connections"),
        (database.url(), &["--once", "--log", "app=loudly"], 2, "--log"),
    ] {
        let ended = Ended::of(crate::replica::command(url, arguments)).with(code, &[text])?;
        assert!(!ended.told.contains("hush"), "{ended:?}");
    }
    Ok(())
}

/// Another process migrates, and who waits serves.
pub(crate) async fn is_waited_for(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let starting = Starting::new(database.url(), &["--schema", "wait", "--schema-wait", "5min"]);
    until("it waits", || async { starting.told().contains("waiting for another process") }).await?;
    migration(&database, &["up"])?;
    let replica = starting.serves()?;
    replica.user("ada").await?.post("/tasks", json!({"title": "one"})).await.is(201)?;
    drop(replica);
    database.delete().await;
    Ok(())
}

/// Whoever stands in the way of a run, and for whom another one waits, is told in the log.
pub(crate) async fn waits_are_told(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    migration(&database, &["up", "+3"])?;
    let has_lock = engine.backend() != Backend::Sqlite;
    database.execute(if has_lock { "BEGIN" } else { "BEGIN IMMEDIATE" }).await;
    database.execute("INSERT INTO users (id, email) VALUES ('a', 'a@example.org')").await;
    let first = Starting::new(database.url(), &["--schema-wait", "5min"]);
    until("it tells of the blocker", || async { first.told().contains("another session holds a lock") })
        .await?;
    let second = Starting::new(database.url(), &["--schema-wait", "5min"]);
    if has_lock {
        until("it tells of the other run", || async { second.told().contains("another run is going on") })
            .await?;
    }
    database.execute("COMMIT").await;
    for replica in [first.serves()?, second.serves()?] {
        replica.anybody().get("/health/ready").await.is(200)?;
    }
    database.delete().await;
    Ok(())
}

/// A schema that is taken from under the service is told, and so is that it is back.
pub(crate) async fn is_watched(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let (ada, anybody) = (replica.user("ada").await?, replica.anybody());
    let task = json!({"title": "one"});
    migration(&database, &["down", "-5", "--yes"])?;
    let problem = anybody.get("/health/ready").await.problem(503, "schema-not-served")?;
    assert!(problem["detail"].as_str().unwrap().contains(NEEDED), "{problem}");
    anybody.get("/health/live").await.is(200)?;
    ada.post("/tasks", task.clone()).await.problem(503, "schema-not-served")?;
    let version = anybody.get("/version").await.is(200)?;
    same("database", json!([FIRST]), version["database"].clone())?;
    same("served", json!(false), version["served"].clone())?;
    migration(&database, &["up"])?;
    // Nobody asks whether it is ready: it looks by itself.
    until("it serves again", || async { ada.get("/tasks").await.status == 200 }).await?;
    ada.post("/tasks", task.clone()).await.is(201)?;
    // By hand: no ledger tells of it. Who meets it looks.
    database.execute("ALTER TABLE tasks DROP COLUMN description").await;
    let problem = ada.post("/tasks", task.clone()).await.problem(503, "schema-not-served")?;
    assert!(problem["detail"].as_str().unwrap().contains("tasks.description is not there"), "{problem}");
    anybody.get("/health/ready").await.problem(503, "schema-not-served")?;
    database.execute("ALTER TABLE tasks ADD COLUMN description text").await;
    anybody.get("/health/ready").await.is(200)?;
    same("written", 1, ada.all("/tasks").await?.len())?;
    drop(replica);
    database.delete().await;
    Ok(())
}
