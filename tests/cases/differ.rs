//! The same change, found by the differ: from what the history says, and from two live databases.

use std::{collections::BTreeSet, sync::Arc};

use indexmap::IndexMap;
use sea_keel::{
    check::{Compared, Told, compare, record_script},
    dialect::{Dialect, Scope, Server, dialect_of},
    diff::Decisions,
    exec::{Runner, statements_of},
    history::{History, Ready, Revision, target::Direction},
    op::{Op, Reversal, reverse_all},
    plan::plan,
    schema::{Backend, NamingConvention, Schema, Table},
};
use sea_orm::{ConnectionTrait as _, DatabaseExecutor};
use tests::{Database, Engine, Outcome, difference};

use crate::{
    rows::Rows,
    run::{GIVEN, answers},
};

const FOUND: &str = "m20200101_000002_found";

/// The case's own words for what is a rename, as decisions by the names of the outcome.
pub(crate) fn decisions(ops: &[Op]) -> Decisions {
    let mut decisions = Decisions::default();
    for op in ops {
        match op {
            Op::RenameTable { from, to } => {
                let first = decisions.tables.remove(from).unwrap_or_else(|| from.clone());
                decisions.tables.insert(to.clone(), first);
                let moved: Vec<_> =
                    decisions.columns.keys().filter(|(table, _)| table == from).cloned().collect();
                for (table, column) in moved {
                    if let Some(was) = decisions.columns.remove(&(table, column.clone())) {
                        decisions.columns.insert((to.clone(), column), was);
                    }
                }
            }
            Op::RenameColumn { table, from, to } => {
                let key = (table.clone(), from.clone());
                let first = decisions.columns.remove(&key).unwrap_or_else(|| from.clone());
                decisions.columns.insert((table.clone(), to.clone()), first);
            }
            Op::RenameEnumValue { name, from, to } => {
                decisions.values.insert((name.clone(), to.clone()), from.clone());
            }
            _ => {}
        }
    }
    decisions.tables.retain(|to, from| to != from);
    decisions
}

fn at<T, E: std::fmt::Display>(step: &str, result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| format!("{step}: {error}"))
}

pub(crate) fn between(
    dialect: &dyn Dialect,
    from: Told<'_>,
    to: Told<'_>,
    decisions: &Decisions,
) -> Result<Compared, String> {
    at("the differ", compare(dialect, from, to, &BTreeSet::new(), decisions))
}

pub(crate) fn list(ops: &[Op]) -> String {
    ops.iter().map(|op| format!("  {op}\n")).collect()
}

/// What inspection reads, without the toolkit's own tables.
pub(crate) async fn read(database: &Database) -> Result<Schema, String> {
    let runner = database.runner().await;
    let schema = at("inspection", runner.inspect(&Scope::All).await)?.schema;
    at("closing", runner.close().await)?;
    Ok(schema)
}

/// Inspection sees what is expected, with nothing left to do.
pub(crate) async fn no_phantom(step: &str, database: &Database, expected: &Schema) -> Outcome {
    let dialect = dialect_of(database.server().clone());
    let found = read(database).await?;
    let there = between(dialect.as_ref(), Told::live(&found), Told::said(expected), &Decisions::default())?;
    if there.difference.ops.is_empty() {
        return Ok(());
    }
    let text = |schema: &Schema| format!("{:#?}", dialect.canonical(schema));
    let lines = difference(&text(expected), &text(&found)).unwrap_or_default();
    Err(format!(
        "{step}: the differ sees what is not there:\n{}\nexpected (-), found (+)\n{lines}",
        list(&there.difference.ops)
    ))
}

/// A way that a schema has changed.
pub(crate) struct Change<'a> {
    pub(crate) given: &'a [Op],
    pub(crate) before: &'a Schema,
    pub(crate) after: &'a Schema,
    pub(crate) rows: &'a [String],
    /// Whether columns of the same name hold other values afterwards.
    pub(crate) rows_change: bool,
    /// Queries for one text, and the answers afterwards.
    pub(crate) select: &'a IndexMap<String, String>,
    pub(crate) decisions: Decisions,
    /// The dumps to one of which the change must lead, and the one to which undoing it must.
    pub(crate) dumps: Vec<&'a str>,
    pub(crate) dump_before: Option<&'a str>,
}

