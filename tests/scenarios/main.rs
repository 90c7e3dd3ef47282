//! Whole stories, each on every engine.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod application;
mod command;
mod half_way;
mod owner_story;
mod stock;

use tests::{Engine, trial};

fn main() {
    let mut trials = Vec::new();
    for engine in Engine::selected() {
        trials.push(trial(&engine, "owner_story", owner_story::tell));
        trials.push(trial(&engine, "application::up_and_down", application::up_and_down));
        trials.push(trial(&engine, "application::keeps_rows", application::keeps_rows));
        trials.push(trial(&engine, "application::scripts", application::scripts));
        trials.push(trial(&engine, "application::on_async_std", application::on_async_std));
        trials.push(trial(&engine, "stock::there_and_back", stock::there_and_back));
        trials.push(trial(&engine, "half_way::fails_and_goes_on", half_way::fails_and_goes_on));
    }
    tests::run(trials);
}
