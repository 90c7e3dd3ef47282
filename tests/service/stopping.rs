//! The word to stop.

use std::sync::Arc;

use reqwest::Method;
use serde_json::json;
use tests::{Database, Engine, Outcome};

use crate::{client::until, replica::Replica, same};

/// A request that is under way at SIGTERM or SIGINT is answered before the process ends.
pub(crate) async fn answers_first(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    for signal in ["TERM", "INT"] {
        let replica =
            Replica::start(database.url(), &["--database-timeout", "100s", "--request-timeout", "100s"])?;
        let ada = replica.user(&format!("ada-{signal}").to_lowercase()).await?;
        let task = ada.post("/tasks", json!({"title": "one"})).await.is(201)?;
        // Somebody else holds the row.
        database.execute(if engine.name() == "sqlite" { "BEGIN IMMEDIATE" } else { "BEGIN" }).await;
        database.execute(&format!("UPDATE tasks SET title = 'held' WHERE id = {}", task["id"])).await;
        let (client, path) = (ada.clone(), format!("/tasks/{}", task["id"]));
        let asked = tokio::spawn(async move {
            let body = json!({"priority": "high"}).to_string().into_bytes();
            client.try_ask(Method::PATCH, &path, Some(("application/json", body))).await
        });
        // The one that asks for the metrics is under way as well.
        let under_way = || async { ada.counted("http_requests_under_way").await == Ok(2) };
        until("the request is under way", under_way).await?;
        replica.signal(signal);
        until("it is told", || async { replica.told().contains("told to stop") }).await?;
        database.execute("COMMIT").await;
        let answer = asked.await.unwrap()?.is(200)?;
        same(
            "answered",
            (json!("held"), json!("high")),
            (answer["title"].clone(), answer["priority"].clone()),
        )?;
        let ended = replica.ended();
        same("exit code", Some(0), ended.code)?;
        assert!(ended.told.contains("stopped"), "{ended:?}");
    }
    database.delete().await;
    Ok(())
}
