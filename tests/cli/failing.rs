//! Revisions that stumble.

use crate::sandbox::{lab, snapshot};

#[test]
fn what_failed_is_rolled_back_and_what_went_before_stays() {
    let sandbox = lab("failing");
    snapshot!(sandbox.run("up"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20250101_000001_create_notes  N ms
    error: m20250102_000001_import_notes up stopped at step 2 of 2 (sql: INSERT INTO notes (body) SELECT body FROM old_notes): no such table: old_notes
      statement: INSERT INTO notes (body) SELECT body FROM old_notes
      rolled back: the database is as it was before this revision
    [exit status: 3]
    ");
    assert_eq!(sandbox.applied(), ["m20250101_000001_create_notes"]);
    assert_eq!(sandbox.tables(), ["keel_journal", "notes", "seaql_migrations"]);
    snapshot!(sandbox.run("status"), @"
    sqlite://app.db?mode=rwc  SQLite 3.x
      applied  m20250101_000001_create_notes  TIME
      pending  m20250102_000001_import_notes
      pending  m20250103_000001_add_colour
    1 applied, 2 pending
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}

#[test]
fn once_the_reason_is_gone_the_next_up_goes_on() {
    let sandbox = lab("failing");
    assert_eq!(sandbox.run("up").code, Some(3));
    sandbox.sql("CREATE TABLE old_notes (body text); INSERT INTO old_notes VALUES ('an old one');");
    snapshot!(sandbox.run("up"), @"
    applied 2 revisions: the database is at m20250103_000001_add_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20250102_000001_import_notes  N ms
    up m20250103_000001_add_colour  N ms
    ");
    assert_eq!(sandbox.query("SELECT body FROM notes"), ["an old one"]);
}

#[test]
fn a_failure_on_the_way_down_keeps_the_revision() {
    let sandbox = lab("lossy");
    sandbox.ok("up");
    sandbox.sql("CREATE VIEW coloured AS SELECT colour FROM notes");
    let tables = sandbox.query("SELECT sql FROM sqlite_schema WHERE name = 'notes'");
    snapshot!(sandbox.run("down"), @r#"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250103_000001_add_colour down stopped at step 1 of 1 (drop column notes.colour): error in view coloured after drop column: no such column: colour
      statement: ALTER TABLE "notes" DROP COLUMN "colour"
      rolled back: the database is as it was before this revision
    [exit status: 3]
    "#);
    assert_eq!(sandbox.query("SELECT sql FROM sqlite_schema WHERE name = 'notes'"), tables);
    assert_eq!(sandbox.applied().len(), 3);
}
