//! The bot story's own migration command. `BOT_HISTORY=empty` is the project before its first revision.
#![expect(unreachable_pub, reason = "entities and revisions stand for themselves, as SeaORM's do")]

mod entities;
mod m20260301_000000_initial_schema;

use std::process::ExitCode;

use sea_keel::{
    cli::{self, Config},
    history::Revision,
};

fn revisions() -> Vec<Box<dyn Revision>> {
    vec![Box::new(m20260301_000000_initial_schema::Migration)]
}

#[tokio::main]
async fn main() -> ExitCode {
    let is_new = std::env::var("BOT_HISTORY").is_ok_and(|history| history == "empty");
    let revisions = if is_new { vec![] } else { revisions() };
    cli::main(Config::new(revisions).models(entities::models())).await
}
