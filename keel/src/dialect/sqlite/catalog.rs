use crate::dialect::{Catalog, quote_text};

use super::Sqlite;

impl Catalog for Sqlite {
    fn databases_query(&self) -> &'static str {
        "SELECT name FROM pragma_database_list"
    }

    fn objects_query(&self) -> Option<&'static str> {
        Some(
            // A virtual table makes its shadow tables by itself.
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND tbl_name NOT IN (SELECT t.name FROM sqlite_schema t JOIN sqlite_schema v ON v.type = 'table' \
             AND v.sql LIKE 'CREATE VIRTUAL%' AND t.name LIKE v.name || '\\_%' ESCAPE '\\') \
             ORDER BY type <> 'table', rowid",
        )
    }

    fn version_query(&self) -> &'static str {
        "SELECT sqlite_version()"
    }

    fn count_tables(&self, table: &str) -> String {
        // Names of tables are compared as SQLite does: without regard to ASCII case.
        format!(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = {} COLLATE NOCASE",
            quote_text(table)
        )
    }

    fn table_names(&self, _: &[String]) -> String {
        "SELECT NULL, name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         AND name NOT IN (SELECT t.name FROM sqlite_schema t JOIN sqlite_schema v ON v.type = 'table' \
         AND v.sql LIKE 'CREATE VIRTUAL%' AND t.name LIKE v.name || '\\_%' ESCAPE '\\') ORDER BY name"
            .into()
    }

    fn wipe(&self, _: &[String]) -> Vec<String> {
        // A virtual table takes its shadow tables along; asking again afterwards finds what is left.
        let drop = |kind: &str, which: &str| {
            format!(
                "SELECT 'DROP {kind} IF EXISTS \"' || replace(name, '\"', '\"\"') || '\"' AS statement \
                 FROM sqlite_schema WHERE {which} AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            )
        };
        vec![
            drop("VIEW", "type = 'view'"),
            drop("TABLE", "type = 'table' AND sql LIKE 'CREATE VIRTUAL%'"),
            drop("TABLE", "type = 'table'"),
        ]
    }

    fn epoch(&self) -> &'static str {
        "CAST(strftime('%s', 'now') AS integer)"
    }

    fn create_journal(&self, table: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {table} (id integer PRIMARY KEY AUTOINCREMENT, revision varchar NOT NULL, \
             direction varchar(4) NOT NULL, step integer, state varchar(16) NOT NULL, hash varchar(64) NOT NULL, \
             message text, started_at bigint NOT NULL, finished_at bigint, keel_version varchar(32) NOT NULL)"
        )
    }

    fn prepare_session(&self) -> Vec<String> {
        vec!["PRAGMA busy_timeout = 5000".into()]
    }

    fn around_unenforced(&self) -> (&'static [&'static str], &'static [&'static str]) {
        // Inside a transaction the pragma is ignored (SQLite manual, PRAGMA foreign_keys).
        (&["PRAGMA foreign_keys = OFF"], &["PRAGMA legacy_alter_table = OFF", "PRAGMA foreign_keys = ON"])
    }

    fn orphans(&self) -> Option<&'static str> {
        Some("PRAGMA foreign_key_check")
    }

    fn is_already_so(&self, _: &str) -> bool {
        // Every step is rolled back when its transaction fails: the question does not come up.
        false
    }
}
