//! Tasks.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Database, Engine, Outcome};

use crate::{client::Client, replica::Replica, same};

pub(crate) async fn live(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let ada = replica.user("ada").await?;
    let title = "50% of 'it'; DROP TABLE tasks;-- \\ \" ü 🛠";
    let whole = json!({"title": title, "description": "two\nlines", "priority": "high",
        "due_date": "2030-01-31T10:00:00.75+01:00", "remind_at": "2030-01-30T09:00:00Z",
        "recurrence": "monthly", "tags": ["Home", " home ", "garden"]});
    let made = ada.post("/tasks", whole).await.is(201)?;
    same("title", json!(title), made["title"].clone())?;
    same("due", json!("2030-01-31T09:00:00Z"), made["due_date"].clone())?;
    same("tags", json!(["garden", "home"]), made["tags"].clone())?;
    let path = format!("/tasks/{}", made["id"]);
    same("read back", made.clone(), ada.get(&path).await.is(200)?)?;
    // What is not said stays, what is null goes.
    let patched = ada.patch(&path, json!({"description": null, "priority": "low"})).await.is(200)?;
    same("description", Value::Null, patched["description"].clone())?;
    same("priority", json!("low"), patched["priority"].clone())?;
    same("title", made["title"].clone(), patched["title"].clone())?;
    ada.patch(&path, json!({"completed": true})).await.fields(&["completed"])?;
    comes_back(&ada, &path).await?;
    ada.delete(&path).await.is(204)?;
    ada.delete(&path).await.problem(404, "not-found")?;
    drop(replica);
    database.delete().await;
    Ok(())
}

async fn comes_back(ada: &Client, path: &str) -> Outcome {
    let rolled = ada.say(&format!("{path}/complete")).await.is(200)?;
    same("completed", json!(true), rolled["task"]["completed"].clone())?;
    let next = &rolled["next"];
    same("due", json!("2030-02-28T09:00:00Z"), next["due_date"].clone())?;
    same("reminder", json!("2030-02-27T09:00:00Z"), next["remind_at"].clone())?;
    for field in ["title", "priority", "recurrence", "tags"] {
        same(field, rolled["task"][field].clone(), next[field].clone())?;
    }
    same("open", json!(false), next["completed"].clone())?;
    let again = ada.say(&format!("{path}/complete")).await.is(200)?;
    same("twice", Value::Null, again["next"].clone())?;
    let reopened = ada.say(&format!("{path}/reopen")).await.is(200)?;
    same("reopened", json!(false), reopened["completed"].clone())?;
    // What is due when no engine can say it any more does not come back.
    let last = json!({"title": "last", "due_date": "2037-12-31T00:00:00Z", "recurrence": "yearly"});
    let last = ada.post("/tasks", last).await.is(201)?;
    let done = ada.say(&format!("/tasks/{}/complete", last["id"])).await.is(200)?;
    same("the end", Value::Null, done["next"].clone())
}

