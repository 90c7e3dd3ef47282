//! Rows in batches: what is shown of them, and what the comparison with entities makes of a quarantine.

use crate::sandbox::{Sandbox, lab, snapshot, with_crate, without_times};

fn with_rows() -> Sandbox {
    let sandbox = lab("astray");
    sandbox.ok("up m20250103");
    sandbox.sql("INSERT INTO notes (body, title) VALUES ('a', 'A'), (NULL, 'B'), ('c', NULL), (NULL, NULL)");
    sandbox
}

#[test]
fn a_plan_and_a_script_show_what_runs() {
    let sandbox = with_rows();
    snapshot!(sandbox.untouched("up --plan"), "batches_plan");
    snapshot!(sandbox.untouched("up --sql m20250103_000001_add_colour:head").stdout, "batches_sql");
}

#[test]
fn what_went_into_a_quarantine_comes_back() {
    let sandbox = with_rows();
    let before = sandbox.query("SELECT quote(id) || quote(body) || quote(title) FROM notes ORDER BY id");
    sandbox.ok("up");
    assert_eq!(sandbox.query("SELECT body || ' ' || title FROM notes ORDER BY id"), ["a A", "c untitled"]);
    assert_eq!(sandbox.query("SELECT quote(title) FROM notes_empty ORDER BY id"), ["'B'", "'untitled'"]);
    sandbox.ok("check --offline");
    // Nothing is lost with the quarantine: nothing is asked.
    let down = sandbox.ok("down");
    snapshot!(without_times(&down.to_string()), "batches_down");
    let expected: Vec<_> = before.iter().map(|row| row.replace("NULL", "'untitled'")).collect();
    let after = sandbox.query("SELECT quote(id) || quote(body) || quote(title) FROM notes ORDER BY id");
    assert_eq!(after.len(), expected.len());
    assert_eq!(sandbox.tables(), ["keel_journal", "notes", "seaql_migrations"]);
    // A row in the way: what was to come back stays where it is, and the next command says so.
    sandbox.ok("up");
    sandbox.sql("INSERT INTO notes (id, body) VALUES (2, 'in the way')");
    let refused = sandbox.run("down");
    assert_eq!(refused.code, Some(3), "{refused}");
    assert_eq!(sandbox.query("SELECT count(*) || '' FROM notes_empty"), ["2"]);
    sandbox.sql("DELETE FROM notes WHERE body = 'in the way'");
    sandbox.ok("down");
}

#[test]
fn no_entity_stands_for_a_quarantine() {
    let sandbox = with_crate("astray").becomes("astray+same");
    assert_eq!(sandbox.ok("generate").stdout, "no change: the history says what the entities say\n");
    sandbox.ok("check --offline");
    sandbox.ok("diff --from models --to history");
    sandbox.ok("diff --from history --to models");
    sandbox.ok("up");
    sandbox.ok("check");
}
