//! Attribute by attribute: what an entity says is made, read back, and the same; or refused before anything runs.

use std::{collections::BTreeSet, sync::Arc};

use sea_keel::{
    check::{Told, compare, prove},
    dialect::{Engine as Family, Server},
    diff::Decisions,
    exec::{Runner, Silent},
    history::{History, Ready, Revision, target::Direction},
    op::{Op, on, unique},
    plan::plan,
    schema::{
        Backend, Deferrable, IdentityKind, NamingConvention, QualifiedName, Schema, SequenceOptions,
        TableOptions,
    },
    source::{Models, TableExtras},
};
use sea_orm::{
    entity::prelude::ColumnType,
    sea_query::{Expr, ExprTrait, Func},
};
use tests::{Database, Engine, Outcome};

#[expect(unreachable_pub, reason = "SeaORM's macros write pub whatever the module")]
mod entities;

use entities::{book, note, shelf, types};

const ID: &str = "m20250101_000001_all";

/// From nothing to `schema`: the operations, or why the engine cannot.
fn from_nothing(runner: &Runner, schema: &Schema) -> Result<Vec<Op>, String> {
    let (nothing, also, decisions) = (Schema::new(), BTreeSet::new(), Decisions::default());
    let (from, to) = (Told::said(&nothing), Told::said(schema));
    let compared = compare(runner.dialect(), from, to, &also, &decisions).unwrap();
    let ops = compared.difference.ops;
    plan(runner.dialect(), &mut Schema::new(), &ops).map_err(|error| error.to_string())?;
    Ok(ops)
}

/// Up, as said; down, nothing left; up again, as said; and down.
async fn there_and_back(runner: &Runner, ops: Vec<Op>) -> Outcome {
    let revision: Box<dyn Revision> = Box::new(Ready::new(ID, [], ops));
    let backend = runner.dialect().server().engine.backend();
    let history = History::read(&[revision], backend, &NamingConvention::default()).unwrap();
    Box::pin(prove(runner, &history, ID)).await.map_err(|error| error.to_string())?;
    let state = runner.state(&history).await.unwrap();
    let down = [ID.to_owned()];
    let mut silent = Silent;
    let run = runner.run(&history, &state, Direction::Down, &down, &mut silent);
    Box::pin(run).await.map_err(|error| error.to_string())
}

/// Types that an engine has only with an extension or not before some version are for other tests.
const ELSEWHERE: [&str; 2] = ["vector_3", "ltree_type"];

/// The types that an engine refuses.
fn refused_types(server: &Server) -> Vec<&'static str> {
    let vectors = server.engine == Family::MySql && server.at_least(9, 0, 0);
    let all = refused_by(server.engine.backend()).iter().copied();
    all.filter(|name| !(vectors && *name == "vector_3")).collect()
}

fn refused_by(backend: Backend) -> &'static [&'static str] {
    match backend {
        Backend::Postgres => &["year_type"],
        Backend::MySql => &[
            "interval_plain",
            "cidr_type",
            "inet_type",
            "mac_addr",
            "ltree_type",
            "vector_3",
            "array_of_int",
        ],
        Backend::Sqlite => &[
            "year_type",
            "interval_plain",
            "bit_plain",
            "bit_8",
            "var_bit_8",
            "cidr_type",
            "inet_type",
            "mac_addr",
            "ltree_type",
            "vector_3",
            "array_of_int",
        ],
    }
}

/// Every type of `column_type`.
pub(crate) async fn types(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let runner = database.runner().await;
    let models = Models::new().plain(types::Entity);
    let mut schema = models.schema(engine.backend(), &NamingConvention::default()).unwrap();
    let name = QualifiedName::new("types");
    let all: Vec<String> = schema.table(&name).unwrap().columns.keys().cloned().collect();
    let mut refused = vec![];
    for column in all.iter().filter(|column| *column != "id") {
        let mut alone = schema.clone();
        let of_it = |known: &String| known == "id" || known == column;
        alone.tables.get_mut(&name).unwrap().columns.retain(|known, _| of_it(known));
        match from_nothing(&runner, &alone) {
            Ok(_) => {}
            Err(error) if !error.contains(column.as_str()) => {
                return Err(format!("{column} is refused, but not named: {error}"));
            }
            Err(_) => refused.push(column.clone()),
        }
    }
    if refused != refused_types(runner.dialect().server()) {
        return Err(format!("other types are refused than expected: {refused:?}"));
    }
    let gone = |column: &String| refused.contains(column) || ELSEWHERE.contains(&column.as_str());
    schema.tables.get_mut(&name).unwrap().columns.retain(|column, _| !gone(column));
    there_and_back(&runner, from_nothing(&runner, &schema)?).await?;
    runner.close().await.unwrap();
    database.delete().await;
    Ok(())
}

type Extend = fn(&mut TableExtras<book::Entity>);

