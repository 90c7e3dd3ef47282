//! Databases that others made: whatever SQLite takes is read, and read as the same each time.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use sea_keel::{
    dialect::{Dialect, InspectError, Inspected, Scope, Server, dialect_of},
    inspect::{InspectFailure, inspect},
    schema::{Backend, ColumnType, DefaultValue, Deferrable, Length, ReferentialAction, Schema, Table},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tests::{Database, Engine, Outcome, difference};

/// Statements that people and tools write.
const FOREIGN: [&str; 33] = [
    "CREATE TABLE plain (a, b TEXT, c)",
    "CREATE TABLE \"MixedCase\" (Id INTEGER PRIMARY KEY, [Odd Name] VARCHAR, `tick` INT UNSIGNED, \
     'single' DOUBLE PRECISION, n NVARCHAR(100) DEFAULT medium, d NUMERIC( 10 ,2 ) DEFAULT -1.5)",
    "CREATE TABLE commented ( -- the table\n  id integer /* key */ PRIMARY KEY AUTOINCREMENT, -- the id, (really)\n  \
     name VARCHAR /* long */ (20) NOT NULL DEFAULT 'it''s, (ok)' -- last\n  /* end */ )",
    "CREATE TABLE unnamed (a INT UNIQUE, b INT UNIQUE CHECK (b > 0) CHECK (b < 9), c REFERENCES plainkey, \
     d TEXT REFERENCES plainkey(CODE) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED, \
     UNIQUE (a, B), CHECK (a <> b), CHECK (1), FOREIGN KEY (a, b) REFERENCES twokeys)",
    "CREATE TABLE plainkey (id INTEGER PRIMARY KEY, code TEXT UNIQUE)",
    "CREATE TABLE twokeys (x INT, y INT, CONSTRAINT pk_two PRIMARY KEY (y DESC, X)) WITHOUT ROWID",
    "CREATE TABLE same_names (a INT CONSTRAINT c CHECK (a > 0) CONSTRAINT c CHECK (a < 5), \
     CONSTRAINT c CHECK (a <> 3), CONSTRAINT u UNIQUE (a), CONSTRAINT U UNIQUE (a))",
    "CREATE TABLE conflicts (a INTEGER PRIMARY KEY ON CONFLICT REPLACE, b TEXT NOT NULL ON CONFLICT IGNORE, \
     UNIQUE (b) ON CONFLICT ROLLBACK)",
    "CREATE TABLE strict_one (a INT, b INTEGER, c REAL, d TEXT, e BLOB, f ANY, PRIMARY KEY (a)) STRICT",
    "CREATE TABLE both (a INTEGER PRIMARY KEY, b ANY DEFAULT 1) WITHOUT ROWID, STRICT",
    "CREATE TABLE computed (a INT, b INT AS (a * 2), c TEXT GENERATED ALWAYS AS (a || ',' || b) STORED, \
     d INT GENERATED ALWAYS AS ((a)) VIRTUAL UNIQUE)",
    "CREATE TABLE defaults (a DEFAULT NULL, b DEFAULT CURRENT_TIMESTAMP, c DEFAULT (datetime('now', '+1 day')), \
     d DEFAULT x'00fF', e DEFAULT TRUE, f DEFAULT +5, g DEFAULT 1e3, h DEFAULT (1 + 2), i DEFAULT 0x1F, \
     j DEFAULT ((('x'))), k DEFAULT [br], l DEFAULT `tick`)",
    "CREATE TABLE desc_key (id INTEGER PRIMARY KEY DESC)",
    "CREATE TABLE text_key (id TEXT PRIMARY KEY, v COLLATE nocase, w TEXT COLLATE \"RTRIM\")",
    "CREATE TABLE orphan (p REFERENCES nowhere, q INT REFERENCES nowhere (z))",
    "CREATE TABLE tree (id INTEGER PRIMARY KEY, up INT REFERENCES TREE)",
    "CREATE TABLE as_query AS SELECT 1 AS one, 'x' AS \"two words\", NULL AS three",
    "CREATE TABLE \"quo\"\"ted, (odd)\" (\"a\"\"b\" INT CHECK (\"a\"\"b\" > 0))",
    "CREATE TABLE naïve (größe INT, 表 TEXT)",
    "CREATE TABLE generated (always INT, stored TEXT, virtual BLOB)",
    "CREATE UNIQUE INDEX i_unique ON plain (a, b DESC)",
    "CREATE INDEX i_partial ON plain (c COLLATE NOCASE DESC) WHERE a IS NOT NULL AND (b <> ';')",
    "CREATE INDEX IF NOT EXISTS main.i_expression ON plain (lower(b), a + c, (b || 'x') COLLATE nocase, (a))",
    "CREATE INDEX [i brackets] ON \"MixedCase\" ([odd name] ASC, \"TICK\") -- why",
    "CREATE INDEX i_comment ON plain (/* one */ a -- and\n , b)",
    "CREATE INDEX i_json ON plain (json_extract(b, '$.a,b'), b -> '$.c')",
    "CREATE VIEW v AS SELECT * FROM plain",
    "CREATE VIEW broken AS SELECT missing FROM nowhere",
    "CREATE TRIGGER tr AFTER INSERT ON plain BEGIN INSERT INTO tree (up) VALUES (NULL); SELECT 1; END",
    "CREATE VIRTUAL TABLE notes USING fts5(body)",
    "CREATE TABLE notes_of_mine (a INT)",
    "CREATE TEMP TABLE passing (a INT)",
    "ANALYZE",
];

