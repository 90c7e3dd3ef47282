//! Who asks, and what lets them.

mod caller;
mod keys;
mod secret;

pub use caller::{Caller, Principal};
pub use keys::{Keys, Token, TokenError};
pub use secret::Secret;
