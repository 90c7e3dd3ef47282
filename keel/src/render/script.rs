use crate::{
    dialect::{Action, Dialect, ScriptPart, Unsupported},
    plan::Plan,
};

/// Why a range of the history cannot be written down as SQL.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// A revision runs code.
    #[error(
        "{revision} runs code ({step}), which no script can hold; leave it out of the range, and run it with `up`"
    )]
    Code {
        /// The revision.
        revision: String,
        /// The step's name.
        step: String,
    },
    /// A table cannot be made anew.
    #[error("{revision}: {source}")]
    Rebuild {
        /// The revision.
        revision: String,
        /// Why.
        source: Unsupported,
    },
}

/// The operations of one revision in a direction, planned.
#[derive(Clone, Debug)]
pub struct ScriptRevision {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub message: String,
    /// Whether it is applied, or reverted.
    pub up: bool,
    /// The plan.
    pub plan: Plan,
}

/// A range of the history as SQL for an engine's own client.
pub struct Script<'a> {
    /// Whose SQL.
    pub dialect: &'a dyn Dialect,
    /// The table of applied revisions, by its plain name.
    pub ledger: &'a str,
    /// The statement that makes it where it is missing.
    pub create_ledger: String,
    /// Whether each revision asks first whether it has run.
    pub idempotent: bool,
}

impl Script<'_> {
    /// Writes the script.
    ///
    /// # Errors
    /// [`ScriptError`].
    pub fn render(&self, revisions: &[ScriptRevision]) -> Result<String, ScriptError> {
        let mut out = self.dialect.script_head(self.idempotent);
        out += &format!("\n{};\n", self.create_ledger);
        for revision in revisions {
            let part = self.part(revision)?;
            out += &match self.idempotent {
                true => self.dialect.script_part_idempotent(&part),
                false => self.dialect.script_part(&part),
            };
        }
        Ok(out)
    }

    fn part(&self, revision: &ScriptRevision) -> Result<ScriptPart, ScriptError> {
        let mut segments = Vec::new();
        for segment in revision.plan.segments() {
            let mut statements = Vec::new();
            // In one statement a table what `up` does in many; several belong together.
            let held = segment.transactional
                || segment.steps.iter().all(|(_, planned)| matches!(planned.step.action, Action::Batches(_)));
            for (_, planned) in segment.steps {
                statements.extend(self.statements(&revision.id, &planned.step.action)?);
            }
            segments.push((held, statements));
        }
        let (table, version) = (self.dialect.quote(self.ledger), self.dialect.quote("version"));
        let id = self.dialect.literal(&revision.id);
        let up = revision.up;
        let record = match up {
            true => format!(
                "INSERT INTO {table} ({version}, {}) VALUES ({id}, {})",
                self.dialect.quote("applied_at"),
                self.dialect.epoch()
            ),
            false => format!("DELETE FROM {table} WHERE {version} = {id}"),
        };
        Ok(ScriptPart {
            title: format!("{} {}: {}", revision.id, if up { "up" } else { "down" }, revision.message),
            segments,
            record,
            applied: format!("SELECT 1 FROM {table} WHERE {version} = {id}"),
            up,
            unenforced: revision.plan.unenforced(),
        })
    }

    fn statements(&self, revision: &str, action: &Action) -> Result<Vec<String>, ScriptError> {
        let revision = || revision.to_owned();
        if let Action::Code(step) = action {
            return Err(ScriptError::Code { revision: revision(), step: step.name.clone() });
        }
        let rebuild = |source| ScriptError::Rebuild { revision: revision(), source };
        action.statements(self.dialect).map_err(rebuild)
    }
}
