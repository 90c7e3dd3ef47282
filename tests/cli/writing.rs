//! What writes files: `generate`, `init` and `completions`.

use std::{fs, path::Path, process::Command};

use sea_keel::history::Revision;

use crate::sandbox::{Sandbox, generated, lab, snapshot, with_crate, without_times};

#[test]
fn a_directory_of_another_history() {
    let sandbox = with_crate("empty").becomes("older");
    snapshot!(generate(&sandbox, &["add_priority"]), @"
    ------- stderr -------
    error: migration/src/lib.rs does not name m20250102_000001_add_title, which the new revision comes after: it is another history's
    [exit status: 2]
    ");
    assert!(generated(&sandbox).is_empty());
}

fn generate(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let all: Vec<_> = [&["generate", "--dir", "migration"], arguments].concat();
    without_times(&sandbox.run_args(&all).to_string())
}

#[test]
fn a_name() {
    let sandbox = with_crate("empty");
    snapshot!(generate(&sandbox, &["add_priority"]), @"
    mTIME_add_priority (after base)
      wrote migration/src/mTIME_add_priority.rs
      registered in migration/src/lib.rs
    ");
    let [file] = generated(&sandbox).try_into().unwrap();
    snapshot!(sandbox.read(&format!("migration/src/{file}")), @r#"
    use sea_keel::prelude::*;

    /// Add priority.
    #[derive(DeriveMigrationName)]
    pub struct Migration;

    impl Revision for Migration {
        fn revises(&self) -> &[&str] {
            &[]
        }

        fn up(&self, _op: &mut Operations) {
            // op.add_column("tasks", string_len("priority", 20).default("medium"));
        }

        // down is the reverse of up, unless it is written:
        // fn down(&self, op: &mut Operations) {}
    }
    "#);
    snapshot!(without_times(&sandbox.read("migration/src/lib.rs")), @"
    //! A history.

    mod mTIME_add_priority;

    use sea_keel::history::Revision;


    /// All.
    pub fn revisions() -> Vec<Box<dyn Revision>> {
        vec![
            Box::new(mTIME_add_priority::Migration),
        ]
    }
    ");
}

#[test]
fn a_message() {
    let sandbox = with_crate("older");
    snapshot!(generate(&sandbox, &["-m", "Add priority, \"urgent\" too"]), @"
    mTIME_add_priority_urgent_too (after m20250102_000001_add_title)
      wrote migration/src/mTIME_add_priority_urgent_too.rs
      registered in migration/src/lib.rs
    ");
    let [file] = generated(&sandbox).try_into().unwrap();
    snapshot!(sandbox.read(&format!("migration/src/{file}")), @r#"
    use sea_keel::prelude::*;

    /// Add priority, "urgent" too.
    #[derive(DeriveMigrationName)]
    pub struct Migration;

    impl Revision for Migration {
        fn revises(&self) -> &[&str] {
            &["m20250102_000001_add_title"]
        }

        fn message(&self) -> Option<String> {
            Some("Add priority, \"urgent\" too".into())
        }

        fn up(&self, _op: &mut Operations) {
            // op.add_column("tasks", string_len("priority", 20).default("medium"));
        }

        // down is the reverse of up, unless it is written:
        // fn down(&self, op: &mut Operations) {}
    }
    "#);
}

#[test]
fn json_names_the_file() {
    let sandbox = with_crate("older");
    let told = sandbox.ok("generate add_priority --dir migration --format json").json();
    assert!(told["id"].as_str().unwrap().ends_with("_add_priority"));
    assert_eq!(told["revises"], serde_json::json!(["m20250102_000001_add_title"]));
    assert!(sandbox.path(told["file"].as_str().unwrap()).exists());
}

#[test]
fn after_a_revision_and_after_several() {
    let sandbox = with_crate("two_heads");
    snapshot!(generate(&sandbox, &["third"]), @"
    ------- stderr -------
    error: the history has several heads: m20250102_000001_add_title, m20250103_000001_add_colour
    hint: two people have built on the same revision; `merge` joins the heads with a revision that comes after both, `rebase REV` puts one branch behind the other, and `--revises ID` goes on with one of them
    [exit status: 2]
    ");
    snapshot!(generate(&sandbox, &["third", "--revises", "add_title"]), @"
    mTIME_third (after m20250102_000001_add_title)
      wrote migration/src/mTIME_third.rs
      registered in migration/src/lib.rs
    ");
    snapshot!(generate(&sandbox, &["merge_all", "--revises", "heads"]), @"
    mTIME_merge_all (after m20250102_000001_add_title, m20250103_000001_add_colour)
      wrote migration/src/mTIME_merge_all.rs
      registered in migration/src/lib.rs
    ");
    snapshot!(generate(&sandbox, &["fourth", "--revises", "nowhere"]), @"
    ------- stderr -------
    error: no revision is called `nowhere`; the history has `m20250101_000001_create_notes`, `m20250102_000001_add_title` and `m20250103_000001_add_colour`
    [exit status: 2]
    ");
}

#[test]
fn names_that_are_none() {
    let sandbox = with_crate("older");
    snapshot!(generate(&sandbox, &["¿?"]), @r#"
    ------- stderr -------
    error: "¿?" cannot be part of a revision's name: letters, digits, `_` and spaces can
    [exit status: 2]
    "#);
    snapshot!(generate(&sandbox, &[""]), @r#"
    ------- stderr -------
    error: "" cannot be part of a revision's name: letters, digits, `_` and spaces can
    [exit status: 2]
    "#);
    snapshot!(generate(&sandbox, &[]), @r#"
    ------- stderr -------
    error: a revision needs a name: `generate add_priority` or `generate -m "add priority"`
    [exit status: 2]
    "#);
    snapshot!(generate(&sandbox, &["-m", "  "]), @r#"
    ------- stderr -------
    error: "  " cannot be part of a revision's name: letters, digits, `_` and spaces can
    [exit status: 2]
    "#);
    assert!(generated(&sandbox).is_empty());
}

#[test]
fn a_name_never_leaves_its_directory() {
    let sandbox = with_crate("older");
    snapshot!(generate(&sandbox, &["../../etc/passwd"]), @"
    mTIME_etc_passwd (after m20250102_000001_add_title)
      wrote migration/src/mTIME_etc_passwd.rs
      registered in migration/src/lib.rs
    ");
    assert_eq!(generated(&sandbox).len(), 1);
}

#[test]
fn the_same_name_twice_in_a_second() {
    let sandbox = with_crate("older");
    // Two in one second are the same file; at the turn of a second there are two of them.
    let outcomes: Vec<_> = (0..4).map(|_| sandbox.run("generate twice --dir migration")).collect();
    for ran in &outcomes {
        match ran.code {
            Some(0) => {}
            _ => assert!(ran.stderr.contains("exists already"), "{ran}"),
        }
    }
    let library = sandbox.read("migration/src/lib.rs");
    for file in generated(&sandbox) {
        let module = format!("mod {};", file.trim_end_matches(".rs"));
        assert_eq!(library.matches(&module).count(), 1, "{library}");
    }
}

#[test]
fn a_library_without_a_list_is_left_alone() {
    let sandbox = lab("older");
    sandbox.write("migration/src/lib.rs", "//! Nothing here.\n");
    snapshot!(generate(&sandbox, &["add_priority"]), @"
    ------- stderr -------
    error: migration/src/lib.rs does not name m20250102_000001_add_title, which the new revision comes after: it is another history's
    [exit status: 2]
    ");
    assert_eq!(sandbox.read("migration/src/lib.rs"), "//! Nothing here.\n");
    assert!(generated(&sandbox).is_empty());
}

#[test]
fn a_library_that_is_no_rust_is_left_alone() {
    let sandbox = lab("older");
    sandbox.write("migration/src/lib.rs", "fn revisions( {");
    snapshot!(generate(&sandbox, &["add_priority"]), @"
    ------- stderr -------
    error: migration/src/lib.rs does not name m20250102_000001_add_title, which the new revision comes after: it is another history's
    [exit status: 2]
    ");
    assert!(generated(&sandbox).is_empty());
}

#[test]
fn a_directory_that_is_not_there() {
    let sandbox = lab("older");
    snapshot!(generate(&sandbox, &["add_priority"]), @"
    ------- stderr -------
    error: migration/src/lib.rs: No such file or directory (os error N)
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("generate add_priority"), @"
    ------- stderr -------
    error: the directory of the migration crate is not known; say it with --dir, or Config::directory
    [exit status: 2]
    ");
}

#[test]
fn a_new_crate() {
    let sandbox = lab("older");
    snapshot!(sandbox.run("init"), @"
    wrote migration/Cargo.toml
    wrote migration/src/lib.rs
    wrote migration/src/main.rs
    next: `cargo run -- generate create_initial_tables` in that directory, then `cargo run -- up`
    ");
    snapshot!(sandbox.read("migration/Cargo.toml"), @r#"
    [package]
    name = "migration"
    version = "0.1.0"
    edition = "2024"
    publish = false

    [dependencies]
    sea-keel = { version = "0.1.0" }
    sea-orm-migration = { version = "2.0.4", default-features = false }
    tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
    "#);
    snapshot!(sandbox.run("init"), @"
    ------- stderr -------
    error: migration/Cargo.toml exists already
    [exit status: 2]
    ");
    snapshot!(sandbox.run("init elsewhere/migrations"), @"
    wrote elsewhere/migrations/Cargo.toml
    wrote elsewhere/migrations/src/lib.rs
    wrote elsewhere/migrations/src/main.rs
    next: `cargo run -- generate create_initial_tables` in that directory, then `cargo run -- up`
    ");
}

#[test]
fn completions_for_each_shell() {
    let sandbox = lab("older");
    for (shell, word) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef migration"),
        ("fish", "complete -c migration"),
        ("elvish", "edit:completion"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let ran = sandbox.untouched(&format!("completions {shell}"));
        assert!(ran.stdout.contains(word), "{shell}\n{ran}");
        assert!(ran.stdout.contains("check-heads"), "{shell}");
        assert_eq!(ran.stderr, "");
    }
}

/// What `generate` writes, kept beside this file: it compiles as this does.
#[path = "generated/revision.rs"]
#[expect(unreachable_pub, reason = "a revision's file stands for itself")]
mod kept;

#[test]
fn what_is_generated_is_what_compiles() {
    let sandbox = with_crate("older");
    sandbox.ok("generate add_priority --dir migration");
    let [file] = generated(&sandbox).try_into().unwrap();
    assert_eq!(sandbox.read(&format!("migration/src/{file}")), include_str!("generated/revision.rs"));
    assert_eq!(Revision::revises(&kept::Migration), ["m20250102_000001_add_title"]);
}

/// A crate from `init`, with two generated revisions, is one that builds and runs.
#[test]
#[ignore = "builds a crate with all that it depends on, which takes minutes the first time; CONTRIBUTING.md says how to run it"]
fn what_is_generated_compiles_and_runs() {
    let sandbox = lab("empty");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    sandbox.ok("init");
    // As beside a checkout: the toolkit by its path, and the versions that the workspace has.
    let manifest = sandbox.read("migration/Cargo.toml").replace(
        "sea-keel = { ",
        &format!("sea-keel = {{ path = {:?}, ", workspace.join("keel").to_str().unwrap()),
    );
    sandbox.write("migration/Cargo.toml", &format!("{manifest}\n[workspace]\n"));
    fs::copy(workspace.join("Cargo.lock"), sandbox.path("migration/Cargo.lock")).unwrap();
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        let target = Path::new(env!("CARGO_BIN_EXE_cli_lab")).parent().unwrap().parent().unwrap();
        command.args(["run", "-q", "--offline", "--", "-u", "sqlite://app.db?mode=rwc"]).args(arguments);
        command.current_dir(sandbox.path("migration")).env("CARGO_TARGET_DIR", target.join("generated"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    cargo(&["generate", "create_notes"]);
    cargo(&["generate", "-m", "say \"hello\" */ to all"]);
    cargo(&["up"]);
    let history = cargo(&["history"]);
    assert_eq!(history.lines().count(), 2, "{history}");
    assert!(history.contains("say \"hello\" */ to all"), "{history}");
    cargo(&["down", "base"]);
}
