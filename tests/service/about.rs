//! What the service tells of itself.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Database, Engine, Outcome};

use crate::{client::until, replica::Replica, same};

pub(crate) async fn tells_of_itself(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::start(database.url(), &["--log-format", "json", "--sample-data"])?;
    let anybody = replica.anybody();
    for path in ["/health/live", "/health/ready"] {
        same(path, json!({"status": "ok"}), anybody.get(path).await.is(200)?)?;
    }
    let version = anybody.get("/version").await.is(200)?;
    same("revisions", Some(6), version["revisions"].as_array().map(Vec::len))?;
    same("database", json!(["m20260215_090000_add_performance_indexes"]), version["database"].clone())?;
    same("pending", json!([]), version["pending"].clone())?;
    same("served", Value::Bool(true), version["served"].clone())?;
    documents(&replica).await?;
    sample(&replica).await?;
    let metrics = anybody.get("/metrics").await.told(200)?;
    for text in
        ["http_requests_total{method=\"GET\",route=\"/version\",status=\"200\"} 1", "ready 1", "# EOF"]
    {
        assert!(metrics.contains(text), "{text}: {metrics}");
    }
    logs(&replica).await?;
    drop(replica);
    // Put in once, however often it is asked for.
    let replica = Replica::start(database.url(), &["--sample-data"])?;
    sample(&replica).await?;
    drop(replica);
    database.delete().await;
    Ok(())
}

async fn documents(replica: &Replica) -> Outcome {
    let anybody = replica.anybody();
    let document = anybody.get("/openapi.json").await.is(200)?;
    assert!(document["paths"]["/tasks/{id}/complete"]["post"].is_object(), "{document}");
    let page = anybody.get("/docs/").await.told(200)?;
    // Everything the page needs comes from the service itself.
    let names = page.split(['"', '\'']).filter(|text| text.ends_with(".js") || text.ends_with(".css"));
    for name in names {
        assert!(!name.contains("//"), "{name} is somewhere else");
        anybody.get(&format!("/docs/{}", name.trim_start_matches("./"))).await.told(200)?;
    }
    let kind = anybody.get("/problems/conflict").await.is(200)?;
    same("kind", json!(409), kind["status"].clone())
}

async fn sample(replica: &Replica) -> Outcome {
    until("a token is told", || async { replica.told().contains("Bearer ") }).await?;
    let tried = replica.told();
    let token = tried.split("Bearer ").nth(1).and_then(|rest| rest.split('\'').next());
    let token = token.ok_or_else(|| format!("no token is told:\n{tried}"))?;
    let ada = replica.client(token);
    same("sample tasks", 4, ada.all("/tasks").await?.len())?;
    same("sample tags", 3, ada.all("/tags").await?.len())
}

/// A line a request, each an object, and no secret in any.
async fn logs(replica: &Replica) -> Outcome {
    until("the request is logged", || async { replica.told().contains("GET /version") }).await?;
    let told = replica.told();
    let lines: Vec<Value> = told.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let answered = lines.iter().find(|line| line["message"] == "GET /version");
    let answered = answered.ok_or_else(|| format!("no line about a request:\n{told}"))?;
    same("status", json!(200), answered["status"].clone())?;
    assert!(answered["span"]["id"].is_string(), "{answered}");
    let secret = lines.iter().find(|line| line.to_string().contains("of the tests, long enough"));
    same("secrets", None, secret)
}
