//! How the work grows with the schema: recording and folding a history, an engine's sight, a difference.
//!
//! Each is told per table, so that what grows faster than the number of tables shows.
#![expect(clippy::unwrap_used, reason = "a benchmark: what must not fail ends it")]

use std::{collections::BTreeSet, hint::black_box, time::Duration};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sea_keel::{
    check::{Told, compare},
    dialect::{Dialect, Engine, Server, dialect_of},
    diff::Decisions,
    history::{History, MigrationName, Revision},
    op::{Operations, TableSpec, table},
    schema::{Backend, ColumnType, Length, NamingConvention, Schema},
};
use sea_orm_migration::{
    prelude::{Expr, ExprTrait, ForeignKey, ForeignKeyAction},
    schema::{
        boolean, decimal_len, integer, json_null, pk_auto, string_len, text_null,
        timestamp_with_time_zone_default_now,
    },
};

const SIZES: [usize; 3] = [100, 1_000, 5_000];

/// So many tables come with a revision.
const PER_REVISION: usize = 10;

/// A revision in a chain.
struct Made {
    id: String,
    after: Vec<&'static str>,
    tables: std::ops::Range<usize>,
}

impl MigrationName for Made {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Revision for Made {
    fn revises(&self) -> &[&str] {
        &self.after
    }

    fn up(&self, op: &mut Operations) {
        self.tables.clone().for_each(|number| op.create_table(spec(number)));
    }
}

fn name(number: usize) -> String {
    format!("table_{number:05}")
}

/// Ten columns, a unique constraint, an index, a foreign key and a check.
fn spec(number: usize) -> TableSpec {
    let own = name(number);
    table(own.clone())
        .col(pk_auto("id"))
        .col(string_len("code", 40))
        .col(string_len("title", 200))
        .col(text_null("body"))
        .col(integer("parent_id"))
        .col(integer("rank").default(0))
        .col(decimal_len("price", 10, 2))
        .col(boolean("visible").default(true))
        .col(json_null("details"))
        .col(timestamp_with_time_zone_default_now("created_at"))
        .unique(format!("uq_{own}_code"), ["code"])
        .index(format!("idx_{own}_rank"), ["visible", "rank"])
        .check(format!("ck_{own}_price"), Expr::col("price").gte(0).and(Expr::col("rank").lt(1000)))
        .foreign_key(
            ForeignKey::create()
                .name(format!("fk_{own}_parent"))
                .from(own.clone(), "parent_id")
                .to(name(number.saturating_sub(1)), "id")
                .on_delete(ForeignKeyAction::Cascade)
                .to_owned(),
        )
}

fn revisions(tables: usize) -> Vec<Box<dyn Revision>> {
    let id = |at: usize| format!("m20250101_{at:06}_tables");
    let made = (0..tables / PER_REVISION).map(|at| {
        // Each is made once a process.
        let after = at.checked_sub(1).map(|before| &*id(before).leak()).into_iter().collect();
        Box::new(Made { id: id(at), after, tables: at * PER_REVISION..(at + 1) * PER_REVISION })
            as Box<dyn Revision>
    });
    made.collect()
}

fn read(revisions: &[Box<dyn Revision>]) -> History {
    History::read(revisions, Backend::Postgres, &NamingConvention::default()).unwrap()
}

fn dialects() -> [(Backend, Box<dyn Dialect>); 3] {
    [Engine::Postgres, Engine::MySql, Engine::Sqlite]
        .map(|engine| (engine.backend(), dialect_of(Server::newest(engine))))
}

/// Every hundredth table, in turn: another type, a column that went and one that came, another index, gone.
fn changed(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    let names: Vec<_> = schema.tables.keys().skip(50).step_by(100).cloned().collect();
    for (turn, name) in names.iter().enumerate() {
        let table = schema.tables.get_mut(name).unwrap();
        match turn % 4 {
            0 => table.columns.get_mut("title").unwrap().ty = ColumnType::String(Length::N(300)),
            1 => {
                table.columns.shift_remove("body").unwrap();
                let mut added = sea_keel::schema::Column::new("starts_on", ColumnType::Date);
                added.comment = Some("The first day".into());
                table.columns.insert(added.name.clone(), added);
            }
            2 => {
                let (_, index) = table.indexes.iter_mut().next().unwrap();
                index.parts.truncate(1);
            }
            _ => table.checks.clear(),
        }
    }
    schema
}

fn measured<'a>(
    criterion: &'a mut Criterion,
    name: &str,
) -> criterion::BenchmarkGroup<'a, criterion::measurement::WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
    group
}

fn history(criterion: &mut Criterion) {
    for (what, whole) in [("record", false), ("record and fold", true)] {
        let mut group = measured(criterion, what);
        for size in SIZES {
            let revisions = revisions(size);
            group.throughput(Throughput::Elements(size as u64));
            group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter(|| {
                    let history = read(black_box(&revisions));
                    if whole {
                        black_box(history.head_schema().unwrap());
                    }
                    history
                });
            });
        }
        group.finish();
    }
}

fn canonical(criterion: &mut Criterion) {
    for (backend, dialect) in dialects() {
        let mut group = measured(criterion, &format!("canonical {backend}"));
        for size in SIZES {
            let schema = read(&revisions(size)).head_schema().unwrap();
            group.throughput(Throughput::Elements(size as u64));
            group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter(|| dialect.canonical(black_box(&schema)));
            });
        }
        group.finish();
    }
}

fn difference(criterion: &mut Criterion) {
    let (also, decisions) = (BTreeSet::new(), Decisions::default());
    for (backend, dialect) in dialects() {
        for what in ["1 % changed", "from nothing", "to nothing"] {
            if what != "1 % changed" && backend != Backend::Postgres {
                continue;
            }
            let mut group = measured(criterion, &format!("diff {backend}, {what}"));
            for size in SIZES {
                let schema = read(&revisions(size)).head_schema().unwrap();
                let (from, to) = match what {
                    "1 % changed" => (schema.clone(), changed(&schema)),
                    "from nothing" => (Schema::new(), schema),
                    _ => (schema, Schema::new()),
                };
                group.throughput(Throughput::Elements(size as u64));
                group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                    bencher.iter(|| {
                        let (from, to) = (Told::said(black_box(&from)), Told::said(black_box(&to)));
                        let compared = compare(dialect.as_ref(), from, to, &also, &decisions).unwrap();
                        assert!(!compared.difference.ops.is_empty());
                        compared
                    });
                });
            }
            group.finish();
        }
    }
}

criterion_group!(benches, history, canonical, difference);
criterion_main!(benches);
