//! Whether entities, history and databases agree, and proof that a revision does what it says.
//!
//! Everything here compares two schemas with the one [differ](crate::diff); what is told apart is only where
//! each of them comes from.

mod align;
mod compare;
mod proof;
mod recorder;
mod scope;
mod scratch;
mod settle;

pub use align::{align, scope_of, spare_namespaces, spell_collations};
pub use compare::{CompareError, Compared, Told, compare};
pub use proof::{Proof, ProofError, prove, replay};
pub use recorder::{RecordedScript, record_script};
pub use scope::{Filter, without_quarantines};
pub use scratch::{Scratch, ScratchError};
pub use settle::{settle, unsettled};
