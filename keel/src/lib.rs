//! A schema-migration toolkit for SeaORM.
//!
//! A [`Revision`](history::Revision) says in `up` what it does, in SeaORM's words. Nothing runs while it
//! does: the calls are recorded as [`Op`](op::Op)s, each with all that its reverse needs. A
//! [`History`](history::History) of them is folded into a [`Schema`](schema::Schema), [planned](plan::plan)
//! as steps by a [dialect](dialect::Dialect), and either written as a [script](render::Script) or run by a
//! [`Runner`](exec::Runner).
//!
//! ```
//! use sea_keel::{history::History, prelude::*, schema::NamingConvention};
//!
//! struct CreateTasks;
//!
//! impl MigrationName for CreateTasks {
//!     fn name(&self) -> &str {
//!         "m20241225_100000_create_tasks"
//!     }
//! }
//!
//! impl Revision for CreateTasks {
//!     fn revises(&self) -> &[&str] {
//!         &[]
//!     }
//!
//!     fn up(&self, op: &mut Operations) {
//!         op.create_table(table("tasks").col(pk_auto("id")).col(string_len("title", 200)));
//!         op.create_index("idx_tasks_title", "tasks", ["title"]);
//!     }
//! }
//!
//! let revisions: Vec<Box<dyn Revision>> = vec![Box::new(CreateTasks)];
//! let history = History::read(&revisions, Backend::Sqlite, &NamingConvention::default()).unwrap();
//! let schema = history.head_schema().unwrap();
//! assert!(schema.table(&"tasks".into()).unwrap().indexes.contains_key("idx_tasks_title"));
//! ```
//!
//! A migration crate links [`cli::main`] and has the whole command line; a program that brings its own
//! schema up to date calls [`Runner::upgrade`](exec::Runner::upgrade), and one that serves while the schema
//! moves asks a [`Watch`](rolling::Watch). Entities are read by [`Models`](source::Models).
//!
//! Each module uses those before it in this list and none behind it: [`schema`], [`op`], [`diff`],
//! [`source`], [`dialect`], [`inspect`], [`plan`], [`render`], [`history`], [`exec`], [`check`],
//! [`rolling`], [`cli`].
pub mod check;
pub mod cli;
pub mod dialect;
pub mod diff;
pub mod exec;
pub mod history;
pub mod inspect;
pub mod op;
pub mod plan;
pub mod prelude;
pub mod render;
pub mod rolling;
pub mod schema;
pub mod source;
