//! A revision that fails in its middle, and what the next run makes of it.

use std::sync::Arc;

use sea_keel::{
    exec::{Doubt, ExecError, Runner, Silent},
    history::{History, Revision, target::Direction},
    op::{CodeFn, CodeStep, Operations, table},
    schema::{Backend, NamingConvention},
};
use sea_orm_migration::{
    prelude::*,
    schema::{integer, pk_auto, string_len_null},
};
use tests::{Database, Engine, Outcome};
use tokio::sync::Notify;

use crate::command::same;

struct CreatePeople;

impl MigrationName for CreatePeople {
    fn name(&self) -> &str {
        "m20250101_000001_create_people"
    }
}

impl Revision for CreatePeople {
    fn revises(&self) -> &[&str] {
        &[]
    }

    fn up(&self, op: &mut Operations) {
        op.create_table(table("people").col(pk_auto("id")).col(integer("number")));
    }
}

/// Its third operation fails where two people have one number.
struct NumberPeople;

impl MigrationName for NumberPeople {
    fn name(&self) -> &str {
        "m20250101_000002_number_people"
    }
}

impl Revision for NumberPeople {
    fn revises(&self) -> &[&str] {
        &["m20250101_000001_create_people"]
    }

    fn up(&self, op: &mut Operations) {
        op.add_column("people", string_len_null("nickname", 20));
        op.sql("UPDATE people SET nickname = 'new' WHERE nickname IS NULL");
        op.create_unique("uq_people_number", "people", ["number"]);
        op.add_column("people", string_len_null("title", 20));
    }
}

fn history(backend: Backend) -> History {
    let revisions: Vec<Box<dyn Revision>> = vec![Box::new(CreatePeople), Box::new(NumberPeople)];
    History::read(&revisions, backend, &NamingConvention::default()).unwrap()
}

async fn apply(runner: &Runner, history: &History, count: usize) -> Result<(), ExecError> {
    let state = runner.state(history).await.unwrap();
    let ids: Vec<_> = history.graph().ids().filter(|id| !state.known.contains(*id)).take(count).collect();
    let ids: Vec<_> = ids.into_iter().map(ToOwned::to_owned).collect();
    runner.run(history, &state, Direction::Up, &ids, &mut Silent).await
}

pub(crate) async fn fails_and_goes_on(engine: Arc<Engine>) -> Outcome {
    let history = history(engine.backend());
    let (disturbed, undisturbed) = (Database::fresh(&engine).await, Database::fresh(&engine).await);
    for database in [&disturbed, &undisturbed] {
        let runner = database.runner().await;
        apply(&runner, &history, 1).await.map_err(|error| error.to_string())?;
        database.execute("INSERT INTO people (id, number) VALUES (1, 7), (2, 8)").await;
        runner.close().await.unwrap();
    }
    let runner = undisturbed.runner().await;
    apply(&runner, &history, 1).await.map_err(|error| error.to_string())?;
    runner.close().await.unwrap();
    let before = disturbed.dump().await;

    disturbed.execute("UPDATE people SET number = 7").await;
    let runner = disturbed.runner().await;
    let Err(error) = apply(&runner, &history, 1).await else { return Err("it was to fail".into()) };
    let told = error.to_string();
    for part in [NumberPeople.name(), "uq_people_number", "step 3 of 4"] {
        if !told.contains(part) && engine.backend() != Backend::Sqlite {
            return Err(format!("the error does not name {part}: {told}"));
        }
    }
    let state = runner.state(&history).await.unwrap();
    match engine.backend() {
        Backend::MySql => {
            let half = state.interrupted.ok_or("the journal knows of no half-way run")?;
            if half.done != [0, 1] || half.failed.as_ref().map(|(step, _)| *step) != Some(2) {
                return Err(format!("the journal is wrong: {half:?}"));
            }
            let down = vec![CreatePeople.name().to_owned()];
            let state = runner.state(&history).await.unwrap();
            let refused = runner.run(&history, &state, Direction::Down, &down, &mut Silent).await;
            if !matches!(refused, Err(ExecError::Interrupted(_))) {
                return Err(format!("something else was done amid a half-way run: {refused:?}"));
            }
        }
        Backend::Postgres | Backend::Sqlite => {
            if state.interrupted.is_some() {
                return Err("a transaction leaves nothing half-way".into());
            }
            same("rolled back", &before, &disturbed.dump().await)?;
        }
    }
    disturbed.execute("UPDATE people SET number = 8 WHERE id = 2").await;
    apply(&runner, &history, 1).await.map_err(|error| error.to_string())?;
    same("as if undisturbed", &undisturbed.dump().await, &disturbed.dump().await)?;
    let names = "SELECT nickname FROM people ORDER BY id";
    if disturbed.rows(names).await != undisturbed.rows(names).await {
        return Err("the rows differ from those of an undisturbed run".into());
    }
    if runner.state(&history).await.unwrap().interrupted.is_some() {
        return Err("the journal still knows of a half-way run".into());
    }
    runner.close().await.unwrap();
    disturbed.delete().await;
    undisturbed.delete().await;
    Ok(())
}

