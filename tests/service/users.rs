//! Accounts.

use std::sync::Arc;

use reqwest::Method;
use sea_keel::schema::Backend;
use serde_json::{Value, json};
use tests::{Database, Engine, Outcome};

use crate::{client::Client, replica::Replica, same};

pub(crate) async fn sign_up(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let anybody = replica.anybody();
    let ada = replica.user("ada").await?;
    let me = ada.get("/users/me").await.is(200)?;
    same("role", json!("user"), me["role"].clone())?;
    let id = me["id"].as_str().unwrap();
    same("by id", me.clone(), ada.get(&format!("/users/{id}")).await.is(200)?)?;
    // One account an address, whatever the size of its letters.
    anybody.post("/users", json!({"email": "ADA@example.org"})).await.problem(409, "conflict")?;
    // A guest who gives an address is a user, and the same person.
    let guest = anybody.post("/users", json!({"local_id": "device-7"})).await.is(201)?;
    same("role", json!("guest"), guest["user"]["role"].clone())?;
    same("address", Value::Null, guest["user"]["email"].clone())?;
    let ben = replica.client(guest["token"].as_str().unwrap());
    ben.post("/tasks", json!({"title": "of a guest"})).await.is(201)?;
    ben.patch("/users/me", json!({"email": "ada@example.org"})).await.problem(409, "conflict")?;
    let user = ben.patch("/users/me", json!({"email": "ben@example.org", "name": "Ben"})).await.is(200)?;
    same("role", json!("user"), user["role"].clone())?;
    same("id", guest["user"]["id"].clone(), user["id"].clone())?;
    same("local id", json!("device-7"), user["local_id"].clone())?;
    same("tasks", 1, ben.all("/tasks").await?.len())?;
    same("name", Value::Null, ben.patch("/users/me", json!({"name": null})).await.is(200)?["name"].clone())?;
    // A new token beside the old one.
    let renewed = ben.say("/users/me/tokens").await.is(201)?;
    replica.client(renewed["token"].as_str().unwrap()).get("/users/me").await.is(200)?;
    operator(&replica, &ada, id).await?;
    leaves(&database, &ben, user["id"].as_str().unwrap()).await?;
    drop(replica);
    closed(&database).await?;
    database.delete().await;
    Ok(())
}

async fn operator(replica: &Replica, ada: &Client, id: &str) -> Outcome {
    let operator = replica.operator();
    ada.get("/users").await.problem(403, "forbidden")?;
    same("users", 2, operator.all("/users?limit=1").await?.len())?;
    operator.get(&format!("/users/{id}")).await.is(200)?;
    for nobody in ["me", "nobody", "%00", "'%20OR%201=1"] {
        operator.get(&format!("/users/{nobody}")).await.problem(404, "not-found")?;
    }
    operator.get("/tasks").await.problem(403, "forbidden")?;
    let token = operator.say(&format!("/users/{id}/tokens")).await.is(201)?;
    replica.client(token["token"].as_str().unwrap()).get("/users/me").await.is(200).map(drop)
}

/// Whoever deletes an account leaves nothing, and their tokens open nothing.
async fn leaves(database: &Database, ben: &Client, id: &str) -> Outcome {
    let talk = ben.say("/conversations").await.is(201)?;
    let path = format!("/conversations/{}/messages", talk["id"]);
    ben.post(&path, json!({"role": "user", "content": "hello"})).await.is(201)?;
    ben.delete("/users/me").await.is(204)?;
    ben.get("/users/me").await.problem(401, "unauthorized")?;
    for table in ["tasks", "conversations", "messages"] {
        let count = database.as_text("count(*)");
        let left = database.rows(&format!("SELECT {count} FROM {table} WHERE user_id = '{id}'")).await;
        same(table, Some("0"), left[0][0].as_deref())?;
    }
    Ok(())
}

/// Where the operator makes the accounts nobody else does.
async fn closed(database: &Database) -> Outcome {
    let replica = Replica::start(database.url(), &["--sign-up", "operator"])?;
    replica.anybody().post("/users", json!({})).await.problem(401, "unauthorized")?;
    replica.operator().post("/users", json!({})).await.is(201).map(drop)
}

pub(crate) async fn sign_in(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let (anybody, operator) = (replica.anybody(), replica.operator());
    let vouched = |id: &str| json!({"provider": "example", "social_id": id});
    anybody.post("/sign-in", vouched("1")).await.problem(401, "unauthorized")?;
    replica.user("eve").await?.post("/sign-in", vouched("1")).await.problem(403, "forbidden")?;
    let new = operator.post("/sign-in", vouched("Abc")).await.is(201)?;
    let known = operator.post("/sign-in", vouched("Abc")).await.is(200)?;
    same("the account", new["user"].clone(), known["user"].clone())?;
    // Never by the address: that would give an account to whoever has it at another service.
    let with = json!({"provider": "example", "social_id": "2", "email": "eve@example.org"});
    operator.post("/sign-in", with).await.problem(409, "conflict")?;
    // Another person, also where the database takes the two ids for one.
    let other = operator.post("/sign-in", vouched("abc")).await;
    if engine.backend() == Backend::MySql {
        other.problem(409, "conflict")?;
    } else {
        assert_ne!(other.is(201)?["user"]["id"], new["user"]["id"]);
    }
    guest_becomes_user(&replica).await?;
    at_once(&operator).await?;
    drop(replica);
    database.delete().await;
    Ok(())
}

async fn guest_becomes_user(replica: &Replica) -> Outcome {
    let (anybody, operator) = (replica.anybody(), replica.operator());
    let guest = anybody.post("/users", json!({"local_id": "device-9"})).await.is(201)?;
    let token = guest["token"].as_str().unwrap();
    replica.client(token).post("/tasks", json!({"title": "of a guest"})).await.is(201)?;
    let asked = |id: &str, token: &str| json!({"provider": "example", "social_id": id, "guest_token": token});
    operator.post("/sign-in", asked("77", "forged")).await.fields(&["guest_token"])?;
    let user = operator.post("/sign-in", asked("77", token)).await.is(200)?;
    for field in ["id", "local_id"] {
        same(field, guest["user"][field].clone(), user["user"][field].clone())?;
    }
    same("role", json!("user"), user["user"]["role"].clone())?;
    same("tasks", 1, replica.client(token).all("/tasks").await?.len())?;
    // Once.
    operator.post("/sign-in", asked("78", token)).await.problem(409, "conflict")?;
    // Whoever has an account is who they are, and the guest stays a guest.
    let late = anybody.post("/users", json!({})).await.is(201)?;
    let known = operator.post("/sign-in", asked("77", late["token"].as_str().unwrap())).await.is(200)?;
    same("the account", user["user"].clone(), known["user"].clone())
}

/// Of many who bring the same new person one makes the account.
async fn at_once(operator: &Client) -> Outcome {
    let body = json!({"provider": "example", "social_id": "many"}).to_string().into_bytes();
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (client, body) = (operator.clone(), body.clone());
        asked.spawn(
            async move { client.ask(Method::POST, "/sign-in", Some(("application/json", body))).await },
        );
    }
    let (mut ids, mut made) = (Vec::new(), 0);
    for answer in asked.join_all().await {
        made += usize::from(answer.status == 201);
        let status = answer.status;
        ids.push(answer.is(if status == 201 { 201 } else { 200 })?["user"]["id"].clone());
    }
    ids.dedup();
    same("accounts", (1, 1), (ids.len(), made))
}
