//! A schema as a diagram, in the languages of tools that draw one.

mod cardinality;
mod dbml;
mod mermaid;
#[cfg(test)]
mod tests;

pub use dbml::dbml;
pub use mermaid::mermaid;