const COUNT_UP: &str = "m20250101_000002_count_up";

/// Its step is done, and never ends.
struct CountUp(Arc<Notify>, bool);

impl MigrationName for CountUp {
    fn name(&self) -> &str {
        COUNT_UP
    }
}

impl Revision for CountUp {
    fn revises(&self) -> &[&str] {
        &["m20250101_000001_create_people"]
    }

    fn up(&self, op: &mut Operations) {
        let (done, ends) = (Arc::clone(&self.0), self.1);
        let count = CodeFn::new(move |db| {
            let done = Arc::clone(&done);
            Box::pin(async move {
                db.execute_unprepared("UPDATE people SET number = number + 1").await?;
                if ends {
                    return Ok(());
                }
                done.notify_one();
                std::future::pending().await
            })
        });
        let step = CodeStep { transactional: false, ..CodeStep::new("count up", count, None) };
        op.code_with_effect(step, |_| ());
    }
}

/// Of a step in code that no transaction holds nobody but a person knows whether it took effect: it is not run again.
pub(crate) async fn asks_what_it_cannot_see(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let done = Arc::new(Notify::new());
    let history = |ends| {
        let revisions: Vec<Box<dyn Revision>> =
            vec![Box::new(CreatePeople), Box::new(CountUp(Arc::clone(&done), ends))];
        History::read(&revisions, engine.backend(), &NamingConvention::default()).unwrap()
    };
    let runner = database.runner().await;
    apply(&runner, &history(true), 1).await.map_err(|error| error.to_string())?;
    runner.close().await.unwrap();
    database.execute("INSERT INTO people (id, number) VALUES (1, 7)").await;
    for (doubt, expected) in [(Doubt::NotBegun, "9"), (Doubt::TookEffect, "10")] {
        // As if the process had died: the connection goes with the run.
        let (runner, endless) = (database.runner().await, history(false));
        tokio::select! {
            outcome = apply(&runner, &endless, 1) => return Err(format!("it ended: {outcome:?}")),
            () = done.notified() => {}
        }
        drop(runner);
        let (runner, history) = (database.runner().await, history(true));
        let why = match apply(&runner, &history, 1).await {
            Err(ExecError::InDoubt { why, .. }) => why,
            outcome => return Err(format!("it was to be refused: {outcome:?}")),
        };
        same("what is in doubt", "code: count up", &why)?;
        let state = runner.state(&history).await.unwrap();
        runner.settle(state.interrupted.as_ref().unwrap(), doubt, &mut Silent).await.unwrap();
        apply(&runner, &history, 1).await.map_err(|error| error.to_string())?;
        let number = format!("SELECT {} FROM people", database.as_text("number"));
        same("number", expected, database.rows(&number).await[0][0].as_deref().unwrap())?;
        database.execute(&format!("DELETE FROM seaql_migrations WHERE version = '{COUNT_UP}'")).await;
        runner.close().await.unwrap();
    }
    database.delete().await;
    Ok(())
}
