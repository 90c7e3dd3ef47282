pub use sea_orm_migration::MigrationName;

use crate::op::Operations;

/// A step of the history.
///
/// `up` and `down` only record: nothing runs while they are called, and they may be called often, so they
/// must say the same each time. Its id is its name, which `#[derive(DeriveMigrationName)]` takes from the file.
///
/// ```
/// use sea_keel::prelude::*;
///
/// pub struct AddPriority;
///
/// impl MigrationName for AddPriority {
///     fn name(&self) -> &str {
///         "m20241227_100000_add_priority"
///     }
/// }
///
/// impl Revision for AddPriority {
///     fn revises(&self) -> &[&str] {
///         &["m20241225_100000_create_tasks"]
///     }
///
///     fn up(&self, op: &mut Operations) {
///         op.add_column("tasks", string_len("priority", 20).default("medium"));
///         op.create_index("idx_tasks_priority", "tasks", ["priority"]);
///     }
/// }
/// ```
pub trait Revision: MigrationName + Send + Sync {
    /// The revisions that it comes after: none for the first, one as a rule, several for a merge.
    fn revises(&self) -> &[&str];

    /// What it is about, in a line; by default the words of its name.
    fn message(&self) -> Option<String> {
        None
    }

    /// Says what it does.
    fn up(&self, op: &mut Operations);

    /// Says what undoes it: the reverse of `up`, unless written otherwise.
    fn down(&self, op: &mut Operations) {
        op.reverse();
    }
}
