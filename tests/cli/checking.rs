//! `check`: entities, history and database, held together.

use crate::sandbox::{Ran, Sandbox, lab, main, snapshot};

/// A database that is as the history wants it.
fn up_to_date(laboratory: &str) -> Sandbox {
    let sandbox = lab(laboratory);
    sandbox.ok("up");
    sandbox
}

/// Rule and place of each finding, and the checks that found nothing.
fn told(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let mut told = Vec::new();
    for check in report["checks"].as_array().unwrap() {
        let findings = check["findings"].as_array().unwrap();
        if findings.is_empty() {
            told.push(format!("{} {}", check["id"].as_str().unwrap(), check["outcome"].as_str().unwrap()));
        }
        let text = |finding: &serde_json::Value, field: &str| finding[field].as_str().unwrap().to_owned();
        told.extend(findings.iter().map(|it| format!("{} {}", text(it, "rule"), text(it, "place"))));
    }
    assert_eq!(report["clean"].as_bool().unwrap(), ran.code == Some(0), "{ran}");
    told
}

#[test]
fn nothing_is_found() {
    snapshot!(up_to_date("lossy+same").untouched("check"), "check_clean");
    let main = main();
    main.ok("up");
    assert_eq!(main.untouched("check").code, Some(0));
    assert_eq!(main.untouched("check --offline").code, Some(0));
}

#[test]
fn the_entities_have_what_the_history_lacks() {
    let sandbox = up_to_date("lossy+tags");
    sandbox.write("migration/src/m20250103_000001_add_colour.rs", "");
    snapshot!(sandbox.untouched("check"), "check_models");
    assert_eq!(
        told(&up_to_date("lossy+priority").untouched("check --only models --format json")),
        ["models-differ notes.priority"]
    );
    // The revision that last had to do with the table, and its file.
    let sandbox = up_to_date("lossy+colourless");
    sandbox.write("migration/src/m20250103_000001_add_colour.rs", "");
    let found = sandbox.untouched("check --format json").json();
    let finding = &found["checks"][0]["findings"][0];
    assert_eq!(finding["since"], "m20250103_000001_add_colour", "{finding}");
    assert_eq!(finding["file"], "migration/src/m20250103_000001_add_colour.rs", "{finding}");
    // A table that is new has no revision: the file that lists them stands for it.
    let sandbox = up_to_date("lossy+tags");
    sandbox.write("migration/src/lib.rs", "");
    let found = sandbox.untouched("check --format json").json();
    let finding = &found["checks"][0]["findings"][0];
    assert_eq!(finding["since"], serde_json::Value::Null, "{finding}");
    assert_eq!(finding["file"], "migration/src/lib.rs", "{finding}");
}

#[test]
fn revisions_are_pending() {
    let sandbox = lab("lossy+same");
    sandbox.ok("up -n 1");
    snapshot!(sandbox.untouched("check"), "check_pending");
}

#[test]
fn a_revision_was_edited_after_it_had_been_applied() {
    let sandbox = up_to_date("lossy").becomes("edited");
    snapshot!(sandbox.untouched("check --only history"), "check_edited");
    assert_eq!(
        told(&sandbox.untouched("check --format json")),
        ["models skipped", "replay clean", "drift notes.title", "edited m20250102_000001_add_title"]
    );
}

#[test]
fn the_database_has_a_revision_that_the_history_lacks() {
    let sandbox = up_to_date("lossy").becomes("older");
    snapshot!(sandbox.untouched("check"), "check_unknown");
}

#[test]
fn a_revision_came_in_before_one_that_is_applied() {
    let sandbox = up_to_date("merge");
    sandbox.sql("DELETE FROM seaql_migrations WHERE version LIKE '%add_title'");
    let told = told(&sandbox.untouched("check --only history --format json"));
    assert_eq!(told, ["out-of-order m20250102_000001_add_title"]);
}

#[test]
fn the_history_has_two_heads() {
    let sandbox = up_to_date("two_heads");
    snapshot!(sandbox.untouched("check"), "check_two_heads");
    assert_eq!(sandbox.untouched("check --offline").code, Some(1));
}

