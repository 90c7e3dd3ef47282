//! Batches over keys of every kind, stopped and continued; rows that go into a quarantine and come back.

use std::sync::Arc;

use sea_keel::{
    exec::{BatchProgress, ExecError, Progress, Runner, RunnerOptions, Silent, Stop},
    history::{History, Revision, target::Direction},
    prelude::*,
    schema::{Backend, NamingConvention},
};
use tests::{Database, Engine, Outcome, Told, numbers};

use crate::command::same;

const FIRST: &str = "m20250101_000001_first";
const SECOND: &str = "m20250101_000002_second";

fn history(backend: Backend, first: fn(&mut Operations), second: fn(&mut Operations)) -> History {
    let revisions: Vec<Box<dyn Revision>> =
        vec![Told::new(FIRST, &[], first).boxed(), Told::new(SECOND, &[FIRST], second).boxed()];
    History::read(&revisions, backend, &NamingConvention::default()).unwrap()
}

async fn go(
    runner: &Runner,
    history: &History,
    direction: Direction,
    id: &str,
    progress: &mut dyn Progress,
) -> Result<(), ExecError> {
    let state = runner.state(history).await.unwrap();
    runner.run(history, &state, direction, &[id.to_owned()], progress).await
}

fn told(error: ExecError) -> String {
    error.to_string()
}

/// A runner whose windows are small, so that there are many.
async fn runner(database: &Database, stop: &Stop) -> Runner {
    let mut options = RunnerOptions { stop: stop.clone(), ..RunnerOptions::default() };
    options.waiting.window = std::time::Duration::from_millis(1);
    Runner::connect(&database.url().parse().unwrap(), options).await.unwrap()
}

/// Hears of windows, and asks to stop behind some of them.
struct Windows {
    stop: Stop,
    heard: Vec<BatchProgress>,
    most: usize,
}

impl Progress for Windows {
    fn batch(&mut self, progress: BatchProgress) {
        self.heard.push(progress);
        if self.heard.len() == self.most {
            self.stop.request();
        }
    }
}

// ---- keys ----

/// The rows of each table.
const ROWS: usize = 2_500;

const TABLES: [&str; 9] =
    ["numbers", "below_zero", "texts", "pairs", "uuids", "times", "decimals", "bytes", "no_primary_key"];

fn make_tables(op: &mut Operations) {
    let of = |name: &str| table(Alias::new(name)).col(integer("n").default(0));
    op.create_table(of("numbers").col(pk_auto("id")));
    op.create_table(of("below_zero").col(big_integer("id").primary_key()));
    op.create_table(of("texts").col(string_len("id", 60).primary_key()));
    op.create_table(of("pairs").col(string_len("a", 20)).col(integer("b")).primary_key(["a", "b"]));
    op.create_table(of("uuids").col(uuid("id").primary_key()));
    op.create_table(of("times").col(date_time("id").primary_key()));
    op.create_table(of("decimals").col(decimal_len("id", 12, 2).primary_key()));
    op.create_table(of("bytes").col(var_binary("id", 20).primary_key()));
    op.create_table(of("no_primary_key").col(integer("a")).unique("uq_a", ["a"]));
}

fn count_up(op: &mut Operations) {
    for name in TABLES {
        op.update_in_batches(rows(Alias::new(name)).set("n", Expr::col("n").add(1)));
    }
    // Texts in every other row, and what the first batch has left.
    let odd = Expr::cust("n = 1");
    op.update_in_batches(rows("texts").set("n", Expr::col("n").add(1)).filter(odd));
}

