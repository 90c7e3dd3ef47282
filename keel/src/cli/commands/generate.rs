use std::path::PathBuf;

use chrono::{Local, Utc};
use serde::Serialize;

use super::Outcome;
use crate::{
    cli::{Exit, context::Context, error::CliError, files, output},
    history::{
        History,
        target::{self, Target},
    },
};

/// What `generate` was asked for.
pub(super) struct Asked {
    pub(super) name: Option<String>,
    pub(super) message: Option<String>,
    pub(super) revises: Option<String>,
    pub(super) dir: Option<PathBuf>,
    pub(super) local_time: bool,
}

#[derive(Serialize)]
struct Generated<'a> {
    id: &'a str,
    revises: &'a [String],
    file: &'a PathBuf,
}

pub(super) fn run(context: &Context, asked: Asked) -> Outcome {
    let directory = asked.dir.as_ref().or(context.config.directory.as_ref()).ok_or(CliError::NoDirectory)?;
    let source = directory.join("src");
    let text = asked.name.as_deref().or(asked.message.as_deref()).ok_or(CliError::NoName)?;
    let history = context.offline_history()?;
    let parents = parents(&history, asked.revises.as_deref())?;
    let id = format!("m{}_{}", timestamp(asked.local_time), slug(text)?);
    let message = asked.message.clone().unwrap_or_else(|| text.replace('_', " "));
    let (file, library) = (source.join(format!("{id}.rs")), source.join("lib.rs"));
    let text = files::read(&library)?;
    if let Some(parent) = parents.iter().find(|parent| !text.contains(parent.as_str())) {
        return Err(CliError::OtherHistory { path: library, parent: parent.clone() });
    }
    // Both texts are made before either file is touched.
    let registered = files::register(&library, &text, &id)?;
    files::create(&file, &template(&id, &message, &parents))?;
    if let Err(error) = files::replace(&library, &registered) {
        let _ = std::fs::remove_file(&file);
        return Err(error);
    }
    if context.is_json() {
        output::json(&Generated { id: &id, revises: &parents, file: &file })?;
    } else {
        let after = if parents.is_empty() { "base".to_owned() } else { parents.join(", ") };
        output::print(format!(
            "{id} (after {after})\n  wrote {}\n  registered in {}",
            file.display(),
            library.display()
        ))?;
    }
    Ok(Exit::Clean)
}

fn parents(history: &History, asked: Option<&str>) -> Result<Vec<String>, CliError> {
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

fn template(id: &str, message: &str, parents: &[String]) -> String {
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
            let text = template("m20250101_000000_add_priority", message, &["m1".into(), "m2".into()]);
            syn::parse_file(&text).unwrap();
        }
    }
}
