//! `diff`, `snapshot`, `inspect` and `diagram`: what is compared, and how it is told.

use crate::sandbox::{APP, Sandbox, lab, main, snapshot};

/// A database with two of three columns, and entities that have a fourth.
fn behind() -> Sandbox {
    let sandbox = lab("lossy+priority");
    sandbox.ok("up -n 2");
    sandbox
}

#[test]
fn each_pair_of_sides() {
    let sandbox = behind();
    sandbox.ok("snapshot --from history@add_title -o older.json");
    sandbox.ok("snapshot -o database.json");
    for (from, to, code) in [
        ("history", "models", 1),
        ("models", "models", 0),
        ("history", "history", 0),
        ("history@add_title", "history", 1),
        ("history@base", "history", 1),
        ("history@add_title", APP, 0),
        (APP, "history@add_title", 0),
        (APP, "history", 1),
        (APP, APP, 0),
        (APP, "models", 1),
        ("older.json", "history@add_title", 0),
        ("history", "older.json", 1),
        ("database.json", APP, 0),
        (APP, "database.json", 0),
        ("database.json", "older.json", 0),
        ("database.json", "models", 1),
    ] {
        let line = format!("diff --from {from} --to {to}");
        let ran = sandbox.untouched(&line);
        assert_eq!(ran.code, Some(code), "{line}\n{ran}");
        // What differs is a result; that nothing does is a word beside it.
        assert_eq!(ran.stdout.is_empty(), code == 0, "{line}\n{ran}");
        assert_eq!(ran.stderr.contains("no difference"), code == 0, "{line}\n{ran}");
    }
}

#[test]
fn each_format() {
    let sandbox = behind();
    for format in ["text", "sql", "json", "rust", "markdown"] {
        snapshot!(sandbox.untouched(&format!("diff --format {format}")), format!("diff_{format}"));
        let same = sandbox.untouched(&format!("diff --from history --to history --format {format}"));
        assert_eq!(same.code, Some(0), "{format}\n{same}");
        assert_eq!(same.stdout.is_empty(), ["text", "sql", "rust"].contains(&format), "{format}\n{same}");
    }
    let ops = sandbox.run("diff --format json").json();
    assert_eq!(ops["operations"].as_array().or(ops.as_array()).unwrap().len(), 1, "{ops}");
    snapshot!(sandbox.untouched("diff --format sql --dialect postgres:13"), "diff_sql_postgres");
    snapshot!(
        sandbox.untouched(&format!("diff --from {APP} --to history --format sql")),
        "diff_sql_database"
    );
}

#[test]
fn the_sql_of_a_difference_removes_it() {
    let sandbox = behind();
    let sql = sandbox.run(&format!("diff --from {APP} --to models --format sql")).stdout;
    sandbox.sql(&sql.lines().filter(|line| !line.starts_with('.')).collect::<Vec<_>>().join("\n"));
    sandbox.ok(&format!("diff --from {APP} --to models"));
}

