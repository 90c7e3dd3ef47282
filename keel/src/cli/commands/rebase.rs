//! `rebase`: a branch of the history goes behind another one.

use std::path::PathBuf;

use super::Outcome;
use crate::{
    cli::{Exit, context::Context, error::CliError, files, output},
    history::{
        History, MigrationName, Revision,
        target::{self, Target},
    },
    op::Operations,
};

/// A revision that comes after others than it says.
struct Moved<'a> {
    revision: &'a dyn Revision,
    parents: Vec<&'a str>,
}

impl MigrationName for Moved<'_> {
    fn name(&self) -> &str {
        self.revision.name()
    }
}

impl Revision for Moved<'_> {
    fn revises(&self) -> &[&str] {
        &self.parents
    }

    fn message(&self) -> Option<String> {
        self.revision.message()
    }

    fn up(&self, op: &mut Operations) {
        self.revision.up(op);
    }

    fn down(&self, op: &mut Operations) {
        self.revision.down(op);
    }
}

pub(super) fn run(context: &Context, branch: &str, onto: Option<&str>, dir: Option<&PathBuf>) -> Outcome {
    let directory = dir.or(context.config.directory.as_ref()).ok_or(CliError::NoDirectory)?;
    let history = context.offline_history()?;
    let branch = one(&history, branch)?;
    let onto = match onto {
        Some(onto) => one(&history, onto)?,
        None => other_head(&history, &branch)?,
    };
    let first = first_of_branch(&history, &branch, &onto)?;
    let moved: Vec<Moved<'_>> = context
        .config
        .revisions
        .iter()
        .map(|revision| Moved {
            revision: revision.as_ref(),
            parents: if revision.name() == first { vec![onto.as_str()] } else { revision.revises().to_vec() },
        })
        .collect();
    let moved: Vec<&dyn Revision> = moved.iter().map(|revision| revision as &dyn Revision).collect();
    for engine in context.engines()? {
        History::read_all(&moved, engine.backend, &context.config.naming)?;
    }
    let path = directory.join("src").join(format!("{first}.rs"));
    let text = files::read(&path)?;
    files::replace(&path, &files::with_parents(&path, &text, std::slice::from_ref(&onto))?)?;
    output::notice("databases that have it already must not be left behind: `status` tells");
    if context.is_json() {
        output::json(&serde_json::json!({ "id": first, "revises": [onto], "file": path }))?;
        return Ok(Exit::Clean);
    }
    output::print(format!("{first} comes after {onto} now\n  changed {}", path.display()))?;
    Ok(Exit::Clean)
}

fn one(history: &History, text: &str) -> Result<String, CliError> {
    let target: Target = text.parse()?;
    let ids = target::resolve_many(history.graph(), &Default::default(), &target)?;
    match ids.as_slice() {
        [id] => Ok(id.clone()),
        _ => Err(CliError::Rebase(format!("{text} is not one revision"))),
    }
}

fn other_head(history: &History, branch: &str) -> Result<String, CliError> {
    let graph = history.graph();
    let heads: Vec<&str> = graph
        .heads()
        .into_iter()
        .filter(|head| *head != branch && !graph.ancestors(&[head]).contains(branch))
        .collect();
    match heads.as_slice() {
        [head] => Ok((*head).to_owned()),
        [] => Err(CliError::Rebase(format!("there is no head beside {branch}"))),
        several => {
            Err(CliError::Rebase(format!("say behind which head with --onto: {}", several.join(", "))))
        }
    }
}

/// The first revision of the branch that the other one does not have.
fn first_of_branch(history: &History, branch: &str, onto: &str) -> Result<String, CliError> {
    let graph = history.graph();
    let mut theirs = graph.ancestors(&[onto]);
    theirs.insert(onto);
    if theirs.contains(branch) {
        return Err(CliError::Rebase(format!("{onto} comes after {branch} already")));
    }
    let mut own = graph.ancestors(&[branch]);
    own.insert(branch);
    if own.contains(onto) {
        return Err(CliError::Rebase(format!("{branch} comes after {onto} already")));
    }
    let firsts: Vec<&str> = graph
        .ids()
        .filter(|id| own.contains(id) && !theirs.contains(id))
        .filter(|id| graph.parents(id).iter().all(|parent| theirs.contains(parent.as_str())))
        .collect();
    match firsts.as_slice() {
        [first] => Ok((*first).to_owned()),
        _ => {
            Err(CliError::Rebase(format!("the branch begins with several revisions: {}", firsts.join(", "))))
        }
    }
}