async fn look(database: &Database) -> Result<Inspected, String> {
    let dialect = dialect_of(database.server().clone());
    inspect(database.connection(), dialect.as_ref(), &Scope::All).await.map_err(|error| error.to_string())
}

fn stable(dialect: &dyn Dialect, what: &str, left: &Schema, right: &Schema) -> Outcome {
    let [left, right] = [left, right].map(|schema| format!("{:#?}", dialect.canonical(schema)));
    difference(&left, &right).map_or(Ok(()), |lines| Err(format!("{what}\n{lines}")))
}

fn ensure(holds: bool, what: &str, found: impl std::fmt::Debug) -> Outcome {
    if holds { Ok(()) } else { Err(format!("{what}: {found:#?}")) }
}

fn table<'a>(schema: &'a Schema, name: &str) -> Result<&'a Table, String> {
    let names = || schema.tables.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    schema.table(&name.into()).ok_or_else(|| format!("no table {name} among {}", names()))
}

pub(crate) async fn reads_all(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    for statement in FOREIGN {
        database.execute(statement).await;
    }
    let dialect = dialect_of(database.server().clone());
    let found = look(&database).await?;
    ensure(found == look(&database).await?, "a second look sees something else", "")?;
    stable(dialect.as_ref(), "what is kept of it is not it", &found.schema, &dialect.kept(&found.schema))?;
    facts(&found)?;

    // What was read can be written again, and is the same.
    let again = Database::fresh(&engine).await;
    for table in written(dialect.as_ref(), &found.schema)? {
        again.execute(&table).await;
    }
    let copy = look(&again).await?;
    let mut schema = found.schema;
    schema.tables.remove(&"orphan".into());
    stable(dialect.as_ref(), "written again it is something else", &schema, &copy.schema)?;
    again.delete().await;
    database.delete().await;
    Ok(())
}

/// The statements that make the tables; a key to the unsaid key of no table cannot be written.
fn written(dialect: &dyn Dialect, schema: &Schema) -> Result<Vec<String>, String> {
    let mut all = Vec::new();
    for table in schema.tables.values().filter(|table| table.name.name != "orphan") {
        let op = sea_keel::op::Op::CreateTable { table: table.clone() };
        for step in dialect.steps(&op, &Schema::new()).map_err(|error| error.to_string())? {
            match step.action {
                sea_keel::dialect::Action::Sql(sql) => all.push(sql),
                other => return Err(format!("{other:?} is no statement")),
            }
        }
    }
    Ok(all)
}

