//! Processes that are killed while they write.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tests::{Database, Engine, Outcome};
use tokio::task::JoinSet;

use crate::{
    client::{Client, until},
    replica::Replica,
    same,
};

const KILLS: usize = 4;
const WRITERS: usize = 6;

/// How many writes are acknowledged before each kill.
const WRITES: usize = 60;

type Acknowledged = Arc<Mutex<Vec<(String, String)>>>;

/// Everything that was acknowledged is there, once and whole; of what was not, either all or nothing.
pub(crate) async fn lose_nothing(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let acknowledged: Acknowledged = Arc::default();
    let mut token = None;
    for round in 0..KILLS {
        let replica = Replica::on(&database)?;
        let token = match &token {
            Some(token) => token,
            None => token.insert(replica.user("ada").await?.token.unwrap()),
        };
        let before = acknowledged.lock().unwrap().len();
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            let name = format!("{round}-{writer}");
            writers.spawn(write(replica.client(token), name, Arc::clone(&acknowledged)));
        }
        until("enough is written", || async { acknowledged.lock().unwrap().len() >= before + WRITES })
            .await?;
        replica.signal("KILL");
        replica.ended();
        writers.join_all().await;
    }
    let replica = Replica::on(&database)?;
    let left = replica.client(token.as_deref().unwrap()).all("/tasks?limit=100").await?;
    let mut found = BTreeMap::new();
    for task in &left {
        *found.entry(task["title"].as_str().unwrap()).or_insert(0) += 1;
        // The task and its tags are one write.
        same("tags", json!(["one", "two"]), task["tags"].clone())?;
    }
    for (title, id) in acknowledged.lock().unwrap().iter() {
        same(&format!("{title} ({id})"), Some(&1), found.get(title.as_str()))?;
    }
    let at_most = acknowledged.lock().unwrap().len() + KILLS * WRITERS;
    assert!(left.len() <= at_most, "{} tasks, at most {at_most} were asked for", left.len());
    drop(replica);
    database.delete().await;
    Ok(())
}

/// Writes until nobody answers.
async fn write(client: Client, name: String, acknowledged: Acknowledged) {
    for number in 0.. {
        let title = format!("{name}-{number}");
        let body = json!({"title": title, "tags": ["one", "two"]}).to_string().into_bytes();
        let asked = client.try_ask(reqwest::Method::POST, "/tasks", Some(("application/json", body))).await;
        let Ok(answer) = asked else { return };
        let Ok(task) = answer.is(201) else { return };
        acknowledged.lock().unwrap().push((title, task["id"].to_string()));
    }
}
