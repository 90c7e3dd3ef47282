//! Every request has an id, a line in the log, a place in the metrics, and an end.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Instrument as _;
use uuid::Uuid;

use crate::service::Service;

use super::{Problem, again::answer, metrics::Route};

const REQUEST_ID: &str = "x-request-id";

/// Longer ones, and such with other characters, are not repeated in logs.
const LONGEST_ID: usize = 64;

tokio::task_local! {
    static ID: String;
}

/// The id of the request that is being answered.
pub(super) fn request_id() -> Option<String> {
    ID.try_with(Clone::clone).ok()
}

pub(super) async fn observe(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let id = id_of(&request);
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = known(request.method());
    let route = Route { method: method.to_owned(), route: matched.unwrap_or_else(|| "unknown".into()) };
    // Without the query: it may hold what somebody looks for.
    let path = request.uri().path();
    let span = tracing::info_span!("request", id, method, path, user = tracing::field::Empty);
    let answered = async {
        let (begun, _under_way) = (Instant::now(), service.metrics().begun());
        let within = tokio::time::timeout(service.settings().request_timeout, next.run(request));
        let response = within.await.unwrap_or_else(|_| Problem::timeout().into_response());
        let (status, took) = (response.status().as_u16(), begun.elapsed());
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status, ms, "{method} {}", route.route);
        service.metrics().answered(route, status, took);
        response
    };
    let mut response = ID.scope(id.clone(), answered.instrument(span)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let nosniff = HeaderValue::from_static("nosniff");
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

/// The client's id, where it is one that can stand in a log; otherwise a new one.
fn id_of(request: &Request) -> String {
    let fit = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    given
        .filter(|id| (1..=LONGEST_ID).contains(&id.len()) && id.chars().all(fit))
        .map_or_else(|| Uuid::now_v7().to_string(), ToOwned::to_owned)
}

/// Anybody can make up methods, and each would be a time series.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

/// Refuses while the database is known to be at revisions that this build does not serve; answers are nobody else's.
pub(super) async fn guard(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let mut response = answer(&service, request, next).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