fn facts(found: &Inspected) -> Outcome {
    let schema = &found.schema;
    ensure(found.current.as_deref() == Some("main"), "the namespace", &found.current)?;
    for name in ["notes", "notes_data", "notes_config", "sqlite_stat1", "sqlite_sequence", "passing", "v"] {
        ensure(schema.table(&name.into()).is_none(), "this is no table of the schema", name)?;
    }
    table(schema, "notes_of_mine")?;
    let kinds: Vec<_> = found.unmanaged.iter().map(|it| format!("{} {}", it.kind, it.name)).collect();
    for known in ["view v", "view broken", "trigger tr", "virtual table notes", "shadow table notes_data"] {
        ensure(kinds.iter().any(|kind| kind == known), known, &kinds)?;
    }

    let mixed = table(schema, "MixedCase")?;
    let types: Vec<_> = mixed.columns.values().map(|column| &column.ty).collect();
    let custom = |text: &str| ColumnType::Custom(text.into());
    let expected = [
        ColumnType::Integer,
        ColumnType::String(Length::Unspecified),
        custom("INT UNSIGNED"),
        custom("DOUBLE PRECISION"),
        custom("NVARCHAR(100)"),
        custom("NUMERIC(10, 2)"),
    ];
    ensure(types == expected.iter().collect::<Vec<_>>(), "types", &types)?;
    ensure(!mixed.columns["Id"].nullable, "a rowid is never NULL", &mixed.columns["Id"])?;
    ensure(
        mixed.columns["n"].default == Some(DefaultValue::Text("medium".into())),
        "a bare name is a text",
        &mixed.columns["n"],
    )?;
    let index = &mixed.indexes["i brackets"];
    let parts: Vec<_> = index.parts.iter().map(|part| part.term.to_string()).collect();
    ensure(parts == ["Odd Name", "tick"], "columns are spelled as the table has them", &parts)?;

    let commented = table(schema, "commented")?;
    ensure(
        commented.columns["name"].ty == ColumnType::String(Length::N(20))
            && commented.columns["id"].identity.is_some(),
        "comments are in the way",
        commented,
    )?;

    let unnamed = table(schema, "unnamed")?;
    let uniques: Vec<_> = unnamed.uniques.keys().map(String::as_str).collect();
    ensure(uniques == ["uq-unnamed-a", "uq-unnamed-a_b", "uq-unnamed-b"], "uniques", &uniques)?;
    let checks: Vec<_> = unnamed.checks.keys().map(String::as_str).collect();
    ensure(checks == ["ck-unnamed-", "ck-unnamed-a_b", "ck-unnamed-b", "ck-unnamed-b-2"], "checks", &checks)?;
    let key = &unnamed.foreign_keys["fk-unnamed-d"];
    ensure(
        key.referenced_columns == ["code"]
            && key.on_delete == ReferentialAction::Cascade
            && key.on_update == ReferentialAction::SetNull
            && key.deferrable == Some(Deferrable::InitiallyDeferred),
        "a foreign key",
        key,
    )?;
    let implied = |name: &str| unnamed.foreign_keys[name].referenced_columns.clone();
    ensure(implied("fk-unnamed-c") == ["id"], "the parent's key is meant", implied("fk-unnamed-c"))?;
    ensure(implied("fk-unnamed-a_b") == ["y", "x"], "the parent's key is meant", implied("fk-unnamed-a_b"))?;

    let two = table(schema, "twokeys")?;
    let name = two.primary_key.as_ref().and_then(|key| key.name.as_deref());
    ensure(name == Some("pk_two") && two.options.without_rowid, "a named key", two)?;
    let same = table(schema, "same_names")?;
    let names: Vec<_> = same.checks.keys().chain(same.uniques.keys()).map(String::as_str).collect();
    ensure(names == ["c", "c-2", "c-3", "U-2", "u"], "names given twice", &names)?;
    ensure(table(schema, "both")?.options.strict, "STRICT behind WITHOUT ROWID", "")?;
    let computed = table(schema, "computed")?;
    let stored: Vec<_> =
        computed.columns.values().map(|column| column.generated.as_ref().map(|it| it.stored)).collect();
    ensure(stored == [None, Some(false), Some(true), Some(false)], "generated columns", &stored)?;
    let plain = table(schema, "plain")?;
    ensure(plain.columns["a"].ty == custom(""), "no type", &plain.columns["a"])?;
    ensure(plain.indexes["i_partial"].predicate.is_some(), "a partial index", &plain.indexes)?;
    ensure(plain.indexes["i_expression"].parts.len() == 4, "an index of expressions", &plain.indexes)?;
    ensure(table(schema, "tree")?.foreign_keys["fk-tree-up"].references == "tree".into(), "itself", "")
}

/// A connection that counts what is asked of it.
struct Counting<'a>(&'a DatabaseConnection, AtomicUsize);

#[async_trait::async_trait]
impl ConnectionTrait for Counting<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.query_all_raw(statement).await
    }
}

pub(crate) async fn asks_as_much_of_many(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let dialect = dialect_of(database.server().clone());
    let (mut made, mut asked) = (0, Vec::new());
    for count in [10, 1000] {
        database.execute("BEGIN").await;
        for at in made..count {
            let key = if at == 0 { "int".to_owned() } else { format!("int REFERENCES t{} (id)", at - 1) };
            database
                .execute(&format!(
                    "CREATE TABLE t{at} (id integer PRIMARY KEY, up {key}, name varchar(20) UNIQUE)"
                ))
                .await;
            database.execute(&format!("CREATE INDEX i{at} ON t{at} (up, name DESC)")).await;
        }
        database.execute("COMMIT").await;
        made = count;
        let counting = Counting(database.connection(), AtomicUsize::new(0));
        let found =
            inspect(&counting, dialect.as_ref(), &Scope::All).await.map_err(|error| error.to_string())?;
        ensure(found.schema.tables.len() == count, "tables", found.schema.tables.len())?;
        let indexes: usize = found.schema.tables.values().map(|table| table.indexes.len()).sum();
        ensure(indexes == count, "indexes", indexes)?;
        asked.push(counting.1.into_inner());
    }
    database.delete().await;
    ensure(asked == [2, 2], "queries for 10 and for 1,000 tables", &asked)
}

/// What older ones know is enough: shadow tables are told by their names there.
pub(crate) async fn reads_as_an_older_one(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    for statement in FOREIGN {
        database.execute(statement).await;
    }
    let old = dialect_of(Server::parse(Backend::Sqlite, "3.35.0"));
    let found = inspect(database.connection(), old.as_ref(), &Scope::All).await;
    let found = found.map_err(|error| error.to_string())?;
    ensure(found == look(&database).await?, "an older one sees something else", "")?;

    // A text that no SQLite would have written is an error that names the table.
    for statement in [
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE plain (a INT' WHERE name = 'plain'",
    ] {
        database.execute(statement).await;
    }
    let failure = inspect(database.connection(), old.as_ref(), &Scope::All).await;
    let named = matches!(&failure, Err(InspectFailure::Catalogue(InspectError { what, .. })) if what.contains("table plain"));
    ensure(named, "no error that names the table", failure.map(|found| found.schema.tables.len()))?;
    database.delete().await;
    Ok(())
}