/// The columns and values of the key, of a number `x`.
fn key_of(name: &str, backend: Backend) -> (&'static str, &'static str) {
    use Backend::{MySql, Postgres, Sqlite};
    match (name, backend) {
        ("numbers", _) => ("id", "x + 1"),
        ("below_zero", _) => ("id", "x - 1250"),
        ("texts", MySql) => ("id", "CONCAT(IF(x % 2 = 0, 'b''\\\\ü', 'B\"%'), x)"),
        ("texts", _) => ("id", "CASE WHEN x % 2 = 0 THEN 'b''\\ü' ELSE 'B\"%' END || x"),
        ("pairs", MySql) => ("a, b", "CONCAT('it''s ', x % 7), x"),
        ("pairs", _) => ("a, b", "'it''s ' || (x % 7), x"),
        ("uuids", Postgres) => ("id", "md5(CAST(x AS text))::uuid"),
        ("uuids", MySql) => ("id", "UNHEX(LEFT(SHA2(x, 256), 32))"),
        ("uuids", Sqlite) => ("id", "printf('%08x-aaaa-bbbb-cccc-123456789abc', x * 7919 % 2503)"),
        ("times", Postgres) => ("id", "timestamp '2025-01-01' + x * interval '1.000001 seconds'"),
        ("times", MySql) => ("id", "DATE_ADD('2025-01-01', INTERVAL x * 3 SECOND)"),
        ("times", Sqlite) => ("id", "datetime('2025-01-01', (x * 3) || ' seconds')"),
        ("decimals", _) => ("id", "(x - 1000) * 0.25"),
        ("bytes", Postgres) => ("id", "decode(md5(CAST(x AS text)), 'hex')"),
        ("bytes", MySql) => ("id", "UNHEX(LEFT(SHA2(x, 256), 32))"),
        ("bytes", Sqlite) => ("id", "CAST(printf('%05d', x * 7919 % 2503) || char(0, 39) AS blob)"),
        _ => ("a", "x * 2"),
    }
}

async fn fill(database: &Database, name: &str) {
    let (columns, values) = key_of(name, database.engine().backend());
    let from = numbers(ROWS);
    database.execute(&format!("INSERT INTO {name} ({columns}) SELECT {values} FROM {from}")).await;
}

/// Each row is changed once, whatever the key, through stops and in windows of all sizes.
pub(crate) async fn change_each_row_once(engine: Arc<Engine>) -> Outcome {
    let history = history(engine.backend(), make_tables, count_up);
    let database = Database::fresh(&engine).await;
    let first = runner(&database, &Stop::default()).await;
    go(&first, &history, Direction::Up, FIRST, &mut Silent).await.map_err(told)?;
    for name in TABLES {
        fill(&database, name).await;
    }
    let (mut stops, mut windows) = (0, 0);
    loop {
        let stop = Stop::default();
        let mut progress = Windows { stop: stop.clone(), heard: vec![], most: 3 };
        let again = runner(&database, &stop).await;
        let outcome = go(&again, &history, Direction::Up, SECOND, &mut progress).await;
        windows += progress.heard.len();
        match outcome {
            Ok(()) => break,
            Err(ExecError::Stopped(_)) => stops += 1,
            Err(error) => return Err(error.to_string()),
        }
        let state = again.state(&history).await.unwrap();
        if state.interrupted.is_none() {
            return Err("a batch that was stopped is not noted".into());
        }
        again.close().await.unwrap();
    }
    if stops < 5 || windows < 3 * TABLES.len() {
        return Err(format!("only {stops} stops and {windows} windows"));
    }
    for name in TABLES {
        let expected = if name == "texts" { 2 } else { 1 };
        let (low, high, all) =
            (database.as_text("min(n)"), database.as_text("max(n)"), database.as_text("count(*)"));
        let found = database.rows(&format!("SELECT {low}, {high}, {all} FROM {name}")).await;
        let wanted = [expected.to_string(), expected.to_string(), ROWS.to_string()].map(Some);
        if found != [wanted.to_vec()] {
            return Err(format!("{name}: {found:?}, not {wanted:?}"));
        }
    }
    first.close().await.unwrap();
    database.delete().await;
    Ok(())
}

// ---- rows that come and change meanwhile ----

fn one_table(op: &mut Operations) {
    op.create_table(table("numbers").col(pk_auto("id")).col(integer("n").default(0)));
}

fn one_batch(op: &mut Operations) {
    op.update_in_batches(rows("numbers").set("n", Expr::col("n").add(1)));
}

fn another_batch(op: &mut Operations) {
    op.update_in_batches(rows("numbers").set("n", Expr::col("n").add(2)));
}

