//! A case on a server: there, back, and there again.

use std::sync::Arc;

use indexmap::IndexMap;
use sea_keel::{
    dialect::Server,
    diff::Decisions,
    exec::{ExecError, Runner, Silent},
    history::{History, MigrationName, PlanningError, Ready, Revision, target::Direction},
    op::{Op, Operations, RecordedDown},
    schema::{Backend, NamingConvention, QualifiedName, Schema, Table},
};
use tests::{Database, Engine, Outcome, difference};

use crate::case::{Case, Change, first, say};
use crate::{differ, equal, rows::Rows};

pub(crate) const GIVEN: &str = "m20200101_000001_given";
pub(crate) const CHANGE: &str = "m20200101_000002_change";
const AT_ONCE: &str = "m20200101_000003_at_once";

/// A revision that says what a case says.
struct Said {
    name: &'static str,
    parents: &'static [&'static str],
    up: Vec<Change>,
    down: Option<Vec<Change>>,
}

impl MigrationName for Said {
    fn name(&self) -> &str {
        self.name
    }
}

impl Revision for Said {
    fn revises(&self) -> &[&str] {
        self.parents
    }

    fn up(&self, op: &mut Operations) {
        say(&self.up, op);
    }

    fn down(&self, op: &mut Operations) {
        match &self.down {
            Some(changes) => say(changes, op),
            None => op.reverse(),
        }
    }
}

/// A failure, with what was being done.
pub(crate) fn at<T, E: std::fmt::Display>(step: &str, result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| format!("{step}: {error}"))
}

pub(crate) fn ensure(holds: bool, message: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(message()) }
}

pub(crate) fn equal(step: &str, left: &str, right: &str) -> Outcome {
    difference(left, right).map_or(Ok(()), |lines| Err(format!("{step}\n{lines}")))
}

/// Refused while planning, in the right words.
pub(crate) fn is_refusal(error: &ExecError, text: &str) -> Outcome {
    ensure(matches!(error, ExecError::Planning(PlanningError::Plan { .. })), || {
        format!("fails instead of being refused: {error}")
    })?;
    ensure(error.to_string().contains(text), || format!("the refusal does not say {text:?}: {error}"))
}

/// The answers to queries are those that are expected.
pub(crate) async fn answers(database: &Database, select: &IndexMap<String, String>) -> Outcome {
    for (query, answer) in select {
        let found = database.rows(query).await;
        let found = found.first().and_then(|row| row[0].clone()).unwrap_or_else(|| "NULL".into());
        ensure(found == *answer, || format!("{query}: {found:?}, not {answer:?}"))?;
    }
    Ok(())
}

/// Runs a case on an engine.
pub(crate) async fn run(engine: &Arc<Engine>, case: &Case) -> Outcome {
    let database = Database::fresh(engine).await;
    let outcome = match first(&case.without, database.server()) {
        Some(Some(_)) => Ok(()),
        _ if case.equals.is_some() => equal::run(&database, case).await,
        _ => Trip { case, database: &database }.run().await,
    };
    database.delete().await;
    outcome
}

struct Trip<'a> {
    case: &'a Case,
    database: &'a Database,
}

pub(crate) fn history(case: &Case, backend: Backend) -> Result<History, String> {
    let revisions: Vec<Box<dyn Revision>> = vec![
        Box::new(Said { name: GIVEN, parents: &[], up: case.given.clone(), down: None }),
        Box::new(Said { name: CHANGE, parents: &[GIVEN], up: case.change.clone(), down: case.down.clone() }),
    ];
    at("the case does not fit together", History::read(&revisions, backend, &NamingConvention::default()))
}

/// The schema before the change and after it.
pub(crate) fn schemas(history: &History) -> Result<(Schema, Schema), String> {
    let before = at("fold", history.fold(&[GIVEN.to_owned()].into()))?;
    Ok((before, at("fold", history.head_schema())?))
}

/// A history of one revision that says the changes.
pub(crate) fn at_once(changes: &[Change], backend: Backend) -> Result<History, String> {
    let revisions: Vec<Box<dyn Revision>> =
        vec![Box::new(Said { name: GIVEN, parents: &[], up: changes.to_vec(), down: None })];
    at("the case does not fit together", History::read(&revisions, backend, &NamingConvention::default()))
}

async fn go(runner: &Runner, history: &History, direction: Direction, id: &str) -> Result<(), ExecError> {
    let state = runner.state(history).await?;
    runner.run(history, &state, direction, &[id.to_owned()], &mut Silent).await
}

