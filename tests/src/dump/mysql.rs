use super::OWN;
use crate::Database;

/// `SHOW CREATE TABLE` of every table, its lines sorted and with no counter.
pub(crate) async fn mysql(database: &Database) -> String {
    let names = "SELECT CAST(table_name AS char) FROM information_schema.tables WHERE table_schema = DATABASE() \
                 AND table_type = 'BASE TABLE' ORDER BY 1";
    let mut lines = Vec::new();
    // MySQL 9 cannot print a CHECK with a quote in it in a session in which a backslash is none (error 1064).
    database.execute("SET SESSION sql_mode = 'STRICT_TRANS_TABLES'").await;
    for name in database.rows(names).await.into_iter().filter_map(|row| row.into_iter().next().flatten()) {
        if OWN.contains(&name.as_str()) {
            continue;
        }
        let rows = database.rows(&format!("SHOW CREATE TABLE `{}`", name.replace('`', "``"))).await;
        let text = rows[0][1].clone().unwrap();
        let mut parts: Vec<_> = text.lines().collect();
        let head = parts.remove(0);
        let tail = parts.pop().unwrap_or_default().split(' ');
        let tail: Vec<_> = tail.filter(|word| !word.starts_with("AUTO_INCREMENT=")).collect();
        let parts: Vec<_> = parts.iter().map(|line| without_own_collation(line, &tail)).collect();
        let mut parts: Vec<_> = parts.iter().map(String::as_str).collect();
        parts.sort_by_key(|line| line.trim_end_matches(','));
        lines.push(head.trim_end_matches('(').trim().to_owned());
        lines.extend(parts.iter().map(|line| format!("  {name}: {}", line.trim().trim_end_matches(','))));
        lines.push(format!("  {name}: {}", tail.join(" ")));
    }
    let triggers = "SELECT CAST(trigger_name AS char), CAST(action_statement AS char) \
                    FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1";
    for row in database.rows(triggers).await {
        lines.push(format!("trigger {row:?}"));
    }
    database.execute(crate::database::MODE).await;
    lines.join("\n")
}

/// A line with no word of the table's own collation: MySQL remembers whether a column was told it, and prints it so.
fn without_own_collation(line: &str, tail: &[&str]) -> String {
    let said = |key| tail.iter().find_map(|word| word.strip_prefix(key)).unwrap_or_default();
    let collation = format!(" COLLATE {}", said("COLLATE="));
    let charset = format!(" CHARACTER SET {}{collation}", said("CHARSET="));
    match [charset, collation].iter().find_map(|words| line.split_once(words.as_str())) {
        Some((before, after)) if after.is_empty() || after.starts_with([' ', ',']) => {
            format!("{before}{after}")
        }
        _ => line.to_owned(),
    }
}