/// What comes in behind the last row of the beginning is left alone, a batch that was edited does not go on, and the
/// next command says how far it has come.
pub(crate) async fn keep_to_what_was_there(engine: Arc<Engine>) -> Outcome {
    let plan = history(engine.backend(), one_table, one_batch);
    let database = Database::fresh(&engine).await;
    let stop = Stop::default();
    let going = runner(&database, &stop).await;
    go(&going, &plan, Direction::Up, FIRST, &mut Silent).await.map_err(told)?;
    fill(&database, "numbers").await;
    let mut progress = Windows { stop: stop.clone(), heard: vec![], most: 2 };
    match go(&going, &plan, Direction::Up, SECOND, &mut progress).await {
        Err(ExecError::Stopped(text)) if text.contains("rows") => {}
        outcome => return Err(format!("it was to stop: {outcome:?}")),
    }
    going.close().await.unwrap();
    database.execute("INSERT INTO numbers (id, n) VALUES (90001, 0)").await;
    let again = runner(&database, &Stop::default()).await;
    let state = again.state(&plan).await.unwrap();
    let interrupted = state.interrupted.ok_or("nothing is noted")?;
    if interrupted.uncertain.is_some() || !interrupted.to_string().contains("rows so far") {
        return Err(format!("it is told otherwise: {interrupted}"));
    }
    let edited = history(engine.backend(), one_table, another_batch);
    match go(&again, &edited, Direction::Up, SECOND, &mut Silent).await {
        Err(ExecError::Interrupted(_)) => {}
        outcome => return Err(format!("an edited batch went on: {outcome:?}")),
    }
    let mut rest = Windows { stop: Stop::default(), heard: vec![], most: usize::MAX };
    go(&again, &plan, Direction::Up, SECOND, &mut rest).await.map_err(told)?;
    let last = rest.heard.last().ok_or("no window was told of")?;
    if last.changed != ROWS as u64 || !last.ended || last.seen_before == 0 {
        return Err(format!("the windows tell {last:?}"));
    }
    let n = database.as_text("sum(n)");
    for (condition, expected) in [("id < 90000", ROWS), ("id > 90000", 0)] {
        let found = database.rows(&format!("SELECT {n} FROM numbers WHERE {condition}")).await;
        if found[0][0].as_deref() != Some(&expected.to_string()) {
            return Err(format!("{condition}: {found:?}"));
        }
    }
    again.close().await.unwrap();
    database.delete().await;
    Ok(())
}

// ---- quarantine ----

fn owners_and_things(op: &mut Operations) {
    op.create_table(table("owners").col(pk_auto("id")));
    op.create_table(
        table("things")
            .col(pk_auto("id"))
            .col(integer_null("owner_id"))
            .col(string_len("name", 40).default("thing"))
            .col(ColumnDef::new("twice").integer().null().generated(Expr::cust("owner_id * 2"), true))
            .col(timestamp("made").default(Expr::current_timestamp())),
    );
}

fn orphans_away(op: &mut Operations) {
    let astray = rows("things").orphans("owner_id", "owners", "id").quarantine("things_astray");
    op.delete_in_batches(astray);
    op.create_foreign_key(
        ForeignKey::create()
            .name("fk_things_owner")
            .from(Alias::new("things"), Alias::new("owner_id"))
            .to(Alias::new("owners"), Alias::new("id")),
    );
}

async fn things(database: &Database, from: &str) -> Vec<Vec<Option<String>>> {
    let columns = ["id", "owner_id", "name", "twice", "made"].map(|column| database.as_text(column));
    database.rows(&format!("SELECT {} FROM {from} ORDER BY id", columns.join(", "))).await
}

