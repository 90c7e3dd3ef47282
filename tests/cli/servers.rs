//! What only servers can show: passwords, roles, schemas, extensions, and revisions that no transaction holds.
//!
//! A target of its own: its tests are made at run time, one for each engine, and the private servers end with it.
#![cfg(test)]

use std::sync::Arc;

use libtest_mimic::Trial;
use sea_keel::schema::Backend;
use tests::{Database, Engine, Outcome, run, trial};

#[expect(dead_code, unused_imports, unused_macros, reason = "the other target uses the rest")]
mod sandbox;

use sandbox::{Ran, Sandbox};

fn main() {
    let mut trials = Vec::new();
    for engine in Engine::selected() {
        if engine.backend() != Backend::Sqlite {
            trials.extend(each(&engine));
        }
        if engine.backend() == Backend::Postgres {
            trials.push(trial(&engine, "a_schema_of_its_own", a_schema_of_its_own));
            trials.push(trial(&engine, "a_schema_that_is_not_there", a_schema_that_is_not_there));
            trials.push(trial(&engine, "fresh_spares_extensions", fresh_spares_extensions));
            trials.push(trial(&engine, "a_failure_is_rolled_back", a_failure_is_rolled_back));
        }
        if engine.backend() == Backend::MySql {
            trials.push(trial(&engine, "a_failure_is_gone_on_from", a_failure_is_gone_on_from));
        }
    }
    run(trials);
}

fn each(engine: &Arc<Engine>) -> Vec<Trial> {
    vec![
        trial(engine, "the_words_of_sea_orm_cli", the_words_of_sea_orm_cli),
        trial(engine, "a_wrong_password", a_wrong_password),
        trial(engine, "a_database_that_is_not_there", a_database_that_is_not_there),
        trial(engine, "a_role_that_may_only_read", a_role_that_may_only_read),
        trial(engine, "a_role_that_makes_no_database", a_role_that_makes_no_database),
        trial(engine, "entities_history_and_database", entities_history_and_database),
        trial(engine, "a_revision_is_proven_where_it_will_run", a_revision_is_proven_where_it_will_run),
        trial(engine, "rows_are_not_lost_without_a_word", rows_are_not_lost_without_a_word),
    ]
}

/// The binaries on a database.
fn on(database: &Database, sandbox: Sandbox) -> Sandbox {
    sandbox.env("DATABASE_URL", database.url())
}

/// The name of a database, and of what a test makes for it.
fn name(database: &Database) -> &str {
    database.url().rsplit('/').next().unwrap()
}

/// The same place, as another user.
fn as_user(database: &Database, user: &str) -> String {
    let (scheme, rest) = database.url().split_once("://").unwrap();
    format!("{scheme}://{user}@{}", rest.split_once('@').unwrap().1)
}

/// The same place, as a user that `create_user` made.
fn sandbox_url(database: &Database, user: &str) -> String {
    as_user(database, &format!("{user}:right"))
}

/// The accounts that stand for one user on MySQL: an anonymous one at a nearer host would come first.
fn accounts(user: &str) -> [String; 3] {
    ["%", "localhost", "127.0.0.1"].map(|host| format!("'{user}'@'{host}'"))
}

async fn create_user(database: &Database, user: &str) {
    if database.engine().backend() == Backend::Postgres {
        return database.execute(&format!("CREATE ROLE {user} LOGIN PASSWORD 'right'")).await;
    }
    for account in accounts(user) {
        database.execute(&format!("CREATE USER {account} IDENTIFIED BY 'right'")).await;
    }
}

async fn drop_user(database: &Database, user: &str) {
    if database.engine().backend() == Backend::Postgres {
        database.execute(&format!("DROP OWNED BY {user}")).await;
        return database.execute(&format!("DROP ROLE {user}")).await;
    }
    for account in accounts(user) {
        database.execute(&format!("DROP USER {account}")).await;
    }
}

async fn applied(database: &Database) -> usize {
    database.rows("SELECT version FROM seaql_migrations").await.len()
}

fn refused(ran: &Ran, code: i32, words: &[&str]) {
    assert_eq!(ran.code, Some(code), "{ran}");
    for word in words {
        assert!(ran.stderr.contains(word), "{word:?} is not in\n{ran}");
    }
}

async fn the_words_of_sea_orm_cli(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let sandbox = on(&database, sandbox::main()).env("DATABASE_SCHEMA", "public");
    for (line, left) in [
        ("up -n 1", 1),
        ("up", 6),
        ("status", 6),
        ("down -n 2 -v", 4),
        ("refresh", 6),
        ("reset", 0),
        ("fresh", 6),
        ("fresh -v", 6),
    ] {
        sandbox.ok(line);
        assert_eq!(applied(&database).await, left, "{line}");
    }
    sandbox.ok("current --check-heads");
    database.delete().await;
    Ok(())
}

