//! The schema toolkit for SeaORM.
pub mod dialect;
pub mod history;
pub mod op;
pub mod plan;
pub mod prelude;
pub mod render;
pub mod schema;
