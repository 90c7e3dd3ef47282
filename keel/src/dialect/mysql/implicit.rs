//! Which SQL MySQL commits by itself (manual, "Statements That Cause an Implicit Commit").

/// The words with which statements begin that a transaction can hold.
const HELD: [&str; 11] =
    ["INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "VALUES", "TABLE", "SET", "DO", "SHOW"];

/// Whether every statement of a text leaves the transaction open in which it runs. What is not known to, is
/// taken to end it: noted as done alone, it is then told truly when something behind it fails.
pub(super) fn is_held(sql: &str) -> bool {
    first_words(sql).iter().all(|word| HELD.contains(&word.as_str()))
}

/// The first word of each statement, in capitals.
fn first_words(sql: &str) -> Vec<String> {
    let (mut words, mut rest, mut begins) = (Vec::new(), sql, true);
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '\'' | '"' | '`' => behind_quote(after, c),
            '#' => behind(after, "\n"),
            '-' if rest.starts_with("-- ") || rest.starts_with("--\n") => behind(after, "\n"),
            // A versioned comment is run.
            '/' if rest.starts_with("/*") && !rest.starts_with("/*!") && !rest.starts_with("/*M!") => {
                behind(after, "*/")
            }
            ';' => {
                begins = true;
                after
            }
            c if begins && !c.is_whitespace() && c != '(' => {
                let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
                words.push(word.to_ascii_uppercase());
                begins = false;
                after
            }
            _ => after,
        };
    }
    words
}

fn behind<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

fn behind_quote(text: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            // A doubled quote ends one text and begins the next, which comes to the same.
            c if c == quote => return text.get(at + c.len_utf8()..).unwrap_or_default(),
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::is_held;

    #[test]
    fn ddl_is_not_held() {
        for (sql, held) in [
            ("DELETE FROM task WHERE owner_id IS NULL", true),
            ("  -- why\n update t set a = 'x; DROP TABLE t'; /* c; */ insert into t values (1);", true),
            ("(SELECT 1) UNION (SELECT 2)", true),
            ("UPDATE t SET a = 1; CREATE TABLE u (id int)", false),
            ("create index i on t (a)", false),
            ("/*!50100 ALTER TABLE t ADD b int */", false),
            ("LOCK TABLES t WRITE", false),
            ("UPDATE t SET a = 'it''s \\'; x'; TRUNCATE t", false),
            ("", true),
        ] {
            assert_eq!(is_held(sql), held, "{sql}");
        }
    }
}
