//! Replicas side by side.

use std::sync::Arc;

use serde_json::json;
use tests::{Database, Engine, Outcome, difference};

use crate::{
    replica::{Replica, Starting, migration},
    same,
};

const REPLICAS: usize = 8;

/// All of them serve, each revision has run once, and what one writes the others read.
pub(crate) async fn start_at_once(engine: Arc<Engine>) -> Outcome {
    let (database, expected) = (Database::fresh(&engine).await, Database::fresh(&engine).await);
    migration(&expected, &["up"])?;
    // Patient, for a machine that does much else.
    let arguments = ["--schema-wait", "5min", "--sample-data", "--connections", "4"];
    let starting: Vec<_> = (0..REPLICAS).map(|_| Starting::new(database.url(), &arguments)).collect();
    let replicas = starting.into_iter().map(Starting::serves).collect::<Result<Vec<Replica>, _>>()?;
    if let Some(lines) = difference(&expected.dump().await, &database.dump().await) {
        return Err(format!("another schema than that of a run alone:\n{lines}"));
    }
    let version = "SELECT version FROM seaql_migrations ORDER BY version";
    same("applied", expected.rows(version).await, database.rows(version).await)?;
    let count = database.as_text("count(*)");
    let people = database.rows(&format!("SELECT {count} FROM users")).await;
    same("sample people", Some("3"), people[0][0].as_deref())?;
    let ada = replicas[0].user("ada").await?;
    let token = ada.token.as_deref().unwrap();
    for (number, replica) in replicas.iter().enumerate() {
        replica.anybody().get("/health/ready").await.is(200)?;
        replica.client(token).post("/tasks", json!({"title": format!("by {number}")})).await.is(201)?;
    }
    for replica in &replicas {
        same("tasks", REPLICAS, replica.client(token).all("/tasks").await?.len())?;
    }
    for replica in replicas {
        replica.signal("TERM");
        same("exit code", Some(0), replica.ended().code)?;
    }
    database.delete().await;
    expected.delete().await;
    Ok(())
}
