//! Where results and notices go, in which colours, and in which format.

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, lab, main, snapshot};

const LOOKING: [&str; 8] =
    ["status", "current", "history", "history -v", "heads", "branches", "show", "up --plan"];

fn merged() -> Sandbox {
    let sandbox = lab("merge");
    sandbox.ok("up add_title");
    sandbox
}

#[test]
fn nothing_but_results_is_on_the_standard_output() {
    let sandbox = lab("lossy");
    let up = sandbox.ok("up");
    assert_eq!(up.stdout, "applied 3 revisions: the database is at m20250103_000001_add_colour\n");
    assert_eq!(up.stderr.lines().count(), 4, "{up}");
    let failed = sandbox.run("up nowhere");
    assert_eq!(failed.stdout, "");
}

#[test]
fn a_pipe_gets_no_escape_codes() {
    let sandbox = merged();
    for command in LOOKING.into_iter().chain(["up", "down", "redo", "up nowhere", "--help", "nonsense"]) {
        let told = sandbox.run(command).to_string();
        assert!(!told.contains('\x1b'), "{command}\n{told:?}");
    }
}

#[test]
fn colour_is_had_on_demand() {
    let sandbox = merged();
    for command in LOOKING.into_iter().filter(|command| !["heads", "branches"].contains(command)) {
        let told = sandbox.run(&format!("{command} --color always"));
        assert!(told.stdout.contains("\x1b["), "{command}\n{told}");
    }
    assert!(sandbox.run("up nowhere --color always").stderr.contains("\x1b["));
    let never = sandbox.run("status --color never").to_string();
    assert!(!never.contains('\x1b'), "{never:?}");
}

#[test]
fn the_environment_can_ask_for_colour_and_refuse_it() {
    let told = |name, value| {
        let sandbox = lab("lossy").env(name, value);
        sandbox.run("status").stdout
    };
    assert!(told("CLICOLOR_FORCE", "1").contains('\x1b'));
    assert!(!told("NO_COLOR", "1").contains('\x1b'));
}

#[test]
fn json_is_never_coloured() {
    let sandbox = merged();
    for command in LOOKING {
        let told = sandbox.ok(&format!("{command} --format json --color always"));
        assert!(!told.stdout.contains('\x1b'), "{command}\n{told}");
        told.json();
    }
}

#[test]
fn a_closed_standard_output_is_no_error() {
    let sandbox = main();
    for command in ["history", "history -v", "up --sql", "status", "status --format json", "--help", "show"] {
        // What is read of it is nothing at all, and what it writes is more than a pipe holds or nothing.
        let ran = sandbox.shell(&format!("{{ \"$KEEL\" {command}; echo \"exit $?\" >&2; }} | :"));
        assert!(ran.stderr.ends_with("exit 0\n"), "{command}\n{ran}");
        assert!(!ran.stderr.contains("panic"), "{command}\n{ran}");
    }
    let ran = sandbox.shell("{ \"$KEEL\" up; echo \"exit $?\" >&2; } | :");
    assert!(ran.stderr.ends_with("exit 0\n"), "{ran}");
    assert_eq!(sandbox.applied().len(), 6);
}

