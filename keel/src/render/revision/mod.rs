//! Operations into a revision's file, as an author would have written it.

mod column;
mod error;
pub(super) mod idents;
mod layout;
pub(super) mod literal;
mod merge;
mod names;
mod statement;
mod table;
pub(super) mod types;
mod writer;

use std::collections::BTreeMap;

use syn::visit::Visit;

use crate::{
    op::Op,
    schema::{Backend, Schema},
};

use layout::{Code, Statement, write_remark, write_statements};
use literal::text_literal;
use names::Names;
use statement::follow;
use writer::Writer;

pub use error::RenderError;

/// What a revision's file is made of.
#[derive(Clone, Debug)]
pub struct RevisionSource<'a> {
    /// The revision's id, `m20241226_100000_add_priority`.
    pub id: &'a str,
    /// What it is about.
    pub message: &'a str,
    /// The revisions that it comes after.
    pub revises: &'a [String],
    /// What whoever reviews it should know, one remark each.
    pub notes: &'a [String],
    /// The same change as each engine has it.
    pub engines: &'a [EngineOps<'a>],
    /// Frozen entities (see [`frozen_entities`](super::frozen_entities)): with them there is a step in code.
    pub entities: Option<&'a str>,
}

/// A change as one engine has it.
#[derive(Clone, Debug)]
pub struct EngineOps<'a> {
    /// The engine.
    pub backend: Backend,
    /// Its operations.
    pub ops: &'a [Op],
    /// The schema before them.
    pub before: &'a Schema,
    /// Operations, by their place, of which the reverse loses something, and what.
    pub lost: Vec<(usize, String)>,
}

/// The text of the file `{id}.rs`.
///
/// What all engines do alike is said once, the rest with `op.on(…)`; each engine finds its operations in its
/// own order. Names of tables and columns are frozen in enums at the end.
///
/// # Errors
/// An operation has no text (a step in code), or does not fit to the schema before it.
pub fn revision(source: &RevisionSource<'_>) -> Result<String, RenderError> {
    let names = Names::default();
    let mut statements = spoken(source.engines, &names)?;
    statements.extend(source.entities.map(|entities| code_step(source.message, entities)));
    let mut body = String::new();
    for note in source.notes {
        write_remark("//", note, &mut body, 8);
    }
    write_statements(&statements, &mut body, 8);
    let enums = names.enums(&used(&body)?);

    let mut out = String::new();
    let message = sentence(source.message);
    write_remark("//!", if message == "." { source.id } else { &message }, &mut out, 0);
    out += "\nuse sea_keel::prelude::*;\n\n#[derive(DeriveMigrationName)]\npub struct Migration;\n\n";
    out += "impl Revision for Migration {\n";
    let revises = source.revises.iter().map(|id| text_literal(id)).collect::<Vec<_>>().join(", ");
    out += &format!("    fn revises(&self) -> &[&str] {{\n        &[{revises}]\n    }}\n\n");
    out += &said_message(source.id, source.message);
    let op = if statements.is_empty() { "_op" } else { "op" };
    match body.is_empty() {
        true => out += &format!("    fn up(&self, {op}: &mut Operations) {{}}\n}}\n"),
        false => out += &format!("    fn up(&self, {op}: &mut Operations) {{\n{body}    }}\n}}\n"),
    }
    for part in [enums.as_str(), source.entities.unwrap_or_default()] {
        if !part.is_empty() {
            out += &format!("\n{}\n", part.trim_end());
        }
    }
    syn::parse_file(&out).map_err(|error| RenderError::NotRust(error.to_string()))?;
    Ok(out)
}

/// The statements alone, as they stand in `up`, without the names that they use.
///
/// # Errors
/// As [`revision`].
pub fn statements(backend: Backend, ops: &[Op], before: &Schema) -> Result<String, RenderError> {
    let names = Names::default();
    let statements = Writer { backend, names: &names, schema: before }.statements(ops)?;
    let mut out = String::new();
    write_statements(&statements, &mut out, 0);
    Ok(out)
}

