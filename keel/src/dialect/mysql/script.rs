use crate::dialect::script::{ScriptPart, Scripting, statements, unused};

use super::MySql;

impl Scripting for MySql {
    fn script_head(&self, idempotent: bool) -> String {
        let how = if idempotent { "; it runs on a database at any revision" } else { "" };
        format!(
            "-- For the mysql or mariadb client{how}.\n\
             -- Every DDL statement commits by itself: a script that fails half-way has done its first half.\n"
        )
    }

    fn script_part(&self, part: &ScriptPart) -> String {
        let segments = part.recorded_segments();
        let sql: String = segments.iter().map(|(_, sql)| statements(sql)).collect();
        format!("\n-- {}\n{sql}", part.title)
    }

    /// Conditions exist inside stored programs only, so each revision is one for a moment.
    fn script_part_idempotent(&self, part: &ScriptPart) -> String {
        let segments = part.recorded_segments();
        let sql: String = segments.iter().map(|(_, sql)| statements(sql)).collect();
        let delimiter = unused(&sql, |n| "/".repeat(n + 2));
        format!(
            "\n-- {}\nDROP PROCEDURE IF EXISTS `keel_step`;\nDELIMITER {delimiter}\n\
             CREATE PROCEDURE `keel_step`()\nBEGIN\nIF {} THEN\n{sql}END IF;\nEND{delimiter}\nDELIMITER ;\n\
             CALL `keel_step`();\nDROP PROCEDURE `keel_step`;\n",
            part.title,
            part.condition()
        )
    }
}
