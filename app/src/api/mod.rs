//! The resources.

pub mod about;
mod account;
#[expect(unused_qualifications, reason = "utoipa names the parameters of a search by their whole path")]
pub mod conversations;
#[expect(unused_qualifications, reason = "utoipa names the parameters of a search by their whole path")]
pub mod messages;
pub mod recurrence;
pub mod sign_in;
pub(crate) mod tagging;
#[expect(unused_qualifications, reason = "utoipa names the parameters of a search by their whole path")]
pub mod tags;
pub mod tasks;
#[expect(unused_qualifications, reason = "utoipa names the parameters of a search by their whole path")]
pub mod users;

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, Timelike as _, Utc};
use utoipa_axum::router::OpenApiRouter;

use crate::{http::Problem, service::Service};

/// What needs a database at a revision that this build serves.
pub(crate) fn resources() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new()
        .merge(users::routes())
        .merge(sign_in::routes())
        .merge(tasks::routes())
        .merge(tags::routes())
        .merge(conversations::routes())
        .merge(messages::routes())
}

/// Now, as every engine keeps it: in whole seconds.
pub(crate) fn now() -> DateTime<Utc> {
    let now = Utc::now();
    now.with_nanosecond(0).unwrap_or(now)
}

/// How often what met another transaction is tried, and for how long: a SQLite file has been waited for already.
const TRIES: u32 = 4;
const WITHIN: Duration = Duration::from_secs(1);

/// Writes, and again where another transaction was in the way. An attempt that fails has changed nothing.
///
/// # Errors
/// What the last attempt ends with.
async fn again<T, F>(service: &Service, attempt: impl Fn() -> F) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>>,
{
    let (begun, mut tried) = (Instant::now(), 1);
    loop {
        let turn = service.turn_to_write().await;
        let outcome = attempt().await;
        drop(turn);
        match outcome {
            Err(problem) if problem.is_busy() && tried < TRIES && begun.elapsed() < WITHIN => {
                let pause = Duration::from_millis(fastrand::u64(5..=20) * u64::from(tried));
                tokio::time::sleep(pause).await;
                tried += 1;
            }
            outcome => return outcome,
        }
    }
}
