//! `--sql`: scripts for any engine, with no database.

use crate::sandbox::{Ran, Sandbox, lab, main, snapshot};

fn script(history: &str, line: &str) -> Ran {
    lab(history).untouched(line)
}

#[test]
fn up_for_each_engine() {
    for engine in ["postgres", "mysql", "mariadb", "sqlite"] {
        snapshot!(script("lossy", &format!("up --sql --dialect {engine} -n 2")), format!("up_{engine}"));
    }
}

#[test]
fn idempotent_for_each_engine() {
    for engine in ["postgres", "mysql", "mariadb"] {
        let line = format!("up --sql --idempotent --dialect {engine} -n 2");
        snapshot!(script("lossy", &line), format!("idempotent_{engine}"));
    }
}

#[test]
fn sqlite_knows_no_condition_in_a_script() {
    snapshot!(script("lossy", "up --sql --idempotent --dialect sqlite -n 2"), "idempotent_sqlite");
}

#[test]
fn down_for_each_engine() {
    for engine in ["postgres", "mysql", "mariadb", "sqlite"] {
        let line = format!("down head:add_title --sql --dialect {engine}");
        snapshot!(script("lossy", &line), format!("down_{engine}"));
    }
}

#[test]
fn a_range() {
    snapshot!(script("lossy", "up create_notes:add_title --sql --dialect sqlite"), @r#"
    -- For the sqlite3 shell.
    .bail on

    CREATE TABLE IF NOT EXISTS "seaql_migrations" ( "version" varchar NOT NULL PRIMARY KEY, "applied_at" integer NOT NULL );

    -- m20250102_000001_add_title up: add title
    BEGIN IMMEDIATE;
    ALTER TABLE "notes" ADD COLUMN "title" varchar(50);
    INSERT INTO "seaql_migrations" ("version", "applied_at") VALUES ('m20250102_000001_add_title', CAST(strftime('%s', 'now') AS integer));
    COMMIT;
    "#);
}

#[test]
fn the_engine_is_that_of_the_url_unless_named() {
    let told = script("lossy", "up --sql -u postgres://nobody:secret@127.0.0.1:1/none").stdout;
    assert!(told.contains("serial") || told.contains("GENERATED"), "{told}");
    assert!(!told.contains("secret"), "{told}");
    assert!(script("lossy", "up --sql -u mariadb://127.0.0.1:1/none").stdout.contains('`'));
    assert!(script("lossy", "up --sql").stdout.contains("AUTOINCREMENT"));
}

#[test]
fn a_version_of_an_engine() {
    assert_eq!(script("lossy", "up --sql --dialect postgres:13").code, Some(0));
    snapshot!(script("lossy", "up --sql --dialect db2"), @r#"
    ------- stderr -------
    error: unknown engine "db2": one of postgres, mysql, mariadb, sqlite
    [exit status: 2]
    "#);
    snapshot!(script("lossy", "up --sql --dialect postgres:banana"), @r#"
    ------- stderr -------
    error: "banana" is no version; write `postgres:13` or `mariadb:10.6`, or leave it out for the newest
    [exit status: 2]
    "#);
}

#[test]
fn the_script_is_what_up_does() {
    let ran = main();
    ran.ok("up");
    let scripted = main();
    let script = scripted.ok("up --sql --dialect sqlite").stdout;
    scripted.write("app.db", "");
    // What begins with a dot is for the shell.
    let statements: String =
        script.lines().filter(|line| !line.starts_with('.')).collect::<Vec<_>>().join("\n");
    scripted.sql(&statements);
    let schema =
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name <> 'keel_journal' ORDER BY name";
    // A column added later and one of a table made anew stand on lines of their own, or do not.
    let words = |sandbox: &Sandbox| -> Vec<Vec<String>> {
        let texts = sandbox.query(schema);
        texts.iter().map(|sql| sql.split_whitespace().map(ToOwned::to_owned).collect()).collect()
    };
    assert_eq!(words(&scripted), words(&ran));
    assert_eq!(scripted.applied(), ran.applied());
    scripted.untouched("current --check-heads");
}

#[test]
fn code_cannot_be_written_down() {
    snapshot!(script("code_step", "up --sql"), @"
    ------- stderr -------
    error: m20250102_000001_seed_notes runs code (seed the first note), which no script can hold; leave it out of the range, and run it with `up`
    [exit status: 2]
    ");
}

#[test]
fn down_has_to_know_where_from() {
    snapshot!(script("lossy", "down --sql"), @"
    ------- stderr -------
    error: nothing is known to be applied without a connection: say from where to where, as in `down head:base --sql`
    [exit status: 2]
    ");
    snapshot!(script("lossy", "down base --sql"), @"
    ------- stderr -------
    error: nothing is known to be applied without a connection: say from where to where, as in `down head:base --sql`
    [exit status: 2]
    ");
    snapshot!(script("lossy", "down base:head --sql"), @"
    ------- stderr -------
    error: the range `base:head` is empty, as its end comes before its beginning; write `head:base`
    [exit status: 2]
    ");
}

#[test]
fn an_irreversible_revision_has_no_script_down() {
    snapshot!(script("irreversible", "down head:base --sql"), @"
    ------- stderr -------
    error: m20250102_000001_purge_empty_notes cannot be undone: the empty notes are deleted for good
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
}