impl Trip<'_> {
    fn server(&self) -> &Server {
        self.database.server()
    }

    async fn run(&self) -> Outcome {
        let backend = self.server().engine.backend();
        let history = history(self.case, backend)?;
        let runner = self.database.runner().await;
        let outcome = self.travel(&runner, &history).await;
        at("closing", runner.close().await)?;
        outcome
    }

    async fn travel(&self, runner: &Runner, history: &History) -> Outcome {
        let refused = first(&self.case.unsupported, self.server()).and_then(Option::as_deref);
        let empty = if refused.is_some() { self.database.dump().await } else { String::new() };
        let given = go(runner, history, Direction::Up, GIVEN).await;
        if let (Err(error), Some(text)) = (&given, refused) {
            return self.refused(error, text, &empty).await;
        }
        at("given", given)?;
        for row in &self.case.rows {
            self.database.execute(row).await;
        }
        let said = at("fold", history.fold(&[GIVEN.to_owned()].into()))?;
        differ::no_phantom("given", self.database, &said).await?;
        let before = self.database.dump().await;
        let rows = Rows::read(self.database, &said).await;
        let changed = go(runner, history, Direction::Up, CHANGE).await;
        if let Some(text) = refused {
            let error = changed.err().ok_or("this is done where it should be refused")?;
            return self.refused(&error, text, &before).await;
        }
        if let Some(text) = first(&self.case.fails, self.server()).and_then(Option::as_deref) {
            let error = changed.err().ok_or("this is done where the rows should stand in the way")?;
            return self.failed(&error, text, &before).await;
        }
        at("up", changed)?;
        let after = self.there(history, &rows).await?;
        self.second_run(runner, history).await?;
        if let Some(text) = first(&self.case.down_unsupported, self.server()).and_then(Option::as_deref) {
            let error = go(runner, history, Direction::Down, CHANGE).await;
            let error = error.err().ok_or("down is done where it should be refused")?;
            return self.refused(&error, text, &after).await;
        }
        self.differs(history, &before, &after).await?;
        match &self.case.irreversible {
            Some(why) => self.irreversible(runner, history, why, &after).await,
            None => {
                self.back(runner, history, &before, &rows).await?;
                at("up again", go(runner, history, Direction::Up, CHANGE).await)?;
                equal("up again is not as up", &after, &self.database.dump().await)
            }
        }
    }

    /// What was refused has not been begun.
    async fn refused(&self, error: &ExecError, text: &str, before: &str) -> Outcome {
        is_refusal(error, text)?;
        equal("refused, and yet something happened", before, &self.database.dump().await)
    }

    /// What failed has left no trace.
    async fn failed(&self, error: &ExecError, text: &str, before: &str) -> Outcome {
        ensure(!matches!(error, ExecError::Planning(_)), || format!("refused instead of failing: {error}"))?;
        ensure(error.to_string().contains(text), || format!("the error does not say {text:?}: {error}"))?;
        equal("failed, and yet something happened", before, &self.database.dump().await)
    }

    async fn there(&self, history: &History, rows: &Rows) -> Result<String, String> {
        let after = self.database.dump().await;
        let schema = at("fold", history.head_schema())?;
        if first(&self.case.differs, self.server()).and_then(Option::as_ref).is_none() {
            equal("up is not as the same schema made at once (+)", &after, &self.at_once(&schema).await?)?;
        }
        differ::no_phantom("up", self.database, &schema).await?;
        let expected = self
            .case
            .expect
            .iter()
            .filter(|(engine, _)| tests::Selector::from((*engine).clone()).matches(self.server()));
        for text in expected.flat_map(|(_, texts)| texts.iter()) {
            ensure(after.contains(text.as_str()), || format!("the dump has no {text:?}:\n{after}"))?;
        }
        answers(self.database, &self.case.select).await?;
        if !self.case.rows_change {
            rows.compare("up", &Rows::read(self.database, &schema).await, true)?;
        }
        Ok(after)
    }

    /// The change as the differ finds it leads to the same.
    async fn differs(&self, history: &History, before: &str, after: &str) -> Outcome {
        let given = history.revision(GIVEN).map(|revision| revision.up.clone()).unwrap_or_default();
        let change = history.revision(CHANGE).map(|revision| revision.up.clone()).unwrap_or_default();
        let (from, to) = schemas(history)?;
        if first(&self.case.alike, self.server()).and_then(Option::as_ref).is_some() {
            let (here, there) = (self.made(&given).await?, self.made(&creation(&to)).await?);
            let outcome = differ::alike(&here, &there, &from, &to).await;
            here.delete().await;
            there.delete().await;
            return outcome;
        }
        let keeps = first(&self.case.differs, self.server()).and_then(Option::as_ref).is_none();
        let keeps_before =
            first(&self.case.differs_after_down, self.server()).and_then(Option::as_ref).is_none();
        let at_once = match keeps {
            true => after.to_owned(),
            false => self.at_once(&to).await?,
        };
        let nothing = IndexMap::new();
        let change = differ::Change {
            given: &given,
            before: &from,
            after: &to,
            rows: &self.case.rows,
            rows_change: self.case.rows_change,
            decisions: Decisions { fills: self.case.fills(), ..differ::decisions(&change) },
            select: if self.case.fills.is_empty() { &nothing } else { &self.case.select },
            dumps: if keeps { vec![after] } else { vec![at_once.as_str(), after] },
            dump_before: keeps_before.then_some(before),
        };
        differ::generated(self.database.engine(), self.server(), &change).await?;
        if first(&self.case.live_differs, self.server()).and_then(Option::as_ref).is_some() {
            return Ok(());
        }
        let (here, there) = (self.made(&given).await?, self.made(&creation(&to)).await?);
        let outcome = differ::live(&here, &there, &there.dump().await).await;
        here.delete().await;
        there.delete().await;
        outcome
    }

    /// A database in which operations have run.
    async fn made(&self, ops: &[Op]) -> Result<Database, String> {
        let database = Database::fresh(self.database.engine()).await;
        let runner = database.runner().await;
        let revisions: Vec<Box<dyn Revision>> = vec![Box::new(Ready::new(AT_ONCE, [], ops))];
        let history =
            at("making", History::read(&revisions, runner.backend(), &NamingConvention::default()))?;
        at("making", runner.upgrade(&history, &mut Silent).await)?;
        at("closing", runner.close().await)?;
        Ok(database)
    }

    /// The dump of a database in which the schema was made in one revision.
    async fn at_once(&self, schema: &Schema) -> Result<String, String> {
        let other = Database::fresh(self.database.engine()).await;
        let runner = other.runner().await;
        let revisions: Vec<Box<dyn Revision>> = vec![Box::new(Ready::new(AT_ONCE, [], creation(schema)))];
        let history = History::read(&revisions, runner.backend(), &NamingConvention::default());
        let history = at("the fold does not make itself", history)?;
        at("the fold at once", runner.upgrade(&history, &mut Silent).await)?;
        at("closing", runner.close().await)?;
        let dump = other.dump().await;
        other.delete().await;
        Ok(dump)
    }

    async fn second_run(&self, runner: &Runner, history: &History) -> Outcome {
        let done = at("a second up", runner.upgrade(history, &mut Silent).await)?;
        ensure(done.is_empty(), || format!("a second up runs {done:?}"))
    }

    async fn irreversible(&self, runner: &Runner, history: &History, why: &str, after: &str) -> Outcome {
        let error = go(runner, history, Direction::Down, CHANGE).await.err().ok_or("down is done")?;
        let refused = matches!(error, ExecError::Planning(PlanningError::Irreversible { .. }));
        ensure(refused && error.to_string().contains(why), || format!("down: {error}"))?;
        equal("down refused, and yet something happened", after, &self.database.dump().await)
    }

    async fn back(&self, runner: &Runner, history: &History, before: &str, rows: &Rows) -> Outcome {
        at("down", go(runner, history, Direction::Down, CHANGE).await)?;
        if first(&self.case.differs_after_down, self.server()).and_then(Option::as_ref).is_none() {
            equal("down does not restore what was there before (-)", before, &self.database.dump().await)?;
        }
        let lossy = match &history.revision(CHANGE).unwrap().down {
            RecordedDown::Ops { lost, .. } => !lost.is_empty() || self.case.down.is_some(),
            RecordedDown::Irreversible { .. } => true,
        };
        // What drops a table or a column on the way up loses its values; what is untouched stays.
        let both = schemas(history)?;
        let now = Rows::read(self.database, &both.0).await;
        let kept = if lossy { rows.untouched(&both.0, &both.1) } else { rows.clone() };
        kept.compare("down", &now, false)
    }
}

/// The operations that make a schema: every foreign key with its table where the other one is there already.
fn creation(schema: &Schema) -> Vec<Op> {
    let mut ops: Vec<_> =
        schema.namespaces.iter().map(|name| Op::CreateSchema { name: name.clone() }).collect();
    ops.extend(schema.enums.values().map(|it| Op::CreateEnum { enum_type: it.clone() }));
    let (mut left, mut later): (Vec<Table>, _) = (schema.tables.values().cloned().collect(), Vec::new());
    let mut made: Vec<QualifiedName> = Vec::new();
    while !left.is_empty() {
        let ready = |table: &Table| {
            let mut keys = table.foreign_keys.values();
            keys.all(|key| key.references == table.name || made.contains(&key.references))
        };
        let next = left.iter().position(ready);
        let mut table = left.remove(next.unwrap_or(0));
        if next.is_none() {
            let name = table.name.clone();
            let keys = std::mem::take(&mut table.foreign_keys).into_values();
            later.extend(keys.map(|foreign_key| Op::AddForeignKey { table: name.clone(), foreign_key }));
        }
        made.push(table.name.clone());
        ops.push(Op::CreateTable { table });
    }
    ops.into_iter().chain(later).collect()
}
