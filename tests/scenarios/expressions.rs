//! Expressions as they are written, and as the engine's catalogue gives them back.

use std::sync::Arc;

use sea_keel::{
    dialect::{Engine as Family, canonical_expression},
    schema::{Backend, Expression},
};
use tests::{Database, Engine, Outcome};

/// Conditions that every engine takes, in its own quotes.
const ANYWHERE: &[&str] = &[
    "age >= 0",
    "\"age\" >= 0",
    "((age > 0))",
    "age > 0 AND age < 150",
    "age > 0 AND (age < 150 OR price > 0)",
    "age BETWEEN 1 AND 5",
    "age NOT BETWEEN 1 AND 5",
    "name IN ('low', 'medium', 'high')",
    "name NOT IN ('low', 'high')",
    "name IN ('low')",
    "age IN (1, 2, 3)",
    "age IN (-1, 0)",
    "name = 'low'",
    "name != 'low'",
    "name = 'it''s'",
    "price >= 0.50",
    "price > 0.0",
    "age > -1",
    "LOWER(name) = name",
    "upper(name) <> ''",
    "name LIKE 'x%'",
    "name NOT LIKE 'x%'",
    "NOT (age > 5)",
    "NOT (age > 5 AND price > 1)",
    "coalesce(name, '') <> ''",
    "COALESCE(age, 0) > 0",
    "NULLIF(name, '') IS NOT NULL",
    "\"localId\" IS NOT NULL",
    "(age IS NULL) OR (price IS NULL)",
    "(age IS NULL OR price IS NULL) AND name IS NOT NULL",
    "length(name) > 0",
    "trim(name) <> ''",
    "age + 1 > 0",
    "age * 2 + 1 > 0",
    "age - (1 - 2) > 0",
    "age % 2 = 0",
    "abs(age) < 10",
    "-age < 0",
    "CASE WHEN age > 1 THEN 'a' ELSE 'b' END = name",
    "day > '2020-01-01'",
    "age > 0 /* why */ AND age < 5",
];

const POSTGRES: &[&str] = &[
    "flag",
    "NOT flag",
    "flag = true",
    "flag IS NOT TRUE",
    "ratio > 0.5",
    "big > 5000000000",
    "name ILIKE '%x'",
    "name ~ '^[a-z]+$'",
    "name || ' ' || body <> ''",
    "code IN ('a', 'b')",
    "EXTRACT(year FROM day) > 2000",
    "substring(body from 1 for 2) = 'ab'",
    "substring(body, 1, 2) = 'ab'",
    "position('a' in body) > 0",
    "trim(leading 'x' from body) <> ''",
    "ts > now() - interval '1 day'",
    "ts < CURRENT_TIMESTAMP",
    "(ts AT TIME ZONE 'UTC')::date > '2020-01-01'",
    "doc ->> 'a' = 'x'",
    "(doc ->> 'n')::int > 3",
    "doc @> '{\"a\": 1}'",
    "tags && ARRAY['x', 'y']",
    "'x' = ANY (tags)",
    "CAST(body AS integer) > 3",
    "body::varchar(3) = 'abc'",
    "age IS DISTINCT FROM 3",
    "age IS NOT DISTINCT FROM 3",
    "num_nonnulls(age, price) = 1",
    "price * 2 > 1",
];

const MYSQL: &[&str] = &[
    "NOT flag",
    "flag = true",
    "flag IS TRUE",
    "age > 0 && age < 9",
    "age MOD 2 = 0",
    "age DIV 2 = 0",
    "age <=> 3",
    "name REGEXP '^a'",
    "IFNULL(name, '') <> ''",
    "IF(age > 1, 'a', 'b') = 'a'",
    "octet_length(name) > 0",
    "character_length(name) > 0",
    "substring(name from 1 for 2) = 'ab'",
    "instr(name, 'a') > 0",
    "date_add(day, interval 1 day) > '2020-01-01'",
    "cast(age as char) <> ''",
    "date(ts) > '2020-01-01'",
    "json_valid(body)",
    "json_extract(doc, '$.a') = 'x'",
    "concat(name, 'x') <> 'x'",
];

/// Only MySQL has these operators.
const MYSQL_ALONE: &[&str] = &["doc ->> '$.a' = 'x'", "doc -> '$.a' IS NOT NULL"];

pub(crate) async fn read_back(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let backend = engine.backend();
    let own: &[&[&str]] = match (backend, database.server().engine) {
        (Backend::Postgres, _) => &[POSTGRES],
        (Backend::MySql, Family::MariaDb) => &[MYSQL],
        (Backend::MySql, _) => &[MYSQL, MYSQL_ALONE],
        (Backend::Sqlite, _) => &[],
    };
    let written: Vec<_> = ANYWHERE.iter().chain(own.iter().copied().flatten()).collect();
    let (columns, query) = match backend {
        Backend::Postgres => (
            "flag boolean, ratio double precision, big bigint, body text, code char(3), ts timestamptz, \
             doc jsonb, tags text[]",
            "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'c'",
        ),
        Backend::MySql => (
            "flag tinyint(1), body text, ts datetime, doc json",
            "SELECT CAST(check_clause AS char) FROM information_schema.check_constraints \
             WHERE constraint_schema = database() AND constraint_name = 'c'",
        ),
        Backend::Sqlite => ("flag boolean", "SELECT sql FROM sqlite_master WHERE name = 't'"),
    };
    if backend == Backend::MySql {
        // In the mode of the other tests, MariaDB keeps double quotes, and MySQL stumbles over 'it''s'.
        database.execute("SET SESSION sql_mode = DEFAULT").await;
    }
    let quote = if backend == Backend::MySql { "`" } else { "\"" };
    let mut wrong = Vec::new();
    for written in written.into_iter().map(|written| written.replace('"', quote)) {
        let columns = format!(
            "age int, price numeric(10, 2), name varchar(50), {quote}localId{quote} varchar(20), day date, {columns}"
        );
        database.execute(&format!("CREATE TABLE t ({columns}, CONSTRAINT c CHECK ({written}))")).await;
        let answer = database.rows(query).await;
        let mut shown = answer[0][0].clone().unwrap();
        if backend == Backend::Sqlite {
            // The whole statement, as it was written.
            let (_, check) = shown.split_once("CHECK (").unwrap();
            shown = check.strip_suffix("))").unwrap().to_owned();
        }
        database.execute("DROP TABLE t").await;
        let canonical = |sql: &str| canonical_expression(backend, &Expression::new(sql));
        let (meant, read) = (canonical(&written), canonical(&shown));
        if meant != read {
            wrong.push(format!("{written}\n  is shown as {shown}\n  means {meant}\n  and {read}"));
        }
    }
    database.delete().await;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}
