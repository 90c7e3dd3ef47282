use crate::dialect::script::{ScriptPart, Scripting, closed, statements, unused};

use super::Postgres;

impl Scripting for Postgres {
    fn script_head(&self, idempotent: bool) -> String {
        let how = if idempotent { "; it runs on a database at any revision" } else { "" };
        format!("-- For psql --set ON_ERROR_STOP=1{how}.\n")
    }

    fn script_part(&self, part: &ScriptPart) -> String {
        let mut out = format!("\n-- {}\n", part.title);
        for (transactional, sql) in part.recorded_segments() {
            if transactional {
                out += &format!("BEGIN;\n{}COMMIT;\n", statements(&sql));
            } else {
                out += &statements(&sql);
            }
        }
        out
    }

    fn script_part_idempotent(&self, part: &ScriptPart) -> String {
        let mut out = format!("\n-- {}\n", part.title);
        for (transactional, sql) in part.recorded_segments() {
            if transactional {
                out += &guarded_block(&part.condition(), &sql);
            } else {
                // A DO block is a transaction of its own; psql's \gexec runs a statement outside of one.
                let each = |sql: &String| {
                    format!("SELECT {} WHERE {} \\gexec\n", dollar_quoted(sql), part.condition())
                };
                out.extend(sql.iter().map(each));
            }
        }
        out
    }
}

fn guarded_block(condition: &str, sql: &[String]) -> String {
    let executed: String =
        sql.iter().map(|sql| format!("        EXECUTE {};\n", dollar_quoted(sql))).collect();
    let body = format!("\nBEGIN\n    IF {condition} THEN\n{executed}    END IF;\nEND\n");
    let tag = unused(&body, |n| if n == 0 { "$keel$".into() } else { format!("$keel{n}$") });
    closed(&format!("DO {tag}{body}{tag}")) + "\n"
}

fn dollar_quoted(sql: &str) -> String {
    let tag = unused(sql, |n| if n == 0 { "$sql$".into() } else { format!("$sql{n}$") });
    format!("{tag}{sql}{tag}")
}
