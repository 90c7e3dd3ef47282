//! What a person sees: real binaries run with real arguments, their output and exit status told in snapshots.
//!
//! `INSTA_UPDATE=always cargo test -p tests --test cli` writes new file snapshots; inline ones are reviewed
//! with `cargo insta review`.
#![cfg(test)]

mod batches;
mod checking;
mod comparing;
mod configuration;
mod databases;
mod failing;
mod following;
mod help;
mod histories;
mod joining;
mod looking;
mod loss;
mod moving;
mod output;
mod repairing;
mod sandbox;
mod scripts;
mod sea_orm_cli;
mod stamping;
mod targets;
#[cfg(unix)]
mod terminal;
mod writing;

/// A file that no `mod` names is compiled by nobody, and its tests never fail.
#[test]
fn no_file_is_forgotten() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/cli");
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        // `servers` is a target of its own.
        .filter(|name| name != "main" && name != "servers")
        .collect();
    files.sort();
    let mut named: Vec<_> = include_str!("main.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .map(ToOwned::to_owned)
        .collect();
    named.sort();
    assert_eq!(files, named);
}
