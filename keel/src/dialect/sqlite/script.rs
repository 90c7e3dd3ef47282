use crate::dialect::{
    quote_text,
    script::{ScriptPart, Scripting, statements},
};

use super::Sqlite;

/// Where the shell keeps a revision that has to run; it is emptied by the next one.
const STEP: &str = "keel_step.sql";

impl Scripting for Sqlite {
    fn script_head(&self, idempotent: bool) -> String {
        // Without .bail the shell goes on behind an error: a copy that failed would be followed by a DROP.
        let how = if idempotent {
            "; it runs on a database at any revision, and writes keel_step.sql on its way"
        } else {
            ""
        };
        let modes = if idempotent { ".mode list\n.headers off\n" } else { "" };
        format!("-- For the sqlite3 shell{how}.\n.bail on\n{modes}")
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
    if part.unenforced {
        // Inside a transaction it would be ignored (SQLite manual, PRAGMA foreign_keys).
        out += "PRAGMA foreign_keys = OFF;\n";
    }
    for (transactional, sql) in part.recorded_segments() {
        match transactional {
            true => out += &format!("BEGIN IMMEDIATE;\n{}COMMIT;\n", statements(&sql)),
            false => out += &statements(&sql),
        }
    }
    if part.unenforced {
        out += "PRAGMA foreign_key_check;\n";
    }
    out
}
