//! What only a person knows: from flags, or asked on a terminal.

use std::io::{self, IsTerminal as _, Write as _};

use super::{args::Decide, confirm, error::CliError, output};
use crate::{
    dialect::Dialect,
    diff::{Candidate, Decisions, Difference},
    schema::{ColumnType, Expression, QualifiedName, Schema},
    source::Renames,
};

/// The flags, read; values of fills are not told yet, since that takes the column.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    decisions: Decisions,
    fills: Vec<(QualifiedName, String, String)>,
    drops: Vec<String>,
}

/// `audit.tasks` is a table of a namespace.
pub(super) fn table(text: &str) -> QualifiedName {
    match text.split_once('.') {
        Some((schema, name)) => QualifiedName::qualified(schema, name),
        None => QualifiedName::new(text),
    }
}

/// `tasks.title`, `audit.tasks.title`.
fn member(text: &str) -> Option<(QualifiedName, String)> {
    let (owner, name) = text.rsplit_once('.')?;
    (!owner.is_empty() && !name.is_empty()).then(|| (table(owner), name.to_owned()))
}

impl Answers {
    /// Reads the flags.
    pub(super) fn read(flags: &Decide, renames: Renames) -> Result<Self, CliError> {
        let wrong = |flag: &'static str, text: &str, form: &'static str| CliError::BadDecision {
            flag,
            text: text.to_owned(),
            form,
        };
        let mut answers = Self::default();
        let decisions = &mut answers.decisions;
        decisions.former_tables = renames.tables;
        decisions.former_columns = renames.columns;
        for text in &flags.rename {
            let read = text.split_once(':').and_then(|(from, to)| Some((member(from)?, to)));
            let ((owner, from), to) = read
                .filter(|(_, to)| !to.is_empty())
                .ok_or_else(|| wrong("--rename", text, "TABLE.FROM:TO"))?;
            decisions.columns.insert((owner, to.to_owned()), from);
        }
        for text in &flags.rename_table {
            let (from, to) = text.split_once(':').ok_or_else(|| wrong("--rename-table", text, "FROM:TO"))?;
            let from = table(from);
            let to = if to.contains('.') { table(to) } else { from.sibling(to) };
            decisions.tables.insert(to, from);
        }
        for text in &flags.rename_value {
            let read = text.split_once(':').and_then(|(from, to)| Some((member(from)?, to)));
            let ((owner, from), to) = read.ok_or_else(|| wrong("--rename-value", text, "ENUM.FROM:TO"))?;
            decisions.values.insert((owner, to.to_owned()), from);
        }
        for text in &flags.fill {
            let read = text.split_once('=').and_then(|(at, value)| Some((member(at.trim())?, value.trim())));
            let ((owner, column), value) = read
                .filter(|(_, value)| !value.is_empty())
                .ok_or_else(|| wrong("--fill", text, "TABLE.COLUMN=VALUE"))?;
            answers.fills.push((owner, column, value.to_owned()));
        }
        answers.drops.clone_from(&flags.drop);
        Ok(answers)
    }

    /// The decisions for schemas on their way from `from` to `to`, as that engine writes values.
    pub(super) fn decisions(&self, dialect: &dyn Dialect, from: &Schema, to: &Schema) -> Decisions {
        let mut decisions = self.decisions.clone();
        for text in &self.drops {
            if from.tables.contains_key(&table(text)) {
                decisions.dropped_tables.insert(table(text));
            } else if let Some(at) = member(text) {
                decisions.dropped_columns.insert(at);
            }
        }
        for (owner, column, value) in &self.fills {
            let ty = to.table(owner).and_then(|table| table.column(column)).map(|column| &column.ty);
            if let Some(ty) = ty {
                decisions.fills.insert((owner.clone(), column.clone()), value_of(dialect, ty, value));
            }
        }
        decisions
    }

    /// Flags that name what neither side has.
    pub(super) fn strays(&self, from: &Schema, to: &Schema) -> Vec<String> {
        let mut strays = Vec::new();
        for text in &self.drops {
            // A table that is renamed has its columns under its new name.
            let gone = |(owner, name): (QualifiedName, String)| match from.table(&owner) {
                Some(table) => table.column(&name).is_some(),
                None => to.table(&owner).is_some(),
            };
            if !from.tables.contains_key(&table(text)) && !member(text).is_some_and(gone) {
                strays.push(format!("--drop {text}: there is no such table or column"));
            }
        }
        for (owner, column, _) in &self.fills {
            if to.table(owner).is_none_or(|table| table.column(column).is_none()) {
                strays.push(format!("--fill {owner}.{column}: there is no such column"));
            }
        }
        strays
    }

