//! What bad input gets: the right status, a problem document, and nothing half-written.

use std::sync::Arc;

use reqwest::Method;
use serde_json::json;
use tests::{Database, Engine, Outcome};

use crate::{client::Client, replica::Replica, same};

const JSON: &str = "application/json";

pub(crate) async fn is_told(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let ada = replica.user("ada").await?;
    ada.post("/tasks", json!({"title": "one", "tags": ["there"]})).await.is(201)?;
    let before = counts(&database).await;
    unreadable(&ada).await?;
    fields(&ada).await?;
    queries(&ada).await?;
    paths(&ada).await?;
    tokens(&replica, &ada).await?;
    accounts(&replica).await?;
    same("rows", before, counts(&database).await)?;
    // And it goes on.
    ada.post("/tasks", json!({"title": "two"})).await.is(201)?;
    let told = replica.told();
    assert!(!told.contains("panicked") && !told.contains("ERROR"), "{told}");
    drop(replica);
    database.delete().await;
    Ok(())
}

async fn counts(database: &Database) -> Vec<Option<String>> {
    let mut counts = Vec::new();
    for table in ["users", "tasks", "tags", "task_tags", "conversations", "messages"] {
        let count = database.as_text("count(*)");
        counts.push(database.rows(&format!("SELECT {count} FROM {table}")).await[0][0].clone());
    }
    counts
}

async fn unreadable(ada: &Client) -> Outcome {
    let post =
        async |kind: &str, body: &[u8]| ada.ask(Method::POST, "/tasks", Some((kind, body.to_vec()))).await;
    for body in [
        &b""[..],
        b"{",
        b"{\"title\":",
        b"not json",
        b"{\"title\": \"\xff\"}",
        b"{\"title\": \"one\"} more",
        b"{\"title\": \"\\ud800\"}",
        "[".repeat(100_000).as_bytes(),
    ] {
        post(JSON, body).await.problem(400, "malformed-request")?;
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        post(kind, b"{\"title\": \"one\"}").await.problem(415, "unsupported-media-type")?;
    }
    let large = json!({"title": "one", "description": "x".repeat(1 << 20)}).to_string();
    post(JSON, large.as_bytes()).await.problem(413, "body-too-large")?;
    ada.say("/tasks").await.problem(415, "unsupported-media-type")?;
    Ok(())
}

async fn fields(ada: &Client) -> Outcome {
    let long = |length: usize| "ü".repeat(length);
    for (body, wrong) in [
        (json!({}), vec!["title"]),
        (json!([]), vec!["."]),
        (json!("title"), vec!["."]),
        (json!({"title": null}), vec!["title"]),
        (json!({"title": 7}), vec!["title"]),
        (json!({"title": ""}), vec!["title"]),
        (json!({"title": " \t "}), vec!["title"]),
        (json!({"title": long(201)}), vec!["title"]),
        (json!({"title": "nul \u{0}"}), vec!["title"]),
        (json!({"title": "one", "titel": "two"}), vec!["titel"]),
        (json!({"title": "one", "id": 7}), vec!["id"]),
        (json!({"title": "one", "user_id": "somebody"}), vec!["user_id"]),
        (json!({"title": "one", "owner": "somebody"}), vec!["owner"]),
        (json!({"title": "one", "description": long(10_001)}), vec!["description"]),
        (json!({"title": "one", "description": "nul \u{0}"}), vec!["description"]),
        (json!({"title": "one", "priority": "urgent"}), vec!["priority"]),
        (json!({"title": "one", "due_date": "2026-02-30T09:00:00Z"}), vec!["due_date"]),
        (json!({"title": "one", "due_date": "2026-13-01T09:00:00Z"}), vec!["due_date"]),
        (json!({"title": "one", "due_date": "2026-01-01T25:00:00Z"}), vec!["due_date"]),
        (json!({"title": "one", "due_date": "2026-01-01"}), vec!["due_date"]),
        (json!({"title": "one", "due_date": "tomorrow"}), vec!["due_date"]),
        (json!({"title": "one", "due_date": 1}), vec!["due_date"]),
        (json!({"title": "one", "due_date": "0000-01-01T00:00:00Z"}), vec!["due_date"]),
        (json!({"title": "one", "due_date": "2038-02-01T00:00:00Z"}), vec!["due_date"]),
        (json!({"title": "one", "due_date": "+262142-12-31T23:59:59Z"}), vec!["due_date"]),
        (json!({"title": "one", "remind_at": "1900-01-01T00:00:00Z"}), vec!["remind_at"]),
        (json!({"title": "one", "recurrence": "hourly"}), vec!["recurrence"]),
        (json!({"title": "one", "recurrence": "daily/0"}), vec!["recurrence"]),
        (json!({"title": "one", "tags": "home"}), vec!["tags"]),
        (json!({"title": "one", "tags": ["home", 7]}), vec!["tags[1]"]),
        (json!({"title": "one", "tags": ["home", " "]}), vec!["tags[1]"]),
        (json!({"title": "one", "tags": [long(51)]}), vec!["tags[0]"]),
        (json!({"title": "one", "tags": vec!["x"; 21]}), vec!["tags"]),
        (
            json!({"title": "", "priority": "low", "recurrence": "never", "tags": [""]}),
            vec!["title", "recurrence", "tags[0]"],
        ),
    ] {
        ada.post("/tasks", body).await.fields(&wrong)?;
    }
    let twice = b"{\"title\": \"one\", \"title\": \"two\"}".to_vec();
    ada.ask(Method::POST, "/tasks", Some((JSON, twice))).await.fields(&["title"])?;
    let id = ada.all("/tasks").await?[0]["id"].clone();
    for (body, wrong) in [
        (json!({"title": null, "x": 1}), "x"),
        (json!({"title": ""}), "title"),
        (json!({"due_date": "2026-02-30T09:00:00Z"}), "due_date"),
        (json!({"recurrence": "x"}), "recurrence"),
        (json!({"tags": []}), "tags"),
    ] {
        ada.patch(&format!("/tasks/{id}"), body).await.fields(&[wrong])?;
    }
    Ok(())
}

