//! How the service is, and which one it is.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    http::{Problem, ProblemDocument},
    service::Service,
};

pub(crate) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(ready))
        .routes(routes!(version))
        .routes(routes!(metrics))
}

/// That all is well.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `ok`
    status: &'static str,
}

const OK: Health = Health { status: "ok" };

/// Answers as long as the process works
#[utoipa::path(operation_id = "is_live", get, path = "/health/live", tag = "about", security(()), responses(
    (status = 200, description = "It works", body = Health),
))]
async fn live() -> Json<Health> {
    Json(OK)
}

/// Whether requests should come here
///
/// Looks at the database each time: it must be there, at revisions that this build serves.
#[utoipa::path(operation_id = "is_ready", get, path = "/health/ready", tag = "about", security(()), responses(
    (status = 200, description = "They should", body = Health),
    (status = 503, description = "Not now, and why", body = ProblemDocument),
))]
async fn ready(State(service): State<Arc<Service>>) -> Result<Json<Health>, Problem> {
    service.look().await?;
    service.require_schema()?;
    if service.is_draining() { Err(Problem::ending()) } else { Ok(Json(OK)) }
}

/// Which build this is, and where its database stands.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    /// The version of the service.
    build: &'static str,
    /// The revisions of this build, parents first.
    revisions: Vec<String>,
    /// The first revision that this build serves.
    serves_from: String,
    /// The newest revisions of the database that this build knows; nothing where the database does not answer.
    database: Option<Vec<String>>,
    /// What this build has and the database has not.
    pending: Option<Vec<String>>,
    /// What the database has and this build does not know.
    unknown: Option<Vec<String>>,
    /// What this build names and the database has not: `table`, or `table.column`.
    lacking: Option<Vec<String>>,
    /// Whether this build serves the database as it stands.
    served: bool,
}

/// Which build this is, and where its database stands
#[utoipa::path(operation_id = "version", get, path = "/version", tag = "about", security(()), responses(
    (status = 200, description = "Both", body = Version),
))]
async fn version(State(service): State<Arc<Service>>) -> Json<Version> {
    let found = service.look().await.ok();
    let window = service.watch().window();
    Json(Version {
        build: env!("CARGO_PKG_VERSION"),
        revisions: window.history().graph().ids().map(ToOwned::to_owned).collect(),
        serves_from: window.oldest().to_owned(),
        database: found.as_ref().map(|sight| sight.standing.at().to_vec()),
        pending: found.as_ref().map(|sight| sight.standing.pending().to_vec()),
        unknown: found.as_ref().map(|sight| sight.standing.unknown().to_vec()),
        lacking: found.as_ref().map(|sight| sight.capabilities.lacking()),
        served: found.as_ref().is_some_and(|sight| sight.standing.serves()),
    })
}

/// What is counted, for Prometheus
#[utoipa::path(operation_id = "metrics", get, path = "/metrics", tag = "about", security(()), responses(
    (status = 200, description = "In the OpenMetrics text format", body = String, content_type = "application/openmetrics-text"),
))]
async fn metrics(State(service): State<Arc<Service>>) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    (StatusCode::OK, [(header::CONTENT_TYPE, kind)], service.metrics().written())
}
