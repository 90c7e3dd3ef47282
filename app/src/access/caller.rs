//! Who asks: read from the bearer token of a request.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use chrono::Utc;

use crate::{http::Problem, service::Service};

/// A person who has an account.
#[derive(Clone, Debug)]
pub struct Caller(pub users::Model);

/// A person, or the operator.
#[derive(Clone, Debug)]
pub enum Principal {
    /// Whoever runs the service.
    Operator,
    /// A person.
    User(users::Model),
}

impl Principal {
    /// Nobody but the operator goes on.
    ///
    /// # Errors
    /// [`Problem`] 403, with that text.
    pub fn require_operator(&self, why: &str) -> Result<(), Problem> {
        match self {
            Self::Operator => Ok(()),
            Self::User(_) => Err(Problem::forbidden(why)),
        }
    }

    /// The id that `id` in a path means, where it is this one's to ask for; `me` is one's own.
    ///
    /// # Errors
    /// [`Problem`] 404: whether somebody else exists is nobody's business.
    pub fn subject(&self, id: &str) -> Result<String, Problem> {
        match self {
            Self::Operator if id != "me" => Ok(id.to_owned()),
            Self::User(user) if id == "me" || id == user.id => Ok(user.id.clone()),
            _ => Err(Problem::not_found("user")),
        }
    }
}

impl FromRequestParts<Arc<Service>> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        let token = bearer(parts)?;
        if service.keys().is_operator(token) {
            return Ok(Self::Operator);
        }
        let wrong = || Problem::unauthorized("the bearer token is not valid, or not any more");
        let id = service.keys().user_of(token, Utc::now()).ok_or_else(wrong)?;
        // Each time: an account that was deleted lets nobody in.
        let user =
            service.live().find_by_id::<users::Entity>(id).one(service.db()).await?.ok_or_else(wrong)?;
        tracing::Span::current().record("user", &user.id);
        Ok(Self::User(user))
    }
}

impl FromRequestParts<Arc<Service>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        match Principal::from_request_parts(parts, service).await? {
            Principal::User(user) => Ok(Self(user)),
            Principal::Operator => Err(Problem::forbidden("the operator has no tasks or conversations")),
        }
    }
}

fn bearer(parts: &Parts) -> Result<&str, Problem> {
    let header = parts.headers.get(header::AUTHORIZATION);
    let header = header.ok_or_else(|| Problem::unauthorized("a bearer token is needed"))?;
    let unreadable = || Problem::unauthorized("the Authorization header is not `Bearer TOKEN`");
    let (scheme, token) =
        header.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(unreadable)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(unreadable()) }
}
