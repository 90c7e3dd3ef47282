//! `diff`: two sides, and what makes the one the other.

use std::collections::BTreeSet;

use super::Outcome;
use crate::{
    check::{
        RecordedScript, Told, align, compare, record_script, settle, spare_namespaces, spell_collations,
        unsettled, without_quarantines,
    },
    cli::{
        Exit,
        args::{Diff, Format},
        context::{Context, close},
        decide::{Answers, mention},
        error::CliError,
        output,
        sides::{Loaded, Side, dialect_for},
    },
    dialect::Dialect,
    exec::DatabaseUrl,
    op::{Op, losses},
    plan::plan,
    render::{ChangeStyle, changes, changes_json, changes_markdown, loose_script, statements},
    schema::{Backend, Schema},
};

const FORMATS: [Format; 5] = [Format::Text, Format::Sql, Format::Json, Format::Rust, Format::Markdown];

pub(super) async fn run(context: &Context, asked: &Diff) -> Outcome {
    let format = context.format(&FORMATS)?;
    let read = |text: &str| text.parse::<Side>().map_err(CliError::Side);
    let (from, to) = (read(&asked.from)?, read(&asked.to)?);
    let sides = (from.clone(), to.clone());
    let fallback = context.offline_dialect(asked.dialect.as_deref())?;
    let backend = family(asked, &from, &to, fallback.as_ref())?;
    // Of a database that is compared with what was said only the namespaces count that this is about.
    let (mut from, mut to) = match (&from, &to) {
        (Side::Database(_), Side::Database(_)) => {
            (from.load(context, backend, None).await?, to.load(context, backend, None).await?)
        }
        (Side::Database(_), _) => {
            let to = to.load(context, backend, None).await?;
            (from.load(context, backend, Some(&to.schema)).await?, to)
        }
        _ => {
            let from = from.load(context, backend, None).await?;
            let to = to.load(context, backend, Some(&from.schema)).await?;
            (from, to)
        }
    };
    let beside_models = match &sides {
        (Side::Models, _) => Some((&mut to.schema, &from.schema)),
        (_, Side::Models) => Some((&mut from.schema, &to.schema)),
        _ => None,
    };
    if let Some((schema, entities)) = beside_models
        && let Ok(history) = context.history(backend)
    {
        without_quarantines(schema, entities, &history);
    }
    let dialect = dialect_for(&[&from, &to], fallback);
    line_up(&mut from, &mut to);
    match &sides {
        (Side::Database(_), Side::Database(_)) => {}
        (Side::Database(url), _) => ask(context, url, dialect.as_ref(), &from, &mut to).await?,
        (_, Side::Database(url)) => ask(context, url, dialect.as_ref(), &to, &mut from).await?,
        _ => {}
    }
    let answers = Answers::read(&asked.decide, to.renames.clone())?;
    let strays = answers.strays(&from.schema, &to.schema);
    strays.iter().for_each(output::notice);
    let decisions = answers.decisions(dialect.as_ref(), &from.schema, &to.schema);
    let (one, other) =
        (Told { schema: &from.schema, live: from.live }, Told { schema: &to.schema, live: to.live });
    let compared = compare(dialect.as_ref(), one, other, &BTreeSet::new(), &decisions)?;
    mention(&compared.difference);
    let ops = &compared.difference.ops;
    match format {
        Format::Rust | Format::Sql if ops.is_empty() => {}
        Format::Json => output::print(changes_json(ops))?,
        Format::Markdown => output::print(changes_markdown(ops))?,
        Format::Rust => output::print(statements(backend, ops, &compared.from)?)?,
        Format::Sql => output::print(script(dialect.as_ref(), &from, &to, &compared.from, ops).await?)?,
        _ if ops.is_empty() => output::notice(format!("no difference: {} is {}", from.label, to.label)),
        _ => output::print(changes(ops, &ChangeStyle::default()))?,
    }
    Ok(if ops.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// Lets the database say which expressions are the same, where their texts leave it open.
async fn ask(
    context: &Context,
    url: &DatabaseUrl,
    dialect: &dyn Dialect,
    live: &Loaded,
    said: &mut Loaded,
) -> Result<(), CliError> {
    if !unsettled(dialect, &live.schema, &said.schema) {
        return Ok(());
    }
    let runner = context.runner(url).await?;
    said.schema = settle(&runner, &live.schema, &said.schema).await;
    Ok(close(runner).await?)
}

/// The family of engines as which both sides are read.
fn family(asked: &Diff, from: &Side, to: &Side, fallback: &dyn Dialect) -> Result<Backend, CliError> {
    match (from.backend()?, to.backend()?) {
        (Some(one), Some(other)) if one != other => Err(CliError::Families {
            from: label(from, &asked.from),
            from_engine: one,
            to: label(to, &asked.to),
            to_engine: other,
        }),
        (Some(backend), _) | (None, Some(backend)) => Ok(backend),
        (None, None) => Ok(fallback.server().engine.backend()),
    }
}

/// A URL is told without its password.
fn label(side: &Side, text: &str) -> String {
    match side {
        Side::Database(url) => url.to_string(),
        _ => text.to_owned(),
    }
}

/// Brings names into the form in which the database's connection means them, and leaves alone what nobody
/// manages.
pub(super) fn line_up(from: &mut Loaded, to: &mut Loaded) {
    let current = |side: &Loaded| side.inspected.as_ref().and_then(|found| found.current.clone());
    let default = |side: &Loaded| side.inspected.as_ref().and_then(|found| found.default_collation.clone());
    if let (Some(here), Some(there)) = (default(from), default(to))
        && here != there
    {
        spell_collations(&mut from.schema, &here);
        spell_collations(&mut to.schema, &there);
    }
    let (here, there) = (current(from), current(to));
    from.schema = align(&from.schema, here.as_deref().or(there.as_deref()));
    to.schema = align(&to.schema, there.as_deref().or(here.as_deref()));
    if let Some(inspected) = &mut from.inspected {
        inspected.schema = std::mem::take(&mut from.schema);
        spare_namespaces(inspected, &to.schema);
        from.schema = inspected.schema.clone();
    }
}

/// The SQL for the engine's own client.
async fn script(
    dialect: &dyn Dialect,
    from: &Loaded,
    to: &Loaded,
    before: &Schema,
    ops: &[Op],
) -> Result<String, CliError> {
    let plan = plan(dialect, &mut before.clone(), ops)?;
    let recorded = match from.objects.as_slice() {
        [] => RecordedScript::of(&plan, dialect)?,
        objects => record_script(&plan, objects).await?,
    };
    let lost = losses(ops).into_iter().map(|loss| format!("\n-- destroys what is in {loss}"));
    let title = format!("from {} to {}{}", from.label, to.label, lost.collect::<String>());
    Ok(loose_script(dialect, &title, recorded.segments, recorded.unenforced))
}