/// The differ's own revision does the same, and is undone.
pub(crate) async fn generated(engine: &Arc<Engine>, server: &Server, change: &Change<'_>) -> Outcome {
    let dialect = dialect_of(server.clone());
    let said =
        between(dialect.as_ref(), Told::said(change.before), Told::said(change.after), &change.decisions)?;
    let ops = said.difference.ops;
    let none =
        between(dialect.as_ref(), Told::said(change.after), Told::said(change.after), &Decisions::default())?;
    if !none.difference.ops.is_empty() {
        return Err(format!("a schema differs from itself:\n{}", list(&none.difference.ops)));
    }
    asks(dialect.as_ref(), change)?;
    let backend = dialect.server().engine.backend();
    let first: Vec<Box<dyn Revision>> = vec![];
    let empty = at("history", History::read(&first, backend, &NamingConvention::default()))?;
    let given = at("given", empty.with(&Ready::new(GIVEN, [], change.given), &NamingConvention::default()))?;
    let history = at(
        "what the differ found",
        given.with(&Ready::new(FOUND, [GIVEN], ops.as_slice()), &NamingConvention::default()),
    )
    .map_err(|error| format!("{error}\n{}", list(&ops)))?;
    let database = Database::fresh(engine).await;
    let outcome = travel(&database, &history, change).await;
    database.delete().await;
    outcome.map_err(|error| format!("{error}\nthe differ found:\n{}", list(&ops)))
}

/// What only a person knows is asked for: a rename is offered as one, and a value is missed for rows without.
fn asks(dialect: &dyn Dialect, change: &Change<'_>) -> Outcome {
    let found = |decisions: &Decisions| {
        let (from, to) = (Told::said(change.before), Told::said(change.after));
        between(dialect, from, to, decisions).map(|compared| compared.difference)
    };
    let Decisions { tables, columns, values, fills, .. } = change.decisions.clone();
    let unfilled = found(&Decisions {
        tables: tables.clone(),
        columns: columns.clone(),
        values,
        ..Decisions::default()
    })?;
    let missed: BTreeSet<_> = unfilled.unfilled.iter().collect();
    if !fills.is_empty() && missed != fills.keys().collect() {
        return Err(format!("the differ misses values for {missed:?}, not for {:?}", fills.keys()));
    }
    let undecided = found(&Decisions::default())?;
    for (to, from) in &tables {
        // Two that change places leave nothing to ask about; a table with other columns is another one.
        let same = shape(change.before.table(from)) == shape(change.after.table(to));
        if !same || change.after.table(from).is_some() || change.before.table(to).is_some() {
            continue;
        }
        let offered = undecided.candidates.iter().any(|it| it.table == *to && it.was.as_ref() == Some(from));
        let renames = |op: &Op| matches!(op, Op::RenameTable { from: a, to: b } if a == from && b == to);
        if !offered && !undecided.ops.iter().any(renames) {
            return Err(format!("the differ does not ask whether {from} is {to} now"));
        }
    }
    let undecided = found(&Decisions { tables: tables.clone(), ..Decisions::default() })?;
    for ((table, to), from) in &columns {
        let before = change.before.table(tables.get(table).unwrap_or(table));
        let (before, after) = (columns_of(before), columns_of(change.after.table(table)));
        let gone: Vec<_> = before.difference(&after).collect();
        let new: Vec<_> = after.difference(&before).collect();
        // Of several the names decide, and these need not resemble each other.
        if gone != [from] || new != [to] {
            continue;
        }
        let pair = Some((from.clone(), to.clone()));
        let offered = undecided.candidates.iter().any(|it| it.table == *table && it.column == pair);
        let renames = |op: &Op| matches!(op, Op::RenameColumn { table: it, from: a, to: b } if it == table && a == from && b == to);
        if !offered && !undecided.ops.iter().any(renames) {
            return Err(format!("the differ does not ask whether {table}.{from} is {to} now"));
        }
    }
    Ok(())
}

fn shape(table: Option<&Table>) -> BTreeSet<(String, String)> {
    let all = table.into_iter().flat_map(|table| table.columns.values());
    all.map(|column| (column.name.clone(), column.ty.to_string())).collect()
}

fn columns_of(table: Option<&Table>) -> BTreeSet<String> {
    table.map(|table| table.columns.keys().cloned().collect()).unwrap_or_default()
}

