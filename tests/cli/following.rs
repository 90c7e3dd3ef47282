//! `generate` where entities are known: the history follows them.

use std::fs;

use crate::sandbox::{Ran, Sandbox, generated, lab, snapshot, with_crate, without_times};

/// A crate of that history, and entities beside it.
fn crate_with(history: &str, entities: &str) -> Sandbox {
    with_crate(history).becomes(&format!("{history}+{entities}"))
}

fn told(ran: &Ran) -> String {
    without_times(&ran.to_string())
}

/// The text of the only revision that was generated.
fn file(sandbox: &Sandbox) -> String {
    let [file] = generated(sandbox).try_into().unwrap();
    without_times(&sandbox.read(&format!("migration/src/{file}")))
}

/// Runs what must leave the crate as it is.
fn writes_nothing(sandbox: &Sandbox, line: &str) -> Ran {
    let library = sandbox.read("migration/src/lib.rs");
    let ran = sandbox.untouched(line);
    assert!(generated(sandbox).is_empty(), "{line}\n{ran}");
    assert_eq!(sandbox.read("migration/src/lib.rs"), library, "{line}");
    assert_eq!(fs::read_dir(sandbox.path("migration/src")).unwrap().count(), 1, "{line}");
    ran
}

#[test]
fn what_is_new_becomes_a_revision() {
    for entities in ["priority", "tags", "colourless", "hinted"] {
        let sandbox = crate_with("lossy", entities);
        let ran = sandbox.run_args(&["generate", "-m", "Follow the entities"]);
        assert_eq!(ran.code, Some(0), "{ran}");
        snapshot!(told(&ran), format!("generate_{entities}"));
        snapshot!(file(&sandbox), format!("generate_{entities}_file"));
        let [module] = generated(&sandbox).try_into().unwrap();
        let entry = format!("Box::new({}::Migration),\n    ]", module.trim_end_matches(".rs"));
        assert!(sandbox.read("migration/src/lib.rs").contains(&entry));
        assert!(!sandbox.path("app.db").exists(), "no database is needed");
    }
}

#[test]
fn nothing_is_new() {
    let sandbox = crate_with("lossy", "same");
    for line in ["generate", "generate -m more", "generate --check", "generate --sql", "generate --dry-run"] {
        let ran = writes_nothing(&sandbox, line);
        assert_eq!(ran.code, Some(0), "{line}\n{ran}");
        assert_eq!(ran.stdout, "no change: the history says what the entities say\n", "{line}\n{ran}");
    }
    let json = writes_nothing(&sandbox, "generate --format json").json();
    assert_eq!(json["id"], serde_json::Value::Null);
    assert_eq!(json["operations"], serde_json::json!([]));
}

#[test]
fn to_look_writes_nothing() {
    let sandbox = crate_with("lossy", "priority");
    for (name, line, code) in [
        ("check", "generate --check", 1),
        ("dry_run", "generate add_priority --dry-run", 0),
        ("sql", "generate --sql", 0),
        ("sql_mysql", "generate --sql --dialect mysql", 0),
        ("sql_postgres", "generate --sql --dialect postgres:13", 0),
        ("no_name", "generate", 2),
    ] {
        let ran = writes_nothing(&sandbox, line);
        assert_eq!(ran.code, Some(code), "{line}\n{ran}");
        snapshot!(told(&ran), format!("generate_only_{name}"));
    }
    let json = writes_nothing(&sandbox, "generate --check --format json");
    assert_eq!(json.code, Some(1), "{json}");
    assert_eq!(json.json()["operations"].as_array().unwrap().len(), 1, "{json}");
    // What is shown is what is written.
    let shown = writes_nothing(&sandbox, "generate add_priority --dry-run").stdout;
    sandbox.ok("generate add_priority");
    assert_eq!(without_times(&shown).trim_end(), file(&sandbox).trim_end());
}

