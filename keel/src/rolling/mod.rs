//! Rolling deployments: builds of several revisions side by side on one database, while its schema moves.
//!
//! A build says from which revision on it serves: a [`Window`]. What a live schema has of what the build knows are its
//! [`Capabilities`]. A column that is not there yet reads as the value that its rows will get when it comes, and is not
//! written; a value that would be lost is refused. Revisions that the build does not know are no reason to stop while
//! everything it needs is there: that is read from the schema itself, not taken from anybody's word. A [`Watch`] looks
//! again and again.
//!
//! ```
//! # mod tasks {
//! #     use sea_orm::entity::prelude::*;
//! #     #[sea_orm::model]
//! #     #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
//! #     #[sea_orm(table_name = "tasks")]
//! #     pub struct Model {
//! #         #[sea_orm(primary_key)]
//! #         pub id: i32,
//! #         pub title: String,
//! #         pub priority: String,
//! #     }
//! #     impl ActiveModelBehavior for ActiveModel {}
//! # }
//! use sea_keel::rolling::Sight;
//! use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
//!
//! /// Works on a database that has no `tasks.priority` yet, and on one that has it.
//! async fn open(sight: &Sight, db: &DatabaseConnection) -> Result<Vec<tasks::Model>, DbErr> {
//!     let live = &sight.capabilities;
//!     let urgent = live.expr(tasks::Column::Priority).eq("high");
//!     live.find::<tasks::Entity>().filter(urgent).all(db).await
//! }
//! # use sea_orm::ExprTrait as _;
//! ```

mod capabilities;
mod kind;
mod standing;
#[cfg(test)]
#[expect(unreachable_pub, reason = "SeaORM's macros write pub whatever the module")]
mod tests;
mod watch;
mod window;
mod within;

pub use capabilities::{Capabilities, Lacking, WriteError};
pub use standing::{Obstacle, Standing};
pub use watch::Watch;
pub use window::{Sight, Window, WindowError};
