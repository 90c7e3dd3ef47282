use crate::dialect::{Dialect, ScriptPart};

/// Statements that belong to no revision, as an engine's own client takes them: in transactions where there are
/// any, and without commands that only one client knows.
pub fn loose_script(
    dialect: &dyn Dialect,
    title: &str,
    segments: Vec<(bool, Vec<String>)>,
    unenforced: bool,
) -> String {
    let part = ScriptPart {
        title: title.to_owned(),
        segments: segments.into_iter().filter(|(_, statements)| !statements.is_empty()).collect(),
        record: String::new(),
        applied: String::new(),
        up: true,
        unenforced,
    };
    dialect.script_part(&part).trim_start().to_owned()
}