pub(crate) async fn are_found(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let (ada, ben) = (replica.user("ada").await?, replica.user("ben").await?);
    ben.post("/tasks", json!({"title": "somebody else's milk"})).await.is(201)?;
    for (title, description, priority, due, tags) in [
        ("Buy milk", Value::Null, "low", Some("2030-01-01T00:00:00Z"), json!(["home"])),
        (
            "100% done_ or !not",
            json!("MILK inside"),
            "high",
            Some("2031-01-01T00:00:00Z"),
            json!(["work", "home"]),
        ),
        ("Nothing", Value::Null, "medium", None, json!([])),
    ] {
        let task = json!({"title": title, "description": description, "priority": priority, "due_date": due, "tags": tags});
        ada.post("/tasks", task).await.is(201)?;
    }
    let third = ada.all("/tasks").await?[0]["id"].clone();
    ada.say(&format!("/tasks/{third}/complete")).await.is(200)?;
    let me = ada.get("/users/me").await.is(200)?["id"].as_str().unwrap().to_owned();
    for (query, expected) in [
        ("", vec!["Nothing", "100% done_ or !not", "Buy milk"]),
        ("owner=me", vec!["Nothing", "100% done_ or !not", "Buy milk"]),
        (&format!("owner={me}"), vec!["Nothing", "100% done_ or !not", "Buy milk"]),
        ("completed=true", vec!["Nothing"]),
        ("completed=false&tag=HOME", vec!["100% done_ or !not", "Buy milk"]),
        ("priority=high", vec!["100% done_ or !not"]),
        ("tag=work&tag_=", vec![]),
        ("tag=home", vec!["100% done_ or !not", "Buy milk"]),
        ("tag=nothing", vec![]),
        ("due_before=2030-06-01T00:00:00Z", vec!["Buy milk"]),
        ("due_before=2030-01-01T00:00:00Z", vec![]),
        ("text=milk", vec!["100% done_ or !not", "Buy milk"]),
        ("text=%25", vec!["100% done_ or !not"]),
        ("text=e_", vec!["100% done_ or !not"]),
        ("text=!N", vec!["100% done_ or !not"]),
        ("text='%20OR%20'1'='1", vec![]),
        ("text=milk&priority=low&completed=false&tag=home&due_before=2030-06-01T00:00:00Z", vec!["Buy milk"]),
    ] {
        if query.contains("tag_") {
            ada.get(&format!("/tasks?{query}")).await.fields(&["tag_"])?;
            continue;
        }
        let found = ada.all(&format!("/tasks?{query}")).await?;
        let titles: Vec<_> = found.iter().map(|task| task["title"].as_str().unwrap()).collect();
        same(query, expected, titles)?;
    }
    pages(&ada).await?;
    drop(replica);
    database.delete().await;
    Ok(())
}

/// Pages neither repeat nor leave out what was there all the time.
async fn pages(ada: &Client) -> Outcome {
    let mut ids = Vec::new();
    for number in 0..10 {
        let task = ada
            .post("/tasks", json!({"title": format!("page {number}"), "tags": ["paged"]}))
            .await
            .is(201)?;
        ids.push(task["id"].as_i64().unwrap());
    }
    ids.reverse();
    let first = ada.get("/tasks?tag=paged&limit=4").await.is(200)?;
    let numbers = |page: &Value| -> Vec<_> {
        page["items"].as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect()
    };
    same("the first page", ids[..4].to_vec(), numbers(&first))?;
    // The last one of the page goes, a new one comes.
    ada.delete(&format!("/tasks/{}", ids[3])).await.is(204)?;
    ada.post("/tasks", json!({"title": "new", "tags": ["paged"]})).await.is(201)?;
    let next = first["next"].as_str().unwrap();
    let second = ada.get(&format!("/tasks?tag=paged&limit=4&after={next}")).await.is(200)?;
    same("the second page", ids[4..8].to_vec(), numbers(&second))?;
    let rest =
        ada.all(&format!("/tasks?tag=paged&limit=100&after={}", second["next"].as_str().unwrap())).await?;
    same("the rest", 2, rest.len())
}

/// Of many who complete a recurring task at once one rolls it on.
pub(crate) async fn come_back_once(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replicas = [Replica::on(&database)?, Replica::on(&database)?];
    let ada = replicas[0].user("ada").await?;
    let task = json!({"title": "often", "recurrence": "daily", "due_date": "2030-01-01T00:00:00Z", "tags": ["a", "b"]});
    let task = ada.post("/tasks", task).await.is(201)?;
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..12 {
        let client = replicas[number % 2].client(ada.token.as_ref().unwrap());
        let path = format!("/tasks/{}/complete", task["id"]);
        asked.spawn(async move { client.say(&path).await });
    }
    let mut rolled = 0;
    for answer in asked.join_all().await {
        rolled += usize::from(!answer.is(200)?["next"].is_null());
    }
    same("rolled on", 1, rolled)?;
    let left = ada.all("/tasks").await?;
    same("tasks", 2, left.len())?;
    same("tags", json!(["a", "b"]), left[0]["tags"].clone())?;
    drop(replicas);
    database.delete().await;
    Ok(())
}
