//! The catalogue queries. Each of them is about the whole database, so that their number stays the same.

/// How many there are.
pub(super) const COUNT: usize = 8;

/// All of them, in the order in which the answers are read.
pub(super) fn all(mariadb: bool) -> [String; COUNT] {
    let queries = [
        DATABASE.to_owned(),
        TABLES.to_owned(),
        COLUMNS.to_owned(),
        indexes(mariadb),
        KEYS.to_owned(),
        ACTIONS.to_owned(),
        checks(mariadb).to_owned(),
        OTHERS.to_owned(),
    ];
    // MariaDB writes expressions as the session's mode wants them (ANSI_QUOTES, NO_BACKSLASH_ESCAPES).
    let prefix = if mariadb { "SET STATEMENT sql_mode = '' FOR " } else { "" };
    queries.map(|query| format!("{prefix}{query}"))
}

const DATABASE: &str = "SELECT CAST(schema_name AS char), CAST(default_collation_name AS char) \
    FROM information_schema.schemata WHERE schema_name = DATABASE()";

const TABLES: &str = "SELECT CAST(table_name AS char), CAST(table_type AS char), CAST(engine AS char), \
    CAST(table_collation AS char), CAST(table_comment AS char), CAST(create_options AS char) \
    FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name";

const COLUMNS: &str = "SELECT CAST(table_name AS char), CAST(column_name AS char), CAST(column_type AS char), \
    CAST(is_nullable AS char), CAST(column_default AS char), CAST(extra AS char), \
    CAST(generation_expression AS char), CAST(collation_name AS char), CAST(column_comment AS char) \
    FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position";

fn indexes(mariadb: bool) -> String {
    // MariaDB has no indexes over expressions.
    let expression = if mariadb { "NULL" } else { "expression" };
    format!(
        "SELECT CAST(table_name AS char), CAST(index_name AS char), CAST(non_unique AS char), \
         CAST(column_name AS char), CAST(collation AS char), CAST(sub_part AS char), \
         CAST(index_type AS char), CAST({expression} AS char) \
         FROM information_schema.statistics WHERE table_schema = DATABASE() \
         ORDER BY table_name, index_name, seq_in_index"
    )
}

const KEYS: &str = "SELECT CAST(table_name AS char), CAST(constraint_name AS char), CAST(column_name AS char), \
    CAST(referenced_table_schema AS char), CAST(referenced_table_name AS char), \
    CAST(referenced_column_name AS char) \
    FROM information_schema.key_column_usage \
    WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL \
    ORDER BY table_name, constraint_name, ordinal_position";

const ACTIONS: &str = "SELECT CAST(table_name AS char), CAST(constraint_name AS char), \
    CAST(delete_rule AS char), CAST(update_rule AS char) \
    FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()";

/// Table, name, `Column` where it is part of a column's definition, whether it is enforced, what it says.
fn checks(mariadb: bool) -> &'static str {
    if mariadb {
        return "SELECT CAST(table_name AS char), CAST(constraint_name AS char), CAST(level AS char), 'YES', \
            CAST(check_clause AS char) \
            FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() \
            ORDER BY table_name, constraint_name";
    }
    "SELECT CAST(t.table_name AS char), CAST(c.constraint_name AS char), 'Table', CAST(t.enforced AS char), \
     CAST(c.check_clause AS char) \
     FROM information_schema.check_constraints c JOIN information_schema.table_constraints t \
     ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name \
     AND t.constraint_type = 'CHECK' \
     WHERE c.constraint_schema = DATABASE() AND t.constraint_schema = DATABASE() \
     ORDER BY t.table_name, c.constraint_name"
}

const OTHERS: &str = "SELECT 'trigger', CAST(trigger_name AS char), CAST(event_object_table AS char) \
    FROM information_schema.triggers WHERE trigger_schema = DATABASE() \
    UNION ALL SELECT CAST(LOWER(routine_type) AS char), CAST(routine_name AS char), NULL \
    FROM information_schema.routines WHERE routine_schema = DATABASE() \
    UNION ALL SELECT 'event', CAST(event_name AS char), NULL \
    FROM information_schema.events WHERE event_schema = DATABASE()";