/// Orphans go into a quarantine, and are back with all their values when the revision is undone.
pub(crate) async fn quarantine_and_bring_back(engine: Arc<Engine>) -> Outcome {
    let plan = history(engine.backend(), owners_and_things, orphans_away);
    let database = Database::fresh(&engine).await;
    let runner = runner(&database, &Stop::default()).await;
    go(&runner, &plan, Direction::Up, FIRST, &mut Silent).await.map_err(told)?;
    database.execute("INSERT INTO owners (id) VALUES (1), (2)").await;
    let all: Vec<_> = (1..=1500)
        .map(|n| match n % 3 {
            0 => format!("({n}, NULL, 'it''s {n}')"),
            1 => format!("({n}, {}, 'owned')", n % 2 + 1),
            _ => format!("({n}, {}, 'astray')", n + 10),
        })
        .collect();
    database.execute(&format!("INSERT INTO things (id, owner_id, name) VALUES {}", all.join(", "))).await;
    let (dump, before) = (database.dump().await, things(&database, "things").await);
    for round in 0..2 {
        go(&runner, &plan, Direction::Up, SECOND, &mut Silent).await.map_err(told)?;
        let (kept, astray) = (things(&database, "things").await, things(&database, "things_astray").await);
        if (kept.len(), astray.len()) != (1000, 500) {
            return Err(format!("round {round}: {} stay and {} are kept", kept.len(), astray.len()));
        }
        if astray.iter().any(|row| !before.contains(row)) {
            return Err("a row was changed on its way".into());
        }
        go(&runner, &plan, Direction::Down, SECOND, &mut Silent).await.map_err(told)?;
        if before != things(&database, "things").await {
            return Err(format!("round {round}: not all is as it was"));
        }
        same("undone", &dump, &database.dump().await)?;
    }
    runner.close().await.unwrap();
    database.delete().await;
    Ok(())
}

// ---- refusals ----

/// What cannot be done is refused while a revision is read or planned, in words that name it.
pub(crate) async fn refuse_what_has_no_key(engine: Arc<Engine>) -> Outcome {
    fn tables(op: &mut Operations) {
        op.create_table(table("keyless").col(integer("n")));
        op.create_table(
            table("parents")
                .col(pk_auto("id"))
                .col(integer("n"))
                .col(ColumnDef::new("twice").integer().null().generated(Expr::cust("n * 2"), true)),
        );
        op.create_table(
            table("children").col(pk_auto("id")).col(integer("parent_id")).foreign_key(
                ForeignKey::create()
                    .name("fk_children")
                    .from_col(Alias::new("parent_id"))
                    .to(Alias::new("parents"), Alias::new("id"))
                    .on_delete(ForeignKeyAction::Cascade),
            ),
        );
    }
    type Wrong = (fn(&mut Operations), &'static str);
    let wrong: [Wrong; 7] = [
        (|op| op.update_in_batches(rows("keyless").set("n", 1)), "has no key"),
        (|op| op.update_in_batches(rows("parents").set("id", 1)), "part of the key"),
        (|op| op.update_in_batches(rows("parents").set("twice", 1)), "computed by the database"),
        (|op| op.update_in_batches(rows("parents")), "set(…)"),
        (|op| op.delete_in_batches(rows("parents").set("n", 1)), "leave set(…) out"),
        (|op| op.delete_in_batches(rows("parents").quarantine("kept")), "fk_children"),
        (|op| op.delete_in_batches(rows("parents").quarantine("children")), "no column n"),
    ];
    for (second, expected) in wrong {
        let revisions: Vec<Box<dyn Revision>> =
            vec![Told::new(FIRST, &[], tables).boxed(), Told::new(SECOND, &[FIRST], second).boxed()];
        let read = History::read(&revisions, engine.backend(), &NamingConvention::default());
        let error = read.err().map(|error| error.to_string()).unwrap_or_default();
        if !error.contains(expected) {
            return Err(format!("expected {expected:?} in: {error}"));
        }
    }
    if engine.backend() == Backend::MySql {
        fn floats(op: &mut Operations) {
            op.create_table(table("floats").col(double("id").primary_key()).col(integer("n")));
        }
        let plan = history(engine.backend(), floats, |op| op.update_in_batches(rows("floats").set("n", 1)));
        let database = Database::fresh(&engine).await;
        let runner = runner(&database, &Stop::default()).await;
        go(&runner, &plan, Direction::Up, FIRST, &mut Silent).await.map_err(told)?;
        match go(&runner, &plan, Direction::Up, SECOND, &mut Silent).await {
            Err(ExecError::Planning(error)) if error.to_string().contains("floats") => {}
            outcome => return Err(format!("a float is no key: {outcome:?}")),
        }
        runner.close().await.unwrap();
        database.delete().await;
    }
    Ok(())
}
