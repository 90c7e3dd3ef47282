//! What differs from one run to the next, and is no reason to change the page.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Ids with later times are those that `merge` and `generate` have just made.
const LAST_OF_THE_HISTORIES: &str = "m20260401";

static VARIES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let varies = [
        (r"\b\d+(\.\d+)?(ms| ms| s)\b", "TIME"),
        (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+Z|Z| UTC)?", "WHEN"),
        (r"\b\d+ (try|tries)\b", "N tries"),
        (r"\bsession \d+", "session N"),
        (r"\bprocess \d+ on [^ ,;:]+", "process N"),
        (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
        (r"\b(PostgreSQL|MariaDB|MySQL|SQLite) \d+(\.\d+)*", "$1 VERSION"),
        (r"\b[0-9a-f]{64}\b", "HASH"),
    ];
    varies.map(|(pattern, instead)| (Regex::new(pattern).unwrap(), instead)).into()
});

static STAMP: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bm\d{8}_\d{6}").unwrap());

fn mask(line: &str) -> String {
    let stamp = |found: &Captures<'_>| match &found[0] {
        known if known < LAST_OF_THE_HISTORIES => known.to_owned(),
        _ => "mSTAMP".to_owned(),
    };
    let line = STAMP.replace_all(line, stamp).into_owned();
    VARIES.iter().fold(line, |line, (pattern, instead)| pattern.replace_all(&line, *instead).into_owned())
}

/// Stands on the page for any number of lines.
pub(crate) const LEFT_OUT: &str = "…";

/// Whether the page's lines are those that were printed.
pub(crate) fn same(page: &[String], printed: &[String]) -> bool {
    match page.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line.trim() == LEFT_OUT => {
            (0..=printed.len()).any(|skipped| same(rest, &printed[skipped..]))
        }
        Some((line, rest)) => printed
            .split_first()
            .is_some_and(|(first, others)| mask(line) == mask(first) && same(rest, others)),
    }
}
