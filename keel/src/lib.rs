//! The schema toolkit for SeaORM.
pub mod dialect;
pub mod op;
pub mod schema;
