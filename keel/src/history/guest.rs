use std::sync::Arc;

use sea_orm::DatabaseExecutor;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::op::{CodeFn, CodeStep, Operations};

use super::Revision;

/// A stock SeaORM migration in a history: it runs as it is, and what it does to the schema is as far known as
/// it is said.
///
/// ```
/// use sea_keel::{history::Guest, prelude::*};
///
/// struct CreateUsers;
///
/// impl MigrationName for CreateUsers {
///     fn name(&self) -> &str {
///         "m20220101_000001_create_users"
///     }
/// }
///
/// #[async_trait::async_trait]
/// impl MigrationTrait for CreateUsers {
///     async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
///         manager.create_table(Table::create().table("users").col(pk_auto("id")).to_owned()).await
///     }
/// }
///
/// let guest = Guest::new(CreateUsers, &[]).effect(|op| op.create_table(table("users").col(pk_auto("id"))));
/// ```
pub struct Guest {
    migration: Arc<dyn MigrationTrait>,
    revises: &'static [&'static str],
    effect: Option<Box<Effect>>,
}

type Effect = dyn Fn(&mut Operations) + Send + Sync;

impl Guest {
    /// A guest that comes after `revises`, with nothing said about its effect.
    pub fn new(migration: impl MigrationTrait + 'static, revises: &'static [&'static str]) -> Self {
        Self { migration: Arc::new(migration), revises, effect: None }
    }

    /// Says what it does to the schema, so that later revisions and comparisons know.
    pub fn effect(mut self, say: impl Fn(&mut Operations) + Send + Sync + 'static) -> Self {
        self.effect = Some(Box::new(say));
        self
    }
}

impl MigrationName for Guest {
    fn name(&self) -> &str {
        self.migration.name()
    }
}

impl Revision for Guest {
    fn revises(&self) -> &[&str] {
        self.revises
    }

    fn up(&self, op: &mut Operations) {
        let (up, down) = (self.migration.clone(), self.migration.clone());
        let step = CodeStep {
            // SeaORM wraps it in a transaction on PostgreSQL alone unless told; here it has one wherever it may.
            transactional: self.migration.use_transaction() != Some(false),
            ..CodeStep::new(
                format!("SeaORM migration {}", self.migration.name()),
                CodeFn::new(move |db| {
                    let migration = up.clone();
                    Box::pin(async move { migration.up(&manager(db)).await })
                }),
                Some(CodeFn::new(move |db| {
                    let migration = down.clone();
                    Box::pin(async move { migration.down(&manager(db)).await })
                })),
            )
        };
        op.code_with_effect(step, |op| {
            if let Some(say) = &self.effect {
                say(op);
            }
        });
    }
}

fn manager<'a>(db: &'a DatabaseExecutor<'a>) -> SchemaManager<'a> {
    match db {
        DatabaseExecutor::Connection(connection) => SchemaManager::new(*connection),
        DatabaseExecutor::Transaction(transaction) => SchemaManager::new(*transaction),
        DatabaseExecutor::OwnedTransaction(transaction) => SchemaManager::new(transaction),
    }
}
