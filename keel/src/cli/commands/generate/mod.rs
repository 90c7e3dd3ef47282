//! `generate`: the history follows the entities.

mod draft;
mod place;
mod proof;

use std::{collections::BTreeSet, path::PathBuf};

use serde::Serialize;

use super::Outcome;
use crate::{
    check::{Compared, Told, compare, without_quarantines},
    cli::{
        Exit,
        args::Generate,
        context::Context,
        decide::{Answers, mention, table},
        engines::OnEngine,
        error::CliError,
        output::{self, GOOD, styled},
    },
    diff::{Difference, Spot},
    op::{Op, Reversal, reverse},
    plan::plan,
    render::{ChangeStyle, EngineOps, RevisionSource, changes, frozen_entities, loose_script, revision},
    schema::{QualifiedName, Schema},
};

use draft::parents;
pub(super) use draft::{Draft, template};
pub(super) use place::Place;

/// What came of it, for programs.
#[derive(Default, Serialize)]
pub(super) struct Generated<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) revises: &'a [String],
    pub(super) file: Option<&'a PathBuf>,
    pub(super) operations: &'a [Op],
    pub(super) proven_on: Vec<&'a str>,
}

impl<'a> Generated<'a> {
    /// A revision that was written.
    pub(super) fn written(draft: &'a Draft, place: &'a Place) -> Self {
        let (id, file) = (Some(draft.id.as_str()), Some(&place.file));
        Self { id, revises: &draft.parents, file, ..Self::default() }
    }
}

pub(super) async fn run(context: &Context, asked: &Generate) -> Outcome {
    let text = asked.message.as_deref().or(asked.text.as_deref()).or(asked.name.as_deref());
    let parents = parents(&context.offline_history()?, asked.revises.as_deref())?;
    let empty = asked.empty || context.config.models.is_empty();
    if context.config.models.is_empty() && (asked.check || asked.sql) {
        return Err(CliError::NoModels);
    }
    if empty && asked.data.is_empty() {
        return write_empty(context, asked, &draft(text, asked, parents)?);
    }
    let mut engines = differences(context, asked, &parents, !empty)?;
    if !asked.check {
        plannable(context, &mut engines)?;
    }
    let Some((_, first)) = engines.first() else { return Err(CliError::NoModels) };
    let operations = first.difference.ops.as_slice();
    let nothing = engines.iter().all(|(_, compared)| compared.difference.ops.is_empty());
    if asked.check || (nothing && asked.data.is_empty()) {
        if context.is_json() {
            output::json(&Generated { revises: &parents, operations, ..Generated::default() })?;
        } else if nothing {
            output::print("no change: the history says what the entities say")?;
        } else {
            output::print(changes(operations, &ChangeStyle::default()))?;
        }
        return Ok(if nothing { Exit::Clean } else { Exit::Findings });
    }
    if asked.sql {
        output::print(sql(context, asked, &engines)?)?;
        return Ok(Exit::Clean);
    }
    let draft = draft(text, asked, parents)?;
    let source = source(asked, &draft, &engines)?;
    let directory = asked.dir.as_ref().or(context.config.directory.as_ref());
    let formatted =
        || place::rustfmt(directory.map(PathBuf::as_path), &source).unwrap_or_else(|| source.clone());
    if asked.dry_run {
        output::print(formatted())?;
        return Ok(Exit::Clean);
    }
    let place = Place::of(context, asked.dir.as_ref(), &draft)?;
    let proofs = if asked.no_proof || nothing {
        vec![]
    } else {
        Box::pin(proof::prove_all(context, &draft, &engines)).await?
    };
    place.write(&formatted())?;
    if context.is_json() {
        let proven_on = proofs.iter().map(|proof| proof.server.as_str()).collect();
        output::json(&Generated { operations, proven_on, ..Generated::written(&draft, &place) })?;
        return Ok(Exit::Clean);
    }
    let mut text = place.told(&draft);
    if !operations.is_empty() {
        text += &format!("\n{}", changes(operations, &ChangeStyle::default()));
    }
    for proof in &proofs {
        let back = match &proof.no_way_back {
            None => "up, down and up".to_owned(),
            Some(why) => format!("up; its way back was not tried: {why}"),
        };
        text += &format!("\n{} on {}: {back}", styled(GOOD, "proven"), proof.server);
    }
    output::print(text)?;
    for (_, lost) in lossy(operations) {
        output::notice(format!("going back loses something: {lost}"));
    }
    Ok(Exit::Clean)
}

