//! Histories that do not hold together, and the one with nothing in it.

use crate::sandbox::{lab, snapshot};

const ALL: [&str; 11] = [
    "up",
    "up --plan",
    "up --sql",
    "down",
    "fresh",
    "status",
    "current",
    "history",
    "heads",
    "show",
    "stamp head",
];

/// Each command refuses a broken history, and leaves the database that a sound one made.
fn refused(history: &str) {
    let sandbox = lab("older");
    sandbox.ok("up");
    let sandbox = sandbox.becomes(history);
    for command in ALL {
        let ran = sandbox.untouched(command);
        assert_eq!(ran.code, Some(2), "{command}\n{ran}");
        assert_eq!(ran.stdout, "", "{command}\n{ran}");
    }
}

#[test]
fn a_missing_parent() {
    snapshot!(lab("missing_parent").untouched("up"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: the history is not valid:
      `m20250102_000001_add_title` revises `m20250101_000001_create_note`, which is not in the history; did you mean `m20250101_000001_create_notes`?
    [exit status: 2]
    ");
    refused("missing_parent");
}

#[test]
fn a_cycle() {
    snapshot!(lab("cycle").untouched("up"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: the history is not valid:
      a cycle, in which no revision can be the first: `m20250102_000001_add_title` revises `m20250103_000001_add_colour` revises `m20250102_000001_add_title`
    [exit status: 2]
    ");
    refused("cycle");
}

#[test]
fn the_same_id_twice() {
    snapshot!(lab("duplicate").untouched("up"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: the history is not valid:
      `m20250102_000001_add_title` is there more than once: an id names one revision, rename or remove the others
    [exit status: 2]
    ");
    refused("duplicate");
}

#[test]
fn an_operation_that_does_not_fit() {
    snapshot!(lab("record_error").untouched("up"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: the history does not fit together on sqlite:
      m20250102_000001_drop_subtitle up: drop column notes.subtitle: table notes has no column subtitle; there is id, body
    [exit status: 2]
    ");
    refused("record_error");
}

#[test]
fn an_operation_that_the_engine_lacks() {
    let sandbox = lab("unsupported");
    snapshot!(sandbox.run("up"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_create_archive: create schema archive: SQLite 3.x cannot do this: a schema archive: its namespaces are attached files; attach a file of that name to the connection instead
    [exit status: 2]
    ");
    assert!(!sandbox.path("app.db").exists() || sandbox.tables().is_empty());
    snapshot!(sandbox.run("up --plan"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    error: m20250102_000001_create_archive: create schema archive: SQLite 3.x cannot do this: a schema archive: its namespaces are attached files; attach a file of that name to the connection instead
    [exit status: 2]
    ");
    snapshot!(sandbox.run("up --sql"), @"
    ------- stderr -------
    error: m20250102_000001_create_archive: create schema archive: SQLite 3.x cannot do this: a schema archive: its namespaces are attached files; attach a file of that name to the connection instead
    [exit status: 2]
    ");
    // Elsewhere it is no problem, and the first one alone is none here.
    sandbox.ok("up --sql --dialect postgres");
    sandbox.ok("up -n 1");
}

#[test]
fn fresh_drops_nothing_before_it_knows_that_it_can_go_on() {
    let sandbox = lab("older");
    sandbox.ok("up");
    let sandbox = sandbox.becomes("unsupported");
    snapshot!(sandbox.untouched("fresh --yes"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: m20250102_000001_create_archive: create schema archive: SQLite 3.x cannot do this: a schema archive: its namespaces are attached files; attach a file of that name to the connection instead
    [exit status: 2]
    ");
}

#[test]
fn nothing_at_all() {
    let sandbox = lab("empty");
    snapshot!(sandbox.untouched("status"), @"
    sqlite://app.db?mode=rwc  not there yet
    0 applied, 0 pending
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    ");
    snapshot!(sandbox.untouched("history"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    the history is empty
    ");
    snapshot!(sandbox.untouched("heads"), @"
    ------- stderr -------
    the history is empty
    ");
    snapshot!(sandbox.untouched("branches"), @"
    ------- stderr -------
    the history is one line: no branches, no merges
    ");
    snapshot!(sandbox.untouched("current --check-heads"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    nothing is applied: the database is at base
    ");
    snapshot!(sandbox.untouched("show"), @"
    ------- stderr -------
    that is the base: the state before the first revision
    ");
    snapshot!(sandbox.untouched("up --plan"), @"
    nothing would run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    ");
    snapshot!(sandbox.untouched("up nowhere"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: no revision is called `nowhere`: the history is empty
    [exit status: 2]
    ");
    snapshot!(sandbox.run("up"), @"
    nothing to apply: the history is empty, and `generate NAME` writes its first revision
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.run("down"), @"
    nothing to undo: the database is at base
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
    snapshot!(sandbox.run("stamp head"), @"
    stamped: the database is noted to be at base (0 -> 0 revisions); nothing was run
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    ");
}
