//! Properties of the differ: schemas by chance, each on every engine.
//!
//! `KEEL_TEST_PAIRS` says how many pairs an engine gets, `KEEL_TEST_SEED` with which seed they begin: pair
//! `n` has the seed `KEEL_TEST_SEED + n`, so that one pair is `KEEL_TEST_SEED=… KEEL_TEST_PAIRS=1`.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod fit;
mod pure;
mod schemas;
mod shrink;
mod trip;
mod words;

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use libtest_mimic::{Failed, Trial};
use sea_keel::dialect::{Engine as Family, Server, dialect_of};
use tests::{Engine, Outcome, number, trial};

use pure::Miss;
use schemas::{Pair, pair};
use trip::Ground;
use words::Words;

/// How many different failures are looked for before a run gives up.
const ENOUGH: usize = 5;
/// How long a failing pair is made smaller.
const PATIENCE: Duration = Duration::from_secs(8);

fn main() {
    let mut trials = Vec::new();
    for engine in Engine::selected() {
        trials.push(trial(&engine, "pairs", |engine| async move { live(&engine).await }));
    }
    for family in [Family::Postgres, Family::MySql, Family::MariaDb, Family::Sqlite] {
        let name = format!("without::{family}");
        trials.push(Trial::test(name, move || without(family).map_err(Failed::from)));
    }
    tests::run(trials);
}

fn seeds(usual: u64) -> impl Iterator<Item = u64> {
    let first = number("KEEL_TEST_SEED", 1);
    (0..number("KEEL_TEST_PAIRS", usual)).map(move |n| first + n)
}

/// What has become of the pairs so far.
#[derive(Default)]
struct Tally {
    pairs: usize,
    refused: BTreeMap<String, (usize, u64)>,
    failures: Vec<String>,
}

/// The words of a refusal without its names.
fn kind_of(message: &str) -> String {
    let plain = |word: &&str| !word.contains(|c: char| c.is_ascii_digit() || "\".'`".contains(c));
    message.lines().next().unwrap_or_default().split_whitespace().filter(plain).collect::<Vec<_>>().join(" ")
}

impl Tally {
    fn refuse(&mut self, seed: u64, message: &str) {
        self.refused.entry(kind_of(message)).or_insert((0, seed)).0 += 1;
    }

    fn fail(&mut self, seed: u64, pair: &Pair, message: &str) {
        let text = format!(
            "---- KEEL_TEST_SEED={seed} KEEL_TEST_PAIRS=1\n{message}\nfrom {}\nto {}\nrenames {:?}\n",
            serde_json::to_string(&pair.from).unwrap(),
            serde_json::to_string(&pair.to).unwrap(),
            pair.renames,
        );
        eprintln!("{text}");
        self.failures.push(text);
    }

    fn outcome(self, name: &str) -> Outcome {
        let refused: usize = self.refused.values().map(|(count, _)| count).sum();
        eprintln!(
            "{name}: {} pairs, {refused} of them refused, {} failures",
            self.pairs,
            self.failures.len()
        );
        let mut reasons: Vec<_> =
            self.refused.iter().map(|(why, (count, seed))| (*count, why, seed)).collect();
        reasons.sort();
        for (count, why, seed) in reasons.iter().rev() {
            eprintln!("{name}:   {count} × {why} (seed {seed})");
        }
        if refused * 2 > self.pairs && self.pairs > 10 {
            return Err(format!("{refused} of {} pairs are refused", self.pairs));
        }
        if self.failures.is_empty() { Ok(()) } else { Err(self.failures.join("\n")) }
    }
}

async fn live(engine: &Arc<Engine>) -> Outcome {
    let mut ground = Ground::new(engine).await;
    let words = Words { server: ground.server().clone() };
    let mut tally = Tally::default();
    for seed in seeds(200) {
        let pair = pair(seed, &words.server);
        tally.pairs += 1;
        match Box::pin(ground.holds(&pair)).await {
            Ok(()) => {}
            Err(Miss::Refused(why)) => tally.refuse(seed, &why),
            Err(Miss::Failed(message)) => {
                let (pair, message) = shrunk(&mut ground, &words, pair, message).await;
                tally.fail(seed, &pair, &message);
            }
        }
        if tally.failures.len() >= ENOUGH {
            break;
        }
    }
    ground.close().await;
    tally.outcome(engine.name())
}

async fn shrunk(ground: &mut Ground, words: &Words, pair: Pair, message: String) -> (Pair, String) {
    let (until, kind) = (Instant::now() + PATIENCE, kind_of(&message));
    let (mut pair, mut message) = (pair, message);
    'again: loop {
        for smaller in shrink::smaller(words, &pair) {
            if Instant::now() > until {
                break 'again;
            }
            if let Err(Miss::Failed(why)) = Box::pin(ground.holds(&smaller)).await
                && kind_of(&why) == kind
            {
                (pair, message) = (smaller, why);
                continue 'again;
            }
        }
        break;
    }
    (pair, message)
}

fn without(family: Family) -> Outcome {
    let server = Server::newest(family);
    let dialect = dialect_of(server.clone());
    let mut tally = Tally::default();
    for seed in seeds(5_000) {
        let mut pair = pair(seed, &server);
        tally.pairs += 1;
        match pure::holds(dialect.as_ref(), &pair) {
            Ok(_) => {}
            Err(Miss::Refused(why)) => tally.refuse(seed, &why),
            Err(Miss::Failed(mut message)) => {
                let words = Words { server: server.clone() };
                let kind = kind_of(&message);
                while let Some((smaller, why)) = shrink::smaller(&words, &pair).into_iter().find_map(|it| {
                    match pure::holds(dialect.as_ref(), &it) {
                        Err(Miss::Failed(why)) if kind_of(&why) == kind => Some((it, why)),
                        _ => None,
                    }
                }) {
                    (pair, message) = (smaller, why);
                }
                tally.fail(seed, &pair, &message);
            }
        }
        if tally.failures.len() >= ENOUGH {
            break;
        }
    }
    tally.outcome(&format!("without {family}"))
}
