//! Schemas by other means than the toolkit's: `pg_dump`, `SHOW CREATE TABLE`, `sqlite_schema` and its pragmas.
//!
//! A dump is lines, sorted within each table: the order of columns and constraints says nothing.

mod mysql;
mod postgres;
mod sqlite;

pub(crate) use mysql::mysql;
pub(crate) use postgres::postgres;
pub(crate) use sqlite::sqlite;

use std::collections::BTreeMap;

/// The tables that are no part of a schema: SeaORM's ledger, and the journal beside it.
pub(crate) const OWN: [&str; 2] = ["seaql_migrations", "keel_journal"];

/// What only one of two dumps has, or nothing.
pub fn difference(left: &str, right: &str) -> Option<String> {
    let mut lines: BTreeMap<&str, i32> = BTreeMap::new();
    left.lines().for_each(|line| *lines.entry(line).or_default() -= 1);
    right.lines().for_each(|line| *lines.entry(line).or_default() += 1);
    let only = |sign: i32| lines.iter().filter(move |(_, n)| n.signum() == sign).map(|(line, _)| *line);
    let told: Vec<_> = only(-1).map(|l| format!("- {l}")).chain(only(1).map(|l| format!("+ {l}"))).collect();
    (!told.is_empty()).then(|| told.join("\n"))
}
