//! `up`, `down`, `redo`, `refresh`, `reset` and `fresh`.

use crate::sandbox::{lab, main, snapshot};

#[test]
fn no_command_is_up() {
    let sandbox = main();
    snapshot!(sandbox.run(""), @"
    applied 6 revisions: the database is at m20260215_090000_add_performance_indexes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20241225_100000_create_initial_tables  N ms
    up m20241226_100000_add_conversations  N ms
    up m20241227_100000_add_advanced_task_features  N ms
    up m20260107_090000_add_social_login  N ms
    up m20260108_024131_add_local_id_and_fix_role_default  N ms
    up m20260215_090000_add_performance_indexes  N ms
    ");
    assert_eq!(sandbox.applied().len(), 6);
    snapshot!(sandbox.untouched("up"), @"
    nothing to apply: the database is at m20260215_090000_add_performance_indexes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}

#[test]
fn up_goes_to_a_target() {
    let sandbox = main();
    snapshot!(sandbox.run("up add_conversations"), @"
    applied 2 revisions: the database is at m20241226_100000_add_conversations
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20241225_100000_create_initial_tables  N ms
    up m20241226_100000_add_conversations  N ms
    ");
    snapshot!(sandbox.run("up +1"), @"
    applied 1 revision: the database is at m20241227_100000_add_advanced_task_features
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20241227_100000_add_advanced_task_features  N ms
    ");
    snapshot!(sandbox.run("up m20260107"), @"
    applied 1 revision: the database is at m20260107_090000_add_social_login
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20260107_090000_add_social_login  N ms
    ");
    snapshot!(sandbox.run("up head"), @"
    applied 2 revisions: the database is at m20260215_090000_add_performance_indexes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20260108_024131_add_local_id_and_fix_role_default  N ms
    up m20260215_090000_add_performance_indexes  N ms
    ");
    assert_eq!(sandbox.applied().len(), 6);
}

#[test]
fn down_undoes_the_last_or_goes_to_a_target() {
    let sandbox = main();
    sandbox.ok("up");
    snapshot!(sandbox.run("down"), @"
    undid 1 revision: the database is at m20260108_024131_add_local_id_and_fix_role_default
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20260215_090000_add_performance_indexes  N ms
    ");
    snapshot!(sandbox.run("down -2"), @"
    undid 2 revisions: the database is at m20241227_100000_add_advanced_task_features
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20260108_024131_add_local_id_and_fix_role_default  N ms
    down m20260107_090000_add_social_login  N ms
    ");
    snapshot!(sandbox.run("down create_initial"), @"
    undid 2 revisions: the database is at m20241225_100000_create_initial_tables
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20241227_100000_add_advanced_task_features  N ms
    down m20241226_100000_add_conversations  N ms
    ");
    assert_eq!(sandbox.tables(), ["keel_journal", "seaql_migrations", "tasks", "users"]);
    snapshot!(sandbox.run("down base"), @"
    undid 1 revision: the database is at base
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20241225_100000_create_initial_tables  N ms
    ");
    snapshot!(sandbox.run("down"), @"
    nothing to undo: the database is at base
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    assert_eq!(sandbox.tables(), ["keel_journal", "seaql_migrations"]);
}

#[test]
fn numbers_are_counted_by_the_order_of_the_history() {
    let sandbox = lab("merge");
    snapshot!(sandbox.run("up -n 3"), @"
    applied 3 revisions: the database is at m20250102_000001_add_title, m20250103_000001_add_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20250101_000001_create_notes  N ms
    up m20250102_000001_add_title  N ms
    up m20250103_000001_add_colour  N ms
    ");
    snapshot!(sandbox.run("down -n 2"), @"
    undid 2 revisions: the database is at m20250101_000001_create_notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20250103_000001_add_colour  N ms
    down m20250102_000001_add_title  N ms
    ");
    snapshot!(sandbox.run("up -n 0"), @"
    nothing to apply: the database is at m20250101_000001_create_notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    // As with SeaORM, more than there are is all of them.
    snapshot!(sandbox.run("up -n 99"), @"
    applied 3 revisions: the database is at m20250104_000001_merge_title_and_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20250102_000001_add_title  N ms
    up m20250103_000001_add_colour  N ms
    up m20250104_000001_merge_title_and_colour  N ms
    ");
    snapshot!(sandbox.run("down -n 99"), @"
    undid 4 revisions: the database is at base
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20250104_000001_merge_title_and_colour  N ms
    down m20250103_000001_add_colour  N ms
    down m20250102_000001_add_title  N ms
    down m20250101_000001_create_notes  N ms
    ");
}

#[test]
fn both_heads_are_gone_to_and_a_merge_joins_them() {
    let sandbox = lab("two_heads");
    snapshot!(sandbox.run("up heads"), @"
    applied 3 revisions: the database is at m20250102_000001_add_title, m20250103_000001_add_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20250101_000001_create_notes  N ms
    up m20250102_000001_add_title  N ms
    up m20250103_000001_add_colour  N ms
    ");
    let sandbox = sandbox.becomes("merge");
    snapshot!(sandbox.run("up"), @"
    applied 1 revision: the database is at m20250104_000001_merge_title_and_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20250104_000001_merge_title_and_colour  N ms
    ");
    snapshot!(sandbox.run("down -1"), @"
    undid 1 revision: the database is at m20250102_000001_add_title, m20250103_000001_add_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20250104_000001_merge_title_and_colour  N ms
    ");
}

#[test]
fn redo_undoes_and_applies_the_last() {
    let sandbox = main();
    sandbox.ok("up");
    snapshot!(sandbox.run("redo"), @"
    applied 1 revision: the database is at m20260215_090000_add_performance_indexes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20260215_090000_add_performance_indexes  N ms
    up m20260215_090000_add_performance_indexes  N ms
    ");
    sandbox.ok("down base");
    snapshot!(sandbox.run("redo"), @"
    nothing to apply: the database is at base
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    nothing is applied, so there is nothing to redo
    ");
}

#[test]
fn refresh_undoes_all_and_applies_all() {
    let sandbox = lab("lossy");
    sandbox.ok("up -n 2");
    snapshot!(sandbox.run("refresh"), @"
    applied 3 revisions: the database is at m20250103_000001_add_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20250102_000001_add_title  N ms
    down m20250101_000001_create_notes  N ms
    up m20250101_000001_create_notes  N ms
    up m20250102_000001_add_title  N ms
    up m20250103_000001_add_colour  N ms
    ");
}

#[test]
fn reset_undoes_all() {
    let sandbox = lab("lossy");
    sandbox.ok("up");
    snapshot!(sandbox.run("reset"), @"
    undid 3 revisions: the database is at base
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20250103_000001_add_colour  N ms
    down m20250102_000001_add_title  N ms
    down m20250101_000001_create_notes  N ms
    ");
    assert_eq!(sandbox.tables(), ["keel_journal", "seaql_migrations"]);
    snapshot!(sandbox.run("reset"), @"
    nothing to undo: the database is at base
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}

#[test]
fn fresh_drops_what_no_revision_made() {
    let sandbox = lab("lossy");
    sandbox.ok("up -n 1");
    sandbox.sql("CREATE TABLE stray (id integer); CREATE VIEW v AS SELECT * FROM notes;");
    snapshot!(sandbox.run("fresh"), @"
    applied 3 revisions: the database is at m20250103_000001_add_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    dropped 5 object(s)
    up m20250101_000001_create_notes  N ms
    up m20250102_000001_add_title  N ms
    up m20250103_000001_add_colour  N ms
    ");
    assert_eq!(sandbox.tables(), ["keel_journal", "notes", "seaql_migrations"]);
    assert_eq!(sandbox.applied().len(), 3);
}

#[test]
fn fresh_takes_a_database_that_another_history_made() {
    let sandbox = lab("lossy");
    sandbox.ok("up");
    let sandbox = sandbox.becomes("irreversible");
    assert_eq!(sandbox.untouched("up").code, Some(3));
    snapshot!(sandbox.run("fresh"), @"
    applied 3 revisions: the database is at m20250103_000001_require_body
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    dropped 3 object(s)
    up m20250101_000001_create_notes  N ms
    up m20250102_000001_purge_empty_notes  N ms
    up m20250103_000001_require_body  N ms
    ");
}

#[test]
fn code_steps_run() {
    let sandbox = lab("code_step");
    snapshot!(sandbox.run("up -v"), @"
    applied 2 revisions: the database is at m20250102_000001_seed_notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
      1. create table notes (id, body)
    up m20250101_000001_create_notes  N ms
      1. code: seed the first note
    up m20250102_000001_seed_notes  N ms
    ");
    assert_eq!(sandbox.query("SELECT body FROM notes"), ["first"]);
}

#[test]
fn verbose_tells_the_steps() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.run("up -v"), @"
    applied 3 revisions: the database is at m20250103_000001_add_colour
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
      1. create table notes (id, body)
    up m20250101_000001_create_notes  N ms
      1. add column notes.title varchar(50)
    up m20250102_000001_add_title  N ms
      1. add column notes.colour varchar(20)
    up m20250103_000001_add_colour  N ms
    ");
}

#[test]
fn a_plan_tells_what_would_run_and_runs_nothing() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.untouched("up --plan"), @r#"
    up m20250101_000001_create_notes  (one transaction)
      create table notes (id, body)
          CREATE TABLE "notes" (
              "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
              "body" text
          );
    up m20250102_000001_add_title  (one transaction)
      add column notes.title varchar(50)
          ALTER TABLE "notes" ADD COLUMN "title" varchar(50);
    up m20250103_000001_add_colour  (one transaction)
      add column notes.colour varchar(20)
          ALTER TABLE "notes" ADD COLUMN "colour" varchar(20);
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    "#);
    sandbox.ok("up");
    snapshot!(sandbox.untouched("up --plan"), @"
    nothing would run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.untouched("down --plan -2"), @r#"
    down m20250103_000001_add_colour  (one transaction)
      drop column notes.colour
          ALTER TABLE "notes" DROP COLUMN "colour";
    down m20250102_000001_add_title  (one transaction)
      drop column notes.title
          ALTER TABLE "notes" DROP COLUMN "title";
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    "#);
}

#[test]
fn a_plan_tells_of_code() {
    snapshot!(lab("code_step").untouched("up --plan"), @r#"
    up m20250101_000001_create_notes  (one transaction)
      create table notes (id, body)
          CREATE TABLE "notes" (
              "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
              "body" text
          );
    up m20250102_000001_seed_notes  (one transaction)
      code: seed the first note
          -- code: seed the first note
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    "#);
}
