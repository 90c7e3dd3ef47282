//! A database that stock SeaORM migrates, and this toolkit, in turn.

use std::sync::Arc;

use sea_keel::{
    exec::{Progress, Runner, RunnerOptions, Silent},
    history::{Guest, History, Revision},
    op::{Operations, table},
    schema::NamingConvention,
};
use sea_orm_migration::{prelude::*, schema::pk_auto};
use tests::{Database, Engine, Outcome};

#[derive(Clone, Copy)]
struct CreateNotes;

impl MigrationName for CreateNotes {
    fn name(&self) -> &str {
        "m20220101_000001_create_notes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateNotes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(Table::create().table("notes").col(pk_auto("id")).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("notes").to_owned()).await
    }
}

struct Stock;

#[async_trait::async_trait]
impl MigratorTrait for Stock {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateNotes)]
    }
}

struct AddTitle;

impl MigrationName for AddTitle {
    fn name(&self) -> &str {
        "m20260101_000001_add_title"
    }
}

impl Revision for AddTitle {
    fn revises(&self) -> &[&str] {
        &["m20220101_000001_create_notes"]
    }

    fn up(&self, op: &mut Operations) {
        op.add_column("notes", sea_orm_migration::schema::string_len_null("title", 20));
    }
}

/// What a person would be told.
#[derive(Default)]
struct Notices(Vec<String>);

impl Progress for Notices {
    fn notice(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }
}

fn history(engine: &Engine, alone: bool) -> History {
    let guest = Guest::new(CreateNotes, &[]).effect(|op| op.create_table(table("notes").col(pk_auto("id"))));
    let mut revisions: Vec<Box<dyn Revision>> = vec![Box::new(guest)];
    if !alone {
        revisions.push(Box::new(AddTitle));
    }
    History::read(&revisions, engine.backend(), &NamingConvention::default()).unwrap()
}

pub(crate) async fn there_and_back(engine: Arc<Engine>) -> Outcome {
    let (first, second) = (Database::fresh(&engine).await, Database::fresh(&engine).await);
    // Migrated by stock SeaORM, gone on with here.
    Stock::up(first.connection(), None).await.unwrap();
    let runner = first.runner().await;
    let state = runner.state(&history(&engine, false)).await.unwrap();
    let applied: Vec<_> = state.applied.iter().map(|row| row.version.as_str()).collect();
    if applied != [CreateNotes.name()] {
        return Err(format!("stock SeaORM's ledger is read as {applied:?}"));
    }
    let mut notices = Notices::default();
    let went = runner.upgrade(&history(&engine, false), &mut notices).await.unwrap();
    if went != [AddTitle.name()] {
        return Err(format!("applied {went:?}"));
    }
    if !notices
        .0
        .iter()
        .any(|notice| notice.contains("1 revision(s) were applied by something that keeps no hashes"))
    {
        return Err(format!("that there are no hashes is not said: {:?}", notices.0));
    }
    // Once is enough.
    let mut again = Notices::default();
    runner.install(&mut again).await.unwrap();
    if !again.0.is_empty() {
        return Err(format!("it is said again: {:?}", again.0));
    }
    runner.close().await.unwrap();
    // Migrated here, read and undone by stock SeaORM.
    let runner = Runner::connect(&second.url().parse().unwrap(), RunnerOptions::default()).await.unwrap();
    runner.upgrade(&history(&engine, true), &mut Silent).await.unwrap();
    let pending = Stock::get_pending_migrations(second.connection()).await.unwrap();
    if !pending.is_empty() {
        return Err("stock SeaORM does not see what was applied here".into());
    }
    Stock::down(second.connection(), Some(1)).await.unwrap();
    let state = runner.state(&history(&engine, true)).await.unwrap();
    if !state.applied.is_empty() {
        return Err("what stock SeaORM undid is still read as applied".into());
    }
    runner.close().await.unwrap();
    first.delete().await;
    second.delete().await;
    Ok(())
}