#[test]
fn flags_that_do_not_go_together() {
    let sandbox = crate_with("lossy", "priority");
    for line in [
        "generate --check --sql",
        "generate --check --dry-run x",
        "generate --sql --dry-run x",
        "generate --dialect mysql x",
        "generate --empty --check x",
        "generate --empty --sql x",
        "generate x -m y",
        "generate x --local-time --universal-time",
        "generate x --rename title:titel",
        "generate x --rename notes.title",
        "generate x --rename notes.title:",
        "generate x --rename-table notes",
        "generate x --rename-value mood:fine",
        "generate x --fill notes.size",
        "generate x --fill size=1",
        "generate x --sql --dialect oracle",
        "generate x --data nothing",
        "generate x --revises nowhere",
        "generate x --dir nowhere",
    ] {
        let ran = writes_nothing(&sandbox, line);
        assert_eq!(ran.code, Some(2), "{line}\n{ran}");
        assert!(ran.stderr.starts_with("error: "), "{line}\n{ran}");
    }
    snapshot!(writes_nothing(&sandbox, "generate x --fill notes.size"), "generate_bad_fill");
    snapshot!(writes_nothing(&sandbox, "generate x --data nothing"), "generate_bad_data");
}

#[test]
fn an_empty_one_is_empty_whatever_the_entities_say() {
    for line in ["generate --empty seed", "generate --empty -m seed", "generate --empty --name seed"] {
        let sandbox = crate_with("lossy", "priority");
        sandbox.ok(line);
        let [name] = generated(&sandbox).try_into().unwrap();
        assert!(name.ends_with("_seed.rs"), "{name}");
        assert!(file(&sandbox).contains("_op: &mut Operations"), "{}", file(&sandbox));
    }
}

#[test]
fn a_name_beside_the_message() {
    let sandbox = crate_with("lossy", "priority");
    sandbox.run_args(&["generate", "-m", "Say what matters", "--name", "add_priority", "--local-time"]);
    let [name] = generated(&sandbox).try_into().unwrap();
    assert!(name.ends_with("_add_priority.rs"), "{name}");
    assert!(file(&sandbox).contains("Say what matters"), "{}", file(&sandbox));
}

#[test]
fn what_may_be_a_rename_has_to_be_decided() {
    for (name, entities, flag) in [
        ("column", "renamed", "--rename notes.title:titel"),
        ("column_dropped", "renamed", "--drop notes.title"),
        ("table", "memos", "--rename-table notes:memos"),
        ("table_dropped", "memos", "--drop notes"),
        ("fill", "required", "--fill notes.pages=1"),
    ] {
        let sandbox = crate_with("lossy", entities);
        for line in ["generate x", "generate x --dry-run", "generate --sql"] {
            let ran = writes_nothing(&sandbox, line);
            assert_eq!(ran.code, Some(4), "{line}\n{ran}");
            assert!(ran.stderr.contains(flag.split('=').next().unwrap()), "{flag}\n{ran}");
        }
        snapshot!(writes_nothing(&sandbox, "generate x"), format!("generate_undecided_{name}"));
        let ran = sandbox.run(&format!("generate x {flag}"));
        assert_eq!(ran.code, Some(0), "{ran}");
        snapshot!(told(&ran), format!("generate_decided_{name}"));
        snapshot!(file(&sandbox), format!("generate_decided_{name}_file"));
    }
}

#[test]
fn to_know_that_something_is_new_nothing_has_to_be_decided() {
    for (history, entities, notice) in [
        ("lossy", "renamed", "`--rename notes.title:titel` says so"),
        ("lossy", "memos", "`--rename-table notes:memos` says so"),
        ("lossy", "required", ""),
        ("people", "people", "`--rename people.name:names` says so"),
    ] {
        let sandbox = crate_with(history, entities);
        let ran = writes_nothing(&sandbox, "generate --check");
        assert_eq!(ran.code, Some(1), "{ran}");
        assert!(ran.stderr.contains(notice), "{notice}\n{ran}");
    }
}

/// A column that takes no NULL needs a value for the rows that are there, unless it had one under another name.
#[test]
fn a_rename_needs_no_value() {
    let sandbox = crate_with("people", "people");
    let ran = writes_nothing(&sandbox, "generate x");
    assert_eq!(ran.code, Some(4), "{ran}");
    assert!(ran.stderr.contains("--rename people.name:names") && !ran.stderr.contains("--fill"), "{ran}");
    let dropped = writes_nothing(&sandbox, "generate x --drop people.name");
    assert_eq!(dropped.code, Some(4), "{dropped}");
    assert!(dropped.stderr.contains("--fill people.names=VALUE"), "{dropped}");
    writes_nothing(&sandbox, "generate x --dry-run --drop people.name --fill people.names=me");
    sandbox.ok("generate x --rename people.name:names");
    assert!(file(&sandbox).contains("op.rename_column(People::Table, People::Name, People::Names)"));
}

