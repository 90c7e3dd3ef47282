use super::OWN;
use crate::Database;

/// `sqlite_schema`, each definition cut into its parts, and what the pragmas say of columns and keys.
pub(crate) async fn sqlite(database: &Database) -> String {
    let objects = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                   ORDER BY type, name";
    let mut lines = Vec::new();
    for row in database.rows(objects).await {
        let [kind, name, table, sql] = row.try_into().expect("four columns");
        let (kind, name, sql) = (kind.unwrap(), name.unwrap(), sql.unwrap_or_default());
        if OWN.contains(&table.unwrap().as_str()) {
            continue;
        }
        if kind != "table" {
            lines.push(format!("{kind} {name}: {}", squeeze(&sql)));
            continue;
        }
        let (parts, tail) = parts(&sql);
        let mut parts: Vec<_> = parts.into_iter().flat_map(|part| part_in_order(&part)).collect();
        parts.sort();
        lines.push(format!("table {name}: {tail}"));
        lines.extend(parts.iter().map(|part| format!("  {name}: {part}")));
        lines.extend(facts(database, &name).await);
    }
    lines.join("\n")
}

/// What SQLite itself made of the definition.
async fn facts(database: &Database, table: &str) -> Vec<String> {
    let table_text = format!("'{}'", table.replace('\'', "''"));
    let all = |columns: &str, from: &str| format!("SELECT {columns} FROM {from}({table_text}) ORDER BY 1");
    let queries = [
        all(
            "'column ' || name || ' ' || type || ' notnull=' || \"notnull\" || ' default=' || \
             coalesce(dflt_value, '-') || ' pk=' || pk || ' hidden=' || hidden",
            "pragma_table_xinfo",
        ),
        format!(
            "SELECT CASE WHEN l.origin = 'c' THEN l.name ELSE '' END || ' index unique=' || l.\"unique\" || \
             ' origin=' || l.origin || ' partial=' || l.partial || ' over ' || \
             (SELECT group_concat(coalesce(i.name, '?') || ' ' || i.\"desc\" || ' ' || i.coll) \
              FROM pragma_index_xinfo(l.name) AS i WHERE i.key) \
             FROM pragma_index_list({table_text}) AS l ORDER BY 1"
        ),
        format!(
            "SELECT 'foreign key ' || group_concat(\"from\" || ' -> ' || \"table\" || '.' || coalesce(\"to\", '-')) \
             || ' ' || on_update || ' ' || on_delete FROM \
             (SELECT * FROM pragma_foreign_key_list({table_text}) ORDER BY id, seq) GROUP BY id ORDER BY 1"
        ),
    ];
    let mut lines = Vec::new();
    for query in queries {
        let rows = database.rows(&query).await;
        lines.extend(rows.into_iter().filter_map(|row| Some(format!("  {table}: {}", row[0].clone()?))));
    }
    lines
}

/// A column's NOT NULL last, and a key of one column beside it: said either way they are the same.
fn part_in_order(part: &str) -> Vec<String> {
    let (part, key) =
        match part.strip_suffix(" PRIMARY KEY").and_then(|rest| Some((rest, rest.split_once(' ')?.0))) {
            Some((rest, name)) => (rest, Some(format!("PRIMARY KEY ({name})"))),
            None => (part, None),
        };
    let plain = part.replace(" NOT NULL", "");
    let part = if plain == part { plain } else { format!("{plain} NOT NULL") };
    [Some(part), key].into_iter().flatten().collect()
}

/// White space outside of quotes, each run as one blank; quotes only where a name needs them.
fn squeeze(sql: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut begun = 0;
    for c in sql.chars() {
        match quote {
            Some(open) if c == open => {
                quote = None;
                let name = out[begun..].to_owned();
                let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
                if open == '"' && name[1..].chars().all(is_plain) && name.len() > 1 {
                    out.truncate(begun);
                    out.push_str(&name[1..]);
                    continue;
                }
            }
            Some(_) => {}
            None if matches!(c, '\'' | '"' | '`') => {
                quote = Some(c);
                begun = out.len();
            }
            None if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            None => {}
        }
        out.push(c);
    }
    out.replace("( ", "(").replace(" )", ")")
}

/// What stands between the outer parentheses, cut at its commas, and what stands behind them.
fn parts(sql: &str) -> (Vec<String>, String) {
    let sql = squeeze(sql);
    let (mut parts, mut part, mut tail) = (Vec::new(), String::new(), String::new());
    let (mut depth, mut quote, mut done) = (0, None, false);
    for c in sql.chars() {
        if done {
            tail.push(c);
            continue;
        }
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None => match c {
                '\'' | '"' | '`' => quote = Some(c),
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            },
        }
        match (c, depth, quote) {
            ('(', 1, None) if parts.is_empty() && part.starts_with("CREATE") => part.clear(),
            (',', 1, None) => parts.push(std::mem::take(&mut part).trim().to_owned()),
            (')', 0, None) => {
                parts.push(std::mem::take(&mut part).trim().to_owned());
                done = true;
            }
            _ => part.push(c),
        }
    }
    (parts, tail.trim().to_owned())
}
