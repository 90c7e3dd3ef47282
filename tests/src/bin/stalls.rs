//! How long a writer stands still while a table of 300,000 rows is changed: by one naive statement, and by a revision.
//!
//! `cargo run -p tests --bin stalls -- URL` fills two tables of an empty database (on this machine), lets four writers
//! loose on them, and prints a table in Markdown. It drops what it made.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement: what must not fail ends it, and what it finds is printed"
)]

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use sea_keel::{
    exec::{DatabaseUrl, Runner, RunnerOptions, Silent},
    history::{History, Revision},
    prelude::*,
    schema::NamingConvention,
};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, TransactionTrait as _};
use tests::{Told, numbers};

const ROWS: usize = 300_000;
const WRITERS: usize = 4;

/// A change, as somebody in a hurry would write it and as a revision says it.
struct Change {
    what: &'static str,
    naive: &'static [&'static str],
    revision: fn(&mut Operations),
}

const CHANGES: [Change; 4] = [
    Change {
        what: "an index",
        naive: &["CREATE INDEX idx_orders_note ON orders (note)"],
        revision: |op| op.create_index("idx_orders_note", "orders", on(["note"]).concurrently()),
    },
    Change {
        what: "a foreign key",
        naive: &[
            "ALTER TABLE orders ADD CONSTRAINT fk_orders_person FOREIGN KEY (person_id) REFERENCES people (id)",
        ],
        revision: |op| {
            let key = ForeignKey::create()
                .name("fk_orders_person")
                .from(Alias::new("orders"), Alias::new("person_id"))
                .to(Alias::new("people"), Alias::new("id"))
                .to_owned();
            op.create_foreign_key(ForeignKeySpec::from(key).not_valid());
            op.validate_foreign_key("fk_orders_person", "orders");
        },
    },
    Change {
        what: "a column that is NOT NULL, with values computed from others",
        naive: &[
            "ALTER TABLE orders ADD COLUMN tax integer",
            "UPDATE orders SET tax = amount / 5",
            SET_NOT_NULL,
        ],
        revision: |op| {
            op.add_column("orders", integer_null("tax").default(0));
            op.update_in_batches(
                rows("orders")
                    .set("tax", Expr::cust("amount / 5"))
                    .filter(Expr::cust("tax IS NULL OR tax = 0")),
            );
            op.on([Backend::Postgres], |op| {
                op.create_check_not_valid("ck_orders_tax", "orders", Expr::col("tax").is_not_null());
                op.validate_check("ck_orders_tax", "orders");
            });
            op.set_not_null("orders", "tax");
            op.on([Backend::Postgres], |op| op.drop_check("ck_orders_tax", "orders"));
        },
    },
    Change {
        what: "new values in every row",
        naive: &["UPDATE orders SET amount = amount + 1"],
        revision: |op| op.update_in_batches(rows("orders").set("amount", Expr::col("amount").add(1))),
    },
];

/// Stands for the statement that each engine has for it.
const SET_NOT_NULL: &str = "SET NOT NULL";

fn base(op: &mut Operations) {
    op.create_table(table("people").col(pk_auto("id")).col(string_len("name", 50)));
    op.create_table(
        table("orders")
            .col(pk_auto("id"))
            .col(integer("person_id"))
            .col(integer("amount"))
            .col(string_len("note", 100)),
    );
}

/// What the writers met.
#[derive(Default)]
struct Met {
    longest: Duration,
    writes: usize,
    failed: usize,
}

async fn connect(url: &str, backend: Backend) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.replacen("mariadb:", "mysql:", 1));
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    if backend == Backend::Sqlite {
        db.execute_unprepared("PRAGMA busy_timeout = 60000").await.unwrap();
    }
    db
}

