use super::{Operations, RecordError};
use crate::op::{Reversal, reverse_all};

/// The way back.
impl Operations {
    /// In a `down`: the derived reverse of `up`, last operation first.
    pub fn reverse(&mut self) {
        let Some(up) = self.undo.take() else {
            return self.errors.push(RecordError::ReverseInUp);
        };
        let alone = self.ops.is_empty();
        let push = if alone { Self::push_reverse } else { Self::push };
        match reverse_all(&up) {
            Reversal::Exact(ops) => ops.into_iter().for_each(|op| push(self, op)),
            Reversal::Lossy { ops, why } => {
                ops.into_iter().for_each(|op| push(self, op));
                self.lost.extend(why);
            }
            Reversal::Irreversible { why } => self.irreversible = Some(why),
        }
        self.derived = alone;
    }

    /// In a `down`: there is none, and why.
    pub fn irreversible(&mut self, why: impl Into<String>) {
        self.irreversible = Some(why.into());
    }
}
