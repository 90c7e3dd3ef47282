//! Conversations and messages.

use std::sync::Arc;

use serde_json::json;
use tests::{Database, Engine, Outcome};

use crate::{replica::Replica, same};

pub(crate) async fn live(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let ada = replica.user("ada").await?;
    let talk = ada.say("/conversations").await.is(201)?;
    let other = ada.say("/conversations").await.is(201)?;
    let path = format!("/conversations/{}", talk["id"]);
    let longest = "🛠".repeat(16_000);
    for (role, content) in
        [("user", "hello"), ("assistant", "'; DELETE FROM messages;--"), ("user", &longest)]
    {
        let said =
            ada.post(&format!("{path}/messages"), json!({"role": role, "content": content})).await.is(201)?;
        same("content", json!(content), said["content"].clone())?;
    }
    let said = ada.all(&format!("{path}/messages?limit=2")).await?;
    let roles: Vec<_> = said.iter().map(|message| message["role"].as_str().unwrap()).collect();
    same("in order", vec!["user", "assistant", "user"], roles)?;
    same("whole", json!(longest), said[2]["content"].clone())?;
    let longer = format!("{longest}!");
    ada.post(&format!("{path}/messages"), json!({"role": "user", "content": longer}))
        .await
        .fields(&["content"])?;
    let numbers: Vec<_> =
        ada.all("/conversations?limit=1").await?.iter().map(|one| one["id"].clone()).collect();
    same("the newest first", vec![other["id"].clone(), talk["id"].clone()], numbers)?;
    // What was said goes with the conversation.
    ada.delete(&path).await.is(204)?;
    for gone in [path.clone(), format!("{path}/messages")] {
        ada.get(&gone).await.problem(404, "not-found")?;
    }
    ada.post(&format!("{path}/messages"), json!({"role": "user", "content": "late"}))
        .await
        .problem(404, "not-found")?;
    let left = database.rows(&format!("SELECT {} FROM messages", database.as_text("count(*)"))).await;
    same("messages", Some("0"), left[0][0].as_deref())?;
    drop(replica);
    database.delete().await;
    Ok(())
}
