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
