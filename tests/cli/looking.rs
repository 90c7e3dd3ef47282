//! `status`, `current`, `history`, `heads`, `branches` and `show`.

use crate::sandbox::{lab, main, snapshot};

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.untouched("status"), @"
    sqlite://app.db?mode=rwc  not there yet
      pending  m20250101_000001_create_notes
      pending  m20250102_000001_add_title
      pending  m20250103_000001_add_colour
    0 applied, 3 pending
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    ");
    snapshot!(sandbox.untouched("current"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    nothing is applied: the database is at base
    ");
    snapshot!(sandbox.untouched("history"), @"
    m20250102_000001_add_title -> m20250103_000001_add_colour (head, pending), add colour
    m20250101_000001_create_notes -> m20250102_000001_add_title (pending), add title
    base -> m20250101_000001_create_notes (pending), create notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    ");
    snapshot!(sandbox.untouched("status --check"), @"
    sqlite://app.db?mode=rwc  not there yet
      pending  m20250101_000001_create_notes
      pending  m20250102_000001_add_title
      pending  m20250103_000001_add_colour
    0 applied, 3 pending
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    [exit status: 1]
    ");
}

#[test]
fn status_tells_each_revision() {
    let sandbox = main();
    sandbox.ok("up -n 2");
    snapshot!(sandbox.untouched("status"), @"
    sqlite://app.db?mode=rwc  SQLite 3.x
      applied  m20241225_100000_create_initial_tables              TIME
      applied  m20241226_100000_add_conversations                  TIME
      pending  m20241227_100000_add_advanced_task_features
      pending  m20260107_090000_add_social_login
      pending  m20260108_024131_add_local_id_and_fix_role_default
      pending  m20260215_090000_add_performance_indexes
    2 applied, 4 pending
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    sandbox.ok("up");
    assert_eq!(sandbox.untouched("status --check").code, Some(0));
}

#[test]
fn status_has_no_space_at_the_ends_of_lines() {
    let told = lab("lossy").run("status").to_string();
    assert!(told.lines().all(|line| line == line.trim_end()), "{told:?}");
}

#[test]
fn current_is_where_the_database_is() {
    let sandbox = lab("two_heads");
    sandbox.ok("up -n 1");
    snapshot!(sandbox.untouched("current"), @"
    m20250101_000001_create_notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.untouched("current --check-heads"), @"
    m20250101_000001_create_notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    [exit status: 1]
    ");
    sandbox.ok("up -n 1");
    snapshot!(sandbox.untouched("current --check-heads"), @"
    m20250102_000001_add_title (head)
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    [exit status: 1]
    ");
    sandbox.ok("up heads");
    snapshot!(sandbox.untouched("current --check-heads"), @"
    m20250102_000001_add_title (head)
    m20250103_000001_add_colour (head)
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}

#[test]
fn the_history_is_marked() {
    let sandbox = lab("merge");
    sandbox.ok("up add_title");
    snapshot!(sandbox.untouched("history"), @"
    m20250102_000001_add_title, m20250103_000001_add_colour -> m20250104_000001_merge_title_and_colour (head, merge point, pending), merge title and colour
    m20250101_000001_create_notes -> m20250103_000001_add_colour (pending), add colour
    m20250101_000001_create_notes -> m20250102_000001_add_title (current), add title
    base -> m20250101_000001_create_notes (branch point), create notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.untouched("history -v"), @"
    m20250104_000001_merge_title_and_colour (head, merge point, pending)
      message: merge title and colour
      revises: m20250102_000001_add_title, m20250103_000001_add_colour
      up: nothing
      down: derived

    m20250103_000001_add_colour (pending)
      message: add colour
      revises: m20250101_000001_create_notes
      up:
        add column notes.colour varchar(20)
      down: derived

    m20250102_000001_add_title (current)
      message: add title
      revises: m20250101_000001_create_notes
      applied: TIME
      up:
        add column notes.title varchar(50)
      down: derived

    m20250101_000001_create_notes (branch point)
      message: create notes
      revises: base
      applied: TIME
      up:
        create table notes (id, body)
      down: derived
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}

#[test]
fn the_history_tells_what_is_irreversible() {
    snapshot!(lab("irreversible").untouched("history -v -r +1:+2"), @"
    m20250102_000001_purge_empty_notes (pending)
      message: purge empty notes
      revises: m20250101_000001_create_notes
      up:
        sql: DELETE FROM notes WHERE body IS NULL
      down: irreversible: the empty notes are deleted for good
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    ");
}

#[test]
fn a_part_of_the_history() {
    let sandbox = main();
    sandbox.ok("up m20241227");
    snapshot!(sandbox.untouched("history -r add_conversations:add_social_login"), @"
    m20241227_100000_add_advanced_task_features -> m20260107_090000_add_social_login (pending), add social login
    m20241226_100000_add_conversations -> m20241227_100000_add_advanced_task_features (current), add advanced task features
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.untouched("history -r current:"), @"
    m20260108_024131_add_local_id_and_fix_role_default -> m20260215_090000_add_performance_indexes (head, pending), add performance indexes
    m20260107_090000_add_social_login -> m20260108_024131_add_local_id_and_fix_role_default (pending), add local id and fix role default
    m20241227_100000_add_advanced_task_features -> m20260107_090000_add_social_login (pending), add social login
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.untouched("history -r :-1"), @"
    m20241225_100000_create_initial_tables -> m20241226_100000_add_conversations, add conversations
    base -> m20241225_100000_create_initial_tables, create initial tables
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.untouched("history -r head-1:head"), @"
    m20260108_024131_add_local_id_and_fix_role_default -> m20260215_090000_add_performance_indexes (head, pending), add performance indexes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}

#[test]
fn heads_and_branches() {
    snapshot!(main().untouched("heads"), @"m20260215_090000_add_performance_indexes");
    snapshot!(main().untouched("branches"), @"
    ------- stderr -------
    the history is one line: no branches, no merges
    ");
    snapshot!(lab("two_heads").untouched("heads"), @"
    m20250102_000001_add_title
    m20250103_000001_add_colour
    ");
    snapshot!(lab("merge").untouched("branches"), @"
    m20250101_000001_create_notes (branch point)
      -> m20250102_000001_add_title
      -> m20250103_000001_add_colour
    m20250104_000001_merge_title_and_colour (merge point)
      <- m20250102_000001_add_title
      <- m20250103_000001_add_colour
    ");
}

#[test]
fn show_tells_a_revision() {
    snapshot!(main().untouched("show add_local_id"), "show_sqlite");
    snapshot!(main().untouched("show add_local_id --dialect postgres"), "show_postgres");
    snapshot!(main().untouched("show add_local_id --dialect mysql"), "show_mysql");
}

#[test]
fn show_takes_any_target() {
    let sandbox = lab("merge");
    sandbox.ok("up add_title");
    snapshot!(sandbox.untouched("show current"), @r#"
    m20250102_000001_add_title
      message: add title
      revises: m20250101_000001_create_notes
      revised by: m20250104_000001_merge_title_and_colour
      hash: HASH

    up  (SQLite 3.x)
      add column notes.title varchar(50)
          ALTER TABLE "notes" ADD COLUMN "title" varchar(50);

    down  (derived)
      drop column notes.title
          ALTER TABLE "notes" DROP COLUMN "title";
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    "#);
    snapshot!(sandbox.untouched("show base"), @"
    ------- stderr -------
    that is the base: the state before the first revision
    ");
    snapshot!(sandbox.untouched("show"), @"
    m20250104_000001_merge_title_and_colour
      message: merge title and colour
      revises: m20250102_000001_add_title, m20250103_000001_add_colour
      revised by: nothing, it is a head
      hash: HASH

    up  (SQLite 3.x)

    down  (derived)
    ");
    snapshot!(lab("two_heads").untouched("show heads"), @r#"
    m20250102_000001_add_title
      message: add title
      revises: m20250101_000001_create_notes
      revised by: nothing, it is a head
      hash: HASH

    up  (SQLite 3.x)
      add column notes.title varchar(50)
          ALTER TABLE "notes" ADD COLUMN "title" varchar(50);

    down  (derived)
      drop column notes.title
          ALTER TABLE "notes" DROP COLUMN "title";

    m20250103_000001_add_colour
      message: add colour
      revises: m20250101_000001_create_notes
      revised by: nothing, it is a head
      hash: HASH

    up  (SQLite 3.x)
      add column notes.colour varchar(20)
          ALTER TABLE "notes" ADD COLUMN "colour" varchar(20);

    down  (derived)
      drop column notes.colour
          ALTER TABLE "notes" DROP COLUMN "colour";
    "#);
    snapshot!(lab("irreversible").untouched("show purge"), @"
    m20250102_000001_purge_empty_notes
      message: purge empty notes
      revises: m20250101_000001_create_notes
      revised by: m20250103_000001_require_body
      hash: HASH

    up  (SQLite 3.x)
      sql: DELETE FROM notes WHERE body IS NULL
          DELETE FROM notes WHERE body IS NULL;

    down  (irreversible: the empty notes are deleted for good)
    ");
    snapshot!(lab("code_step").untouched("show"), @"
    m20250102_000001_seed_notes
      message: seed notes
      revises: m20250101_000001_create_notes
      revised by: nothing, it is a head
      hash: HASH

    up  (SQLite 3.x)
      code: seed the first note
          -- code: seed the first note

    down  (irreversible: step in code with no way back: seed the first note)
    ");
}
