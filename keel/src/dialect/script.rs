//! How a script that runs without this toolkit is written for an engine's own client.

/// One revision of a script.
#[derive(Clone, Debug)]
pub struct ScriptPart {
    /// A line about it.
    pub title: String,
    /// Its statements, by transaction; the flag says whether there is one.
    pub segments: Vec<(bool, Vec<String>)>,
    /// What makes the ledger of applied revisions say so; nothing for what is no revision.
    pub record: String,
    /// A query that yields a row where the revision is applied.
    pub applied: String,
    /// Applied by it, or reverted.
    pub up: bool,
    /// Whether foreign keys must not be enforced while it runs.
    pub unenforced: bool,
}

/// An engine's way of writing scripts.
pub trait Scripting {
    /// What stands before the first revision.
    fn script_head(&self, idempotent: bool) -> String;

    /// A revision that runs whatever the database's state is.
    fn script_part(&self, part: &ScriptPart) -> String;

    /// A revision that runs only where it has not.
    fn script_part_idempotent(&self, part: &ScriptPart) -> String;
}

impl ScriptPart {
    /// The condition under which it runs.
    pub(super) fn condition(&self) -> String {
        format!("{} ({})", if self.up { "NOT EXISTS" } else { "EXISTS" }, self.applied)
    }

    /// The segments with the record at the end of the last one.
    pub(super) fn recorded_segments(&self) -> Vec<(bool, Vec<String>)> {
        let mut segments = self.segments.clone();
        if self.record.is_empty() {
            return segments;
        }
        match segments.last_mut() {
            Some((true, statements)) => statements.push(self.record.clone()),
            _ => segments.push((true, vec![self.record.clone()])),
        }
        segments
    }
}

/// Statements, each closed by a semicolon on its own line's end.
pub(super) fn statements(statements: &[String]) -> String {
    statements.iter().map(|sql| format!("{}\n", closed(sql))).collect()
}

/// The statement with one semicolon behind it. A comment at its end would swallow one on the same line.
pub(super) fn closed(sql: &str) -> String {
    let sql = sql.trim_end();
    let commented = sql.lines().next_back().is_some_and(|line| line.contains("--") || line.contains('#'));
    match (sql.ends_with(';'), commented) {
        (true, false) => sql.to_owned(),
        (_, true) => format!("{sql}\n;"),
        (false, false) => format!("{sql};"),
    }
}

/// A mark made of `mark` that the text does not hold.
pub(super) fn unused(text: &str, mark: impl Fn(usize) -> String) -> String {
    let mut n = 0;
    while text.contains(&mark(n)) {
        n += 1;
    }
    mark(n)
}
