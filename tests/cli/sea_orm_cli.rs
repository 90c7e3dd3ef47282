//! The words of `sea-orm-cli migrate`, in the places where it puts them.
//!
//! It runs `cargo run --manifest-path DIR/Cargo.toml -- SUB [-n N] [-v]`, with the URL and the schema in the
//! environment (sea-orm-cli 2.0.4, src/commands/migrate.rs).

use crate::sandbox::{APP, Sandbox, main, snapshot};

fn called() -> Sandbox {
    main().env("DATABASE_URL", APP).env("DATABASE_SCHEMA", "public")
}

#[test]
fn its_words_do_what_they_say() {
    let sandbox = called();
    for (line, applied) in [
        ("up -n 1", 1),
        ("up -n 2 -v", 3),
        ("up", 6),
        ("status", 6),
        ("status -v", 6),
        ("down -n 1", 5),
        ("down -n 2 -v", 3),
        ("refresh", 6),
        ("refresh -v", 6),
        ("reset", 0),
        ("fresh", 6),
        ("fresh -v", 6),
    ] {
        sandbox.ok(line);
        assert_eq!(sandbox.applied().len(), applied, "{line}");
    }
}

/// The whole way that `sea-orm-cli migrate up -n 1` goes, from the directory above the crate.
#[test]
#[ignore = "builds the migration crate as a user does, which may take a minute; CONTRIBUTING.md says how to run it"]
fn the_migration_crate_is_run_by_cargo() {
    let workspace = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sandbox = called();
    let target = std::path::Path::new(env!("CARGO_BIN_EXE_cli_main")).parent().unwrap().parent().unwrap();
    for (words, applied) in [("up -n 1", 1), ("up -v", 6), ("down -n 2", 4), ("fresh", 6), ("reset", 0)] {
        let url = format!("sqlite://{}?mode=rwc", sandbox.path("app.db").to_str().unwrap());
        let status = std::process::Command::new(env!("CARGO"))
            .args(["run", "-q", "--offline", "--manifest-path", "./migration/Cargo.toml", "--"])
            .args(words.split(' '))
            .current_dir(workspace)
            .env("CARGO_TARGET_DIR", target)
            .env("DATABASE_URL", url)
            .stdin(std::process::Stdio::null())
            .status();
        assert!(status.unwrap().success(), "{words}");
        assert_eq!(sandbox.applied().len(), applied, "{words}");
    }
}

#[test]
fn without_a_word_it_is_up() {
    let sandbox = called();
    snapshot!(sandbox.run("-v"), "bare_verbose");
    assert_eq!(sandbox.applied().len(), 6);
}

#[test]
fn down_without_a_number_is_one() {
    let sandbox = called();
    sandbox.ok("up");
    sandbox.ok("down");
    assert_eq!(sandbox.applied().len(), 5);
}