async fn queries(ada: &Client) -> Outcome {
    for (query, wrong) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=x", "limit"),
        ("after=x", "after"),
        ("after=99999999999", "after"),
        ("after=1%20OR%201=1", "after"),
        ("completed=perhaps", "completed"),
        ("priority=urgent", "priority"),
        ("due_before=2026-02-30T00:00:00Z", "due_before"),
        ("due_before=9999-01-01T00:00:00Z", "due_before"),
        ("tag=", "tag"),
        ("text=%00", "text"),
        ("text=", "text"),
        ("order=title", "order"),
        ("limit=1&limit=2", "limit"),
    ] {
        ada.get(&format!("/tasks?{query}")).await.fields(&[wrong])?;
    }
    ada.get("/conversations?limit=1000").await.fields(&["limit"])?;
    ada.get("/tags?after=home").await.fields(&["after"])?;
    ada.get("/tasks?owner=somebody'%20OR%20'1'='1").await.problem(404, "not-found")?;
    Ok(())
}

async fn paths(ada: &Client) -> Outcome {
    for path in [
        "/tasks/x",
        "/tasks/0",
        "/tasks/-1",
        "/tasks/99999999999",
        "/tasks/1%20OR%201=1",
        "/tasks/%FF",
        "/conversations/x/messages",
        "/users/%00",
        "/nowhere",
        "/problems/nowhere",
        "/docs/nowhere",
    ] {
        let answer = ada.get(path).await;
        match path.starts_with("/docs") {
            true => drop(answer.told(404)?),
            false => drop(answer.problem(404, "not-found")?),
        }
    }
    ada.put("/tasks").await.problem(405, "method-not-allowed")?;
    ada.ask(Method::from_bytes(b"BREW").unwrap(), "/tasks", None).await.problem(405, "method-not-allowed")?;
    Ok(())
}

async fn tokens(replica: &Replica, ada: &Client) -> Outcome {
    let good = ada.token.as_deref().unwrap();
    let (said, signature) = good.rsplit_once('.').unwrap();
    let parts: Vec<_> = said.split('.').collect();
    let other = replica.user("mallory").await?;
    let (others, _) = other.token.as_deref().unwrap().rsplit_once('.').unwrap();
    other.delete("/users/me").await.is(204)?;
    for token in [
        "x",
        "v1.x.1.y",
        said,
        &format!("{said}."),
        &format!("{others}.{signature}"),
        &format!("{}.{}.9999999999.{signature}", parts[0], parts[1]),
        &format!("{good}x"),
        &good.to_uppercase(),
        &"x".repeat(5000),
    ] {
        let answer = replica.client(token).get("/tasks").await;
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
        answer.problem(401, "unauthorized")?;
    }
    // Who may not ask is told so before what they ask is read.
    replica.anybody().post("/tasks", json!({"x": 1})).await.problem(401, "unauthorized")?;
    Ok(())
}

async fn accounts(replica: &Replica) -> Outcome {
    let anybody = replica.anybody();
    for (body, wrong) in [
        (json!({"email": "nobody"}), "email"),
        (json!({"email": "a@b@c"}), "email"),
        (json!({"email": "a b@example.org"}), "email"),
        (json!({"email": "x@guest.invalid"}), "email"),
        (json!({"email": format!("{}@example.org", "x".repeat(250))}), "email"),
        (json!({"email": ""}), "email"),
        (json!({"name": ""}), "name"),
        (json!({"local_id": "x".repeat(51)}), "local_id"),
        (json!({"role": "admin"}), "role"),
        (json!({"id": "root"}), "id"),
    ] {
        anybody.post("/users", body).await.fields(&[wrong])?;
    }
    for (provider, social_id, wrong) in [("Example", "1", "provider"), ("example", "", "social_id")] {
        let body = json!({"provider": provider, "social_id": social_id});
        replica.operator().post("/sign-in", body).await.fields(&[wrong])?;
    }
    Ok(())
}
