use crate::{
    dialect::{Dialect as _, Limits, Locking, RunLock, quote_text},
    schema::QualifiedName,
};

use super::Postgres;

/// The first half of the run lock's key: "KEEL".
const KEEL: i32 = 0x4b45_454c;

/// What is said of a session.
const SESSION: &str = "a.pid::bigint, concat_ws(' ', nullif(a.application_name, ''), 'as ' || a.usename, \
     'from ' || coalesce(host(a.client_addr), 'this machine')), coalesce(a.state, ''), \
     greatest(0, extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start)))::bigint, \
     left(coalesce(a.query, ''), 200)";

impl Locking for Postgres {
    fn run_lock(&self, ledger: &str) -> Option<RunLock> {
        // Advisory locks are a database's own; the second half tells its schemas and ledgers apart.
        let key = format!(
            "('x' || substr(md5(coalesce(current_schema(), '') || '.' || {}), 1, 8))::bit(32)::int",
            quote_text(ledger)
        );
        let is_it = format!(
            "l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid::bigint = {KEEL} \
             AND l.objid::bigint = ({key})::bigint & 4294967295 \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        );
        Some(RunLock {
            take: format!("SELECT (CASE WHEN pg_try_advisory_lock({KEEL}, {key}) THEN 1 ELSE 0 END)::bigint"),
            held: format!("SELECT count(*) FROM pg_locks l WHERE {is_it} AND l.pid = pg_backend_pid()"),
            release: format!(
                "SELECT (CASE WHEN pg_advisory_unlock({KEEL}, {key}) THEN 1 ELSE 0 END)::bigint"
            ),
            holder: format!(
                "SELECT {SESSION}, 'the run lock' FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
                 WHERE {is_it} AND l.pid <> pg_backend_pid()"
            ),
            session: Some("SELECT pg_backend_pid()::bigint"),
        })
    }

    fn limits(&self, limits: Limits) -> Vec<String> {
        let statement = limits.statement.map_or(0, |limit| limit.as_millis().max(1));
        vec![
            format!("SET lock_timeout = {}", limits.lock.as_millis().max(1)),
            format!("SET statement_timeout = {statement}"),
        ]
    }

    fn is_contention(&self, code: &str) -> bool {
        // lock_not_available, deadlock_detected, serialization_failure
        matches!(code, "55P03" | "40P01" | "40001")
    }

    fn is_out_of_time(&self, code: &str) -> bool {
        // query_canceled
        code == "57014"
    }

    fn blockers(&self, tables: &[QualifiedName]) -> Vec<String> {
        if tables.is_empty() {
            return vec![];
        }
        let tables: Vec<_> = tables
            .iter()
            .map(|table| format!("to_regclass({})::oid", quote_text(&self.quote_qualified(table))))
            .collect();
        vec![format!(
            "SELECT {SESSION}, string_agg(DISTINCT l.relation::regclass::text, ', ') \
             FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
             WHERE l.granted AND l.locktype = 'relation' AND l.pid <> pg_backend_pid() \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             AND l.relation IN ({}) GROUP BY 1, 2, 3, 4, 5 ORDER BY 4 DESC, 1",
            tables.join(", ")
        )]
    }

    fn terminate(&self, session: i64) -> Option<String> {
        Some(format!("SELECT (CASE WHEN pg_terminate_backend({session}) THEN 1 ELSE 0 END)::bigint"))
    }
}
