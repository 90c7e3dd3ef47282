//! What all requests have in common: how they are read, observed and answered.

mod again;
mod body;
mod fields;
mod metrics;
mod observe;
mod page;
mod problem;
mod router;
mod segment;

pub use body::{Body, Search};
pub use fields::{Check, Fields};
pub use metrics::Metrics;
pub use page::{Limit, Page};
pub use problem::{FieldProblem, Kind, Problem, ProblemDocument};
pub use router::{openapi, router};
pub use segment::{Number, Segment};

pub(crate) use fields::{Present, YEARS, present};
