//! What is somebody else's.

use std::sync::Arc;

use reqwest::Method;
use serde_json::json;
use tests::{Database, Engine, Outcome};

use crate::{client::Client, replica::Replica, same};

/// Whoever asks for somebody else's gets the same answer as for what is not there, and changes nothing.
pub(crate) async fn see_nothing(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let (ada, eve) = (replica.user("ada").await?, replica.user("eve").await?);
    let task = ada
        .post("/tasks", json!({"title": "hers", "recurrence": "daily", "tags": ["hers"]}))
        .await
        .is(201)?;
    let talk = ada.say("/conversations").await.is(201)?;
    let message = json!({"role": "user", "content": "hers"});
    ada.post(&format!("/conversations/{}/messages", talk["id"]), message.clone()).await.is(201)?;
    let id = ada.get("/users/me").await.is(200)?["id"].as_str().unwrap().to_owned();
    let before = seen(&ada).await?;
    for (method, path, body) in [
        (Method::GET, "/tasks/{task}", None),
        (Method::PATCH, "/tasks/{task}", Some(json!({"title": "mine"}))),
        (Method::DELETE, "/tasks/{task}", None),
        (Method::POST, "/tasks/{task}/complete", None),
        (Method::POST, "/tasks/{task}/reopen", None),
        (Method::PUT, "/tasks/{task}/tags/mine", None),
        (Method::DELETE, "/tasks/{task}/tags/hers", None),
        (Method::GET, "/tasks?owner={user}", None),
        (Method::GET, "/conversations/{talk}", None),
        (Method::DELETE, "/conversations/{talk}", None),
        (Method::GET, "/conversations/{talk}/messages", None),
        (Method::POST, "/conversations/{talk}/messages", Some(message)),
        (Method::GET, "/users/{user}", None),
        (Method::PATCH, "/users/{user}", Some(json!({"name": "mine"}))),
        (Method::DELETE, "/users/{user}", None),
        (Method::POST, "/users/{user}/tokens", None),
    ] {
        let filled = |task: &str, talk: &str, user: &str| {
            path.replace("{task}", task).replace("{talk}", talk).replace("{user}", user)
        };
        let body = body.map(|body| ("application/json", body.to_string().into_bytes()));
        let hers = filled(&task["id"].to_string(), &talk["id"].to_string(), &id);
        let mut hers = eve.ask(method.clone(), &hers, body.clone()).await.problem(404, "not-found")?;
        let nobodys = filled("2147483647", "2147483647", "nobody");
        let mut nobodys = eve.ask(method.clone(), &nobodys, body.clone()).await.problem(404, "not-found")?;
        for document in [&mut hers, &mut nobodys] {
            document["request_id"].take();
        }
        same(&format!("{method} {path}"), nobodys, hers)?;
        replica.anybody().ask(method, &filled("1", "1", &id), body).await.problem(401, "unauthorized")?;
    }
    same("what is hers", before, seen(&ada).await?)?;
    for list in ["/tasks", "/tags", "/conversations"] {
        same(list, vec![], eve.all(list).await?)?;
    }
    drop(replica);
    database.delete().await;
    Ok(())
}

async fn seen(ada: &Client) -> Result<String, String> {
    let mut seen = String::new();
    for list in ["/tasks", "/tags", "/conversations"] {
        seen += &format!("{:?}\n", ada.all(list).await?);
    }
    let talk = ada.all("/conversations").await?[0]["id"].clone();
    seen += &format!("{:?}", ada.all(&format!("/conversations/{talk}/messages")).await?);
    Ok(seen + &ada.get("/users/me").await.is(200)?.to_string())
}
