//! Tags.

use std::sync::Arc;

use sea_keel::schema::Backend;
use serde_json::json;
use tests::{Database, Engine, Outcome};

use crate::{client::Client, replica::Replica, same};

pub(crate) async fn live(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let (ada, ben) = (replica.user("ada").await?, replica.user("ben").await?);
    let task = ada.post("/tasks", json!({"title": "one", "tags": ["first"]})).await.is(201)?;
    let path = format!("/tasks/{}/tags", task["id"]);
    for _ in 0..2 {
        let tagged = ada.put(&format!("{path}/S%C3%9C%C3%9F%20%2F%201")).await.is(200)?;
        same("tags", json!(["first", "süß / 1"]), tagged["tags"].clone())?;
    }
    ada.post("/tasks", json!({"title": "two", "tags": ["first"]})).await.is(201)?;
    ben.post("/tasks", json!({"title": "three", "tags": ["first", "of ben"]})).await.is(201)?;
    let expected = vec![json!({"name": "first", "tasks": 2}), json!({"name": "süß / 1", "tasks": 1})];
    same("counted", expected, ada.all("/tags?limit=1").await?)?;
    for _ in 0..2 {
        ada.delete(&format!("{path}/first")).await.is(204)?;
    }
    ada.delete(&format!("{path}/never%20there")).await.is(204)?;
    let counts = ada.all("/tags").await?;
    same("counted", Some(&json!({"name": "first", "tasks": 1})), counts.first())?;
    // A collation may take two words for one; then it is the one that was there first.
    let other = ada.post("/tasks", json!({"title": "other", "tags": ["cafe"]})).await.is(201)?;
    let both = ada.put(&format!("/tasks/{}/tags/caf%C3%A9", other["id"])).await.is(200)?;
    let expected =
        if engine.backend() == Backend::MySql { json!(["cafe"]) } else { json!(["cafe", "café"]) };
    same("tags", expected, both["tags"].clone())?;
    ada.put(&format!("{path}/%20")).await.fields(&["name"])?;
    ada.put(&format!("{path}/{}", "x".repeat(51))).await.fields(&["name"])?;
    ada.put(&format!("{path}/%FF")).await.problem(404, "not-found")?;
    for number in 1..20 {
        ada.put(&format!("{path}/number%20{number}")).await.is(200)?;
    }
    ada.put(&format!("{path}/one%20too%20many")).await.fields(&["name"])?;
    at_once(&ada).await?;
    drop(replica);
    database.delete().await;
    Ok(())
}

/// Many who bring the same new words make each of them once.
async fn at_once(ada: &Client) -> Outcome {
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..8 {
        let client = ada.clone();
        let task = json!({"title": format!("at once {number}"), "tags": ["new a", "new b", "new c"]});
        asked.spawn(async move { client.post("/tasks", task).await });
    }
    for answer in asked.join_all().await {
        same("tags", json!(["new a", "new b", "new c"]), answer.is(201)?["tags"].clone())?;
    }
    let counted = ada.all("/tags").await?;
    let new: Vec<_> =
        counted.iter().filter(|tag| tag["name"].as_str().unwrap().starts_with("new ")).collect();
    assert!(new.len() == 3 && new.iter().all(|tag| tag["tasks"] == 8), "{new:?}");
    Ok(())
}

/// A list costs as many statements for a hundred tasks as for one.
pub(crate) async fn cost_one_statement(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let ada = replica.user("ada").await?;
    ada.post("/tasks", json!({"title": "task", "tags": ["all", "number 0"]})).await.is(201)?;
    let of_one = statements(&ada, "/tasks?limit=100", 1).await?;
    for number in 1..100 {
        let tags = ["all".to_owned(), format!("number {}", number % 7)];
        ada.post("/tasks", json!({"title": "task", "tags": tags})).await.is(201)?;
    }
    same("statements", of_one, statements(&ada, "/tasks?limit=100", 100).await?)?;
    // Who asks, the tasks, their tags.
    same("statements", 3, of_one)?;
    same("statements", 2, statements(&ada, "/tags?limit=100", 8).await?)?;
    drop(replica);
    database.delete().await;
    Ok(())
}

async fn statements(ada: &Client, path: &str, items: usize) -> Result<u64, String> {
    let before = ada.counted("database_statements_total").await?;
    let page = ada.get(path).await.is(200)?;
    same("items", Some(items), page["items"].as_array().map(Vec::len))?;
    Ok(ada.counted("database_statements_total").await? - before)
}
