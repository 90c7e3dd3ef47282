//! A difference between two schemas as people read it: what is added, dropped and altered, table by table.

mod call;
mod describe;
mod group;
mod line;
mod markdown;
#[cfg(test)]
mod tests;
mod text;

use serde::Serialize;

use crate::op::Op;

pub use markdown::changes_markdown;
pub use text::changes;

/// What [`changes`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeStyle {
    /// Whether each line ends in the call that a revision would make, dimmed.
    pub calls: bool,
}

impl Default for ChangeStyle {
    fn default() -> Self {
        Self { calls: true }
    }
}

/// The number that goes up when a program that reads the JSON would no longer understand it.
const VERSION: u32 = 1;

/// The operations for programs: `{"version": 1, "operations": […]}`.
pub fn changes_json(ops: &[Op]) -> String {
    #[derive(Serialize)]
    struct Envelope<'a> {
        version: u32,
        operations: &'a [Op],
    }
    super::pretty_json(&Envelope { version: VERSION, operations: ops })
}
