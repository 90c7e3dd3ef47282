//! Expressions by meaning: one text for all spellings that an engine takes for the same.
//!
//! What a person wrote and what a catalogue gives back are [parsed](parse) into a [`Node`](node::Node), brought
//! into a [normal form](normal) and [printed](print) in one way. Wherever the meaning might differ the texts
//! differ: two spellings too many cost a question to the engine, one too few hides a change.

mod mysql;
pub(crate) mod node;
mod normal;
mod parse;
mod postgres;
mod print;
mod sqlite;
#[cfg(test)]
mod tests;
mod tokens;

use crate::schema::{Backend, Expression};

use node::Node;
pub(super) use tokens::{tokens as words, unescaped};

/// The expression in its canonical spelling. It is for comparing, not for running: casts that the engine adds by
/// itself are gone from it.
pub(crate) fn canonical(backend: Backend, expression: &Expression) -> Expression {
    Expression::new(match meaning(backend, expression) {
        Some(node) => print::text(backend, &node),
        None => tokens::normal(backend, expression.as_sql()),
    })
}

/// The expression in its normal form; `None` where it is beyond what is understood.
pub(crate) fn meaning(backend: Backend, expression: &Expression) -> Option<Node> {
    Some(normal::normal(backend, parse::parse(backend, expression.as_sql())?))
}
