//! The migration command.
fn main() {}
