//! `repair`, and what it mends.

use crate::sandbox::{lab, snapshot};

#[test]
fn there_is_nothing_to_repair() {
    let sandbox = lab("lossy");
    sandbox.ok("up");
    snapshot!(sandbox.untouched("repair"), @"
    nothing to repair
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.untouched("repair --forget"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: there is nothing to repair: no run stopped half-way
    [exit status: 2]
    ");
}

#[test]
fn a_revision_was_edited() {
    let sandbox = lab("lossy");
    sandbox.ok("up -n 2");
    let sandbox = sandbox.becomes("edited");
    snapshot!(sandbox.untouched("up"), "up_edited");
    snapshot!(sandbox.untouched("repair"), "repair_edited");
    snapshot!(sandbox.untouched("repair --accept add_colour"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250103_000001_add_colour is not applied, so there is nothing to accept
    [exit status: 2]
    ");
    snapshot!(sandbox.run("repair --accept add_title"), @"
    m20250102_000001_add_title is taken as it reads now; nothing was run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    sandbox.ok("up");
    assert_eq!(sandbox.run("repair").code, Some(0));
}

#[test]
fn one_thing_is_settled_at_a_time() {
    let ran = lab("lossy").untouched("repair --forget --accept add_title");
    assert_eq!(ran.code, Some(2), "{ran}");
}
