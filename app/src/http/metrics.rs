//! What is counted, for Prometheus.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64},
    },
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// A request by what it was; of routes and methods there are only so many.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Route {
    pub(super) method: String,
    pub(super) route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    method: String,
    route: String,
    status: u16,
}

type Timed = Family<Route, Histogram, fn() -> Histogram>;

/// What is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Answer, Counter>,
    durations: Timed,
    under_way: Gauge<i64, AtomicI64>,
    statements: Counter<u64, AtomicU64>,
    failed: Counter<u64, AtomicU64>,
    ready: Gauge<i64, AtomicI64>,
}

const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

impl Default for Metrics {
    fn default() -> Self {
        let durations = Timed::new_with_constructor(|| Histogram::new(SECONDS));
        let metrics = Self {
            registry: Mutex::default(),
            requests: Family::default(),
            durations,
            under_way: Gauge::default(),
            statements: Counter::default(),
            failed: Counter::default(),
            ready: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&self) {
        let mut registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        registry.register("http_requests", "Requests that were answered", self.requests.clone());
        let time = "How long requests took";
        registry.register_with_unit("http_request_duration", time, Unit::Seconds, self.durations.clone());
        registry.register("http_requests_under_way", "Requests under way", self.under_way.clone());
        registry.register(
            "database_statements",
            "Statements that requests sent to the database",
            self.statements.clone(),
        );
        registry.register("database_failed_statements", "Statements that failed", self.failed.clone());
        let ready = "1 when the database was there at the last look, at revisions that this build serves";
        registry.register("ready", ready, self.ready.clone());
    }

    pub(crate) fn statement(&self, statement: &sea_orm::metric::Info<'_>) {
        self.statements.inc();
        if statement.failed {
            self.failed.inc();
        }
    }

    pub(crate) fn ready(&self, is_ready: bool) {
        self.ready.set(i64::from(is_ready));
    }

    pub(super) fn begun(&self) -> UnderWay<'_> {
        self.under_way.inc();
        UnderWay(self)
    }

    pub(super) fn answered(&self, route: Route, status: u16, took: Duration) {
        self.durations.get_or_create(&route).observe(took.as_secs_f64());
        let Route { method, route } = route;
        self.requests.get_or_create(&Answer { method, route, status }).inc();
    }

    /// All of it, in the OpenMetrics text format.
    pub fn written(&self) -> String {
        let mut written = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        // Writing to a String does not fail.
        let _ = text::encode(&mut written, &registry);
        written
    }
}

/// A request under way; one that its client has given up ends as well.
pub(super) struct UnderWay<'a>(&'a Metrics);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.dec();
    }
}
