//! Entities into a [`Schema`](crate::schema::Schema): what their attributes say, and beside each entity
//! what no attribute can say.
//!
//! ```
//! mod tasks {
//!     use sea_keel::source::{EntitySchema, TableExtras};
//!     use sea_orm::entity::prelude::*;
//!
//!     #[sea_orm::model]
//!     #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
//!     #[sea_orm(table_name = "tasks")]
//!     pub struct Model {
//!         #[sea_orm(primary_key)]
//!         pub id: i32,
//!         pub completed: bool,
//!     }
//!
//!     impl ActiveModelBehavior for ActiveModel {}
//!
//!     impl EntitySchema for Entity {
//!         fn extend(table: &mut TableExtras<Self>) {
//!             table.index("idx_tasks_completed", [Column::Completed]);
//!         }
//!     }
//! }
//!
//! use sea_keel::{schema::{Backend, NamingConvention}, source::Models};
//!
//! let models = Models::new().entity(tasks::Entity);
//! let schema = models.schema(Backend::Sqlite, &NamingConvention::default()).unwrap();
//! assert!(schema.table(&"tasks".into()).unwrap().indexes.contains_key("idx_tasks_completed"));
//! ```

mod attributes;
mod entity;
mod expression;
mod extras;
mod models;
#[cfg(test)]
#[expect(unreachable_pub, reason = "SeaORM's macros write pub whatever the module")]
mod tests;

use sea_orm::EntityTrait;

pub use extras::{ColumnExtras, ForeignKeyExtras, TableExtras};
pub use models::{ModelProblem, Models, ModelsError, ReadModels, Renames};

/// An entity that tells its whole schema.
///
/// SeaORM's attributes say most of it. What they cannot say stands in `extend`, right beside the entity:
/// named, composite, partial, expression and covering indexes, CHECKs, names and deferrability of
/// constraints, a table's former name, and whatever holds on one engine only.
pub trait EntitySchema: EntityTrait {
    /// Says what the attributes do not; nothing, unless written.
    fn extend(table: &mut TableExtras<Self>) {
        let _ = table;
    }
}
