//! The modules of the toolkit point one way: a module uses those before it, never one behind it.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may fail so")]

use std::{collections::BTreeMap, fs, path::Path};

/// Each module with those that it may use.
const LAYERS: [(&str, &[&str]); 13] = [
    ("schema", &[]),
    ("op", &["schema"]),
    ("diff", &["schema", "op"]),
    ("source", &["schema", "op"]),
    ("dialect", &["schema", "op"]),
    ("inspect", &["schema", "dialect"]),
    ("plan", &["schema", "op", "dialect"]),
    ("render", &["schema", "op", "diff", "dialect", "plan"]),
    ("history", &["schema", "op", "dialect", "plan"]),
    ("exec", &["schema", "op", "dialect", "inspect", "plan", "history"]),
    ("check", &["schema", "op", "diff", "dialect", "inspect", "plan", "history", "exec"]),
    ("rolling", &["schema", "op", "dialect", "inspect", "history", "check"]),
    (
        "cli",
        &[
            "schema", "op", "diff", "source", "dialect", "inspect", "plan", "history", "exec", "render",
            "check",
        ],
    ),
];

/// Modules that gather names for others, and are used by none.
const FRONTS: [&str; 1] = ["prelude"];

fn files(directory: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The modules that a file names behind `crate::`, in braces as well.
fn used(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut used = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => used.push(word(rest)),
            Some(group) => used.extend(group_heads(group)),
        }
    }
    used
}

/// `a::{b, c}, d::e}` begins the paths `a` and `d`.
fn group_heads(group: &str) -> Vec<String> {
    let (mut heads, mut depth, mut at_head) = (Vec::new(), 0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            c if depth == 0 && at_head && c.is_alphabetic() => {
                heads.push(word(&group[at..]));
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn no_arrow_runs_back() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<_, _> = LAYERS.into_iter().collect();
    let (mut wrong, mut arrows) = (Vec::new(), 0);
    for (module, may_use) in LAYERS {
        let mut found = Vec::new();
        files(&source.join(module), &mut found);
        assert!(!found.is_empty(), "module {module} has no files: is the list of layers out of date?");
        for (path, text) in found {
            for other in used(&text).into_iter().filter(|other| allowed.contains_key(other.as_str())) {
                arrows += 1;
                if other != module && !may_use.contains(&other.as_str()) {
                    wrong.push(format!("{path} ({module}) uses {other}"));
                }
            }
        }
    }
    assert!(arrows > 50, "only {arrows} arrows were found: the reader of `use` lines is broken");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_layer() {
    let library = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for module in library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        let known = LAYERS.iter().any(|(name, _)| *name == module) || FRONTS.contains(&module);
        assert!(known, "module {module} has no layer in this test");
    }
}

#[test]
fn only_the_command_line_prints() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (module, _) in LAYERS.into_iter().filter(|(module, _)| *module != "cli") {
        let mut found = Vec::new();
        files(&source.join(module), &mut found);
        for (path, text) in found {
            for word in ["println!", "eprintln!", "std::env::", "process::exit", "stdin()"] {
                assert!(!text.contains(word), "{path} holds {word}: that is the command line's part");
            }
        }
    }
}
