//! The owner story's own migration command: a history that is not the application's.

mod m20250101_000001_create_user_and_task;
mod m20250101_000002_add_named_indexes;
mod m20250101_000003_delete_tasks_without_owner;
mod m20250101_000004_require_owner;

use std::process::ExitCode;

use sea_keel::{
    cli::{self, Config},
    history::Revision,
};

/// The history.
fn revisions() -> Vec<Box<dyn Revision>> {
    vec![
        Box::new(m20250101_000001_create_user_and_task::Migration),
        Box::new(m20250101_000002_add_named_indexes::Migration),
        Box::new(m20250101_000003_delete_tasks_without_owner::Migration),
        Box::new(m20250101_000004_require_owner::Migration),
    ]
}

#[tokio::main]
async fn main() -> ExitCode {
    cli::main(Config::new(revisions())).await
}
