//! Expressions whose text alone leaves open whether they mean the same.

use std::{collections::BTreeSet, sync::Arc};

use sea_keel::{
    check::{Told, compare, scope_of, settle, unsettled},
    diff::Decisions,
    exec::{Runner, Silent},
    history::{History, Revision},
    op::{Operations, on, table},
    schema::{Backend, Expression, NamingConvention, QualifiedName, Schema},
};
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::{
    prelude::{Expr, MigrationName},
    schema::{decimal_len, integer, string_len},
};
use tests::{Database, Engine, Outcome};

const POSTGRES: &[&str] = &[
    "age > 1.5",
    "price * age > 10",
    "price / 2 > 1",
    "(a, b) = (1, 2)",
    "a IS NULL = (b > 0)",
    "doubtful.age > 2.5",
    "name IN ('x', 'y') AND age < 9.5",
];

const MYSQL: &[&str] = &["BINARY name = 'x'", "(a > 1) XOR (b IS NULL)", "a > 1 = b"];

/// A table with those conditions, and with one in an index and one in a column.
struct Doubtful(Backend);

impl Doubtful {
    fn conditions(&self) -> &'static [&'static str] {
        match self.0 {
            Backend::Postgres => POSTGRES,
            Backend::MySql => MYSQL,
            Backend::Sqlite => &["age > 1.5"],
        }
    }
}

impl MigrationName for Doubtful {
    fn name(&self) -> &str {
        "m20260101_000001_doubtful"
    }
}

impl Revision for Doubtful {
    fn revises(&self) -> &[&str] {
        &[]
    }

    fn up(&self, op: &mut Operations) {
        let columns = ["a", "b", "age"].map(integer);
        let mut spec = columns.into_iter().fold(table("doubtful"), |spec, column| spec.col(column));
        spec = spec.col(decimal_len("price", 10, 2)).col(string_len("name", 20));
        for (at, condition) in self.conditions().iter().enumerate() {
            spec = spec.check(format!("c{at}"), Expr::cust(*condition));
        }
        if self.0 == Backend::Postgres {
            spec = spec
                .col(decimal_len("total", 10, 2).null().generated(Expr::cust("price * age"), true))
                .index("some", on(["name"]).filter(Expr::cust("age > 3.5")))
                .index("half", on(["name"]).expr(Expr::cust("price / 2")));
        }
        op.create_table(spec);
    }
}

async fn live(runner: &Runner, said: &Schema) -> Schema {
    runner.inspect(&scope_of(said)).await.unwrap().schema
}

fn differences(runner: &Runner, live: &Schema, said: &Schema) -> Vec<String> {
    let (none, decisions) = (BTreeSet::new(), Decisions::default());
    let compared = compare(runner.dialect(), Told::live(live), Told::said(said), &none, &decisions).unwrap();
    compared.difference.ops.iter().map(ToString::to_string).collect()
}

fn ensure(holds: bool, what: impl std::fmt::Debug) -> Outcome {
    if holds { Ok(()) } else { Err(format!("{what:#?}")) }
}

/// The same with another text for a check.
fn with_check(said: &Schema, name: &str, sql: &str) -> Schema {
    let mut said = said.clone();
    let table = said.tables.get_mut(&QualifiedName::new("doubtful")).unwrap();
    table.checks.get_mut(name).unwrap().expression = Expression::new(sql);
    said
}

pub(crate) async fn asks_the_engine(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let backend = engine.backend();
    let revisions: Vec<Box<dyn Revision>> = vec![Box::new(Doubtful(backend))];
    let history = History::read(&revisions, backend, &NamingConvention::default()).unwrap();
    let runner = database.runner().await;
    runner.upgrade(&history, &mut Silent).await.unwrap();
    let said = history.head_schema().unwrap();
    let found = live(&runner, &said).await;
    let by_text = differences(&runner, &found, &said);
    if backend == Backend::Sqlite {
        ensure(by_text.is_empty() && !unsettled(runner.dialect(), &found, &said), by_text)?;
        ensure(settle(&runner, &found, &said).await == said, "SQLite has nothing to say")?;
    } else {
        ensure(!by_text.is_empty(), "the text alone decides all: this proves nothing")?;
        ensure(unsettled(runner.dialect(), &found, &said), "not known as open")?;
        let settled = settle(&runner, &found, &said).await;
        ensure(differences(&runner, &found, &settled).is_empty(), differences(&runner, &found, &settled))?;
        ensure(settle(&runner, &found, &settled).await == settled, "settled, and asked again")?;
        // One that means something else, and one that means nothing, beside those that mean the same.
        let other = if backend == Backend::Postgres { "age > 1.75" } else { "BINARY name = 'z'" };
        for other in [other, "no_such_column > 1", "a > 0) AND (b > 0", "a > 0; SELECT 1"] {
            let changed = settle(&runner, &found, &with_check(&said, "c0", other)).await;
            let left = differences(&runner, &found, &changed);
            let of_it = left.iter().all(|op| op.contains("c0"));
            ensure(!left.is_empty() && of_it, (other, left))?;
        }
        nothing_is_left(&database, &runner).await?;
    }
    if backend == Backend::Postgres {
        needs_no_rights(&database, &runner, &found, &said).await?;
    }
    runner.close().await.unwrap();
    database.delete().await;
    Ok(())
}

async fn nothing_is_left(database: &Database, runner: &Runner) -> Outcome {
    if database.engine().backend() == Backend::MySql {
        let gone = runner.db().execute_unprepared("SELECT * FROM keel_settle_0").await;
        return ensure(gone.is_err(), "a temporary table is left");
    }
    let tables = "SELECT relname::text FROM pg_class WHERE relpersistence = 't' AND relname !~ '^pg_'";
    ensure(database.rows(tables).await.is_empty(), "a temporary table is left")?;
    let open = "SELECT query FROM pg_stat_activity WHERE datname = current_database() \
                AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND backend_type = 'client backend'";
    let open = database.rows(open).await;
    ensure(open.is_empty(), open)
}

/// A role that may only read leaves what was said as it is.
async fn needs_no_rights(database: &Database, runner: &Runner, found: &Schema, said: &Schema) -> Outcome {
    let role = format!("keel_settler_{}_{}", std::process::id(), database.engine().name());
    let name = database.rows("SELECT quote_ident(current_database())").await[0][0].clone().unwrap();
    database.execute(&format!("REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC; CREATE ROLE {role}")).await;
    runner.db().execute_unprepared(&format!("SET ROLE {role}")).await.unwrap();
    let refused = runner.db().execute_unprepared("CREATE TEMPORARY TABLE mine ()").await;
    let settled = settle(runner, found, said).await;
    let usable = runner.db().execute_unprepared("SELECT 1").await;
    runner.db().execute_unprepared("RESET ROLE").await.unwrap();
    database.execute(&format!("GRANT TEMPORARY ON DATABASE {name} TO PUBLIC; DROP ROLE {role}")).await;
    ensure(refused.is_err(), "the role has rights")?;
    ensure(usable.is_ok(), "the connection is of no use any more")?;
    ensure(settled == *said, "without rights, something was settled")
}
