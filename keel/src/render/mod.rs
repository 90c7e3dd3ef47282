//! What is written for people and other programs: SQL scripts, revision files, reports of a check, differences
//! and diagrams.
//!
//! Everything here is a text that is handed back. Colours are in it as escape sequences; who prints it takes
//! them out where they are not wanted.

mod changes;
mod diagram;
mod entities;
mod expression;
mod findings;
mod loose;
mod markdown;
mod revision;
mod script;
mod visible;
mod words;

pub use changes::{ChangeStyle, changes, changes_json, changes_markdown};
pub use diagram::{dbml, mermaid};
pub use entities::frozen_entities;
pub use findings::{Check, Finding, Outcome, Report, ReportFormat, Severity, findings};
pub use loose::loose_script;
pub use revision::{EngineOps, RenderError, RevisionSource, revision, statements};
pub use script::{Script, ScriptError, ScriptRevision};

/// JSON for people to read as well, with a newline at its end.
fn pretty_json(value: &impl serde::Serialize) -> String {
    // Only a key that is no text, or a failing `Serialize`, is an error here; what is written has neither.
    serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_owned()) + "\n"
}