fn draft(text: Option<&str>, asked: &Generate, parents: Vec<String>) -> Result<Draft, CliError> {
    let text = text.ok_or(CliError::NoName)?;
    let message = asked.message.clone().unwrap_or_else(|| text.replace('_', " "));
    Draft::new(message, asked.name.as_deref().or(Some(text)), asked.local_time, parents)
}

fn write_empty(context: &Context, asked: &Generate, draft: &Draft) -> Outcome {
    let text = template(draft);
    if asked.dry_run {
        output::print(text)?;
        return Ok(Exit::Clean);
    }
    let place = Place::of(context, asked.dir.as_ref(), draft)?;
    place.write(&text)?;
    if context.is_json() {
        output::json(&Generated::written(draft, &place))?;
    } else {
        output::print(place.told(draft))?;
    }
    Ok(Exit::Clean)
}

// ---- what differs ----

/// From the parents' schema to the entities, on each engine; a change that matters on one is one on all.
fn differences(
    context: &Context,
    asked: &Generate,
    parents: &[String],
    follow: bool,
) -> Result<Vec<(OnEngine, Compared)>, CliError> {
    let engines = context.engines()?;
    let ids: Vec<_> = parents.iter().map(String::as_str).collect();
    let mut sides = Vec::new();
    for engine in &engines {
        let applied = engine.history.graph().ancestors(&ids).into_iter().chain(ids.iter().copied());
        let mut from = engine.history.fold(&applied.map(ToOwned::to_owned).collect())?;
        without_quarantines(&mut from, &engine.entities.schema, &engine.history);
        context.filter().apply(&mut from);
        let mut to = if follow { engine.entities.schema.clone() } else { from.clone() };
        context.filter().apply(&mut to);
        sides.push((from, to));
    }
    let renames = engines.first().map(|engine| engine.entities.renames.clone()).unwrap_or_default();
    let mut answers = Answers::read(&asked.decide, renames)?;
    if let Some((from, to)) = sides.first() {
        answers.strays(from, to).iter().for_each(output::notice);
    }
    let compare_all = |also: &BTreeSet<Spot>, answers: &Answers| -> Result<Vec<Compared>, CliError> {
        let one = |(engine, (from, to)): (&OnEngine, &(Schema, Schema))| {
            let dialect = engine.dialect.as_ref();
            let decisions = answers.decisions(dialect, from, to);
            Ok(compare(dialect, Told::said(from), Told::said(to), also, &decisions)?)
        };
        engines.iter().zip(&sides).map(one).collect()
    };
    loop {
        let first = compare_all(&BTreeSet::new(), &answers)?;
        let also: BTreeSet<Spot> = first.iter().flat_map(|it| it.difference.spots.iter().cloned()).collect();
        let all = compare_all(&also, &answers)?;
        // To know that there is something to write, nothing has to be decided.
        if !asked.check && answers.ask(&questions(&all))? {
            continue;
        }
        all.iter().take(1).for_each(|it| mention(&it.difference));
        return Ok(engines.into_iter().zip(all).collect());
    }
}

/// The open questions of all engines, each once.
fn questions(all: &[Compared]) -> Difference {
    let mut open = Difference::default();
    for difference in all.iter().map(|compared| &compared.difference) {
        for candidate in &difference.candidates {
            let same = |known: &crate::diff::Candidate| {
                (&known.table, &known.column, &known.was)
                    == (&candidate.table, &candidate.column, &candidate.was)
            };
            if !open.candidates.iter().any(same) {
                open.candidates.push(candidate.clone());
            }
        }
        for unfilled in &difference.unfilled {
            if !open.unfilled.contains(unfilled) {
                open.unfilled.push(unfilled.clone());
            }
        }
    }
    open
}

