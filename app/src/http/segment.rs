//! What a path names.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use super::Problem;

/// The parts of a path that stand for something.
#[derive(Clone, Debug)]
pub struct Segment<T>(pub T);

/// A number in a path; what is none names nothing that is there.
pub type Number = Segment<i32>;

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segment<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::from_request_parts(parts, state).await;
        read.map(|Path(named)| Self(named)).map_err(|_| Problem::not_found("resource"))
    }
}
