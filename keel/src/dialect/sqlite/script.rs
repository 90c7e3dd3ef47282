use crate::dialect::{
    quote_text,
    script::{ScriptPart, Scripting, statements},
};

use super::Sqlite;

/// Where the shell keeps a revision that has to run; it is emptied by the next one.
const STEP: &str = "keel_step.sql";

impl Scripting for Sqlite {
    fn script_head(&self, idempotent: bool) -> String {
        match idempotent {
            false => "-- For the sqlite3 shell, or any client that runs several statements.\n".into(),
            true => format!(
                "-- For the sqlite3 shell; it runs on a database at any revision, and writes {STEP} on its way.\n\
                 .bail on\n.mode list\n.headers off\n"
            ),
        }
    }

    fn script_part(&self, part: &ScriptPart) -> String {
        format!("\n-- {}\n{}", part.title, transactions(part))
    }

    /// SQLite has no conditions around DDL: the shell writes the statements to a file where they are due, and
    /// reads that file.
    fn script_part_idempotent(&self, part: &ScriptPart) -> String {
        format!(
            "\n-- {}\n.once {STEP}\nSELECT {} WHERE {};\n.read {STEP}\n",
            part.title,
            quote_text(&transactions(part)),
            part.condition()
        )
    }
}

fn transactions(part: &ScriptPart) -> String {
    let mut out = String::new();
    if part.rebuilds {
        // Inside a transaction the first would be ignored (SQLite manual, PRAGMA foreign_keys).
        out += "PRAGMA foreign_keys = OFF;\nPRAGMA legacy_alter_table = ON;\n";
    }
    for (transactional, sql) in part.recorded_segments() {
        match transactional {
            true => out += &format!("BEGIN IMMEDIATE;\n{}COMMIT;\n", statements(&sql)),
            false => out += &statements(&sql),
        }
    }
    if part.rebuilds {
        out += "PRAGMA legacy_alter_table = OFF;\nPRAGMA foreign_key_check;\n";
    }
    out
}