#[test]
fn a_closed_standard_error_does_not_stop_a_run() {
    let sandbox = main();
    let ran = sandbox.shell("\"$KEEL\" up 2>&-");
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(sandbox.applied().len(), 6);
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn json_of_moving() {
    let sandbox = lab("lossy");
    let mut up = sandbox.ok("up --format json").json();
    for revision in up["revisions"].as_array_mut().unwrap() {
        assert!(revision["milliseconds"].is_u64());
        revision["milliseconds"] = json!(0);
    }
    assert_eq!(
        up,
        json!({
            "direction": "up",
            "revisions": [
                { "id": "m20250101_000001_create_notes", "milliseconds": 0 },
                { "id": "m20250102_000001_add_title", "milliseconds": 0 },
                { "id": "m20250103_000001_add_colour", "milliseconds": 0 },
            ],
            "current": ["m20250103_000001_add_colour"],
        })
    );
    let down = sandbox.ok("down -2 --format json").json();
    assert_eq!(down["direction"], "down");
    assert_eq!(down["current"], json!(["m20250101_000001_create_notes"]));
    for command in ["redo", "refresh", "reset", "fresh"] {
        let told = sandbox.ok(&format!("{command} --format json")).json();
        assert_eq!(keys(&told), ["current", "direction", "revisions"], "{command}");
    }
}

#[test]
fn json_of_a_plan() {
    let plan = lab("lossy").ok("up -n 1 --plan --format json").json();
    assert_eq!(plan[0]["id"], "m20250101_000001_create_notes");
    assert_eq!(plan[0]["one_transaction"], true);
    let step = &plan[0]["steps"][0];
    assert_eq!(keys(step), ["operation", "statements", "transactional"]);
    assert!(step["statements"][0].as_str().unwrap().starts_with("CREATE TABLE"));
}

#[test]
fn json_of_looking() {
    let sandbox = merged();
    let status = sandbox.ok("status --format json").json();
    assert_eq!(status["database"], "sqlite://app.db?mode=rwc");
    assert_eq!(status["interrupted"], Value::Null);
    assert_eq!(status["revisions"][0]["state"], "applied");
    assert!(status["revisions"][0]["applied_at"].as_i64().unwrap() > 1_600_000_000);
    assert_eq!(status["revisions"][3]["state"], "pending");
    let title = "m20250102_000001_add_title";
    assert_eq!(
        sandbox.ok("current --format json").json(),
        json!({
            "current": [title],
            "heads": ["m20250104_000001_merge_title_and_colour"],
            "at_heads": false,
        })
    );
    let history = sandbox.ok("history --format json").json();
    assert_eq!(history[0]["marks"], json!(["head", "merge point", "pending"]));
    assert_eq!(history[2]["marks"], json!(["current"]));
    assert_eq!(keys(&history[0]), ["applied_at", "down", "id", "marks", "message", "operations", "revises"]);
    assert_eq!(sandbox.ok("heads --format json").json(), json!(["m20250104_000001_merge_title_and_colour"]));
    let branches = sandbox.ok("branches --format json").json();
    assert_eq!(branches["branch_points"][0]["id"], "m20250101_000001_create_notes");
    assert_eq!(branches["merge_points"][0]["joined"].as_array().unwrap().len(), 2);
}

#[test]
fn json_of_show_is_one_value_for_any_number_of_revisions() {
    let one = lab("lossy").ok("show add_title --format json").json();
    assert_eq!(one[0]["id"], "m20250102_000001_add_title");
    assert_eq!(keys(&one[0]), ["down", "hash", "id", "message", "revises", "up"]);
    assert_eq!(lab("two_heads").ok("show heads --format json").json().as_array().unwrap().len(), 2);
    assert_eq!(lab("lossy").ok("show base --format json").json(), json!([]));
}

#[test]
fn json_of_stamping() {
    assert_eq!(
        lab("lossy").ok("stamp add_title --format json").json(),
        json!({
            "current": ["m20250102_000001_add_title"],
            "applied": ["m20250101_000001_create_notes", "m20250102_000001_add_title"],
            "forgotten": [],
        })
    );
}

#[test]
fn json_of_writing() {
    let files = json!(["migration/Cargo.toml", "migration/src/lib.rs", "migration/src/main.rs"]);
    assert_eq!(lab("lossy").ok("init --format json").json(), json!({ "files": files }));
}

#[test]
fn json_of_nothing_is_json() {
    let sandbox = lab("empty");
    assert_eq!(sandbox.ok("history --format json").json(), json!([]));
    assert_eq!(sandbox.ok("heads --format json").json(), json!([]));
    assert_eq!(sandbox.ok("up --plan --format json").json(), json!([]));
    assert_eq!(sandbox.ok("current --format json").json()["at_heads"], true);
}

#[test]
fn an_error_is_for_people_in_either_format() {
    snapshot!(lab("lossy").untouched("up nowhere --format json"), @"
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    error: no revision is called `nowhere`; the history has `m20250101_000001_create_notes`, `m20250102_000001_add_title` and `m20250103_000001_add_colour`
    [exit status: 2]
    ");
}