/// What beside the attributes is said, and the engines that refuse it, with the name that they must tell.
fn extras() -> Vec<(&'static str, Extend, &'static [Backend], &'static str)> {
    use Backend::{MySql, Postgres, Sqlite};
    vec![
        ("nothing", |_| {}, &[], ""),
        (
            "on",
            |it| {
                it.on(Sqlite, |it| {
                    it.index("idx_on", [book::Column::Title]);
                });
            },
            &[],
            "",
        ),
        (
            "renamed_from",
            |it| {
                it.renamed_from("books");
            },
            &[],
            "",
        ),
        (
            "primary_key",
            |it| {
                it.primary_key("pk_book");
            },
            &[],
            "",
        ),
        (
            "unique",
            |it| {
                it.unique("uq_book", [book::Column::Title, book::Column::Lent]);
            },
            &[],
            "",
        ),
        (
            "unique deferrable",
            |it| {
                let columns = unique([book::Column::Title, book::Column::Lent]);
                it.unique("uq_book", columns.deferrable(Deferrable::InitiallyDeferred));
            },
            &[MySql, Sqlite],
            "uq_book",
        ),
        (
            "check",
            |it| {
                it.check("ck_book", Expr::col(book::Column::Lent).lt(9));
            },
            &[],
            "",
        ),
        (
            "index",
            |it| {
                it.index("idx_book", on([book::Column::Title]).unique());
            },
            &[],
            "",
        ),
        (
            "index over an expression",
            |it| {
                // MySQL has them, MariaDB has not.
                it.on([Postgres, Sqlite], |it| {
                    let title = Func::lower(Expr::col(book::Column::Title));
                    it.index("idx_book", on([book::Column::Lent]).expr(title));
                });
            },
            &[],
            "",
        ),
        (
            "index with a predicate",
            |it| {
                let lent = Expr::col(book::Column::Lent).gt(0);
                it.index("idx_book", on([book::Column::Title]).filter(lent));
            },
            &[MySql],
            "idx_book",
        ),
        (
            "foreign_key name",
            |it| {
                it.foreign_key(book::Relation::Shelf).name("fk_place");
            },
            &[],
            "",
        ),
        (
            "foreign_key deferrable",
            |it| {
                it.foreign_key(book::Relation::Shelf).deferrable(Deferrable::InitiallyDeferred);
            },
            &[MySql],
            "fk-book-room_shelf",
        ),
        (
            "column type",
            |it| {
                it.column(book::Column::Title).column_type(ColumnType::string(Some(99)));
            },
            &[],
            "",
        ),
        (
            "column default",
            |it| {
                it.column(book::Column::Title).default("none");
            },
            &[],
            "",
        ),
        (
            "generated stored",
            |it| {
                it.column(book::Column::Twice).generated_stored(Expr::col(book::Column::Lent).mul(2));
            },
            &[],
            "",
        ),
        (
            "generated virtual",
            |it| {
                it.column(book::Column::Twice).generated_virtual(Expr::col(book::Column::Lent).mul(2));
            },
            &[Postgres],
            "twice",
        ),
        (
            "collation",
            |it| {
                it.on(Postgres, |it| {
                    it.column(book::Column::Title).collation("C");
                });
                it.on(Sqlite, |it| {
                    it.column(book::Column::Title).collation("NOCASE");
                });
                it.on(MySql, |it| {
                    it.column(book::Column::Title).collation("utf8mb4_bin");
                });
            },
            &[],
            "",
        ),
        (
            "identity always",
            |it| {
                it.column(book::Column::Id).identity(IdentityKind::Always);
            },
            &[MySql, Sqlite],
            "id",
        ),
        (
            "identity with options",
            |it| {
                let from = SequenceOptions { start: Some(100), increment: Some(10), ..Default::default() };
                it.column(book::Column::Id).identity_with(IdentityKind::ByDefault, from);
            },
            &[MySql, Sqlite],
            "id",
        ),
        (
            "serial",
            |it| {
                it.column(book::Column::Id).identity(IdentityKind::Serial);
            },
            &[MySql, Sqlite],
            "id",
        ),
        (
            "on_update",
            |it| {
                it.column(book::Column::ChangedAt).on_update(Expr::current_timestamp());
            },
            // What only MySQL knows, the others ignore.
            &[],
            "",
        ),
        (
            "options",
            |it| {
                let engine = Some("InnoDB".to_owned());
                it.options(TableOptions { engine, ..Default::default() });
            },
            &[],
            "",
        ),
    ]
}

/// All other attributes, with each thing that can be said beside them.
pub(crate) async fn beside(engine: Arc<Engine>) -> Outcome {
    let backend = engine.backend();
    let database = Database::fresh(&engine).await;
    let runner = database.runner().await;
    let before = database.dump().await;
    let mut problems = vec![];
    for (what, extend, refusing, named) in extras() {
        let models = Models::new().entity_with(book::Entity, extend).plain(shelf::Entity);
        let schema = models.schema(backend, &NamingConvention::default()).map_err(|e| e.to_string())?;
        let newer = what == "generated virtual" && runner.dialect().server().at_least(18, 0, 0);
        match (from_nothing(&runner, &schema), refusing.contains(&backend) && !newer) {
            (Err(error), true) if error.contains(named) => {}
            (Err(error), _) => problems.push(format!("{what}: {error}")),
            (Ok(_), true) => problems.push(format!("{what} is not refused")),
            (Ok(ops), false) => {
                if let Err(error) = there_and_back(&runner, ops).await {
                    problems.push(format!("{what}: {error}"));
                }
            }
        }
        if let Some(left) = tests::difference(&before, &database.dump().await) {
            problems.push(format!("{what} leaves something:\n{left}"));
            break;
        }
    }
    runner.close().await.unwrap();
    database.delete().await;
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// A namespace of its own: on the other engines that is a database or a file, which no migration makes.
pub(crate) async fn schema_name(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let runner = database.runner().await;
    let models = Models::new().plain(note::Entity);
    let schema = models.schema(engine.backend(), &NamingConvention::default()).unwrap();
    there_and_back(&runner, from_nothing(&runner, &schema)?).await?;
    runner.close().await.unwrap();
    database.delete().await;
    Ok(())
}
