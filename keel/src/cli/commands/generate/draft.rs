//! What a revision is called, and the file of one that says nothing yet.

use chrono::{Local, Utc};

use crate::{
    cli::error::CliError,
    history::{
        History,
        target::{self, Target},
    },
};

/// A revision that is not written yet.
pub(in crate::cli::commands) struct Draft {
    pub(in crate::cli::commands) id: String,
    pub(in crate::cli::commands) message: String,
    pub(in crate::cli::commands) parents: Vec<String>,
}

impl Draft {
    /// A revision of now; `name` is that of its file, where it is another one than the message.
    pub(in crate::cli::commands) fn new(
        message: String,
        name: Option<&str>,
        local_time: bool,
        parents: Vec<String>,
    ) -> Result<Self, CliError> {
        let id = format!("m{}_{}", timestamp(local_time), slug(name.unwrap_or(&message))?);
        Ok(Self { id, message, parents })
    }
}

pub(super) fn parents(history: &History, asked: Option<&str>) -> Result<Vec<String>, CliError> {
    let graph = history.graph();
    if let Some(asked) = asked {
        let target: Target = asked.parse()?;
        return Ok(target::resolve_many(graph, &Default::default(), &target)?);
    }
    let heads: Vec<_> = graph.heads().into_iter().map(ToOwned::to_owned).collect();
    if heads.len() > 1 { Err(CliError::SeveralHeads(heads)) } else { Ok(heads) }
}

fn timestamp(local: bool) -> String {
    const FORMAT: &str = "%Y%m%d_%H%M%S";
    if local { Local::now().format(FORMAT).to_string() } else { Utc::now().format(FORMAT).to_string() }
}

/// The longest name: the id has to fit a file's name and a column.
const LONGEST: usize = 80;

/// A message as part of a module's name.
fn slug(text: &str) -> Result<String, CliError> {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let words: String = text.chars().map(plain).collect();
    let mut slug = String::new();
    for word in words.split_whitespace() {
        if slug.len() + word.len() >= LONGEST {
            break;
        }
        if !slug.is_empty() {
            slug.push('_');
        }
        slug.push_str(word);
    }
    if slug.is_empty() { Err(CliError::BadName(text.to_owned())) } else { Ok(slug) }
}

/// The file of a revision that says nothing yet.
pub(in crate::cli::commands) fn template(draft: &Draft) -> String {
    let Draft { id, message, parents } = draft;
    let list = parents.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(", ");
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = id.splitn(3, '_').nth(2).unwrap_or_default().replace('_', " ");
    let message = match said == line {
        true => String::new(),
        false => {
            format!("    fn message(&self) -> Option<String> {{\n        Some({line:?}.into())\n    }}\n\n")
        }
    };
    format!(
        "use sea_keel::prelude::*;\n\n/// {}\n#[derive(DeriveMigrationName)]\npub struct Migration;\n\n\
         impl Revision for Migration {{\n    fn revises(&self) -> &[&str] {{\n        &[{list}]\n    }}\n\n{message}    \
         fn up(&self, _op: &mut Operations) {{\n        \
         // op.add_column(\"tasks\", string_len(\"priority\", 20).default(\"medium\"));\n    }}\n\n    \
         // down is the reverse of up, unless it is written:\n    \
         // fn down(&self, op: &mut Operations) {{}}\n}}\n",
        sentence(&line)
    )
}

/// A line as rustdoc wants it: a capital first, a full stop last.
fn sentence(line: &str) -> String {
    let mut chars = line.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let stop = if line.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_become_names() {
        for (text, expected) in [
            ("add priority", "add_priority"),
            ("add-priority to `tasks`!", "add_priority_to_tasks"),
            ("  Add  Größe ", "add_gr_e"),
        ] {
            assert_eq!(slug(text).unwrap(), expected);
        }
        assert!(slug("¿?").is_err());
        assert!(slug(&"word ".repeat(50)).unwrap().len() < LONGEST);
    }

    #[test]
    fn templates_are_rust() {
        for message in ["add priority", "say \"hello\" */ \\ {}", "ends."] {
            let id = "m20250101_000000_add_priority".into();
            let draft = Draft { id, message: message.into(), parents: vec!["m1".into(), "m2".into()] };
            syn::parse_file(&template(&draft)).unwrap();
        }
    }
}