#[test]
fn a_value_of_an_enum_is_renamed() {
    let sandbox = crate_with("mood", "moody");
    for dialect in ["postgres", "mysql", "sqlite"] {
        let sql = format!("generate --sql --dialect {dialect} --rename-value mood.good:fine");
        snapshot!(writes_nothing(&sandbox, &sql), format!("generate_rename_value_{dialect}"));
    }
    let ran = sandbox.run("generate x --rename-value mood.good:fine");
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(
        file(&sandbox).contains("op.rename_enum_value(\"mood\", \"good\", \"fine\")"),
        "{}",
        file(&sandbox)
    );
}

#[test]
fn flags_about_what_is_not_there_are_told() {
    let sandbox = crate_with("lossy", "priority");
    let ran = writes_nothing(
        &sandbox,
        "generate x --dry-run --drop notes.size --fill notes.size=1 --rename notes.size:sizes \
         --rename-table memo:memos --rename-value mood.bad:worse",
    );
    assert_eq!(ran.code, Some(0), "{ran}");
    snapshot!(ran.stderr, "generate_stray_flags");
}

#[test]
fn a_step_in_code_has_its_own_entities() {
    for (name, line) in [
        ("data", "generate backfill --data notes"),
        ("data_empty", "generate backfill --empty --data notes"),
        ("data_two", "generate backfill --data notes,tags"),
    ] {
        let sandbox = crate_with("lossy", "tags");
        let ran = sandbox.run(line);
        if name == "data_empty" {
            // The history's tables, and nothing that follows the entities.
            assert!(!file(&sandbox).contains("create_table"), "{}", file(&sandbox));
        }
        assert_eq!(ran.code, Some(0), "{ran}");
        snapshot!(told(&ran), format!("generate_{name}"));
        snapshot!(file(&sandbox), format!("generate_{name}_file"));
    }
    // Without entities of the crate's own the history is what there is.
    let sandbox = with_crate("lossy");
    sandbox.ok("generate backfill --data notes --dir migration");
    assert!(file(&sandbox).contains("table_name = \"notes\""), "{}", file(&sandbox));
}

#[test]
fn a_proof_may_be_left_out() {
    let sandbox = crate_with("lossy", "priority");
    let ran = sandbox.ok("generate add_priority --no-proof");
    assert!(!ran.to_string().contains("proven"), "{ran}");
    let sandbox = crate_with("lossy", "priority");
    let json = sandbox.ok("generate add_priority --format json").json();
    assert!(json["proven_on"][0].as_str().unwrap().starts_with("SQLite 3."), "{json}");
    assert_eq!(json["operations"].as_array().unwrap().len(), 1, "{json}");
}

#[test]
fn a_server_that_cannot_be_reached_is_a_notice() {
    let sandbox = crate_with("lossy", "priority").env("DATABASE_URL", "postgres://me:secret@127.0.0.1:1/app");
    let ran = sandbox.run("generate add_priority");
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(!ran.to_string().contains("secret"), "{ran}");
    assert!(ran.stderr.contains("not proven on postgres"), "{ran}");
    snapshot!(told(&ran), "generate_unreachable");
    assert_eq!(generated(&sandbox).len(), 1);
}

#[test]
fn what_is_written_can_be_piped() {
    let sandbox = crate_with("lossy", "tags");
    sandbox.ok("up");
    for line in ["generate x --dry-run", "generate --sql", "diff", "check --offline", "diagram", "inspect"] {
        let ran = sandbox.shell(&format!("$KEEL {line} | head -n 0"));
        assert!(!ran.stderr.contains("panic") && !ran.stderr.contains("rror"), "{line}\n{ran}");
        let piped = sandbox.shell(&format!("$KEEL {line} | cat"));
        assert!(!piped.stdout.is_empty() && !piped.stdout.contains('\x1b'), "{line}\n{piped}");
    }
}

#[test]
fn several_heads_have_to_be_named() {
    let sandbox = crate_with("two_heads", "priority");
    let ran = writes_nothing(&sandbox, "generate add_priority");
    snapshot!(ran, "generate_two_heads");
    let ran = sandbox.ok("generate add_priority --revises heads");
    assert!(told(&ran).contains("(after m20250102_000001_add_title, m20250103_000001_add_colour)"), "{ran}");
}

#[test]
fn a_history_whose_parts_were_left_out() {
    let sandbox = crate_with("lossy", "tags");
    let ran = writes_nothing(&sandbox, "generate --exclude tags");
    assert!(ran.stdout.contains("no change"), "{ran}");
    assert!(lab("lossy+none").run("generate").code == Some(98));
}