#[test]
fn the_database_is_not_what_it_was_left_as() {
    let sandbox = up_to_date("lossy+same");
    sandbox.sql("ALTER TABLE notes DROP COLUMN colour; ALTER TABLE notes ADD COLUMN shape text");
    snapshot!(sandbox.untouched("check"), "check_drift");
    let report = sandbox.untouched("check --only drift --format json").json();
    for finding in report["checks"][0]["findings"].as_array().unwrap() {
        assert_eq!(finding["since"], "m20250103_000001_add_colour", "{finding}");
        assert!(finding["fix"].as_str().unwrap().contains("diff --from"), "{finding}");
    }
    // What the finding says of mending is true.
    let sql = sandbox.run("diff --from sqlite://app.db --to history --format sql").stdout;
    sandbox.sql(&sql.lines().filter(|line| !line.starts_with('.')).collect::<Vec<_>>().join("\n"));
    assert_eq!(sandbox.untouched("check").code, Some(0));
}

#[test]
fn the_history_does_something_else_than_it_says() {
    snapshot!(lab("untrue").untouched("check --offline"), "check_untrue");
}

#[test]
fn only_what_was_asked_for() {
    let sandbox = up_to_date("lossy+priority");
    sandbox.sql("ALTER TABLE notes DROP COLUMN colour");
    for (line, expected) in [
        ("--only models", &["models-differ notes.priority"][..]),
        ("--only replay", &["replay clean"]),
        ("--only drift", &["drift notes.colour"]),
        ("--only history", &["history clean"]),
        ("--only models,history", &["models-differ notes.priority", "history clean"]),
        ("--only drift --only replay", &["replay clean", "drift notes.colour"]),
        ("--offline", &["models-differ notes.priority", "replay clean", "drift skipped", "history clean"]),
        ("--offline --only drift", &["drift skipped"]),
        ("--offline --only history", &["history clean"]),
        ("--exclude notes", &["models clean", "replay clean", "drift clean", "history clean"]),
    ] {
        let ran = sandbox.untouched(&format!("check --format json {line}"));
        assert_eq!(told(&ran), expected, "{line}");
    }
    snapshot!(sandbox.untouched("check --only heads"), "check_only_wrong");
}

#[test]
fn what_needs_no_database_connects_to_none() {
    let nowhere = "postgres://me:secret@127.0.0.1:1/app";
    let sandbox = lab("lossy+same").env("DATABASE_URL", nowhere);
    for line in ["check --offline", "check --only models", "check --only models,replay"] {
        let ran = sandbox.untouched(line);
        assert_eq!(ran.code, Some(0), "{line}\n{ran}");
        assert!(!ran.to_string().contains("secret"), "{line}\n{ran}");
    }
    snapshot!(sandbox.untouched("check --offline"), "check_offline");
    snapshot!(sandbox.untouched("check"), "check_unreachable");
    let report = sandbox.untouched("check --format json");
    assert_eq!(report.code, Some(3), "{report}");
    for at in [2, 3] {
        assert_eq!(report.json()["checks"][at]["outcome"], "skipped", "{report}");
    }
    assert!(!report.to_string().contains("secret"), "{report}");
    snapshot!(lab("lossy+same").untouched("check"), "check_no_database");
    snapshot!(lab("lossy+same").untouched("check --offline"), "check_offline_without_a_url");
}

#[test]
fn each_format() {
    let sandbox = lab("lossy+priority");
    sandbox.ok("up -n 2");
    sandbox.write("migration/src/m20250103_000001_add_colour.rs", "");
    for format in ["text", "json", "github", "sarif", "junit", "markdown"] {
        let ran = sandbox.untouched(&format!("check --format {format}"));
        assert_eq!(ran.code, Some(1), "{format}\n{ran}");
        for word in ["models-differ", "pending"] {
            assert!(ran.stdout.contains(word), "{format} lacks {word}\n{ran}");
        }
        match format {
            "json" => assert_eq!(ran.json()["version"], 1),
            "sarif" => assert_eq!(ran.json()["version"], "2.1.0"),
            "junit" => assert!(ran.stdout.starts_with("<?xml"), "{ran}"),
            "github" => assert!(ran.stdout.contains("::error"), "{ran}"),
            "markdown" => assert!(ran.stdout.contains('|'), "{ran}"),
            _ => {}
        }
    }
    snapshot!(sandbox.untouched("check --format github"), "check_github");
    snapshot!(sandbox.untouched("check --format sql"), "check_wrong_format");
}

#[test]
fn a_run_that_stopped_half_way_hides_no_drift() {
    // SQLite rolls back what failed: the database is what the history says of the rest.
    let sandbox = lab("failing");
    assert_eq!(sandbox.run("up").code, Some(3));
    let told = told(&sandbox.untouched("check --only drift,history --format json"));
    assert_eq!(
        told,
        ["drift clean", "pending m20250102_000001_import_notes", "pending m20250103_000001_add_colour"]
    );
}
