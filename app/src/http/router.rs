//! All routes, and the document that is made from them.

use std::sync::Arc;

use axum::{
    Json, Router,
    http::{StatusCode, Uri},
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::{api, service::Service};

use super::{
    Kind, Problem, Segment,
    observe::{guard, observe},
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tasks and conversations",
        description = "People, their tasks with tags, and their conversations. Whatever goes wrong is answered with a \
            problem document (RFC 9457). What is somebody else's is answered like what is not there: 404.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    security(("token" = [])),
    modifiers(&Tokens)
)]
struct Document;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

fn parts() -> (Router<Arc<Service>>, Router<Arc<Service>>, utoipa::openapi::OpenApi) {
    let (guarded, mut document) =
        OpenApiRouter::with_openapi(Document::openapi()).merge(api::resources()).split_for_parts();
    let (open, health) = OpenApiRouter::new().merge(api::about::routes()).split_for_parts();
    document.merge(health);
    (guarded, open, document)
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    parts().2
}

/// The service.
pub fn router(service: Arc<Service>) -> Router {
    let (guarded, open, document) = parts();
    let guarded = guarded.layer(from_fn_with_state(Arc::clone(&service), guard));
    let pages: Router<Arc<Service>> = SwaggerUi::new("/docs").url("/openapi.json", document).into();
    open.merge(guarded)
        .merge(pages)
        .route("/", get(|| async { Redirect::temporary("/docs/") }))
        .route("/problems/{name}", get(explain))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_with_that_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&service), observe))
        .with_state(service)
}

async fn nowhere(uri: Uri) -> Problem {
    Problem::new(Kind::NotFound, format!("nothing is at {}", uri.path()))
}

async fn not_with_that_method() -> Problem {
    Problem::new(Kind::Method, "the Allow header says which ones there are")
}

/// What a problem's `type` leads to.
async fn explain(Segment(name): Segment<String>) -> Result<Response, Problem> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.said().1 == name);
    let (status, name, title) = kind.ok_or_else(|| Problem::not_found("kind of problem"))?.said();
    let body =
        serde_json::json!({ "type": format!("/problems/{name}"), "title": title, "status": status.as_u16() });
    Ok((StatusCode::OK, Json(body)).into_response())
}

/// What panics is a fault; who asked gets no trace of it.
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("without a text"), "a request panicked");
    Problem::internal().into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_tells_every_operation_once() {
        let document = serde_json::to_value(openapi()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let operations = paths.values().flat_map(|path| path.as_object().unwrap().values());
        let ids: Vec<_> = operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
        assert_eq!(ids.len(), 27, "{ids:?}");
        let references = document.to_string();
        for reference in references.split("\"$ref\":\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(document["components"]["schemas"].get(name).is_some(), "{name} is not described");
        }
    }
}
