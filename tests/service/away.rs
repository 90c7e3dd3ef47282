//! A database that is gone for a while.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
};

use serde_json::json;
use tests::{Database, Engine, Outcome};

use crate::{
    client::{Client, until},
    line::Line,
    replica::Replica,
    same,
};

/// While it is gone requests are told so, and when it is back they are answered again, without anybody's help.
pub(crate) async fn comes_back(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    match Line::to(&database) {
        Some(line) => Box::pin(over(&line, &database)).await?,
        None => Box::pin(held(&database)).await?,
    }
    database.delete().await;
    Ok(())
}

async fn over(line: &Line, database: &Database) -> Outcome {
    let replica = Replica::start(&line.url(database), &["--database-timeout", "500ms"])?;
    let (ada, anybody) = (replica.user("ada").await?, replica.anybody());
    ada.post("/tasks", json!({"title": "before"})).await.is(201)?;
    for _ in 0..2 {
        line.cut();
        for _ in 0..3 {
            let answer = ada.post("/tasks", json!({"title": "meanwhile"})).await;
            same("when to come again", "1", answer.headers["retry-after"].to_str().unwrap())?;
            answer.problem(503, "database-unavailable")?;
        }
        anybody.get("/health/ready").await.problem(503, "database-unavailable")?;
        anybody.get("/health/live").await.is(200)?;
        let version = anybody.get("/version").await.is(200)?;
        same("served", json!(false), version["served"].clone())?;
        line.mend();
        until("it is back", || async { anybody.get("/health/ready").await.status == 200 }).await?;
        ada.post("/tasks", json!({"title": "after"})).await.is(201)?;
    }
    let titles: Vec<_> = ada.all("/tasks").await?.iter().map(|task| task["title"].clone()).collect();
    same("written", vec![json!("after"), json!("after"), json!("before")], titles)
}

/// SQLite has no server to be gone: somebody else writes, and does not end.
async fn held(database: &Database) -> Outcome {
    let replica = Replica::start(database.url(), &["--database-timeout", "300ms"])?;
    let (ada, anybody) = (replica.user("ada").await?, replica.anybody());
    ada.post("/tasks", json!({"title": "before"})).await.is(201)?;
    database.execute("BEGIN IMMEDIATE").await;
    for _ in 0..2 {
        ada.post("/tasks", json!({"title": "meanwhile"})).await.problem(503, "database-unavailable")?;
    }
    // Readers do not wait for a writer.
    same("read", 1, ada.all("/tasks").await?.len())?;
    anybody.get("/health/ready").await.is(200)?;
    database.execute("ROLLBACK").await;
    ada.post("/tasks", json!({"title": "after"})).await.is(201)?;
    same("written", 2, ada.all("/tasks").await?.len())
}

/// Whoever waits too long is told so: for somebody else who holds the row, and for a client that does not go on.
pub(crate) async fn is_given_up(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::start(database.url(), &["--request-timeout", "700ms", "--idle-timeout", "5s"])?;
    let ada = replica.user("ada").await?;
    let task = ada.post("/tasks", json!({"title": "one"})).await.is(201)?;
    let path = format!("/tasks/{}", task["id"]);
    database.execute(if engine.name() == "sqlite" { "BEGIN IMMEDIATE" } else { "BEGIN" }).await;
    database.execute(&format!("UPDATE tasks SET title = 'held' WHERE id = {}", task["id"])).await;
    let patch = json!({"title": "patched", "priority": "high"});
    ada.patch(&path, patch.clone()).await.problem(503, "took-too-long")?;
    database.execute("ROLLBACK").await;
    // What was given up has been done, or not; there is no third way.
    let found = ada.get(&path).await.is(200)?;
    let whole = |title: &str, priority: &str| found["title"] == title && found["priority"] == priority;
    assert!(whole("one", "medium") || whole("patched", "high"), "{found}");
    until("it is free", || async { ada.patch(&path, patch.clone()).await.status == 200 }).await?;
    half_said(&ada)?;
    drop(replica);
    database.delete().await;
    Ok(())
}

/// A request that does not go on is answered or not, but its connection does not stay.
fn half_said(ada: &Client) -> Outcome {
    let address = ada.base.strip_prefix("http://").unwrap();
    let token = ada.token.as_ref().unwrap();
    let head = format!(
        "POST /tasks HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n"
    );
    for (said, expected) in [(format!("{head}\r\n{{"), "HTTP/1.1 503"), (head, "")] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(said.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let is_expected = if expected.is_empty() { answer.is_empty() } else { answer.starts_with(expected) };
        same(&answer, true, is_expected)?;
    }
    Ok(())
}
