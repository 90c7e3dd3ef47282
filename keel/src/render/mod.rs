//! What is written for people and other programs: SQL scripts and revision files.

mod script;

pub use script::{Script, ScriptError, ScriptRevision};
