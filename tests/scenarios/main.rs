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
mod rebuild;
mod stock;

use sea_keel::schema::Backend;
use tests::{Engine, trial};

fn main() {
    let mut trials = Vec::new();
    for engine in Engine::selected() {
        trials.push(trial(&engine, "owner_story", owner_story::tell));
        trials.push(trial(&engine, "application::up_and_down", application::up_and_down));
        trials.push(trial(&engine, "application::keeps_rows", application::keeps_rows));
        trials.push(trial(&engine, "application::scripts", application::scripts));
        let async_std = trial(&engine, "application::on_async_std", application::on_async_std);
        trials.push(if application::has_async_std() { async_std } else { async_std.with_ignored_flag(true) });
        trials.push(trial(&engine, "stock::there_and_back", stock::there_and_back));
        trials.push(trial(&engine, "half_way::fails_and_goes_on", half_way::fails_and_goes_on));
        if engine.backend() == Backend::Sqlite {
            trials.push(trial(&engine, "rebuild::keeps_all", rebuild::keeps_all));
        }
    }
    tests::run(trials);
}
