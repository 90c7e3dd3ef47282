//! What a request says: its body, or its query.

use axum::{
    body::HttpBody as _,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use http_body_util::BodyExt as _;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use url::form_urlencoded;

use super::{Check, FieldProblem, Fields, Kind, Problem};

/// A JSON body that was checked.
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

/// The part of the address behind `?`, checked.
#[derive(Clone, Debug)]
pub struct Search<T>(pub T);

impl<T: DeserializeOwned + Check, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Kind::MediaType, "the Content-Type must be application/json"));
        }
        let bytes = read(request.into_body()).await?;
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|first| *first != b'{') {
            return Err(no_object(&bytes));
        }
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let read: T = serde_path_to_error::deserialize(&mut json).map_err(unfit)?;
        json.end().map_err(|error| Problem::malformed(error.to_string()))?;
        Fields::of(read).map(Self)
    }
}

impl<T: DeserializeOwned + Check, S: Send + Sync> FromRequestParts<S> for Search<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        let read: T = serde_path_to_error::deserialize(pairs).map_err(|error| {
            Problem::invalid(vec![field_problem(error.path().to_string(), error.inner().to_string())])
        })?;
        Fields::of(read).map(Self)
    }
}

/// The largest body that is read, in bytes: the longest texts fit in, in the widest characters as JSON escapes them.
pub(super) const LARGEST: usize = 256 * 1024;

/// The largest body of which the rest is passed over.
const LARGEST_PASSED_OVER: usize = 4 * 1024 * 1024;

fn is_json(headers: &HeaderMap) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// Reads a body. One that is too large is read on for a while: whoever still writes does not hear the answer.
async fn read(mut body: axum::body::Body) -> Result<Vec<u8>, Problem> {
    let too_large = || Problem::new(Kind::TooLarge, format!("more than {LARGEST} bytes are not read"));
    if body.size_hint().lower() > LARGEST_PASSED_OVER as u64 {
        return Err(too_large());
    }
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let unread = |_| Problem::malformed("the body ended before it was whole");
        let Ok(data) = frame.map_err(unread)?.into_data() else { continue };
        length += data.len();
        if length > LARGEST_PASSED_OVER {
            break;
        }
        if length <= LARGEST {
            bytes.extend_from_slice(&data);
        }
    }
    if length > LARGEST { Err(too_large()) } else { Ok(bytes) }
}

/// A list would be read as an object's fields in their order.
fn no_object(bytes: &[u8]) -> Problem {
    match serde_json::from_slice::<IgnoredAny>(bytes) {
        Ok(_) => Problem::invalid(vec![field_problem(".".into(), "must be an object".into())]),
        Err(error) => Problem::malformed(error.to_string()),
    }
}

fn unfit(error: serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let path = error.path().to_string();
    let inner = error.into_inner();
    match inner.classify() {
        Category::Data => {
            // Where in the text it stands says the field better.
            let text = inner.to_string();
            let detail = text.rsplit_once(" at line ").map_or(text.as_str(), |(detail, _)| detail);
            Problem::invalid(vec![field_problem(path, detail.to_owned())])
        }
        Category::Syntax | Category::Eof | Category::Io => Problem::malformed(inner.to_string()),
    }
}

/// The field that is not there, or should not be, has no path: the text names it.
fn field_problem(path: String, detail: String) -> FieldProblem {
    let named = ["unknown field `", "missing field `", "duplicate field `"]
        .iter()
        .find_map(|start| detail.strip_prefix(start)?.split_once('`').map(|(name, _)| name.to_owned()));
    let within = path.trim_matches('.');
    let field = match named {
        Some(name) if within.is_empty() || within == name || within == "?" => name,
        Some(name) if within.ends_with(&format!(".{name}")) => within.to_owned(),
        Some(name) => format!("{within}.{name}"),
        None => path,
    };
    FieldProblem { field, detail }
}
