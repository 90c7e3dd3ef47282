//! What went wrong, as RFC 9457 has it.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sea_keel::{
    exec::database_message,
    inspect::InspectFailure,
    rolling::{Lacking, WriteError},
};
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;

use crate::database::Trouble;

use super::{again::Again, observe::request_id};

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request cannot be read at all.
    Malformed,
    /// No token, or none that is valid.
    Unauthorized,
    /// The token is valid and lets nobody do that.
    Forbidden,
    /// It is not there, or somebody else's.
    NotFound,
    /// Not with that method.
    Method,
    /// What is there already stands against it.
    Conflict,
    /// The body is too large.
    TooLarge,
    /// The body is no JSON.
    MediaType,
    /// Fields are wrong.
    Invalid,
    /// A fault of the service.
    Internal,
    /// The database is away or busy.
    Database,
    /// The database is at revisions that this build does not serve.
    Schema,
    /// The database has no place for it yet.
    NotYet,
    /// It took too long.
    Timeout,
    /// The service is about to end.
    Ending,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Malformed,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::Method,
        Self::Conflict,
        Self::TooLarge,
        Self::MediaType,
        Self::Invalid,
        Self::Internal,
        Self::Database,
        Self::Schema,
        Self::NotYet,
        Self::Timeout,
        Self::Ending,
    ];

    /// Its status, its name, and its title.
    pub fn said(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed-request", "The request cannot be read"),
            Self::Unauthorized => {
                (StatusCode::UNAUTHORIZED, "unauthorized", "A valid bearer token is needed")
            }
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "The token does not allow that"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is no such thing"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Not with that method"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "It stands against what is there"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large"),
            Self::MediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "JSON is needed")
            }
            Self::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid-fields", "Fields are not valid"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "The service failed"),
            Self::Database => {
                (StatusCode::SERVICE_UNAVAILABLE, "database-unavailable", "The database does not answer")
            }
            Self::Schema => (
                StatusCode::SERVICE_UNAVAILABLE,
                "schema-not-served",
                "The database is at a revision that this build does not serve",
            ),
            Self::NotYet => {
                (StatusCode::SERVICE_UNAVAILABLE, "not-yet", "The database has no place for it yet")
            }
            Self::Timeout => (StatusCode::SERVICE_UNAVAILABLE, "took-too-long", "The request took too long"),
            Self::Ending => (StatusCode::SERVICE_UNAVAILABLE, "ending", "The service is about to end"),
        }
    }
}

/// A field that is wrong, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Where: `title`, `tags[2]`.
    pub field: String,
    /// Why.
    pub detail: String,
}

/// What went wrong.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: Kind,
    detail: Option<String>,
    errors: Vec<FieldProblem>,
    /// Whether the same request may do better a moment later.
    passing: bool,
    /// Why it may do better at once.
    again: Option<Again>,
}

