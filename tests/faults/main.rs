//! What must not harm a run: being killed, being cut off, running beside others, standing before a locked table, a
//! word to stop, a file that cannot grow.
//!
//! `KEEL_TEST_KILLS` says how many times a run is killed on each engine, `KEEL_TEST_ROUNDS` how many times sixteen run
//! at once.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod ground;
mod kills;
mod many;
mod proxy;
mod stopping;
mod waiting;

use sea_keel::schema::Backend;
use tests::{Engine, trial};

fn main() {
    let mut trials = Vec::new();
    for engine in Engine::selected() {
        trials.push(trial(&engine, "kills::leave_nothing_behind", kills::leave_nothing_behind));
        trials.push(trial(&engine, "many::run_at_once", many::run_at_once));
        trials.push(trial(&engine, "stopping::at_a_signal", stopping::at_a_signal));
        if engine.backend() == Backend::Sqlite {
            trials.push(trial(&engine, "kills::at_every_statement", kills::at_every_statement));
            trials.push(trial(&engine, "waiting::for_a_writer", waiting::for_a_writer));
            trials.push(trial(&engine, "kills::a_file_that_cannot_grow", kills::a_file_that_cannot_grow));
        } else {
            if !engine.is_scripted() {
                trials.push(trial(&engine, "kills::with_the_server_gone", kills::with_the_server_gone));
            }
            trials.push(trial(&engine, "waiting::for_a_blocker", waiting::for_a_blocker));
            trials.push(trial(&engine, "waiting::for_another_run", waiting::for_another_run));
            trials.push(trial(&engine, "waiting::until_it_is_ended", waiting::until_it_is_ended));
        }
    }
    tests::run(trials);
}