    /// Asks about what may be a rename, and for values that are missing. Without a terminal nothing waits.
    ///
    /// # Errors
    /// [`CliError::Undecided`] where nobody can be asked, [`CliError::Cancelled`] where the answer is to stop.
    pub(super) fn ask(&mut self, difference: &Difference) -> Result<bool, CliError> {
        let open = (difference.candidates.as_slice(), difference.unfilled.as_slice());
        if open.0.is_empty() && open.1.is_empty() {
            return Ok(false);
        }
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return Err(CliError::Undecided(questions(difference)));
        }
        if !open.0.is_empty() {
            // What is a rename may need no value any more: values are asked for the next time.
            open.0.iter().try_for_each(|candidate| self.ask_rename(candidate))?;
            return Ok(true);
        }
        for (owner, column) in open.1 {
            let mut err = anstream::stderr();
            writeln!(err, "{owner}.{column} takes no NULL and has no default.")?;
            write!(err, "Which value do rows get that are there? [a value, or nothing to stop] ")?;
            err.flush()?;
            let value = confirm::ask()?;
            match value.trim() {
                "" => return Err(CliError::Cancelled),
                value => self.fills.push((owner.clone(), column.clone(), value.to_owned())),
            }
        }
        Ok(true)
    }

    fn ask_rename(&mut self, candidate: &Candidate) -> Result<(), CliError> {
        let mut err = anstream::stderr();
        let percent = (candidate.confidence * 100.0).round();
        match (&candidate.column, &candidate.was) {
            (Some((from, to)), _) => {
                write!(
                    err,
                    "Was {}.{from} renamed to {to}? (likely to {percent} %) [y/N] ",
                    candidate.table
                )?;
            }
            (None, Some(was)) => {
                write!(
                    err,
                    "Was table {was} renamed to {}? (likely to {percent} %) [y/N] ",
                    candidate.table
                )?;
            }
            (None, None) => return Ok(()),
        }
        err.flush()?;
        let answer = confirm::ask()?;
        if answer.is_empty() {
            // The end of the input, which an empty line is not.
            return Err(CliError::Cancelled);
        }
        let yes = matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes");
        let table = candidate.table.clone();
        match (candidate.column.clone(), candidate.was.clone()) {
            (Some((from, to)), _) if yes => drop(self.decisions.columns.insert((table, to), from)),
            (Some((from, _)), _) => drop(self.decisions.dropped_columns.insert((table, from))),
            (None, Some(was)) if yes => drop(self.decisions.tables.insert(table, was)),
            (None, Some(was)) => drop(self.decisions.dropped_tables.insert(was)),
            (None, None) => {}
        }
        Ok(())
    }
}

/// What has to be decided, each with the flags that do it.
pub(super) fn questions(difference: &Difference) -> Vec<String> {
    let candidates = difference.candidates.iter().map(|candidate| {
        format!("{candidate}: `{}`, or `{}`", candidate.rename_flag(), candidate.drop_flag())
    });
    let may_be_renamed = |table: &QualifiedName, column: &str| {
        let is_new = |candidate: &Candidate| candidate.column.as_ref().is_some_and(|(_, to)| to == column);
        difference.candidates.iter().any(|candidate| candidate.table == *table && is_new(candidate))
    };
    let left = difference.unfilled.iter().filter(|(table, column)| !may_be_renamed(table, column));
    let unfilled = left.map(|(table, column)| {
        format!("{table}.{column} takes no NULL and has no default: `--fill {table}.{column}=VALUE` for the rows that are there")
    });
    candidates.chain(unfilled).collect()
}

/// Tells what may be a rename where nothing has to be decided.
pub(super) fn mention(difference: &Difference) {
    for candidate in &difference.candidates {
        output::notice(format!("{candidate}; `{}` says so", candidate.rename_flag()));
    }
    difference.stray.iter().for_each(output::notice);
}

/// A value as it was typed, often without the quotes that the shell took: a text for a text, and SQL where it
/// cannot be anything else.
fn value_of(dialect: &dyn Dialect, ty: &ColumnType, value: &str) -> Expression {
    let is_quoted = value.len() >= 2 && value.starts_with('\'') && value.ends_with('\'');
    let is_call = value.ends_with(')') && value.contains('(');
    let is_keyword = ["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(value));
    let is_number = !is_text(ty) && value.parse::<f64>().is_ok();
    let is_truth = matches!(ty, ColumnType::Boolean) && matches!(value, "true" | "false");
    if is_quoted || is_call || is_keyword || is_number || is_truth {
        return Expression::new(value);
    }
    Expression::new(dialect.literal(value))
}

fn is_text(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text | ColumnType::Enum(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dialect::{Engine, Server, dialect_of},
        schema::Length,
    };

    #[test]
    fn values_are_read_as_they_are_typed() {
        let dialect = dialect_of(Server::newest(Engine::Postgres));
        let text = ColumnType::String(Length::N(20));
        for (ty, value, expected) in [
            (&text, "medium", "'medium'"),
            (&text, "'medium'", "'medium'"),
            (&text, "5", "'5'"),
            (&text, "it's", "'it''s'"),
            (&text, "lower(title)", "lower(title)"),
            (&ColumnType::Integer, "5", "5"),
            (&ColumnType::Integer, "-1", "-1"),
            (&ColumnType::Boolean, "true", "true"),
            (&ColumnType::Date, "2024-01-01", "'2024-01-01'"),
            (&ColumnType::Timestamp, "current_timestamp", "current_timestamp"),
        ] {
            assert_eq!(value_of(dialect.as_ref(), ty, value).as_sql(), expected, "{value}");
        }
    }

    #[test]
    fn names_may_have_a_namespace() {
        assert_eq!(member("tasks.title"), Some((QualifiedName::new("tasks"), "title".into())));
        assert_eq!(
            member("audit.tasks.title"),
            Some((QualifiedName::qualified("audit", "tasks"), "title".into()))
        );
        assert_eq!(member("tasks"), None);
        assert_eq!(member("tasks."), None);
    }
}
