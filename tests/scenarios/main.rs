//! Whole stories, each on every engine.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod application;
mod attributes;
mod batches;
mod bot_story;
mod command;
mod expressions;
mod foreign_mysql;
mod foreign_postgres;
mod foreign_sqlite;
mod half_way;
mod owner_story;
mod pairs;
mod rebuild;
mod rolling;
mod settle;
mod stock;

use sea_keel::schema::Backend;
use tests::{Engine, trial};

fn main() {
    let mut trials = Vec::new();
    for engine in Engine::selected() {
        trials.push(trial(&engine, "owner_story", owner_story::tell));
        trials.push(trial(&engine, "attributes::types", attributes::types));
        trials.push(trial(&engine, "attributes::beside", attributes::beside));
        trials.push(trial(&engine, "bot_story::generates", bot_story::generates));
        trials.push(trial(&engine, "bot_story::runs", bot_story::runs));
        trials.push(trial(&engine, "application::up_and_down", application::up_and_down));
        trials.push(trial(&engine, "application::keeps_rows", application::keeps_rows));
        trials.push(trial(&engine, "application::scripts", application::scripts));
        let async_std = trial(&engine, "application::on_async_std", application::on_async_std);
        trials.push(if application::has_async_std() { async_std } else { async_std.with_ignored_flag(true) });
        trials.push(trial(&engine, "stock::there_and_back", stock::there_and_back));
        trials.push(trial(&engine, "expressions::read_back", expressions::read_back));
        trials.push(trial(&engine, "settle::asks_the_engine", settle::asks_the_engine));
        trials.push(trial(&engine, "pairs::of_others", pairs::of_others));
        trials.push(trial(&engine, "rolling::reads_as_it_will_be", rolling::reads_as_it_will_be));
        trials.push(trial(&engine, "half_way::fails_and_goes_on", half_way::fails_and_goes_on));
        trials.push(trial(&engine, "half_way::asks_what_it_cannot_see", half_way::asks_what_it_cannot_see));
        trials.push(trial(&engine, "batches::change_each_row_once", batches::change_each_row_once));
        trials.push(trial(&engine, "batches::keep_to_what_was_there", batches::keep_to_what_was_there));
        trials.push(trial(&engine, "batches::quarantine_and_bring_back", batches::quarantine_and_bring_back));
        trials.push(trial(&engine, "batches::refuse_what_has_no_key", batches::refuse_what_has_no_key));
        if engine.backend() == Backend::MySql {
            let made = foreign_mysql::reads_what_others_made;
            trials.push(trial(&engine, "foreign_mysql::reads_what_others_made", made));
            let asks = foreign_mysql::asks_the_same_of_any_number;
            trials.push(trial(&engine, "foreign_mysql::asks_the_same_of_any_number", asks));
        }
        if engine.backend() == Backend::Postgres {
            trials.push(trial(&engine, "attributes::schema_name", attributes::schema_name));
            trials.push(trial(&engine, "foreign_postgres::is_read", foreign_postgres::is_read));
            trials.push(trial(
                &engine,
                "foreign_postgres::needs_no_rights",
                foreign_postgres::needs_no_rights,
            ));
            trials.push(trial(
                &engine,
                "foreign_postgres::queries_are_few",
                foreign_postgres::queries_are_few,
            ));
        }
        if engine.backend() == Backend::Sqlite {
            trials.push(trial(&engine, "rebuild::keeps_all", rebuild::keeps_all));
            trials.push(trial(&engine, "foreign_sqlite::reads_all", foreign_sqlite::reads_all));
            let older = foreign_sqlite::reads_as_an_older_one;
            trials.push(trial(&engine, "foreign_sqlite::reads_as_an_older_one", older));
            let many = foreign_sqlite::asks_as_much_of_many;
            trials.push(trial(&engine, "foreign_sqlite::asks_as_much_of_many", many));
        }
    }
    tests::run(trials);
}
