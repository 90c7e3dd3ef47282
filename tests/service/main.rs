//! The application's service as its clients see it: processes, real HTTP, a database of each engine.
//!
//! `KEEL_TEST_SEQUENCES` says how many sequences of requests are held against a model, `KEEL_TEST_SEED` with which seed
//! they begin.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod about;
mod away;
mod bad_input;
mod client;
mod conversations;
mod health;
mod kills;
mod line;
mod many;
mod model;
mod player;
mod replica;
mod rolling;
mod schema;
mod sequences;
mod stopping;
mod strangers;
mod tags;
mod tasks;
mod users;

use tests::{Engine, trial};

fn main() {
    let mut trials = Vec::new();
    for engine in Engine::selected() {
        trials.push(trial(&engine, "kills::lose_nothing", kills::lose_nothing));
        trials.push(trial(&engine, "sequences::are_as_the_model", sequences::are_as_the_model));
        trials.push(trial(&engine, "many::start_at_once", many::start_at_once));
        trials.push(trial(&engine, "about::tells_of_itself", about::tells_of_itself));
        trials.push(trial(&engine, "away::comes_back", away::comes_back));
        trials.push(trial(&engine, "away::is_given_up", away::is_given_up));
        trials.push(trial(&engine, "bad_input::is_told", bad_input::is_told));
        trials.push(trial(&engine, "conversations::live", conversations::live));
        trials.push(trial(&engine, "rolling::serves_all_along", rolling::serves_all_along));
        trials.push(trial(&engine, "rolling::loses_no_value", rolling::loses_no_value));
        trials.push(trial(&engine, "health::is_asked", health::is_asked));
        trials.push(trial(&engine, "health::finds_the_service", health::finds_the_service));
        trials.push(trial(&engine, "schema::modes", schema::modes));
        trials.push(trial(&engine, "schema::is_waited_for", schema::is_waited_for));
        trials.push(trial(&engine, "schema::is_watched", schema::is_watched));
        trials.push(trial(&engine, "schema::waits_are_told", schema::waits_are_told));
        trials.push(trial(&engine, "stopping::answers_first", stopping::answers_first));
        trials.push(trial(&engine, "strangers::see_nothing", strangers::see_nothing));
        trials.push(trial(&engine, "tags::live", tags::live));
        trials.push(trial(&engine, "tags::cost_one_statement", tags::cost_one_statement));
        trials.push(trial(&engine, "tasks::live", tasks::live));
        trials.push(trial(&engine, "tasks::are_found", tasks::are_found));
        trials.push(trial(&engine, "tasks::come_back_once", tasks::come_back_once));
        trials.push(trial(&engine, "users::sign_up", users::sign_up));
        trials.push(trial(&engine, "users::sign_in", users::sign_in));
    }
    tests::run(trials);
}

/// What was expected is so.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: T, found: T) -> tests::Outcome {
    if expected == found { Ok(()) } else { Err(format!("{what}: expected {expected:?}, found {found:?}")) }
}