#[test]
fn a_script_says_what_it_destroys() {
    let sandbox = lab("lossy");
    let back = "diff --from history --to history@create_notes --format sql";
    snapshot!(sandbox.untouched(back), @r#"
    -- from history to history@create_notes
    -- destroys what is in column notes.title
    -- destroys what is in column notes.colour
    BEGIN IMMEDIATE;
    ALTER TABLE "notes" DROP COLUMN "title";
    ALTER TABLE "notes" DROP COLUMN "colour";
    COMMIT;
    [exit status: 1]
    "#);
}

#[test]
fn what_may_be_a_rename_is_mentioned_and_flags_are_heeded() {
    let sandbox = lab("lossy+renamed");
    snapshot!(sandbox.untouched("diff"), "diff_candidate");
    snapshot!(sandbox.untouched("diff --rename notes.title:titel"), "diff_renamed");
    snapshot!(sandbox.untouched("diff --drop notes.title"), "diff_dropped");
    snapshot!(sandbox.untouched("diff --drop notes.titles --fill notes.size=1"), "diff_stray_flags");
    snapshot!(sandbox.untouched("diff --rename notes.title"), "diff_bad_flag");
    let hinted = lab("lossy+hinted").untouched("diff");
    assert!(hinted.stdout.contains("op.rename_column") && hinted.stderr.is_empty(), "{hinted}");
}

#[test]
fn sides_that_are_none() {
    let sandbox = behind();
    sandbox.ok("snapshot --from history --dialect mysql -o mysql.json");
    sandbox.write("broken.json", "{ \"version\": ");
    sandbox.write("newer.json", "{ \"keel_snapshot\": 99 }");
    for (name, line, code) in [
        ("families_of_databases", "diff --from sqlite://app.db --to postgres://me:secret@db/app", 2),
        ("families_of_snapshots", "diff --from mysql.json --to sqlite://app.db", 2),
        ("missing_sqlite", "diff --from sqlite://nowhere.db?mode=rwc --to history", 3),
        ("missing_snapshot", "diff --from model --to history", 2),
        ("empty_side", "diff --from= --to history", 2),
        ("broken_snapshot", "diff --from broken.json --to history", 2),
        ("newer_snapshot", "diff --from newer.json --to history", 2),
        ("wrong_revision", "diff --from history@nowhere --to history", 2),
        ("wrong_scheme", "diff --from oracle://me:secret@db/app --to history", 2),
        ("wrong_url", "diff --from postgres:me:secret --to history", 2),
        ("wrong_dialect", "diff --dialect oracle", 2),
        ("wrong_format", "diff --format sarif", 2),
        ("unreachable", "diff --from postgres://me:secret@127.0.0.1:1/app --to history", 3),
    ] {
        let ran = sandbox.untouched(line);
        assert_eq!(ran.code, Some(code), "{line}\n{ran}");
        assert!(!ran.to_string().contains("secret"), "{line}\n{ran}");
        snapshot!(ran, format!("diff_{name}"));
    }
}

#[test]
fn a_password_is_never_told() {
    let url = "mysql://me:secret@127.0.0.1:1/app?password=secret";
    for line in [
        "inspect",
        "snapshot",
        "snapshot --from mysql://me:secret@127.0.0.1:1/app",
        "check",
        "check --format json",
        "check --format github",
        "diff --from history --to mysql://me:secret@127.0.0.1:1/app?ssl-password=secret",
        "diff --from mysql://me:secret@127.0.0.1:1/app --to mariadb://me:secret@127.0.0.1:1/app",
        "generate --dry-run x",
        "generate --dialect postgres --sql -v",
        "diagram --help",
        "diff --from mysql://me:secret",
        "diff --from mysql:/me:secret@db/app",
        "diff --from mariadb:me:secret@db/app",
    ] {
        let ran = lab("lossy+priority").env("DATABASE_URL", url).untouched(line);
        assert!(!ran.to_string().contains("secret"), "{line}\n{ran}");
    }
}

#[test]
fn entities_that_nobody_named() {
    let sandbox = lab("lossy");
    for line in
        ["diff", "diff --from models --to history", "snapshot --from models", "diagram", "generate --check"]
    {
        let ran = sandbox.untouched(line);
        assert_eq!(ran.code, Some(2), "{line}\n{ran}");
        assert!(ran.stderr.contains("no entities are known; name them with Config::models"), "{line}\n{ran}");
    }
}

#[test]
fn tables_that_do_not_count() {
    let sandbox = lab("lossy+tags");
    assert_eq!(sandbox.untouched("diff").code, Some(1));
    for (line, name, value) in [
        ("diff --exclude tags", "", ""),
        ("diff --exclude legacy_*,t?gs", "", ""),
        ("diff --include notes", "", ""),
        ("diff", "KEEL_EXCLUDE", "legacy_*,tags"),
        ("diff", "KEEL_INCLUDE", "notes"),
    ] {
        let sandbox = lab("lossy+tags").env(name, value);
        assert_eq!(sandbox.untouched(line).code, Some(0), "{line} {name}={value}");
    }
    for name in ["KEEL_EXCLUDE", "KEEL_INCLUDE"] {
        let ran = lab("lossy+tags").env(name, "").untouched("diff");
        assert_eq!(ran.code, Some(1), "an empty {name} is none\n{ran}");
    }
}

#[test]
fn a_snapshot_comes_back() {
    for (from, dialect) in [
        ("history", "sqlite"),
        ("history", "mysql"),
        ("history", "postgres"),
        ("models", "sqlite"),
        ("models", "mysql"),
        ("models", "postgres"),
    ] {
        let sandbox = main();
        let told = sandbox.ok(&format!("snapshot --from {from} --dialect {dialect}"));
        sandbox.ok(&format!("snapshot --from {from} --dialect {dialect} -o kept.json"));
        assert_eq!(told.stdout.trim_end(), sandbox.read("kept.json").trim_end());
        let ran = sandbox.untouched(&format!("diff --from kept.json --to {from}"));
        assert_eq!(ran.code, Some(0), "{from} {dialect}\n{ran}");
    }
}

#[test]
fn a_snapshot_of_a_database_tells_when_it_changed() {
    let sandbox = main();
    sandbox.ok("up");
    snapshot!(sandbox.run("snapshot -o before.json"), "snapshot_to_a_file");
    sandbox.ok(&format!("diff --from before.json --to {APP}"));
    sandbox.sql("ALTER TABLE tags ADD COLUMN colour text");
    let ran = sandbox.untouched(&format!("diff --from before.json --to {APP}"));
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(ran.stdout.contains("column colour text"), "{ran}");
}

#[test]
fn a_snapshot_is_a_file_to_read() {
    snapshot!(lab("older").untouched("snapshot --from history"), "snapshot_of_history");
    snapshot!(lab("older").run("snapshot --from history -o no/such/place.json"), "snapshot_nowhere");
    snapshot!(lab("older").untouched("snapshot"), "snapshot_of_nothing");
    snapshot!(lab("older").untouched("snapshot --from history --format sql"), "snapshot_wrong_format");
}

#[test]
fn a_database_is_shown_in_each_format() {
    let sandbox = lab("lossy");
    sandbox.ok("up");
    sandbox.sql(
        "CREATE TABLE tags (id integer PRIMARY KEY, note_id integer NOT NULL REFERENCES notes (id), \
         name text NOT NULL DEFAULT 'x' CHECK (name <> ''), UNIQUE (name)); \
         CREATE INDEX by_note ON tags (note_id); CREATE VIEW coloured AS SELECT colour FROM notes;",
    );
    for format in ["text", "json", "mermaid", "dbml", "sql"] {
        let ran = sandbox.untouched(&format!("inspect --format {format}"));
        assert_eq!(ran.code, Some(0), "{ran}");
        assert!(!ran.stdout.contains("seaql_migrations") && !ran.stdout.contains("keel_journal"), "{ran}");
        snapshot!(ran, format!("inspect_{format}"));
    }
    let only = sandbox.untouched("inspect --include tags");
    assert!(only.stdout.contains("tags") && !only.stdout.contains("body"), "{only}");
    sandbox.ok("inspect --format json").json();
    snapshot!(sandbox.untouched("inspect --format sarif"), "inspect_wrong_format");
    snapshot!(lab("lossy").untouched("inspect"), "inspect_nothing");
    let empty = lab("empty");
    empty.ok("up");
    snapshot!(empty.untouched("inspect"), "inspect_empty");
}

#[test]
fn what_a_database_is_shown_as_makes_it_again() {
    let sandbox = main();
    sandbox.ok("up");
    let sql = sandbox.ok("inspect --format sql").stdout;
    let again = main();
    again.write("app.db", "");
    again.sql(&sql.lines().filter(|line| !line.starts_with('.')).collect::<Vec<_>>().join("\n"));
    let ran = again.run(&format!("diff --from {APP} --to history"));
    assert_eq!(ran.code, Some(0), "{ran}");
}

#[test]
fn entities_are_drawn() {
    let sandbox = lab("lossy+tags");
    for format in ["mermaid", "dbml"] {
        snapshot!(sandbox.untouched(&format!("diagram --format {format}")), format!("diagram_{format}"));
    }
    assert_eq!(sandbox.run("diagram").stdout, sandbox.run("diagram --format mermaid").stdout);
    assert!(sandbox.ok("diagram --dialect postgres").stdout.contains("notes"));
    assert!(!sandbox.ok("diagram --exclude tags").stdout.contains("tags"));
    snapshot!(sandbox.untouched("diagram --format text"), "diagram_wrong_format");
}