/// What the database's own engine cannot do is an error; another engine that cannot is left out, and says so
/// itself when someone runs the revision there.
fn plannable(context: &Context, engines: &mut Vec<(OnEngine, Compared)>) -> Result<(), CliError> {
    let mut kept = Vec::new();
    for (engine, compared) in engines.drain(..) {
        let mut schema = compared.from.clone();
        match plan(engine.dialect.as_ref(), &mut schema, &compared.difference.ops) {
            Ok(_) => kept.push((engine, compared)),
            Err(error) if !kept.is_empty() && context.config.engines.is_empty() => {
                output::notice(format!("left out: {}: {error}", engine.backend));
            }
            Err(error) => return Err(error.into()),
        }
    }
    *engines = kept;
    Ok(())
}

/// The steps whose reverse does not bring everything back, and why.
fn lossy(ops: &[Op]) -> Vec<(usize, String)> {
    let is_new = |op: &Op| {
        let Op::Backfill { table, column, .. } = op else { return false };
        let adds = |op: &Op| matches!(op, Op::AddColumn { table: to, column: new } if to == table && new.name == *column);
        ops.iter().any(adds)
    };
    let why = |op: &Op| match reverse(op) {
        Reversal::Exact(_) => None,
        // What was filled goes with its column.
        _ if is_new(op) => None,
        Reversal::Lossy { why, .. } => Some(why.join("; ")),
        Reversal::Irreversible { why } => Some(why),
    };
    ops.iter().enumerate().filter_map(|(at, op)| Some((at, why(op)?))).collect()
}

fn sql(context: &Context, asked: &Generate, engines: &[(OnEngine, Compared)]) -> Result<String, CliError> {
    let dialect = context.offline_dialect(asked.dialect.as_deref())?;
    let backend = dialect.server().engine.backend();
    let Some((_, compared)) = engines.iter().find(|(engine, _)| engine.backend == backend) else {
        return Err(CliError::Side(format!("the history is not for {backend}")));
    };
    let mut schema = compared.from.clone();
    let plan = plan(dialect.as_ref(), &mut schema, &compared.difference.ops)?;
    let script = crate::check::RecordedScript::of(&plan, dialect.as_ref())?;
    Ok(loose_script(dialect.as_ref(), "what the revision would run", script.segments, script.unenforced))
}

// ---- the file ----

fn source(asked: &Generate, draft: &Draft, engines: &[(OnEngine, Compared)]) -> Result<String, CliError> {
    let entities = match (asked.data.as_slice(), engines.first()) {
        ([], _) | (_, None) => None,
        (tables, Some((_, compared))) => {
            let mut schema = compared.from.clone();
            let applied = crate::op::apply_all(&compared.difference.ops, &mut schema);
            applied.map_err(|(_, source)| {
                CliError::Compare(crate::check::CompareError { what: "the new revision".into(), source })
            })?;
            let tables: Vec<QualifiedName> = tables.iter().map(|text| table(text)).collect();
            if let Some(missing) = tables.iter().find(|name| schema.table(name).is_none()) {
                return Err(CliError::NoTable(missing.to_string()));
            }
            Some(frozen_entities(&schema, &tables)?)
        }
    };
    // The file is the same whichever database lies beside it.
    let mut in_order: Vec<_> = engines.iter().collect();
    in_order.sort_by_key(|(engine, _)| engine.backend);
    let on_engines: Vec<EngineOps<'_>> = in_order
        .iter()
        .map(|(engine, compared)| EngineOps {
            backend: engine.backend,
            ops: &compared.difference.ops,
            before: &compared.from,
            lost: lossy(&compared.difference.ops),
        })
        .collect();
    Ok(revision(&RevisionSource {
        id: &draft.id,
        message: &draft.message,
        revises: &draft.parents,
        notes: &[],
        engines: &on_engines,
        entities: entities.as_deref(),
    })?)
}