async fn a_wrong_password(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let user = format!("{}_wrong", name(&database));
    create_user(&database, &user).await;
    if engine.backend() == Backend::Postgres {
        if engine.name() != "postgres" {
            // A server that others use too keeps its rules.
            drop_user(&database, &user).await;
            database.delete().await;
            return Ok(());
        }
        ask_for_a_password(&database, &user).await;
    }
    let url = as_user(&database, &format!("{user}:wr%40ng"));
    for command in ["up", "status"] {
        let ran = sandbox::main().run(&format!("{command} -u {url}"));
        refused(&ran, 3, &["cannot connect to", ":***@", "check user and password"]);
        assert!(!ran.to_string().contains("wr%40ng") && !ran.to_string().contains("wr@ng"), "{ran}");
    }
    let right = as_user(&database, &format!("{user}:right"));
    if engine.backend() == Backend::Postgres {
        let ran = sandbox::main().ok(&format!("status -u {right}"));
        assert!(ran.stdout.contains(":***@") && !ran.to_string().contains("right@"), "{ran}");
    }
    drop_user(&database, &user).await;
    database.delete().await;
    Ok(())
}

/// The private server trusts everyone, and from here on everyone but one.
async fn ask_for_a_password(database: &Database, user: &str) {
    let file = database.rows("SELECT current_setting('hba_file')").await[0][0].clone().unwrap();
    database
        .execute(&format!(
            "COPY (VALUES ('host all {user} 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')) \
             TO '{file}'"
        ))
        .await;
    // The server reads it again in its own time; a rule that it has read is in this view.
    let seen = format!("SELECT '1' FROM pg_hba_file_rules WHERE user_name = ARRAY['{user}']");
    assert_eq!(database.rows(&seen).await.len(), 1);
    database.execute("SELECT pg_reload_conf()").await;
    let url = as_user(database, &format!("{user}:wrong"));
    let begun = std::time::Instant::now();
    while sea_orm::Database::connect(&url).await.is_ok() {
        assert!(begun.elapsed().as_secs() < 30, "the server does not read {file}");
    }
}

async fn a_database_that_is_not_there(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let url = format!("{}_nowhere", database.url());
    for command in ["up", "status"] {
        let ran = sandbox::main().run(&format!("{command} -u {url}"));
        let missing = format!("{}_nowhere", name(&database));
        refused(&ran, 3, &["cannot connect to", &missing, "create the database first"]);
    }
    database.delete().await;
    Ok(())
}

async fn a_role_that_may_only_read(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    on(&database, sandbox::lab("lossy")).ok("up -n 2");
    let user = format!("{}_reader", name(&database));
    create_user(&database, &user).await;
    if engine.backend() == Backend::Postgres {
        database.execute(&format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}")).await;
    } else {
        for account in accounts(&user) {
            database.execute(&format!("GRANT SELECT ON {}.* TO {account}", name(&database))).await;
        }
    }
    let before = database.dump().await;
    let sandbox = sandbox::lab("lossy").env("DATABASE_URL", &sandbox_url(&database, &user));
    assert!(sandbox.ok("status").stdout.contains("2 applied, 1 pending"));
    assert!(sandbox.ok("current").stdout.contains("m20250102_000001_add_title"));
    assert!(sandbox.ok("history").stdout.contains("(current)"));
    sandbox.ok("up --plan");
    for command in [
        "inspect",
        "inspect --format json",
        "snapshot",
        "check --only drift",
        "diff --from history@add_title --to",
    ] {
        let url = if command.ends_with("--to") { sandbox_url(&database, &user) } else { String::new() };
        let ran = sandbox.ok(&format!("{command} {url}"));
        assert!(!ran.to_string().contains(":right@"), "{ran}");
    }
    let found = sandbox.run("check");
    assert_eq!(found.code, Some(1), "{found}");
    assert!(found.stdout.contains("m20250103_000001_add_colour"), "{found}");
    assert!(found.stderr.contains("not replayed on"), "{found}");
    for command in ["up", "down", "redo", "stamp head", "fresh", "reset"] {
        refused(&sandbox.run(command), 3, &["hint: the role may not do that"]);
        assert_eq!(applied(&database).await, 2, "{command}");
    }
    assert_eq!(database.dump().await, before);
    drop_user(&database, &user).await;
    database.delete().await;
    Ok(())
}

