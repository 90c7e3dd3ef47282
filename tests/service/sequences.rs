//! Sequences of requests by chance, held against the model: each answer, and in the end the rows of the database.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Database, Dice, Engine, Outcome, number};

use crate::{
    model::{Filter, Task},
    player::Player,
    replica::Replica,
};

const TITLES: [&str; 4] = ["Buy milk", "Call 50% of them", "it's \\ \"here\"", "äöü 🛠"];
pub(crate) const PRIORITIES: [&str; 3] = ["low", "medium", "high"];
const DUE: [&str; 3] = ["2030-01-31T09:00:00Z", "2030-06-15T23:59:59Z", "2036-02-28T00:00:00Z"];
const RECURRENCES: [&str; 3] = ["daily", "weekly/2", "monthly"];
const TAGS: [&str; 4] = ["home", "work", "a b", "ö"];
const TEXTS: [&str; 4] = ["milk", "50%", "MORE", "_"];

/// A request; numbers stand for one of what is there by then.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    Create(Task),
    Patch(usize, Value),
    Complete(usize),
    Reopen(usize),
    Delete(usize),
    Attach(usize, &'static str),
    Detach(usize, &'static str),
    List(Filter),
    Tags,
    Talk,
    Say(usize, &'static str, &'static str),
    Hush(usize),
    /// What is the other one's.
    Meddle(usize),
}

/// How many sequences, and how long each is.
const SEQUENCES: u64 = 12;
const LENGTH: usize = 60;

pub(crate) async fn are_as_the_model(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let first = number("KEEL_TEST_SEED", 1);
    for seed in first..first + number("KEEL_TEST_SEQUENCES", SEQUENCES) {
        let mut dice = Dice::new(seed);
        let requests: Vec<_> = (0..LENGTH).map(|_| (dice.below(2), request(&mut dice))).collect();
        let mut people = [Player::new(&replica).await?, Player::new(&replica).await?];
        for (at, (who, request)) in requests.iter().enumerate() {
            let [one, other] = &mut people;
            let (player, other) = if *who == 0 { (one, &*other) } else { (other, &*one) };
            player
                .play(request, other)
                .await
                .map_err(|error| format!("KEEL_TEST_SEED={seed}: {error}\nafter {:?}", &requests[..=at]))?;
        }
        for player in &people {
            player
                .rows(&database)
                .await
                .map_err(|error| format!("KEEL_TEST_SEED={seed}: {error}\n{requests:?}"))?;
        }
    }
    drop(replica);
    database.delete().await;
    Ok(())
}

fn request(dice: &mut Dice) -> Request {
    let at = dice.below(1000);
    let tag = TAGS[dice.below(TAGS.len())];
    match dice.below(20) {
        0..5 => Request::Create(task(dice)),
        5..7 => Request::Patch(at, patch(dice)),
        7..9 => Request::Complete(at),
        9 => Request::Reopen(at),
        10 => Request::Delete(at),
        11..13 => Request::Attach(at, tag),
        13 => Request::Detach(at, tag),
        14..16 => Request::List(filter(dice)),
        16 => Request::Tags,
        17 if dice.percent(50) => Request::Talk,
        17 => Request::Hush(at),
        18 => Request::Say(at, if dice.percent(50) { "user" } else { "assistant" }, TITLES[dice.below(4)]),
        _ => Request::Meddle(at),
    }
}

fn maybe<T: Copy>(dice: &mut Dice, from: &[T]) -> Option<T> {
    if dice.percent(50) { dice.pick(from).copied() } else { None }
}

fn task(dice: &mut Dice) -> Task {
    Task {
        title: TITLES[dice.below(TITLES.len())].to_owned(),
        description: maybe(dice, &["more\nof it", "50% done"]).map(ToOwned::to_owned),
        priority: PRIORITIES[dice.below(3)],
        due: maybe(dice, &DUE).map(ToOwned::to_owned),
        recurrence: maybe(dice, &RECURRENCES),
        completed: false,
        tags: dice.some(&TAGS, 3).into_iter().collect(),
    }
}

fn patch(dice: &mut Dice) -> Value {
    let mut patch = serde_json::Map::new();
    let mut say = |field: &str, value: Value| drop(patch.insert(field.to_owned(), value));
    let new = task(dice);
    if dice.percent(40) {
        say("title", json!(new.title));
    }
    if dice.percent(40) {
        say("description", json!(new.description));
    }
    if dice.percent(40) {
        say("priority", json!(new.priority));
    }
    // Without a due time it would depend on the day what it comes back as.
    if let (Some(due), true) = (new.due, dice.percent(60)) {
        say("due_date", json!(due));
    }
    Value::Object(patch)
}

fn filter(dice: &mut Dice) -> Filter {
    Filter {
        completed: maybe(dice, &[true, false]),
        priority: if dice.percent(30) { dice.pick(&PRIORITIES).copied() } else { None },
        tag: if dice.percent(30) { dice.pick(&TAGS).copied() } else { None },
        due_before: if dice.percent(30) { dice.pick(&DUE).copied() } else { None },
        text: if dice.percent(30) { dice.pick(&TEXTS).copied() } else { None },
    }
}