async fn travel(database: &Database, history: &History, change: &Change<'_>) -> Outcome {
    let runner = database.runner().await;
    let go = async |direction, id: &str| {
        let state = runner.state(history).await?;
        runner.run(history, &state, direction, &[id.to_owned()], &mut sea_keel::exec::Silent).await
    };
    at("given", go(Direction::Up, "m20200101_000001_given").await)?;
    for row in change.rows {
        database.execute(row).await;
    }
    let rows = Rows::read(database, change.before).await;
    at("up (found by the differ)", go(Direction::Up, FOUND).await)?;
    let dump = database.dump().await;
    if let Some(expected) = change.dumps.first().filter(|_| !change.dumps.contains(&dump.as_str())) {
        same("up (found by the differ) is not as the change itself", expected, &dump)?;
    }
    no_phantom("after up", database, change.after).await?;
    if !change.rows_change {
        rows.compare("up (found by the differ)", &Rows::read(database, change.after).await, true)?;
    }
    answers(database, change.select).await?;
    let found = history.revision(FOUND).map(|revision| revision.up.clone()).unwrap_or_default();
    if !matches!(reverse_all(&found), Reversal::Irreversible { .. }) {
        at("down (found by the differ)", go(Direction::Down, FOUND).await)?;
        if let Some(before) = change.dump_before {
            same("down (found by the differ) does not restore", before, &database.dump().await)?;
        }
        no_phantom("after down", database, change.before).await?;
    }
    at("closing", runner.close().await)
}

fn same(step: &str, expected: &str, found: &str) -> Outcome {
    difference(expected, found).map_or(Ok(()), |lines| Err(format!("{step}\n{lines}")))
}

/// There is no difference, neither between what is said nor between two databases.
pub(crate) async fn alike(here: &Database, there: &Database, before: &Schema, after: &Schema) -> Outcome {
    let dialect = dialect_of(here.server().clone());
    let (from, to) = (read(here).await?, read(there).await?);
    for (from, to) in [(Told::said(before), Told::said(after)), (Told::live(&from), Told::live(&to))] {
        let found = between(dialect.as_ref(), from, to, &Decisions::default())?.difference.ops;
        if !found.is_empty() {
            return Err(format!("the differ sees what is no difference:\n{}", list(&found)));
        }
    }
    Ok(())
}

/// Two live databases, the one made like the other by what is between them.
pub(crate) async fn live(here: &Database, there: &Database, dump: &str) -> Outcome {
    let dialect = dialect_of(here.server().clone());
    let (from, to) = (read(here).await?, read(there).await?);
    let found = between(dialect.as_ref(), Told::live(&from), Told::live(&to), &Decisions::default())?;
    let ops = found.difference.ops;
    let runner = here.runner().await;
    let outcome = apply(here, &runner, &found.from, &ops, dump).await;
    at("closing", runner.close().await)?;
    outcome.map_err(|error| format!("between two databases: {error}\nthe differ found:\n{}", list(&ops)))?;
    no_phantom("between two databases, afterwards", here, &to).await
}

async fn apply(here: &Database, runner: &Runner, from: &Schema, ops: &[Op], dump: &str) -> Outcome {
    let dialect = runner.dialect();
    let plan = at("planning", plan(dialect, &mut from.clone(), ops))?;
    let db = runner.db();
    if dialect.server().engine.backend() == Backend::Sqlite {
        // The script that is written for the sqlite3 shell is what runs here.
        let objects = here.rows(dialect.objects_query().unwrap()).await;
        let objects: Vec<String> = objects.into_iter().filter_map(|row| row[0].clone()).collect();
        let script = at("recording", record_script(&plan, &objects).await)?;
        at("pragma", db.execute_unprepared("PRAGMA foreign_keys = OFF").await)?;
        for statement in script.segments.iter().flat_map(|(_, statements)| statements) {
            at(statement, db.execute_unprepared(statement).await)?;
        }
    } else {
        let executor = DatabaseExecutor::Connection(db);
        for planned in &plan.steps {
            for statement in at("statements", statements_of(&executor, &planned.step.action).await)? {
                at(&statement, db.execute_unprepared(&statement).await)?;
            }
        }
    }
    same("it is not as the other one", dump, &here.dump().await)
}