/// A revision is written all the same, and what could not be tried is said.
async fn a_role_that_makes_no_database(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let user = format!("{}_maker", name(&database));
    create_user(&database, &user).await;
    if engine.backend() == Backend::MySql {
        for account in accounts(&user) {
            database.execute(&format!("GRANT ALL ON {}.* TO {account}", name(&database))).await;
        }
    }
    let sandbox = sandbox::with_crate("lossy")
        .becomes("lossy+priority")
        .env("DATABASE_URL", &sandbox_url(&database, &user));
    let ran = sandbox.ok("generate add_priority");
    assert!(ran.stdout.contains("proven on SQLite"), "{ran}");
    assert!(ran.stderr.contains(&format!("not proven on {}", engine.backend())), "{ran}");
    assert!(!ran.to_string().contains(":right@"), "{ran}");
    assert_eq!(sandbox::generated(&sandbox).len(), 1);
    let ran = sandbox.run("check --only replay");
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(ran.stderr.contains(&format!("not replayed on {}", engine.backend())), "{ran}");
    drop_user(&database, &user).await;
    database.delete().await;
    Ok(())
}

async fn entities_history_and_database(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let sandbox = on(&database, sandbox::main());
    sandbox.ok("up");
    sandbox.ok("check");
    sandbox.ok(&format!("diff --from {} --to models", database.url()));
    sandbox.ok(&format!("diff --from history --to {}", database.url()));
    sandbox.ok("snapshot -o kept.json");
    sandbox.ok(&format!("diff --from kept.json --to {}", database.url()));
    let shown = sandbox.ok("inspect");
    assert!(shown.stdout.contains("task_tags") && !shown.stdout.contains("seaql_migrations"), "{shown}");
    let column = "ALTER TABLE tags ADD COLUMN colour varchar(20)";
    database.execute(column).await;
    let found = sandbox.run("check --only drift");
    assert_eq!(found.code, Some(1), "{found}");
    assert!(found.stdout.contains("tags.colour"), "{found}");
    let script = sandbox.run(&format!("diff --from {} --to history --format sql", database.url()));
    assert_eq!(script.code, Some(1), "{script}");
    if let Some(fed) = database.feed(&script.stdout) {
        assert!(fed.is_ok(), "{fed:?}\n{script}");
        sandbox.ok("check");
    }
    let families = sandbox.run(&format!("diff --from {} --to sqlite://app.db", database.url()));
    refused(&families, 2, &["they cannot be compared"]);
    database.delete().await;
    Ok(())
}

async fn a_revision_is_proven_where_it_will_run(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let before = database.dump().await;
    let sandbox = on(&database, sandbox::with_crate("lossy").becomes("lossy+tags"));
    let ran = sandbox.ok("generate add_tags");
    for server in ["SQLite", &database.server().to_string()] {
        assert!(ran.stdout.contains(&format!("proven on {server}")), "{server}\n{ran}");
    }
    assert_eq!(ran.stderr, "");
    assert_eq!(database.dump().await, before, "the database itself is left alone");
    database.delete().await;
    Ok(())
}

async fn rows_are_not_lost_without_a_word(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let sandbox = on(&database, sandbox::lab("lossy"));
    sandbox.ok("up");
    database.execute("INSERT INTO notes (body, colour) VALUES ('a', 'red')").await;
    let before = database.dump().await;
    for (command, lost) in [
        ("down", "column notes.colour with 1 row"),
        ("redo", "column notes.colour with 1 row"),
        ("down base", "table notes with 1 row"),
        ("reset", "table notes with 1 row"),
        ("refresh", "table notes with 1 row"),
        ("fresh", "table notes with 1 row"),
    ] {
        refused(&sandbox.run(command), 4, &[lost, "--yes"]);
    }
    assert_eq!(database.dump().await, before);
    assert_eq!(applied(&database).await, 3);
    sandbox.ok("fresh --yes");
    assert!(database.rows("SELECT body FROM notes").await.is_empty());
    database.delete().await;
    Ok(())
}

async fn a_schema_of_its_own(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    database.execute("CREATE SCHEMA \"Tenant 1\"").await;
    let sandbox = on(&database, sandbox::main()).env("DATABASE_SCHEMA", "Tenant 1");
    sandbox.ok("up");
    sandbox.ok("current --check-heads");
    let tables =
        "SELECT DISTINCT schemaname::text FROM pg_tables WHERE tablename IN ('users', 'seaql_migrations')";
    assert_eq!(database.rows(tables).await, [[Some("Tenant 1".to_owned())]]);
    // Beside it nothing is applied, and what happens there is none of its business.
    let beside = on(&database, sandbox::main());
    assert!(beside.ok("status -s public").stdout.contains("0 applied, 6 pending"));
    beside.ok("up");
    sandbox.ok("fresh");
    sandbox.ok("reset");
    beside.ok("current --check-heads");
    database.delete().await;
    Ok(())
}

