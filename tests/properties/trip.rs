//! A pair on a live engine: there, back, and over from another database.

use std::sync::Arc;

use sea_keel::{
    check::{Told, record_script},
    dialect::Scope,
    diff::Decisions,
    exec::{Runner, Silent, statements_of},
    history::{History, Ready, Revision, target::Direction},
    op::Op,
    schema::{Backend, NamingConvention, Schema},
};
use sea_orm::{ConnectionTrait as _, DatabaseExecutor};
use tests::{Database, Engine, difference};

use crate::{
    pure::{Held, Miss, Ways, between, failed, holds, list, planned},
    schemas::Pair,
};

const FIRST: &str = "m20200101_000001_first";
const SECOND: &str = "m20200101_000002_second";
const NAMESPACES: [&str; 2] = ["other", "another"];

/// A database that is emptied between pairs.
struct Place {
    database: Database,
    runner: Runner,
}

impl Place {
    async fn new(engine: &Arc<Engine>) -> Self {
        let database = Database::fresh(engine).await;
        let runner = database.runner().await;
        Self { database, runner }
    }

    async fn close(self) {
        let _ = self.runner.close().await;
        self.database.delete().await;
    }

    async fn empty(&self) -> Result<(), String> {
        let namespaces = NAMESPACES.map(ToOwned::to_owned);
        self.runner.wipe(&namespaces).await.map(|_| ()).map_err(|error| error.to_string())
    }

    async fn read(&self) -> Held<Schema> {
        Ok(at("inspection", self.runner.inspect(&Scope::All).await)?.schema)
    }

    /// Inspection sees what is expected.
    async fn is(&self, step: &str, expected: &Schema) -> Held<Schema> {
        let dialect = self.runner.dialect();
        let found = self.read().await?;
        let (_, ops) = between(dialect, Told::live(&found), Told::said(expected), &Decisions::default())?;
        if ops.is_empty() {
            return Ok(found);
        }
        let text = |schema: &Schema| format!("{:#?}", dialect.canonical(schema));
        let lines = difference(&text(expected), &text(&found)).unwrap_or_default();
        failed(format!(
            "{step}: the differ sees what is not there:\n{}expected (-), found (+)\n{lines}",
            list(&ops)
        ))
    }

    async fn go(&self, history: &History, direction: Direction, id: &str) -> Held {
        let state = at("state", self.runner.state(history).await)?;
        let run = self.runner.run(history, &state, direction, &[id.to_owned()], &mut Silent).await;
        at(&format!("{direction:?} {id}"), run)
    }
}

fn at<T, E: std::fmt::Display>(step: &str, result: Result<T, E>) -> Held<T> {
    result.map_err(|error| Miss::Failed(format!("{step}: {error}")))
}

/// Where pairs are tried.
pub(crate) struct Ground {
    engine: Arc<Engine>,
    here: Place,
    there: Place,
}

impl Ground {
    pub(crate) async fn new(engine: &Arc<Engine>) -> Self {
        let (here, there) = (Place::new(engine).await, Place::new(engine).await);
        Self { engine: Arc::clone(engine), here, there }
    }

    pub(crate) fn server(&self) -> &sea_keel::dialect::Server {
        self.here.database.server()
    }

    pub(crate) async fn close(self) {
        self.here.close().await;
        self.there.close().await;
    }

    /// Everything that must hold of a pair.
    pub(crate) async fn holds(&mut self, pair: &Pair) -> Held {
        for place in [&mut self.here, &mut self.there] {
            if place.empty().await.is_err() {
                let fresh = Place::new(&self.engine).await;
                std::mem::replace(place, fresh).close().await;
            }
        }
        let ways = holds(self.here.runner.dialect(), pair)?;
        self.travel(pair, &ways).await.map_err(|miss| match miss {
            Miss::Failed(message) => {
                Miss::Failed(format!("{message}\nthe differ found:\n{}", list(&ways.changed)))
            }
            refused => refused,
        })
    }

    async fn travel(&self, pair: &Pair, ways: &Ways) -> Held {
        let backend = self.server().engine.backend();
        let convention = NamingConvention::default();
        let none: Vec<Box<dyn Revision>> = vec![];
        let empty = at("history", History::read(&none, backend, &convention))?;
        let first = Ready::new(FIRST, [], ways.made.as_slice());
        let second = Ready::new(SECOND, [FIRST], ways.changed.as_slice());
        let history = at("first", empty.with(&first, &convention))?;
        let history = at("second", history.with(&second, &convention))?;
        self.here.go(&history, Direction::Up, FIRST).await?;
        self.here.is("the first schema", &pair.from).await?;
        self.here.go(&history, Direction::Up, SECOND).await?;
        self.here.is("the second schema", &pair.to).await?;
        if !ways.back {
            return Ok(());
        }
        self.here.go(&history, Direction::Down, SECOND).await?;
        let one = self.here.is("the first schema again", &pair.from).await?;
        // The other one is made in one go.
        let (_, ops) = between(
            self.there.runner.dialect(),
            Told::said(&Schema::new()),
            Told::said(&pair.to),
            &Decisions::default(),
        )?;
        let at_once = Ready::new(FIRST, [], ops);
        let history = at("at once", empty.with(&at_once, &convention))?;
        self.there.go(&history, Direction::Up, FIRST).await?;
        let other = self.there.is("the second schema at once", &pair.to).await?;
        self.over(&one, &other).await
    }

    /// One database made like the other by what is between them.
    async fn over(&self, one: &Schema, other: &Schema) -> Held {
        let dialect = self.here.runner.dialect();
        let (from, ops) = between(dialect, Told::live(one), Told::live(other), &Decisions::default())?;
        let done = self.apply(&from, &ops).await;
        let found = match done {
            Ok(()) => self.here.is("between two databases, afterwards", other).await,
            Err(miss) => Err(miss),
        };
        found.map(|_| ()).map_err(|miss| match miss {
            Miss::Failed(message) => Miss::Failed(format!(
                "between two databases: {message}\nwhat was between them:\n{}",
                list(&ops)
            )),
            refused => refused,
        })
    }

    async fn apply(&self, from: &Schema, ops: &[Op]) -> Held {
        let dialect = self.here.runner.dialect();
        let (plan, _) = planned(dialect, "between two databases", from, ops)?;
        let db = self.here.runner.db();
        if dialect.server().engine.backend() == Backend::Sqlite {
            let objects = self.here.database.rows(dialect.objects_query().unwrap()).await;
            let objects: Vec<String> = objects.into_iter().filter_map(|row| row[0].clone()).collect();
            let script = at("recording", record_script(&plan, &objects).await)?;
            at("pragma", db.execute_unprepared("PRAGMA foreign_keys = OFF").await)?;
            for statement in script.segments.iter().flat_map(|(_, statements)| statements) {
                at(statement, db.execute_unprepared(statement).await)?;
            }
            return at("pragma", db.execute_unprepared("PRAGMA foreign_keys = ON").await).map(|_| ());
        }
        let executor = DatabaseExecutor::Connection(db);
        for planned in &plan.steps {
            for statement in at("statements", statements_of(&executor, &planned.step.action).await)? {
                at(&statement, db.execute_unprepared(&statement).await)?;
            }
        }
        Ok(())
    }
}
