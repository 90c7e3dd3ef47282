//! `stamp`: the ledger alone.

use crate::sandbox::{lab, main, snapshot};

#[test]
fn a_stamp_runs_nothing() {
    let sandbox = main();
    snapshot!(sandbox.run("stamp add_social_login"), @"
    stamped: the database is noted to be at m20260107_090000_add_social_login (0 -> 4 revisions); nothing was run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    assert_eq!(sandbox.tables(), ["keel_journal", "seaql_migrations"]);
    assert_eq!(sandbox.applied().len(), 4);
    snapshot!(sandbox.run("stamp head"), @"
    stamped: the database is noted to be at m20260215_090000_add_performance_indexes (4 -> 6 revisions); nothing was run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.run("stamp -1"), @"
    stamped: the database is noted to be at m20260108_024131_add_local_id_and_fix_role_default (6 -> 5 revisions); nothing was run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.run("stamp base"), @"
    stamped: the database is noted to be at base (5 -> 0 revisions); nothing was run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    assert!(sandbox.applied().is_empty());
}

#[test]
fn several_heads_are_stamped_together() {
    let sandbox = lab("two_heads");
    snapshot!(sandbox.run("stamp heads"), @"
    stamped: the database is noted to be at m20250102_000001_add_title, m20250103_000001_add_colour (0 -> 3 revisions); nothing was run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.run("stamp head"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: `head` is ambiguous, as the history has 2 heads: `m20250102_000001_add_title` and `m20250103_000001_add_colour`; say `heads` for all of them or name a revision, and `merge` joins them into one
    [exit status: 2]
    ");
}

#[test]
fn unknown_revisions_stay_unless_purged() {
    let sandbox = lab("lossy");
    sandbox.ok("up");
    let sandbox = sandbox.becomes("older");
    snapshot!(sandbox.untouched("stamp head"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: the database has a revision that this history does not know: m20250103_000001_add_colour
    hint: run the newer build that has them, or put their files back; `stamp current --purge` forgets them without undoing what they did
    [exit status: 3]
    ");
    snapshot!(sandbox.run("stamp current --purge"), @"
    stamped: the database is noted to be at m20250102_000001_add_title (3 -> 2 revisions); nothing was run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    assert_eq!(sandbox.applied().len(), 2);
    snapshot!(sandbox.run("current"), @"
    m20250102_000001_add_title (head)
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}
