//! Cases as data, each on every engine: see `README.md` beside this file.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod case;
mod detection;
mod differ;
mod equal;
mod notation;
mod rows;
mod run;

use std::{collections::BTreeSet, path::Path};

use case::Case;
use tests::{Engine, trial};

fn main() {
    let engines = Engine::selected();
    let cases = cases();
    let mut trials = detection::trials(&cases);
    for (name, case) in cases {
        for engine in &engines {
            let case = case.clone();
            trials.push(trial(engine, &name, |engine| async move { run::run(&engine, &case).await }));
        }
    }
    tests::run(trials);
}

/// Every case of every file, as `FILE::NAME`.
fn cases() -> Vec<(String, Case)> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = std::fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<_> = files.filter(|path| path.extension().is_some_and(|end| end == "yml")).collect();
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let read: Result<Vec<Case>, _> = serde_saphyr::from_str(&text);
        let cases = read.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        found.extend(cases.into_iter().map(|case| (format!("{stem}::{}", case.name), case)));
    }
    let names: BTreeSet<_> = found.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), found.len(), "two cases have one name");
    found
}
