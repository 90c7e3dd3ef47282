//! `merge` and `rebase`: histories that have parted.

use std::{collections::BTreeMap, fs};

use crate::sandbox::{Sandbox, snapshot, with_crate, without_times};

const NOTES: &str = "m20250101_000001_create_notes";
const TITLE: &str = "m20250102_000001_add_title";
const COLOUR: &str = "m20250103_000001_add_colour";
const SIZE: &str = "m20250104_000001_add_size";

/// A crate with a file for each revision.
fn crate_of(history: &str, revisions: &[(&str, &str)]) -> Sandbox {
    let sandbox = with_crate(history);
    for (id, parent) in revisions {
        let parents = if parent.is_empty() { String::new() } else { format!("{parent:?}") };
        sandbox.write(
            &format!("migration/src/{id}.rs"),
            &format!(
                "//! Kept: [\"{parent}\"].\nuse sea_keel::prelude::*;\n\n#[derive(DeriveMigrationName)]\n\
                 pub struct Migration;\n\nimpl Revision for Migration {{\n    fn revises(&self) -> &[&str] {{\n        \
                 &[{parents}] // what it comes after\n    }}\n\n    fn up(&self, _op: &mut Operations) {{}}\n}}\n"
            ),
        );
    }
    sandbox
}

fn two_heads() -> Sandbox {
    crate_of("two_heads", &[(NOTES, ""), (TITLE, NOTES), (COLOUR, NOTES)])
}

fn files(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let entries = fs::read_dir(sandbox.path("migration/src")).unwrap();
    let read = |path: std::path::PathBuf| {
        (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
    };
    entries.map(|entry| read(entry.unwrap().path())).collect()
}

/// The files that a run changed or made.
fn changed(sandbox: &Sandbox, line: &str) -> (String, Vec<String>) {
    let before = files(sandbox);
    let ran = sandbox.run(line);
    let after = files(sandbox);
    assert!(before.keys().all(|name| after.contains_key(name)), "{ran}");
    let changed = after.iter().filter(|(name, text)| before.get(*name) != Some(*text));
    (without_times(&ran.to_string()), changed.map(|(name, _)| name.clone()).collect())
}

#[test]
fn heads_are_merged() {
    let sandbox = two_heads();
    let (told, changed) = changed(&sandbox, "merge -m both --dir migration");
    snapshot!(told, "merge");
    let [library, merge] = changed.try_into().unwrap();
    assert_eq!(library, "lib.rs");
    snapshot!(without_times(&sandbox.read(&format!("migration/src/{merge}"))), "merge_file");
    let module = merge.trim_end_matches(".rs");
    let library = sandbox.read("migration/src/lib.rs");
    assert!(library.contains(&format!("mod {module};")), "{library}");
    assert!(library.contains(&format!("Box::new({module}::Migration),\n    ]")), "{library}");
}

#[test]
fn a_merge_for_programs() {
    let sandbox = two_heads();
    let told = sandbox.ok("merge --dir migration --format json").json();
    assert!(told["id"].as_str().unwrap().ends_with("_merge_2_heads"), "{told}");
    assert_eq!(told["revises"], serde_json::json!([TITLE, COLOUR]));
    assert!(sandbox.path(told["file"].as_str().unwrap()).exists());
}

#[test]
fn merges_that_are_refused() {
    for (name, sandbox, line) in [
        ("one_head", with_crate("older"), "merge --dir migration"),
        ("no_directory", two_heads(), "merge"),
        ("another_history", with_crate("older").becomes("two_heads"), "merge --dir migration"),
        ("conflict", with_crate("conflict"), "merge --dir migration"),
        ("no_name", two_heads(), "merge -m ¿? --dir migration"),
        ("cycle", with_crate("two_heads").becomes("cycle"), "merge --dir migration"),
    ] {
        let (told, changed) = changed(&sandbox, line);
        assert!(changed.is_empty(), "{line} {changed:?}");
        assert!(told.contains("[exit status: 2]"), "{line}\n{told}");
        snapshot!(told, format!("merge_refused_{name}"));
    }
}

#[test]
fn a_branch_goes_behind_the_other() {
    for (line, moved, behind) in [
        ("rebase add_colour", COLOUR, TITLE),
        ("rebase add_title", TITLE, COLOUR),
        ("rebase add_title --onto add_colour", TITLE, COLOUR),
    ] {
        let sandbox = two_heads();
        let file = format!("migration/src/{moved}.rs");
        let before = sandbox.read(&file);
        let (told, changed) = changed(&sandbox, &format!("{line} --dir migration"));
        assert_eq!(changed, [format!("{moved}.rs")], "{told}");
        assert!(told.contains(&format!("{moved} comes after {behind} now")), "{told}");
        // One line, and of that the list.
        let list = |id: &str| format!("&[{id:?}] //");
        assert_eq!(sandbox.read(&file), before.replace(&list(NOTES), &list(behind)));
    }
    let sandbox = two_heads();
    let (told, _) = changed(&sandbox, "rebase add_colour --dir migration");
    snapshot!(told, "rebase");
}

#[test]
fn the_first_revision_of_a_branch_is_the_one_that_changes() {
    let sandbox = crate_of("branch", &[(NOTES, ""), (TITLE, NOTES), (COLOUR, NOTES), (SIZE, COLOUR)]);
    let (told, changed) = changed(&sandbox, "rebase add_size --dir migration");
    assert_eq!(changed, [format!("{COLOUR}.rs")], "{told}");
    let told = sandbox.ok("rebase add_title --dir migration --format json").json();
    assert_eq!(told["revises"], serde_json::json!([SIZE]), "{told}");
}

#[test]
fn rebases_that_are_refused() {
    let third = || crate_of("two_heads", &[(NOTES, ""), (TITLE, NOTES)]);
    for (name, sandbox, line) in [
        ("one_head", with_crate("older"), "rebase add_title --dir migration"),
        ("no_directory", two_heads(), "rebase add_title"),
        ("unknown", two_heads(), "rebase nowhere --dir migration"),
        ("unknown_onto", two_heads(), "rebase add_title --onto nowhere --dir migration"),
        ("onto_itself", two_heads(), "rebase add_title --onto add_title --dir migration"),
        ("onto_ancestor", two_heads(), "rebase add_title --onto create_notes --dir migration"),
        ("ancestor", two_heads(), "rebase create_notes --onto add_title --dir migration"),
        ("conflict", with_crate("conflict"), "rebase add_title_too --dir migration"),
        ("several", two_heads(), "rebase heads --dir migration"),
        ("no_file", third(), "rebase add_colour --dir migration"),
    ] {
        let (told, changed) = changed(&sandbox, line);
        assert!(changed.is_empty(), "{line} {changed:?}");
        assert!(told.contains("[exit status: 2]"), "{line}\n{told}");
        snapshot!(told, format!("rebase_refused_{name}"));
    }
    let sandbox = two_heads();
    let file = format!("migration/src/{TITLE}.rs");
    sandbox.write(&file, "fn revises() {");
    let (told, changed) = changed(&sandbox, "rebase add_title --dir migration");
    assert!(changed.is_empty() && told.contains("[exit status: 2]"), "{told}");
}
