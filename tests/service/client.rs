//! Whoever asks the service for something.

use std::{future::Future, time::Duration};

use reqwest::{Method, header::HeaderMap};
use serde_json::Value;

/// A condition is waited for that long, on a machine that does much else.
const PATIENCE: u32 = 1200;

/// Whoever asks, with a token or without.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) token: Option<String>,
}

/// What was answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    asked: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Client {
    pub(crate) fn new(base: &str, token: Option<&str>) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(120)).build().unwrap();
        Self { http, base: base.to_owned(), token: token.map(ToOwned::to_owned) }
    }

    /// Asks; no answer at all is why.
    pub(crate) async fn try_ask(
        &self,
        method: Method,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
    ) -> Result<Answer, String> {
        let asked = format!("{method} {path}");
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let told = |error: reqwest::Error| format!("{asked}: {error:?}");
        let response = request.send().await.map_err(told)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.map_err(told)?;
        Ok(Answer { asked, status, headers, text })
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        self.try_ask(method, path, body).await.unwrap()
    }

    async fn json(&self, method: Method, path: &str, body: Value) -> Answer {
        self.ask(method, path, Some(("application/json", body.to_string().into_bytes()))).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    pub(crate) async fn say(&self, path: &str) -> Answer {
        self.ask(Method::POST, path, None).await
    }

    pub(crate) async fn put(&self, path: &str) -> Answer {
        self.ask(Method::PUT, path, None).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    /// All items of a list, page by page.
    pub(crate) async fn all(&self, path: &str) -> Result<Vec<Value>, String> {
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{after}")).await.is(200)?;
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { return Ok(items) };
            after = format!("{}after={next}", if path.contains('?') { "&" } else { "?" });
        }
    }

    /// A number among the metrics.
    pub(crate) async fn counted(&self, name: &str) -> Result<u64, String> {
        let text = self.get("/metrics").await.told(200)?;
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
        line.and_then(|number| number.parse().ok()).ok_or_else(|| format!("no {name} in\n{text}"))
    }
}

impl Answer {
    /// It has that status; the text.
    pub(crate) fn told(self, status: u16) -> Result<String, String> {
        if self.status == status {
            Ok(self.text)
        } else {
            Err(format!("{}: expected {status}: {self:?}", self.asked))
        }
    }

    /// It has that status; the body.
    pub(crate) fn is(self, status: u16) -> Result<Value, String> {
        let shown = format!("{self:?}");
        let text = self.told(status)?;
        match text.as_str() {
            "" => Ok(Value::Null),
            text => serde_json::from_str(text).map_err(|error| format!("{error}: {shown}")),
        }
    }

    /// It is a problem document of that kind, and tells nothing that is nobody's business.
    pub(crate) fn problem(self, status: u16, kind: &str) -> Result<Value, String> {
        let shown = format!("{self:?}");
        let header = |name: &str| self.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let (content, id) = (header("content-type"), header("x-request-id"));
        let document = self.is(status)?;
        let whole = content.as_deref() == Some("application/problem+json")
            && document["type"] == format!("/problems/{kind}")
            && document["status"] == status
            && document["title"].is_string()
            && document["request_id"].as_str() == id.as_deref();
        let tells = ["SELECT", "INSERT", "panicked", ".rs:", "stack", "sqlx", "users\".", "Exec("];
        match tells.iter().find(|word| document.to_string().contains(**word)) {
            None if whole => Ok(document),
            None => Err(format!("no problem of kind {kind}: {shown}")),
            Some(word) => Err(format!("{word:?} is told: {shown}")),
        }
    }

    /// It says that exactly those fields are wrong.
    pub(crate) fn fields(self, expected: &[&str]) -> Result<Value, String> {
        let shown = format!("{self:?}");
        let document = self.problem(422, "invalid-fields")?;
        let errors = document["errors"].as_array().cloned().unwrap_or_default();
        let mut fields: Vec<_> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
        fields.dedup();
        let whole = errors.iter().all(|error| error["detail"].as_str().is_some_and(|text| !text.is_empty()));
        if whole && fields == expected {
            Ok(document)
        } else {
            Err(format!("expected {expected:?}: {shown}"))
        }
    }
}

/// Waits until something is so.
pub(crate) async fn until<F: Future<Output = bool>>(
    what: &str,
    mut is_so: impl FnMut() -> F,
) -> Result<(), String> {
    for _ in 0..PATIENCE {
        if is_so().await {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("in vain waited: {what}"))
}
