//! Databases that are none, cannot be reached, or hold what the history does not know.

use std::time::{Duration, Instant};

use crate::sandbox::{Ran, lab, main, snapshot};

#[test]
fn a_file_that_is_something_else() {
    let sandbox = lab("lossy");
    sandbox.write("app.db", &"This is a letter, and no database.\n".repeat(50));
    snapshot!(sandbox.untouched("up"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: cannot connect to sqlite://app.db?mode=rwc: file is not a database; the file exists and is something else; choose another path
    [exit status: 3]
    ");
    snapshot!(sandbox.untouched("status"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: cannot connect to sqlite://app.db?mode=rwc: file is not a database; the file exists and is something else; choose another path
    [exit status: 3]
    ");
    // The history can be told without one.
    snapshot!(sandbox.untouched("history"), @"
    m20250102_000001_add_title -> m20250103_000001_add_colour (head), add colour
    m20250101_000001_create_notes -> m20250102_000001_add_title, add title
    base -> m20250101_000001_create_notes, create notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    cannot connect to sqlite://app.db?mode=rwc: file is not a database; the file exists and is something else; choose another path; what is applied is not shown
    ");
}

#[test]
fn a_path_in_a_directory_that_is_not_there() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.untouched("up -u sqlite://data/app.db?mode=rwc"), @"
    ------- stderr -------
    error: cannot connect to sqlite://data/app.db?mode=rwc: unable to open database file; make the directory that it is to be in first, or check the path
    [exit status: 3]
    ");
    snapshot!(sandbox.untouched("status -u sqlite://data/app.db?mode=rwc"), @"
    ------- stderr -------
    error: cannot connect to sqlite://data/app.db?mode=rwc: unable to open database file; make the directory that it is to be in first, or check the path
    [exit status: 3]
    ");
}

#[test]
fn a_file_that_is_not_there_and_may_not_be_made() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.untouched("up -u sqlite://other.db"), @"
    ------- stderr -------
    error: cannot connect to sqlite://other.db: unable to open database file; there is no such file; `?mode=rwc` at the end of the URL makes it
    [exit status: 3]
    ");
    snapshot!(sandbox.untouched("status -u sqlite://other.db"), @"
    ------- stderr -------
    error: cannot connect to sqlite://other.db: unable to open database file; there is no such file; `?mode=rwc` at the end of the URL makes it
    [exit status: 3]
    ");
}

#[test]
fn a_directory() {
    let sandbox = lab("lossy");
    std::fs::create_dir(sandbox.path("data")).unwrap();
    snapshot!(sandbox.untouched("up -u sqlite://data?mode=rwc"), @"
    ------- stderr -------
    error: cannot connect to sqlite://data?mode=rwc: unable to open database file; that is a directory; name a file in it
    [exit status: 3]
    ");
}

#[test]
fn a_file_that_may_only_be_read() {
    let sandbox = lab("lossy");
    sandbox.ok("up -n 1");
    snapshot!(sandbox.untouched("up -u sqlite://app.db?mode=ro"), @r#"
    ------- stderr -------
    error: m20250102_000001_add_title up stopped at step 1 of 1 (add column notes.title varchar(50)): attempt to write a readonly database
      statement: ALTER TABLE "notes" ADD COLUMN "title" varchar(50)
      rolled back: the database is as it was before this revision
    hint: the database may only be read: check the URL (`mode=ro`?), the file and the server's state
    [exit status: 3]
    "#);
    snapshot!(sandbox.untouched("down -u sqlite://app.db?mode=ro"), @r#"
    ------- stderr -------
    error: m20250101_000001_create_notes down stopped at step 1 of 1 (drop table notes): attempt to write a readonly database
      statement: DROP TABLE "notes"
      rolled back: the database is as it was before this revision
    hint: the database may only be read: check the URL (`mode=ro`?), the file and the server's state
    [exit status: 3]
    "#);
    snapshot!(sandbox.untouched("stamp head -u sqlite://app.db?mode=ro"), @"
    ------- stderr -------
    error: writing the ledger of revisions: attempt to write a readonly database
    hint: the database may only be read: check the URL (`mode=ro`?), the file and the server's state
    [exit status: 3]
    ");
    snapshot!(sandbox.untouched("fresh -u sqlite://app.db?mode=ro"), @"
    ------- stderr -------
    error: dropping everything: attempt to write a readonly database
    hint: the database may only be read: check the URL (`mode=ro`?), the file and the server's state
    [exit status: 3]
    ");
    snapshot!(sandbox.untouched("current -u sqlite://app.db?mode=ro"), @"m20250101_000001_create_notes");
    assert_eq!(sandbox.untouched("status -u sqlite://app.db?mode=ro").code, Some(0));
    assert_eq!(sandbox.untouched("history -u sqlite://app.db?mode=ro").code, Some(0));
}

#[test]
fn an_empty_file_is_an_empty_database() {
    let sandbox = lab("lossy");
    sandbox.write("app.db", "");
    snapshot!(sandbox.untouched("status"), @"
    sqlite://app.db?mode=rwc  SQLite 3.x
      pending  m20250101_000001_create_notes
      pending  m20250102_000001_add_title
      pending  m20250103_000001_add_colour
    0 applied, 3 pending
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    sandbox.ok("up");
}

/// Nothing listens there.
fn unreachable(line: &str) -> Ran {
    let begun = Instant::now();
    let ran = main().untouched(line);
    assert!(begun.elapsed() < Duration::from_secs(15), "took {:?}", begun.elapsed());
    ran
}

#[test]
fn a_postgres_server_that_is_not_there() {
    snapshot!(unreachable("up -u postgres://me:secret@127.0.0.1:1/app"), @"
    ------- stderr -------
    error: cannot connect to postgres://me:***@127.0.0.1:1/app: no connection in time (Connection refused (os error N)); check host and port, and that the server runs
    [exit status: 3]
    ");
}

#[test]
fn a_mysql_server_that_is_not_there() {
    snapshot!(unreachable("up -u mysql://me:secret@127.0.0.1:1/app"), @"
    ------- stderr -------
    error: cannot connect to mysql://me:***@127.0.0.1:1/app: no connection in time (Connection refused (os error N)); check host and port, and that the server runs
    [exit status: 3]
    ");
}

#[test]
fn a_mariadb_server_that_is_not_there() {
    snapshot!(unreachable("status -u mariadb://me:secret@127.0.0.1:1/app?password=secret"), @"
    ------- stderr -------
    error: cannot connect to mariadb://me:***@127.0.0.1:1/app?***: no connection in time (Connection refused (os error N)); check host and port, and that the server runs
    [exit status: 3]
    ");
}

#[test]
fn the_history_of_a_server_that_is_not_there() {
    snapshot!(unreachable("history -r head-1: -u postgres://me:secret@127.0.0.1:1/app"), @"
    m20260108_024131_add_local_id_and_fix_role_default -> m20260215_090000_add_performance_indexes (head), add performance indexes
    ------- stderr -------
    cannot connect to postgres://me:***@127.0.0.1:1/app: no connection in time (Connection refused (os error N)); check host and port, and that the server runs; what is applied is not shown
    ");
}

#[test]
fn a_host_without_an_address() {
    let ran = main().untouched("up -u postgres://me:secret@no-such-host.invalid/app");
    assert_eq!(ran.code, Some(3), "{ran}");
    assert!(ran.stderr.contains("no-such-host.invalid"), "{ran}");
    assert!(ran.stderr.contains("check host and port"), "{ran}");
    assert!(!ran.stderr.contains("secret"), "{ran}");
}

#[test]
fn a_revision_that_the_history_does_not_know() {
    let sandbox = lab("older");
    sandbox.ok("up");
    sandbox.sql("INSERT INTO seaql_migrations VALUES ('m20991231_000000_from_the_future', 4102444799)");
    for command in ["up", "down", "up --plan", "redo", "refresh", "reset"] {
        let ran = sandbox.untouched(command);
        assert_eq!(ran.code, Some(3), "{command}\n{ran}");
        assert!(ran.stderr.contains("m20991231_000000_from_the_future"), "{command}\n{ran}");
    }
    snapshot!(sandbox.untouched("up"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: the database has a revision that this history does not know: m20991231_000000_from_the_future
    hint: run the newer build that has them, or put their files back; `stamp current --purge` forgets them without undoing what they did
    [exit status: 3]
    ");
    snapshot!(sandbox.untouched("status"), @"
    sqlite://app.db?mode=rwc  SQLite 3.x
      applied  m20250101_000001_create_notes     TIME
      applied  m20250102_000001_add_title        TIME
      unknown  m20991231_000000_from_the_future  TIME
    2 applied, 0 pending, 1 unknown to this history
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.untouched("status --check"), @"
    sqlite://app.db?mode=rwc  SQLite 3.x
      applied  m20250101_000001_create_notes     TIME
      applied  m20250102_000001_add_title        TIME
      unknown  m20991231_000000_from_the_future  TIME
    2 applied, 0 pending, 1 unknown to this history
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    [exit status: 1]
    ");
    snapshot!(sandbox.untouched("current --check-heads"), @"
    m20250102_000001_add_title (head)
    m20991231_000000_from_the_future (unknown to this history)
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    [exit status: 1]
    ");
    snapshot!(sandbox.untouched("history"), @"
    m20250101_000001_create_notes -> m20250102_000001_add_title (head, current), add title
    base -> m20250101_000001_create_notes, create notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    applied, and unknown to this history: m20991231_000000_from_the_future
    ");
}

#[test]
fn a_table_that_is_there_already() {
    let sandbox = lab("lossy");
    sandbox.write("app.db", "");
    sandbox.sql("CREATE TABLE notes (id integer)");
    snapshot!(sandbox.run("up"), @r#"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250101_000001_create_notes up stopped at step 1 of 1 (create table notes (id, body)): table "notes" already exists
      statement: CREATE TABLE "notes" (
        "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
        "body" text
    )
      rolled back: the database is as it was before this revision
    [exit status: 3]
    "#);
    assert!(!sandbox.tables().contains(&"seaql_migrations".to_owned()) || sandbox.applied().is_empty());
}

#[test]
fn a_database_that_another_process_writes() {
    let sandbox = lab("lossy");
    sandbox.ok("up -n 1");
    crate::sandbox::block_on(async {
        use sea_orm::{ConnectionTrait as _, Database};
        let url = format!("sqlite://{}", sandbox.path("app.db").to_str().unwrap());
        let db = Database::connect(url).await.unwrap();
        db.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        let ran = sandbox.run("up --lock-wait 500ms --lock-timeout 100ms");
        assert_eq!(ran.code, Some(3));
        for told in
            ["add_title: another session holds a lock", "database is locked", "gave up after", "hint:"]
        {
            assert!(ran.stderr.contains(told), "{}", ran.stderr);
        }
        db.execute_unprepared("ROLLBACK").await.unwrap();
    });
    sandbox.ok("up");
}