/// Small transactions, one after the other: a row changes and a row comes.
async fn write(db: DatabaseConnection, seed: usize, done: Arc<AtomicBool>) -> Met {
    let mut met = Met::default();
    let mut at = seed;
    while !done.load(Ordering::Relaxed) {
        at = (at * 7919 + 13) % ROWS;
        let begun = Instant::now();
        let outcome = async {
            let immediate = sea_orm::TransactionOptions {
                sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
                ..Default::default()
            };
            let tx = db.begin_with_options(immediate).await?;
            tx.execute_unprepared(&format!("UPDATE orders SET note = 'changed' WHERE id = {}", at + 1))
                .await?;
            let new = "INSERT INTO orders (person_id, amount, note) VALUES (1, 10, 'new')";
            tx.execute_unprepared(new).await?;
            tx.commit().await
        };
        met.failed += usize::from(outcome.await.is_err());
        met.longest = met.longest.max(begun.elapsed());
        met.writes += 1;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    db.close().await.unwrap();
    met
}

/// Lets the writers loose while `work` goes on.
async fn under_load<W: Future<Output = ()>>(url: &str, backend: Backend, work: W) -> (Met, Duration) {
    let done = Arc::new(AtomicBool::new(false));
    let mut writers = Vec::new();
    for seed in 0..WRITERS {
        let db = connect(url, backend).await;
        writers.push(tokio::spawn(write(db, seed * 1000 + 1, Arc::clone(&done))));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let begun = Instant::now();
    work.await;
    let took = begun.elapsed();
    tokio::time::sleep(Duration::from_millis(200)).await;
    done.store(true, Ordering::Relaxed);
    let mut all = Met::default();
    for writer in writers {
        let met = writer.await.unwrap();
        all.longest = all.longest.max(met.longest);
        all.writes += met.writes;
        all.failed += met.failed;
    }
    (all, took)
}

/// The tables with their rows, at the first revision.
async fn prepare(url: &DatabaseUrl, history: &History) {
    let runner = Runner::connect(url, RunnerOptions::default()).await.unwrap();
    runner.wipe(&[]).await.unwrap();
    let state = runner.state(history).await.unwrap();
    let first = history.graph().ids().next().unwrap().to_owned();
    let up = sea_keel::history::target::Direction::Up;
    runner.run(history, &state, up, &[first], &mut Silent).await.unwrap();
    let db = runner.db();
    for statement in [
        "INSERT INTO people (name) VALUES ('one'), ('two')".to_owned(),
        format!(
            "INSERT INTO orders (person_id, amount, note) SELECT x % 2 + 1, x, 'a note of some length, as they are' \
             FROM {}",
            numbers(ROWS)
        ),
    ] {
        db.execute_unprepared(&statement).await.unwrap();
    }
    let analyze = match runner.backend() {
        Backend::MySql => "ANALYZE TABLE orders",
        Backend::Postgres | Backend::Sqlite => "ANALYZE orders",
    };
    db.execute_unprepared(analyze).await.unwrap();
    runner.close().await.unwrap();
}

async fn naively(url: &str, backend: Backend, statements: &[&str]) -> Result<(), DbErr> {
    let db = connect(url, backend).await;
    let tx = db.begin().await?;
    for statement in statements {
        let statement = match (*statement == SET_NOT_NULL, backend) {
            (true, Backend::MySql) => "ALTER TABLE orders MODIFY tax integer NOT NULL",
            (true, _) => "ALTER TABLE orders ALTER COLUMN tax SET NOT NULL",
            (false, _) => statement,
        };
        tx.execute_unprepared(statement).await?;
    }
    tx.commit().await?;
    db.close().await
}

fn told(met: &Met, took: Duration) -> String {
    let failed = if met.failed == 0 { String::new() } else { format!(", {} writes failed", met.failed) };
    format!("{} ms of {:.1} s{failed}", met.longest.as_millis(), took.as_secs_f64())
}

#[tokio::main]
async fn main() {
    let text = env::args().nth(1).unwrap_or_default();
    let url: DatabaseUrl = text.parse().unwrap();
    let backend = url.backend();
    let runner = Runner::connect(&url, RunnerOptions::default()).await.unwrap();
    let found = runner.inspect(&sea_keel::dialect::Scope::All).await.unwrap();
    assert!(found.schema.tables.is_empty(), "{url} is not empty: everything in it would be dropped");
    runner.close().await.unwrap();
    println!("| {backend} | one statement | a revision |\n|---|---|---|");
    let calm = {
        let history = history(backend, |_| {});
        prepare(&url, &history).await;
        under_load(&text, backend, tokio::time::sleep(Duration::from_secs(3))).await
    };
    println!("| nothing | {} | |", told(&calm.0, calm.1));
    for change in &CHANGES {
        let history = history(backend, change.revision);
        let has_none = |statement: &&str| statement.contains(" CONSTRAINT ") || *statement == SET_NOT_NULL;
        let naive = if backend == Backend::Sqlite && change.naive.iter().any(has_none) {
            "there is none".to_owned()
        } else {
            prepare(&url, &history).await;
            let mut outcome = Ok(());
            let work = async { outcome = naively(&text, backend, change.naive).await };
            let (met, took) = under_load(&text, backend, work).await;
            told(&met, took) + if outcome.is_ok() { "" } else { "; it failed over rows that came meanwhile" }
        };
        prepare(&url, &history).await;
        let up = async {
            let runner = Runner::connect(&url, RunnerOptions::default()).await.unwrap();
            Box::pin(runner.upgrade(&history, &mut Silent)).await.unwrap();
            runner.close().await.unwrap();
        };
        let (met, took) = under_load(&text, backend, up).await;
        println!("| {} | {naive} | {} |", change.what, told(&met, took));
    }
    let runner = Runner::connect(&url, RunnerOptions::default()).await.unwrap();
    runner.wipe(&[]).await.unwrap();
}

fn history(backend: Backend, second: fn(&mut Operations)) -> History {
    const FIRST: &str = "m20250101_000001_base";
    let revisions: Vec<Box<dyn Revision>> = vec![
        Told::new(FIRST, &[], base).boxed(),
        Told::new("m20250101_000002_change", &[FIRST], second).boxed(),
    ];
    History::read(&revisions, backend, &NamingConvention::default()).unwrap()
}