async fn a_schema_that_is_not_there(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let sandbox = on(&database, sandbox::main());
    for command in ["up", "status"] {
        let ran = sandbox.run(&format!("{command} -s nowhere"));
        refused(&ran, 3, &["nowhere"]);
    }
    assert!(database.dump().await.lines().all(|line| !line.contains("CREATE TABLE")));
    database.delete().await;
    Ok(())
}

async fn fresh_spares_extensions(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    // Two of contrib: a type with its functions and operators, and a view.
    let available =
        "SELECT name::text FROM pg_available_extensions WHERE name IN ('citext', 'pg_buffercache')";
    let extensions = database.rows(available).await;
    for extension in &extensions {
        database.execute(&format!("CREATE EXTENSION {}", extension[0].as_deref().unwrap())).await;
    }
    let owned =
        "SELECT count(*)::text FROM pg_depend WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass";
    let before = database.rows(owned).await;
    database.execute("CREATE TABLE stray (id integer)").await;
    database.execute("CREATE VIEW strays AS SELECT id FROM stray").await;
    database.execute("CREATE TYPE mood AS ENUM ('good')").await;
    database.execute("CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'").await;
    if !extensions.is_empty() {
        let sandbox = on(&database, sandbox::main());
        sandbox.ok("fresh");
        sandbox.ok("current --check-heads");
    }
    assert_eq!(database.rows(owned).await, before);
    let strays = "SELECT relname::text FROM pg_class WHERE relname LIKE 'stray%' \
        UNION ALL SELECT typname::text FROM pg_type WHERE typname = 'mood'";
    assert_eq!(database.rows(strays).await.is_empty(), !extensions.is_empty());
    database.delete().await;
    Ok(())
}

async fn a_failure_is_rolled_back(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let sandbox = on(&database, sandbox::lab("failing"));
    let words = ["step 2 of 2", "old_notes", "statement: INSERT INTO notes", "rolled back"];
    refused(&sandbox.run("up"), 3, &words);
    assert_eq!(applied(&database).await, 1);
    assert!(!database.dump().await.contains("imports"));
    database.execute("CREATE TABLE old_notes (body text)").await;
    sandbox.ok("up");
    sandbox.ok("current --check-heads");
    database.delete().await;
    Ok(())
}

async fn a_failure_is_gone_on_from(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let sandbox = on(&database, sandbox::lab("failing"));
    let words =
        ["step 2 of 2", "old_notes", "statement: INSERT INTO notes", "done and noted", "run `up` again"];
    refused(&sandbox.run("up"), 3, &words);
    assert_eq!(applied(&database).await, 1);
    let status = sandbox.ok("status");
    assert!(status.stdout.contains("m20250102_000001_import_notes"), "{status}");
    assert!(status.stdout.contains("stopped half-way"), "{status}");
    assert_eq!(sandbox.run("status --check").code, Some(1));
    assert_eq!(sandbox.run("current --check-heads").code, Some(1));
    let json = sandbox.ok("status --format json").json();
    assert!(json["interrupted"].as_str().is_some_and(|told| told.contains("import_notes")), "{json}");
    refused(&sandbox.run("down"), 3, &["m20250102_000001_import_notes", "`up`"]);
    let check = sandbox.run("check --only drift,history --format json");
    assert_eq!(check.code, Some(1), "{check}");
    let report = check.json();
    assert_eq!(report["checks"][0]["outcome"], "skipped", "{check}");
    let rules =
        report["checks"][1]["findings"].as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap());
    assert_eq!(rules.collect::<Vec<_>>(), ["interrupted", "pending", "pending"], "{check}");
    let shown = sandbox.run("repair");
    assert_eq!(shown.code, Some(1), "{shown}");
    assert!(shown.stdout.contains("repair --forget") && !shown.stdout.contains("--took-effect"), "{shown}");
    refused(
        &sandbox.run("repair --took-effect"),
        2,
        &["no step of m20250102_000001_import_notes is in doubt"],
    );
    // As if the process had been killed in the middle of the statement.
    let begun = "INSERT INTO keel_journal (revision, direction, step, state, hash, started_at, keel_version) \
                 SELECT revision, direction, 1, 'started', hash, started_at, keel_version FROM keel_journal \
                 WHERE step = 0 AND state = 'done'";
    database.execute(begun).await;
    let shown = sandbox.run("repair");
    assert!(shown.stdout.contains("repair --took-effect"), "{shown}");
    let settled = sandbox.ok("repair --not-begun");
    assert!(settled.stdout.contains("step 2 is noted as not begun"), "{settled}");
    database.execute("CREATE TABLE old_notes (body text)").await;
    let ran = sandbox.ok("up");
    assert!(ran.stderr.contains("continuing"), "{ran}");
    sandbox.ok("current --check-heads");
    database.delete().await;
    Ok(())
}
