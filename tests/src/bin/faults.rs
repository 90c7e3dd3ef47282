//! A history that is hard to run twice, behind the command line: what counts up, what inserts, what moves names.
//!
//! `KEEL_FAULT_STEP` ends the process, as a crash would, when the step of that number (from 1, over all revisions) is
//! about to begin; `KEEL_FAULT_STATEMENT` does when a statement is: those of a table made anew and those of each window
//! of a batch are counted one by one.

#![expect(clippy::unwrap_used, reason = "test code: what must not fail ends the test")]

use std::{env, process::ExitCode};

use sea_keel::{
    cli::{self, Config},
    exec::{DatabaseUrl, Progress, Runner, RunnerOptions},
    history::History,
    prelude::*,
    schema::NamingConvention,
};
use tests::Told;

const BASE: &str = "m20250101_000001_people_and_orders";
const NICKNAMES: &str = "m20250102_000001_nicknames";
const INDEXES: &str = "m20250103_000001_indexes";
const NAMES: &str = "m20250104_000001_names";
const KEYS: &str = "m20250105_000001_keys";
const BATCHES: &str = "m20250106_000001_batches";

fn base(op: &mut Operations) {
    op.create_table(
        table("people")
            .col(pk_auto("id"))
            .col(string_len("name", 50))
            .col(integer("number").default(0))
            .col(string_len_null("email", 80)),
    );
    op.create_table(
        table("orders").col(pk_auto("id")).col(integer("person_id")).col(integer("amount")).foreign_key(
            ForeignKey::create()
                .name("fk_orders_person")
                .from_col(Alias::new("person_id"))
                .to(Alias::new("people"), Alias::new("id")),
        ),
    );
    op.create_table(table("log").col(pk_auto("id")).col(string_len("what", 50)));
}

fn nicknames(op: &mut Operations) {
    op.sql_with_down("INSERT INTO log (what) VALUES ('nicknames')", "");
    op.add_column("people", string_len_null("nickname", 50));
    op.backfill("people", "nickname", Expr::val("nobody"));
    op.set_not_null("people", "nickname");
    op.sql_with_down("UPDATE people SET number = number + 1", "UPDATE people SET number = number - 1");
    op.add_column("people", integer("rank").default(7));
    op.create_table(table("notes").col(pk_auto("id")).col(text_null("body")));
    op.sql_with_down("INSERT INTO notes (body) SELECT name FROM people WHERE id <= 100", "");
}

fn indexes(op: &mut Operations) {
    op.create_index("idx_people_name", "people", on(["name"]).concurrently());
    op.create_index("idx_orders_amount", "orders", ["amount"]);
    op.sql_with_down("UPDATE orders SET amount = amount + 10", "UPDATE orders SET amount = amount - 10");
    op.create_unique("uq_people_email", "people", ["email"]);
}

fn names(op: &mut Operations) {
    op.rename_column("people", "name", "full_name");
    op.rename_table("orders", "purchases");
    op.run("count the names", |db| {
        Box::pin(async move {
            db.execute_unprepared("INSERT INTO log (what) SELECT full_name FROM people WHERE id <= 10")
                .await
                .map(drop)
        })
    });
    op.drop_column("people", "rank");
}

fn keys(op: &mut Operations) {
    op.create_check("ck_purchases_amount", "purchases", Expr::col("amount").gte(0));
    op.drop_foreign_key("fk_orders_person", "purchases");
    op.create_foreign_key(
        ForeignKey::create()
            .name("fk_purchases_person")
            .from(Alias::new("purchases"), Alias::new("person_id"))
            .to(Alias::new("people"), Alias::new("id"))
            .on_delete(ForeignKeyAction::Cascade),
    );
    op.create_index("idx_purchases_person", "purchases", ["person_id"]);
    op.drop_index("idx_orders_amount", "purchases");
    op.sql_with_down("UPDATE people SET number = number * 2", "UPDATE people SET number = number / 2");
}

fn batches(op: &mut Operations) {
    let sum = |column: &'static str, n: i32| Expr::col(column).add(n);
    op.add_column("purchases", integer_null("tax"));
    op.backfill_in_batches("purchases", "tax", Expr::col("amount").add(1));
    op.set_not_null("purchases", "tax");
    op.update_in_batches(rows("people").set("number", sum("number", 3)));
    // Over two columns, of which the first is a text, and with rows that nobody points at any more.
    op.create_table(
        table("tokens")
            .col(string_len("owner", 40))
            .col(integer("n"))
            .col(integer("person_id"))
            .col(integer("uses").default(0))
            .primary_key(["owner", "n"]),
    );
    op.sql_with_down(
        "INSERT INTO tokens (owner, n, person_id) \
         SELECT CASE WHEN id > 300 THEN 'it''s ü' ELSE 'a\\b' END, id, id * 2 FROM people",
        "",
    );
    op.update_in_batches(rows("tokens").set("uses", sum("uses", 1)).filter(Expr::col("n").gt(10)));
    op.delete_in_batches(rows("tokens").orphans("person_id", "people", "id").quarantine("tokens_astray"));
}

fn revisions() -> Vec<Box<dyn Revision>> {
    vec![
        Told::new(BASE, &[], base).boxed(),
        Told::new(NICKNAMES, &[BASE], nicknames).boxed(),
        Told::new(INDEXES, &[NICKNAMES], indexes).boxed(),
        Told::new(NAMES, &[INDEXES], names).boxed(),
        Told::new(KEYS, &[NAMES], keys).boxed(),
        Told::new(BATCHES, &[KEYS], batches).boxed(),
    ]
}

/// Counts steps and statements, and ends the process when one of a number (from 1) begins.
struct Fuse {
    steps: usize,
    statements: usize,
    last_step: usize,
    last_statement: usize,
}

impl Progress for Fuse {
    fn step_started(&mut self, _: usize, _: &str) {
        self.steps += 1;
        if self.steps == self.last_step {
            std::process::abort();
        }
    }

    fn statement_started(&mut self, _: &str) {
        self.statements += 1;
        if self.statements == self.last_statement {
            std::process::abort();
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let number = |name: &str| env::var(name).ok().and_then(|number| number.parse::<usize>().ok());
    let (step, statement) = (number("KEEL_FAULT_STEP"), number("KEEL_FAULT_STATEMENT"));
    match step.or(statement) {
        None => cli::main(Config::new(revisions())).await,
        Some(_) => with_a_fuse(step.unwrap_or(usize::MAX), statement.unwrap_or(usize::MAX)).await,
    }
}

/// Exits with 0 where there were fewer of them, and says how many there were.
#[expect(clippy::print_stdout, reason = "this is the program's result")]
async fn with_a_fuse(last_step: usize, last_statement: usize) -> ExitCode {
    let url: DatabaseUrl = env::var("DATABASE_URL").unwrap_or_default().parse().unwrap();
    let history = History::read(&revisions(), url.backend(), &NamingConvention::default()).unwrap();
    let mut options = RunnerOptions::default();
    // Small windows: there are to be many.
    options.waiting.window = std::time::Duration::from_millis(1);
    let runner = Box::pin(Runner::connect(&url, options)).await.unwrap();
    let mut fuse = Fuse { steps: 0, statements: 0, last_step, last_statement };
    Box::pin(runner.upgrade(&history, &mut fuse)).await.unwrap();
    println!("steps {}\nstatements {}", fuse.steps, fuse.statements);
    ExitCode::SUCCESS
}