/// A problem as it is written: `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemDocument {
    /// Which kind of problem: the path of a text about it.
    #[serde(rename = "type")]
    pub ty: String,
    /// The kind in a few words.
    pub title: String,
    /// The status of the response.
    pub status: u16,
    /// What is wrong this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// By which the service's log names the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Problem {
    /// One of a kind.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: Some(detail.into()), errors: vec![], passing: false, again: None }
    }

    /// 400.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(Kind::Malformed, detail)
    }

    /// 401.
    pub fn unauthorized(detail: &str) -> Self {
        Self::new(Kind::Unauthorized, detail)
    }

    /// 403.
    pub fn forbidden(detail: &str) -> Self {
        Self::new(Kind::Forbidden, detail)
    }

    /// 404: there is no such thing, or it is somebody else's.
    pub fn not_found(what: &str) -> Self {
        Self::new(Kind::NotFound, format!("there is no such {what}"))
    }

    /// 409.
    pub fn conflict(detail: &str) -> Self {
        Self::new(Kind::Conflict, detail)
    }

    /// 422, with the fields.
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        Self { kind: Kind::Invalid, detail: None, errors, passing: false, again: None }
    }

    /// 500; why is in the log.
    pub fn internal() -> Self {
        Self { kind: Kind::Internal, detail: None, errors: vec![], passing: false, again: None }
    }

    /// 503: the schema.
    pub fn schema(detail: impl Into<String>) -> Self {
        Self { passing: true, ..Self::new(Kind::Schema, detail) }
    }

    /// 503: time is up.
    pub fn timeout() -> Self {
        Self {
            passing: true,
            ..Self::new(Kind::Timeout, "it was given up; what it was to change may have changed")
        }
    }

    /// 503: the service is about to end.
    pub fn ending() -> Self {
        Self { passing: true, ..Self::new(Kind::Ending, "another replica is there, or will be") }
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether another transaction was in the way.
    pub(crate) fn is_busy(&self) -> bool {
        self.again == Some(Again::Busy)
    }

    fn document(self) -> ProblemDocument {
        let (status, name, title) = self.kind.said();
        ProblemDocument {
            ty: format!("/problems/{name}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.detail,
            errors: self.errors,
            request_id: request_id(),
        }
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        let trouble = Trouble::of(&error);
        let why = database_message(&error);
        let passing = |kind, detail: &str| Self { passing: true, ..Self::new(kind, detail) };
        match trouble {
            Trouble::Away => tracing::warn!(error = %why, "the database does not answer"),
            Trouble::Busy => tracing::debug!(error = %why, "another transaction is in the way"),
            Trouble::Schema => tracing::warn!(error = %why, "the schema has moved"),
            Trouble::Fault => tracing::error!(error = %why, "a statement failed"),
            Trouble::Value | Trouble::Duplicate | Trouble::Orphan => {}
        }
        match trouble {
            Trouble::Away => passing(Kind::Database, "the database cannot be reached"),
            Trouble::Busy => Self {
                again: Some(Again::Busy),
                ..passing(Kind::Database, "the database is busy with others")
            },
            Trouble::Schema => {
                let detail = "the database lacks a table or a column";
                Self { again: Some(Again::Moved), ..passing(Kind::Schema, detail) }
            }
            Trouble::Value => Self::new(Kind::Invalid, "the database cannot hold one of the values"),
            Trouble::Duplicate => Self::conflict("there is one like that already"),
            Trouble::Orphan => Self::conflict("what it belongs to is gone"),
            Trouble::Fault => Self::internal(),
        }
    }
}

impl From<Lacking> for Problem {
    fn from(lacking: Lacking) -> Self {
        Self { passing: true, again: Some(Again::Moved), ..Self::new(Kind::NotYet, lacking.to_string()) }
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Lacking(lacking) => lacking.into(),
            WriteError::Moved => {
                let moved = Self::schema("the schema has moved meanwhile");
                Self { again: Some(Again::Moved), ..moved }
            }
            WriteError::Database(error) => error.into(),
        }
    }
}

impl From<InspectFailure> for Problem {
    fn from(failure: InspectFailure) -> Self {
        match failure {
            InspectFailure::Database(error) => error.into(),
            InspectFailure::Catalogue(error) => {
                tracing::error!(%error, "the catalogue cannot be read");
                Self::internal()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (kind, passing, again) = (self.kind, self.passing, self.again);
        let (status, ..) = kind.said();
        let body = serde_json::to_vec(&self.document()).unwrap_or_default();
        let mut response = (status, body).into_response();
        if let Some(again) = again {
            response.extensions_mut().insert(again);
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if kind == Kind::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if passing {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_of_every_kind() {
        let page = include_str!("../../../docs/service.md");
        for (status, name, _) in Kind::ALL.map(Kind::said) {
            let told = page.lines().any(|line| {
                line.contains(&format!("| {}", status.as_u16()))
                    && line.contains(&format!("`/problems/{name}`"))
            });
            assert!(told, "{name}");
        }
    }
}
