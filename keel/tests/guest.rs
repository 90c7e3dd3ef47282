//! Stock SeaORM migrations as guests of a history.
#![expect(clippy::unwrap_used, reason = "a test may fail so")]

use sea_keel::{
    exec::{Runner, RunnerOptions, Silent},
    history::{Guest, History, target::Direction},
    op::RecordedDown,
    prelude::*,
    schema::{NamingConvention, QualifiedName},
};

struct CreateUsers;

impl MigrationName for CreateUsers {
    fn name(&self) -> &str {
        "m20220101_000001_create_users"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateUsers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(Table::create().table("users").col(pk_auto("id")).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("users").to_owned()).await
    }
}

struct AddName;

impl MigrationName for AddName {
    fn name(&self) -> &str {
        "m20260101_000001_add_name"
    }
}

impl Revision for AddName {
    fn revises(&self) -> &[&str] {
        &["m20220101_000001_create_users"]
    }

    fn up(&self, op: &mut Operations) {
        op.add_column("users", string_len_null("name", 20));
    }
}

fn history() -> History {
    let guest = Guest::new(CreateUsers, &[]).effect(|op| op.create_table(table("users").col(pk_auto("id"))));
    let revisions: Vec<Box<dyn Revision>> = vec![Box::new(guest), Box::new(AddName)];
    History::read(&revisions, Backend::Sqlite, &NamingConvention::default()).unwrap()
}

#[tokio::test]
async fn a_guest_runs_both_ways_and_the_history_knows_its_effect() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/guest.db?mode=rwc", directory.path().display()).parse().unwrap();
    let (history, users) = (history(), QualifiedName::new("users"));
    assert!(history.head_schema().unwrap().table(&users).unwrap().column("name").is_some());

    let runner = Runner::connect(&url, RunnerOptions::default()).await.unwrap();
    let applied = runner.upgrade(&history, &mut Silent).await.unwrap();
    runner.db().execute_unprepared("INSERT INTO users (name) VALUES ('Ada')").await.unwrap();

    let state = runner.state(&history).await.unwrap();
    let ids: Vec<_> = applied.iter().rev().cloned().collect();
    assert_eq!(runner.rows_lost(&history, &ids).await.unwrap().len(), 1, "the guest's table holds a row");
    runner.run(&history, &state, Direction::Down, &ids, &mut Silent).await.unwrap();
    assert!(runner.state(&history).await.unwrap().applied.is_empty());
    assert!(runner.db().execute_unprepared("SELECT 1 FROM users").await.is_err(), "the table is gone");
}

#[test]
fn a_guest_is_undone_by_its_own_down() {
    let history = history();
    let guest = history.revision("m20220101_000001_create_users").unwrap();
    assert!(matches!(&guest.down, RecordedDown::Ops { ops, .. } if ops.len() == 1));
}