fn spoken(engines: &[EngineOps<'_>], names: &Names) -> Result<Vec<Statement>, RenderError> {
    let mut lists: Vec<(Backend, Vec<Statement>)> = Vec::new();
    for engine in engines {
        let said: Vec<Code> = lists.iter().flat_map(|(_, list)| list).map(|said| said.code.clone()).collect();
        lists.push((engine.backend, one_engine(engine, names, &said)?));
    }
    Ok(merge::spoken(merge::merge(lists), engines.len()))
}

/// One engine's statements; `said` are those of others.
fn one_engine(engine: &EngineOps<'_>, names: &Names, said: &[Code]) -> Result<Vec<Statement>, RenderError> {
    let mut lost: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (at, why) in &engine.lost {
        lost.entry(*at).or_default().push(format!("Its reverse cannot bring back: {why}"));
    }
    let mut schema = engine.before.clone();
    let mut out = Vec::new();
    for (at, op) in engine.ops.iter().enumerate() {
        let writer = Writer { backend: engine.backend, names, schema: &schema };
        let mut code = writer.statement(op)?;
        // What PostgreSQL is to do concurrently, the others do as usual when they hear it.
        if let Some(concurrently) = concurrently(op).filter(|_| engine.backend != Backend::Postgres) {
            let other = writer.statement(&concurrently)?;
            if said.contains(&other) && !said.contains(&code) {
                code = other;
            }
        }
        out.push(Statement { remarks: lost.remove(&at).unwrap_or_default(), code });
        follow(op, &mut schema)?;
    }
    Ok(out)
}

fn concurrently(op: &Op) -> Option<Op> {
    match op.clone() {
        Op::CreateIndex { table, index, .. } => Some(Op::CreateIndex { table, index, concurrently: true }),
        Op::DropIndex { table, index, .. } => Some(Op::DropIndex { table, index, concurrently: true }),
        _ => None,
    }
}

/// A step for whoever writes it.
fn code_step(message: &str, entities: &str) -> Statement {
    let first = entities.lines().find_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(" {"));
    let example = first.map_or_else(String::new, |module| {
        format!("                // for row in frozen::{module}::Entity::find().all(_db).await? {{ … }}\n")
    });
    let step = format!(
        "|_db| {{\n            Box::pin(async move {{\n{example}                Ok(())\n            }})\n        }}"
    );
    let remarks = vec![
        "A step in code, with the entities as they are behind this revision. Nothing undoes it: say \
         run_with_down where it can be undone."
            .to_owned(),
    ];
    Statement { remarks, code: Code::text(format!("op.run({}, {step})", text_literal(&one_line(message)))) }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line as rustdoc wants it: a capital first, a full stop last.
fn sentence(message: &str) -> String {
    let line = one_line(message);
    let stop = if line.ends_with(['.', '!', '?']) { "" } else { "." };
    let mut chars = line.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}{stop}", chars.as_str())
}

/// The method that says the message, where it is more than the words of the id.
fn said_message(id: &str, message: &str) -> String {
    let line = one_line(message);
    let words = id.splitn(3, '_').nth(2).unwrap_or_default().replace('_', " ");
    match line == words || line.is_empty() {
        true => String::new(),
        false => format!(
            "    fn message(&self) -> Option<String> {{\n        Some({}.into())\n    }}\n\n",
            text_literal(&line)
        ),
    }
}

/// The paths of two segments in the code of `up`, in order.
fn used(body: &str) -> Result<Vec<(String, String)>, RenderError> {
    let function = syn::parse_str::<syn::ItemFn>(&format!("fn up() {{\n{body}\n}}"))
        .map_err(|error| RenderError::NotRust(error.to_string()))?;
    let mut paths = Paths(vec![]);
    paths.visit_item_fn(&function);
    Ok(paths.0)
}

struct Paths(Vec<(String, String)>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if let (Some(first), Some(second), None) = (segments.next(), segments.next(), segments.next()) {
            self.0.push((first.ident.to_string(), second.ident.to_string()));
        }
        syn::visit::visit_path(self, path);
    }
}
