//! A SQLite table that is made anew takes everything along that the history does not know.

use std::sync::Arc;

use sea_keel::{
    exec::Silent,
    history::{History, Revision, target::Direction},
    op::{Operations, table},
    schema::NamingConvention,
};
use sea_orm_migration::{
    prelude::*,
    schema::{integer, pk_auto, string_len, string_len_null},
};
use tests::{Database, Engine, Outcome};

use crate::command::same;

struct CreateLibrary;

impl MigrationName for CreateLibrary {
    fn name(&self) -> &str {
        "m20250101_000001_create_library"
    }
}

impl Revision for CreateLibrary {
    fn revises(&self) -> &[&str] {
        &[]
    }

    fn up(&self, op: &mut Operations) {
        op.create_table(table("author").col(pk_auto("id")).col(string_len_null("name", 50)));
        op.create_table(
            table("book")
                .col(pk_auto("id"))
                .col(integer("author_id"))
                .col(string_len("title", 50))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk_book_author")
                        .from("book", "author_id")
                        .to("author", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                ),
        );
    }
}

/// Each of its operations makes the parent anew.
struct RequireName;

impl MigrationName for RequireName {
    fn name(&self) -> &str {
        "m20250101_000002_require_name"
    }
}

impl Revision for RequireName {
    fn revises(&self) -> &[&str] {
        &["m20250101_000001_create_library"]
    }

    fn up(&self, op: &mut Operations) {
        op.set_not_null("author", "name");
        op.create_check("ck_author_name", "author", Expr::cust("name <> ''"));
        op.create_unique("uq_author_name", "author", ["name"]);
    }
}

/// What a person has added by hand, and rows.
const BESIDE: [&str; 9] = [
    "CREATE TABLE log (entry text)",
    "CREATE TRIGGER author_renamed AFTER UPDATE ON author BEGIN INSERT INTO log VALUES (old.name || ';' || new.name); END",
    "CREATE TRIGGER author_gone AFTER DELETE ON author BEGIN INSERT INTO log VALUES ('gone ' || old.name); END",
    "CREATE VIEW shelf AS SELECT author.name, book.title FROM author JOIN book ON book.author_id = author.id",
    "CREATE INDEX by_hand ON author (lower(name)) WHERE name IS NOT NULL",
    "INSERT INTO author (id, name) VALUES (1, 'Ada'), (2, 'Bob'), (40, 'Cleo')",
    "DELETE FROM author WHERE id = 40",
    "DELETE FROM log",
    "INSERT INTO book (id, author_id, title) VALUES (1, 1, 'A'), (2, 2, 'B')",
];

/// All rows, the counter of author ids, and what the view shows.
async fn contents(database: &Database) -> Vec<Vec<Option<String>>> {
    let mut all = Vec::new();
    for query in [
        "SELECT CAST(id AS text), name FROM author ORDER BY id",
        "SELECT CAST(id AS text), CAST(author_id AS text), title FROM book ORDER BY id",
        "SELECT name, title FROM shelf ORDER BY name",
        "SELECT name, CAST(seq AS text) FROM sqlite_sequence WHERE name IN ('author', 'book') ORDER BY name",
        "SELECT entry FROM log",
    ] {
        all.extend(database.rows(query).await);
    }
    all
}

pub(crate) async fn keeps_all(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let runner = database.runner().await;
    let revisions: Vec<Box<dyn Revision>> = vec![Box::new(CreateLibrary), Box::new(RequireName)];
    let history = History::read(&revisions, engine.backend(), &NamingConvention::default()).unwrap();
    let (first, second) = ([CreateLibrary.name().to_owned()], [RequireName.name().to_owned()]);
    let go = async |direction, ids: &[String]| {
        let state = runner.state(&history).await.unwrap();
        runner.run(&history, &state, direction, ids, &mut Silent).await
    };
    go(Direction::Up, &first).await.map_err(|error| error.to_string())?;
    for statement in BESIDE {
        database.execute(statement).await;
    }
    let (before, rows) = (database.dump().await, contents(&database).await);

    // A row stands in the way: nothing of it has happened.
    database.execute("INSERT INTO author (id, name) VALUES (3, 'Ada')").await;
    let disturbed = contents(&database).await;
    let Err(error) = go(Direction::Up, &second).await else { return Err("it was to fail".into()) };
    if !error.to_string().contains("author.name") {
        return Err(format!("the error does not name the column: {error}"));
    }
    same("a failure leaves the schema", &before, &database.dump().await)?;
    if contents(&database).await != disturbed {
        return Err("a failure changed rows".into());
    }
    for statement in ["DELETE FROM author WHERE id = 3", "DELETE FROM log"] {
        database.execute(statement).await;
    }

    go(Direction::Up, &second).await.map_err(|error| error.to_string())?;
    let after = database.dump().await;
    for kept in
        ["trigger author_renamed", "trigger author_gone", "view shelf", "index by_hand", "AUTOINCREMENT"]
    {
        if !after.contains(kept) {
            return Err(format!("{kept} is gone:\n{after}"));
        }
    }
    if contents(&database).await != rows {
        return Err("rows, the counter or the log changed".into());
    }
    go(Direction::Down, &second).await.map_err(|error| error.to_string())?;
    same("there and back", &before, &database.dump().await)?;
    if contents(&database).await != rows {
        return Err("rows, the counter or the log changed on the way back".into());
    }

    // What is enforced goes on to be: an id is not given twice, children go with their parent.
    for statement in ["INSERT INTO author (name) VALUES ('Dora')", "DELETE FROM author WHERE id = 1"] {
        database.execute(statement).await;
    }
    let ids = "SELECT group_concat(id) FROM (SELECT id FROM author UNION ALL SELECT author_id FROM book ORDER BY 1)";
    let found = database.rows(ids).await;
    runner.close().await.unwrap();
    database.delete().await;
    match found.first().and_then(|row| row.first()).and_then(Option::as_deref) {
        Some("2,2,41") => Ok(()),
        other => Err(format!("the counter or the cascade is wrong: {other:?}")),
    }
}
