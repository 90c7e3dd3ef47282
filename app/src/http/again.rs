//! A request that met a schema which has moved, or a transaction in its way, is answered once more.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::Method,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use hyper::body::{Frame, SizeHint};
use tokio::time::sleep;

use crate::service::Service;

use super::body::LARGEST;

/// Why the same request may do better at once. Whoever answers so has changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// Another transaction was in the way.
    Busy,
    /// A table or a column is not there, of which it was known that it is; or the other way round.
    Moved,
}

/// Behind each try the schema is another one: on MySQL every step of a revision is.
const TRIES_WHERE_MOVED: u32 = 20;
const TRIES_WHERE_BUSY: u32 = 4;

/// Answers a request. What it says is kept, to be said again.
pub(super) async fn answer(service: &Service, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let kept = Arc::new(Mutex::new(Kept { read: vec![], rest: body }));
    let mut tried = 1;
    loop {
        let request = Request::from_parts(parts.clone(), FromTheBeginning::of(&kept));
        let sight = service.watch().sight();
        if let Err(problem) = service.require_schema() {
            return problem.into_response();
        }
        let response = next.clone().run(request).await;
        let is_worth_it = match response.extensions().get::<Again>() {
            Some(Again::Moved) if tried < TRIES_WHERE_MOVED => service.has_moved_since(&sight).await,
            // Changes are tried again where they are made.
            Some(Again::Busy) if tried < TRIES_WHERE_BUSY && parts.method == Method::GET => {
                sleep(Duration::from_millis(fastrand::u64(5..=20) * u64::from(tried))).await;
                true
            }
            _ => false,
        };
        if !is_worth_it {
            return response;
        }
        tried += 1;
    }
}

/// A request's body, and what of it has been read; of one that is too large, which is refused before anything else
/// happens, not all.
struct Kept {
    read: Vec<u8>,
    rest: Body,
}

/// The body from its beginning, whoever has read how much of it before.
struct FromTheBeginning {
    kept: Arc<Mutex<Kept>>,
    told: usize,
}

impl FromTheBeginning {
    fn of(kept: &Arc<Mutex<Kept>>) -> Body {
        Body::new(Self { kept: Arc::clone(kept), told: 0 })
    }
}

impl HttpBody for FromTheBeginning {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let kept = Arc::clone(&self.kept);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(untold) = kept.read.get(self.told..).filter(|untold| !untold.is_empty()) {
            let data = Bytes::copy_from_slice(untold);
            self.told += data.len();
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        let frame = ready!(Pin::new(&mut kept.rest).poll_frame(context));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            let room = LARGEST.saturating_sub(kept.read.len());
            kept.read.extend_from_slice(data.get(..room).unwrap_or(data));
            self.told = kept.read.len();
        }
        Poll::Ready(frame)
    }

    fn size_hint(&self) -> SizeHint {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let untold = kept.read.len().saturating_sub(self.told) as u64;
        let (rest, mut whole) = (kept.rest.size_hint(), SizeHint::new());
        whole.set_lower(rest.lower() + untold);
        if let Some(upper) = rest.upper() {
            whole.set_upper(upper + untold);
        }
        whole
    }
}
