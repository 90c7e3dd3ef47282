//! Targets that cannot be gone to: the reason and the way out, and a database that stays as it is.

use crate::sandbox::{Sandbox, lab, main, snapshot};

fn half() -> Sandbox {
    let sandbox = main();
    sandbox.ok("up -n 3");
    sandbox
}

#[test]
fn unknown() {
    let sandbox = half();
    snapshot!(sandbox.untouched("up nowhere"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: no revision is called `nowhere`; `history` lists them all
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up add_converstions"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: no revision is called `add_converstions`; did you mean `m20241226_100000_add_conversations`?
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("down add_tag"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: no revision is called `add_tag`; `history` lists them all
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("stamp 2020"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: no revision is called `2020`; `history` lists them all
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("show nothing"), @"
    ------- stderr -------
    error: no revision is called `nothing`; `history` lists them all
    [exit status: 2]
    ");
    snapshot!(lab("older").untouched("up nowhere"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: no revision is called `nowhere`; the history has `m20250101_000001_create_notes` and `m20250102_000001_add_title`
    [exit status: 2]
    ");
}

#[test]
fn no_target_makes_no_file() {
    snapshot!(main().untouched("up nowhere+"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: no revision is called `nowhere+`; `history` lists them all
    [exit status: 2]
    ");
}

#[test]
fn ambiguous() {
    let sandbox = half();
    snapshot!(sandbox.untouched("up add_"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `add_` may be any of 5 revisions: `m20241226_100000_add_conversations`, `m20241227_100000_add_advanced_task_features`, `m20260107_090000_add_social_login`, `m20260108_024131_add_local_id_and_fix_role_default` or `m20260215_090000_add_performance_indexes`; give more of the id
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("down m202412"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `m202412` may be any of 3 revisions: `m20241225_100000_create_initial_tables`, `m20241226_100000_add_conversations` or `m20241227_100000_add_advanced_task_features`; give more of the id
    [exit status: 2]
    ");
}

#[test]
fn too_far() {
    let sandbox = half();
    snapshot!(sandbox.untouched("up +99"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `+99` asks for 99 revisions, but only 3 are left to apply; say `heads` for all that is left
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("down -99"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `-99` asks for 99 revisions, but only 3 are applied; say `base` to revert all that is applied
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up head+1"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `head+1` lies past the end of the history: nothing follows `m20260215_090000_add_performance_indexes`; say `heads` for the end
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("down base-1"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `base-1` lies before the beginning of the history, which is 0 steps back; say `base` for the beginning
    [exit status: 2]
    ");
}

#[test]
fn in_the_wrong_direction() {
    let sandbox = half();
    snapshot!(sandbox.untouched("up -1"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `up -1` cannot be: a negative number of steps reverts; say `down -1`, or `up +1`
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("down +1"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `down +1` cannot be: a positive number of steps applies; say `up +1`, or `down -1`
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up base"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `up base` cannot be: that is the state before the first revision, and `up` only applies; say `down base`
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("down head"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `down head` cannot be: that is the end of the history, and `down` only reverts; say `up head`, or `down -1`
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("down add_social_login"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `down add_social_login` needs an applied revision to go back to, and `m20260107_090000_add_social_login` is not applied: the current revision is `m20241227_100000_add_advanced_task_features`, so name one it builds on, or `base`
    [exit status: 2]
    ");
    // What is there already is nothing to apply.
    snapshot!(sandbox.untouched("up add_conversations"), @"
    nothing to apply: the database is at m20241227_100000_add_advanced_task_features
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}

#[test]
fn one_of_two_heads() {
    let sandbox = lab("two_heads");
    sandbox.ok("up -n 1");
    snapshot!(sandbox.untouched("up head"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `head` is ambiguous, as the history has 2 heads: `m20250102_000001_add_title` and `m20250103_000001_add_colour`; say `heads` for all of them or name a revision, and `merge` joins them into one
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up +1"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `+1` is ambiguous: step 1 could apply `m20250102_000001_add_title` or `m20250103_000001_add_colour`; name the revision to go up to, or say `-n 1` to go by the order of the history
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("stamp head"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `head` is ambiguous, as the history has 2 heads: `m20250102_000001_add_title` and `m20250103_000001_add_colour`; say `heads` for all of them or name a revision, and `merge` joins them into one
    [exit status: 2]
    ");
    sandbox.ok("up heads");
    snapshot!(sandbox.untouched("down -1"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `-1` is ambiguous: step 1 could revert `m20250102_000001_add_title` or `m20250103_000001_add_colour`; name the revision to go down to, or say `-n 1` to go by the order of the history
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("show current"), @r#"
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
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    "#);
}

#[test]
fn ranges() {
    let sandbox = half();
    snapshot!(sandbox.untouched("up base:head"), @"
    ------- stderr -------
    error: a range is meant for --sql; without it, say where to go
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("history -r head:base"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: the range `head:base` is empty, as its end comes before its beginning; write `base:head`
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("history -r a:b:c"), @"
    ------- stderr -------
    error: `a:b:c` is not a range, as it has more than one colon; a range is `A:B` (behind A, up to and with B), `A:` (behind A, to the heads) or `:B` (from the first revision), e.g. `base:head`, `add_tags:`, `-2:current`
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("history -r head"), @"
    ------- stderr -------
    error: `head` is not a range, as it has no colon; a range is `A:B` (behind A, up to and with B), `A:` (behind A, to the heads) or `:B` (from the first revision), e.g. `base:head`, `add_tags:`, `-2:current`
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up --sql nowhere:head"), @"
    ------- stderr -------
    error: no revision is called `nowhere`; `history` lists them all
    [exit status: 2]
    ");
}
