//! The schema toolkit for SeaORM.
pub mod cli;
pub mod dialect;
pub mod exec;
pub mod history;
pub mod op;
pub mod plan;
pub mod prelude;
pub mod render;
pub mod schema;
pub mod source;
