use crate::dialect::{Limits, Locking};

use super::Sqlite;

/// A database file has one writer at a time: the write lock, taken at the start of a transaction, is the run lock.
impl Locking for Sqlite {
    fn database_file(&self) -> Option<&'static str> {
        Some("SELECT coalesce(file, '') FROM pragma_database_list WHERE name = 'main'")
    }

    fn limits(&self, limits: Limits) -> Vec<String> {
        vec![format!("PRAGMA busy_timeout = {}", limits.lock.as_millis().max(1))]
    }

    fn is_contention(&self, code: &str) -> bool {
        // SQLITE_BUSY, SQLITE_LOCKED and their extended codes (sqlite.org/rescode.html)
        matches!(code, "5" | "261" | "517" | "773" | "6" | "262")
    }
}
