//! What the commands say of themselves.

use crate::sandbox::{Ran, main, snapshot};

fn help(command: &str) -> Ran {
    main().untouched(&format!("{command} --help"))
}

macro_rules! help_of {
    ($($test:ident: $command:literal,)+) => {
        $(#[test]
        fn $test() {
            snapshot!(help($command), stringify!($test));
        })+

        #[test]
        fn every_command_is_in_this_file() {
            let listed = help("").stdout;
            let commands = listed.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
            let mut commands: Vec<_> =
                commands.lines().filter_map(|line| line.split_whitespace().next()).collect();
            commands.retain(|command| *command != "help");
            let mut tested = vec![$($command),+];
            tested.retain(|command| !command.is_empty());
            assert_eq!(commands, tested);
        }
    };
}

help_of! {
    the_top: "",
    up: "up",
    down: "down",
    redo: "redo",
    status: "status",
    current: "current",
    history: "history",
    heads: "heads",
    branches: "branches",
    show: "show",
    stamp: "stamp",
    generate: "generate",
    diff: "diff",
    check: "check",
    snapshot_of_a_schema: "snapshot",
    inspect: "inspect",
    diagram: "diagram",
    merge: "merge",
    rebase: "rebase",
    locks: "locks",
    repair: "repair",
    fresh: "fresh",
    refresh: "refresh",
    reset: "reset",
    init: "init",
    completions: "completions",
}

#[test]
fn the_short_help_has_examples() {
    snapshot!(main().untouched("-h"), "short");
}

#[test]
fn the_version_is_told() {
    snapshot!(main().untouched("--version"), @"migration 0.1.0");
    assert_eq!(main().untouched("up -V").code, Some(0));
}

#[test]
fn a_password_in_the_environment_is_not_in_the_help() {
    let told = main().env("DATABASE_URL", "postgres://me:secret@db/app").run("up --help").to_string();
    assert!(!told.contains("secret"), "{told}");
}

#[test]
fn the_examples_of_the_help_are_command_lines() {
    // Each line of an example up to its explanation; what the examples name is there in this history.
    let examples = ["up", "up add_conversations", "up --plan", "down", "down add_conversations", "down base"];
    let sandbox = main();
    for example in examples {
        assert!(help("up").stdout.contains(example) || help("down").stdout.contains(example), "{example}");
        sandbox.ok(example);
    }
    sandbox.ok("up --sql --dialect mysql base:head");
    sandbox.ok("down head:base --sql --dialect postgres");
    sandbox.ok("up +2");
    sandbox.ok("down -2");
}
