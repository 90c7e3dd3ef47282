//! What cannot be undone, and what costs rows, without a terminal to ask on.

use crate::sandbox::{Sandbox, lab, snapshot};

fn with_rows() -> Sandbox {
    let sandbox = lab("lossy");
    sandbox.ok("up");
    sandbox.sql("INSERT INTO notes (body, title, colour) VALUES ('a', 'A', NULL), ('b', NULL, 'red'), ('c', 'C', 'blue')");
    sandbox
}

#[test]
fn rows_are_not_lost_without_a_word() {
    let sandbox = with_rows();
    snapshot!(sandbox.untouched("down"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: this would destroy column notes.colour with 2 rows
    hint: say --yes to agree to that, or run it on a terminal to be asked
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("down -2"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: this would destroy column notes.colour with 2 rows, column notes.title with 2 rows
    hint: say --yes to agree to that, or run it on a terminal to be asked
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("down base"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: this would destroy table notes with 3 rows
    hint: say --yes to agree to that, or run it on a terminal to be asked
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("redo"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: this would destroy column notes.colour with 2 rows
    hint: say --yes to agree to that, or run it on a terminal to be asked
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("refresh"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: this would destroy table notes with 3 rows
    hint: say --yes to agree to that, or run it on a terminal to be asked
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("reset"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: this would destroy table notes with 3 rows
    hint: say --yes to agree to that, or run it on a terminal to be asked
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("fresh"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: this would destroy table notes with 3 rows
    hint: say --yes to agree to that, or run it on a terminal to be asked
    [exit status: 4]
    ");
}

#[test]
fn a_word_beforehand_is_enough() {
    let sandbox = with_rows();
    snapshot!(sandbox.run("down -y"), @"
    undid 1 revision: the database is at m20250102_000001_add_title
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20250103_000001_add_colour  N ms
    ");
    snapshot!(sandbox.run("reset --yes"), @"
    undid 2 revisions: the database is at base
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20250102_000001_add_title  N ms
    down m20250101_000001_create_notes  N ms
    ");
    sandbox.ok("up");
    sandbox.sql("INSERT INTO notes (body) VALUES ('a')");
    sandbox.ok("fresh --yes");
    assert_eq!(sandbox.query("SELECT count(*) || '' FROM notes"), ["0"]);
}

#[test]
fn columns_without_values_cost_nothing() {
    let sandbox = lab("lossy");
    sandbox.ok("up");
    sandbox.sql("INSERT INTO notes (body) VALUES ('a')");
    sandbox.ok("down -2");
    assert_eq!(sandbox.query("SELECT body FROM notes"), ["a"]);
    snapshot!(sandbox.untouched("down"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: this would destroy table notes with 1 row
    hint: say --yes to agree to that, or run it on a terminal to be asked
    [exit status: 4]
    ");
}

#[test]
fn an_irreversible_revision_stops_the_way_down_before_its_first_step() {
    let sandbox = lab("irreversible");
    sandbox.ok("up");
    snapshot!(sandbox.untouched("down base"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_purge_empty_notes cannot be undone: the empty notes are deleted for good
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("down base --yes"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_purge_empty_notes cannot be undone: the empty notes are deleted for good
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("down base --plan"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_purge_empty_notes cannot be undone: the empty notes are deleted for good
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("reset"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_purge_empty_notes cannot be undone: the empty notes are deleted for good
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("refresh"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_purge_empty_notes cannot be undone: the empty notes are deleted for good
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
    // The one after it can be undone, and then it is next.
    snapshot!(sandbox.run("down"), @"
    undid 1 revision: the database is at m20250102_000001_purge_empty_notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    down m20250103_000001_require_body  N ms
    ");
    snapshot!(sandbox.untouched("down"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_purge_empty_notes cannot be undone: the empty notes are deleted for good
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
    snapshot!(sandbox.untouched("redo"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_purge_empty_notes cannot be undone: the empty notes are deleted for good
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
}

#[test]
fn code_without_a_way_back_is_irreversible() {
    let sandbox = lab("code_step");
    sandbox.ok("up");
    snapshot!(sandbox.untouched("down"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_seed_notes cannot be undone: step in code with no way back: seed the first note
    hint: nothing was touched; choose a target that does not undo it, or restore a backup
    [exit status: 4]
    ");
}

#[test]
fn a_plan_down_tells_and_asks_nothing() {
    let sandbox = with_rows();
    assert_eq!(sandbox.untouched("down --plan").code, Some(0));
}
