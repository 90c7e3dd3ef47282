use std::time::Duration;

use crate::{
    dialect::{Dialect as _, Limits, Locking, RunLock},
    schema::QualifiedName,
};

use super::MySql;

/// What is said of a session of the process list.
const SESSION: &str = "CAST(p.id AS signed), CAST(CONCAT(p.user, '@', p.host) AS char), \
     CAST(CONCAT_WS(' ', LOWER(p.command), NULLIF(p.state, '')) AS char)";
const STATEMENT: &str = "CAST(COALESCE(LEFT(p.info, 200), '') AS char)";

/// Sessions in this database beside our own.
const OTHERS: &str = "p.db = DATABASE() AND p.id <> CONNECTION_ID()";

impl Locking for MySql {
    fn run_lock(&self, ledger: &str) -> Option<RunLock> {
        // Such names are the server's, of 64 characters at most, so the database is part of it. MySQL 9 has no SHA1.
        let name = format!(
            "CONCAT('keel/', LEFT(SHA2(CONCAT(COALESCE(DATABASE(), ''), '/', {}), 256), 40))",
            self.literal(ledger)
        );
        Some(RunLock {
            take: format!("SELECT CAST(COALESCE(GET_LOCK({name}, 0), 0) AS signed)"),
            held: format!("SELECT CAST(COALESCE(IS_USED_LOCK({name}) = CONNECTION_ID(), 0) AS signed)"),
            release: format!("SELECT CAST(COALESCE(RELEASE_LOCK({name}), 0) AS signed)"),
            holder: format!(
                "SELECT {SESSION}, CAST(COALESCE(p.time, 0) AS signed), {STATEMENT}, 'the run lock' \
                 FROM information_schema.processlist p \
                 WHERE p.id = IS_USED_LOCK({name}) AND p.id <> CONNECTION_ID()"
            ),
            session: None,
        })
    }

    fn limits(&self, limits: Limits) -> Vec<String> {
        // Both are whole seconds: for the metadata of tables, and for rows.
        let seconds = whole_seconds(limits.lock);
        let mut set = format!(
            "SET SESSION lock_wait_timeout = {seconds}, SESSION innodb_lock_wait_timeout = {seconds}"
        );
        // MySQL has such a limit for SELECT alone.
        if self.is_mariadb() {
            let statement = limits.statement.map_or(0.0, |limit| limit.as_secs_f64());
            set += &format!(", SESSION max_statement_time = {statement}");
        }
        vec![set]
    }

    fn is_contention(&self, code: &str) -> bool {
        // ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
        matches!(code, "1205" | "1213")
    }

    fn is_out_of_time(&self, code: &str) -> bool {
        // ER_STATEMENT_TIMEOUT of MariaDB
        code == "1969"
    }

    fn blockers(&self, tables: &[QualifiedName]) -> Vec<String> {
        if tables.is_empty() {
            return vec![];
        }
        let names: Vec<_> = tables.iter().map(|table| self.literal(&table.name)).collect();
        vec![
            // Where the server keeps book of them: MySQL does, MariaDB only when told to.
            format!(
                "SELECT {SESSION}, CAST(COALESCE(p.time, 0) AS signed), {STATEMENT}, \
                 CAST(GROUP_CONCAT(DISTINCT m.object_name ORDER BY m.object_name SEPARATOR ', ') AS char) \
                 FROM performance_schema.metadata_locks m \
                 JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id \
                 JOIN information_schema.processlist p ON p.id = t.processlist_id \
                 WHERE m.object_schema = DATABASE() AND m.object_name IN ({}) AND m.lock_status = 'GRANTED' \
                 AND p.id <> CONNECTION_ID() GROUP BY 1, 2, 3, 4, 5 ORDER BY 4 DESC, 1",
                names.join(", ")
            ),
            // Otherwise what may be in the way: open transactions and running statements.
            format!(
                "SELECT {SESSION}, \
                 CAST(COALESCE(TIMESTAMPDIFF(SECOND, x.trx_started, NOW()), p.time, 0) AS signed), {STATEMENT}, '' \
                 FROM information_schema.processlist p \
                 LEFT JOIN information_schema.innodb_trx x ON x.trx_mysql_thread_id = p.id \
                 WHERE {OTHERS} AND (x.trx_id IS NOT NULL OR p.command = 'Query') ORDER BY 4 DESC, 1"
            ),
            // Without the PROCESS right: the role's own running statements.
            format!(
                "SELECT {SESSION}, CAST(COALESCE(p.time, 0) AS signed), {STATEMENT}, '' \
                 FROM information_schema.processlist p WHERE {OTHERS} AND p.command = 'Query' ORDER BY 4 DESC, 1"
            ),
        ]
    }

    fn terminate(&self, session: i64) -> Option<String> {
        Some(format!("KILL {session}"))
    }
}

fn whole_seconds(limit: Duration) -> u64 {
    (limit.as_millis().div_ceil(1000).max(1)).try_into().unwrap_or(u64::MAX)
}
