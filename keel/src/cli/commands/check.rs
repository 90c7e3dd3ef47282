//! `check`: entities, history and database, held together.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::{Outcome, diff::line_up};
use crate::{
    check::{Scratch, Told, compare, replay, settle, without_quarantines},
    cli::{
        Exit,
        args::Format,
        context::{Context, Opened, close},
        engines::OnEngine,
        error::CliError,
        output,
        sides::{Loaded, inspect_with},
    },
    diff::Decisions,
    history::History,
    op::Op,
    render::{Check, Finding, Outcome as RunOutcome, Report, ReportFormat, Severity, findings},
    schema::{Backend, QualifiedName},
};

const FORMATS: [Format; 6] =
    [Format::Text, Format::Json, Format::Github, Format::Sarif, Format::Junit, Format::Markdown];

const CHECKS: [(&str, &str); 4] = [
    ("models", "the entities and the history say the same"),
    ("replay", "the history makes what it says"),
    ("drift", "the database is what the history says"),
    ("history", "the history is whole and applied"),
];

pub(super) async fn run(context: &Context, offline: bool, only: &[String]) -> Outcome {
    let format = report_format(context.format(&FORMATS)?);
    let mut report = Report { tool_version: env!("CARGO_PKG_VERSION").into(), checks: vec![] };
    let asked = |id: &str| only.is_empty() || only.iter().any(|asked| asked == id);
    let asks_database = !offline && (asked("drift") || asked("history"));
    let live = if asks_database { Some(open(context).await) } else { None };
    let engines = if asked("models") || asked("replay") { context.engines()? } else { vec![] };
    for (id, title) in CHECKS.into_iter().filter(|(id, _)| asked(id)) {
        let outcome = match (id, &live) {
            ("models", _) => models(context, &engines)?,
            ("replay", _) => Box::pin(replays(context, &engines, offline)).await?,
            ("drift", Some(Ok(live))) => Box::pin(drift(context, live)).await?,
            ("history", Some(Ok(live))) => history(context, Some(live))?,
            ("history", None) => history(context, None)?,
            (_, None) => RunOutcome::Skipped("--offline".into()),
            // A database that cannot be had is no finding, and no sign that all is well.
            (_, Some(Err(error))) => RunOutcome::Skipped(error.to_string()),
            _ => continue,
        };
        report.checks.push(Check { id, title: title.into(), outcome });
    }
    let failed = match live {
        Some(Ok(live)) => close(live.runner).await.map_err(CliError::from).err(),
        Some(Err(error)) => Some(error),
        None => None,
    };
    output::print(findings(&report, format))?;
    if let Some(error) = failed {
        return Err(error);
    }
    let found = report.checks.iter().any(|check| matches!(check.outcome, RunOutcome::Found(_)));
    Ok(if found { Exit::Findings } else { Exit::Clean })
}

fn report_format(format: Format) -> ReportFormat {
    match format {
        Format::Json => ReportFormat::Json,
        Format::Github => ReportFormat::Github,
        Format::Sarif => ReportFormat::Sarif,
        Format::Junit => ReportFormat::Junit,
        Format::Markdown => ReportFormat::Markdown,
        _ => ReportFormat::Text,
    }
}

fn found(findings: Vec<Finding>) -> RunOutcome {
    if findings.is_empty() { RunOutcome::Clean } else { RunOutcome::Found(findings) }
}

/// The database that was named; it is never made here.
async fn open(context: &Context) -> Result<Opened, CliError> {
    let url = context.url()?;
    if let Some(path) = crate::cli::context::missing_sqlite(&url) {
        return Err(CliError::NoDatabase(path));
    }
    let history = context.history(url.backend())?;
    context.connect(&url, history).await
}

// ---- entities and history ----

/// On which engines the entities want something, and the last revision that has to do with it.
struct Wanted {
    engines: Vec<Backend>,
    since: Option<String>,
}

fn models(context: &Context, engines: &[OnEngine]) -> Result<RunOutcome, CliError> {
    if context.config.models.is_empty() {
        return Ok(RunOutcome::Skipped("no entities are known; name them with Config::models".into()));
    }
    let mut by_message: BTreeMap<(String, String), Wanted> = BTreeMap::new();
    for OnEngine { backend, dialect, history, entities } in engines {
        let (mut from, mut to) = (history.head_schema()?, entities.schema.clone());
        without_quarantines(&mut from, &to, history);
        context.filter().apply(&mut from);
        context.filter().apply(&mut to);
        let decisions = Decisions {
            former_tables: entities.renames.tables.clone(),
            former_columns: entities.renames.columns.clone(),
            ..Decisions::default()
        };
        let (one, other) = (Told::said(&from), Told::said(&to));
        let compared = compare(dialect.as_ref(), one, other, &BTreeSet::new(), &decisions)?;
        for op in compared.difference.ops {
            let since = op.table().and_then(|table| last_touch(history, table));
            let wanted = Wanted { engines: vec![], since };
            by_message.entry((place(&op), op.to_string())).or_insert(wanted).engines.push(*backend);
        }
    }
    let all = engines.len();
    let finding = |((place, message), Wanted { engines, since }): ((String, String), Wanted)| {
        let on = if engines.len() == all {
            String::new()
        } else {
            format!(" (on {})", engines.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        };
        Finding {
            rule: "models-differ".into(),
            severity: Severity::Error,
            place,
            message: format!("the entities want what the history does not do: {message}{on}"),
            file: file_of(context, since.as_deref()),
            since,
            fix: Some("generate -m \"…\"".into()),
        }
    };
    Ok(found(by_message.into_iter().map(finding).collect()))
}

/// `tasks.priority`, or what else it is about.
fn place(op: &Op) -> String {
    let table = op.table().map(ToString::to_string).unwrap_or_default();
    let part = match op {
        Op::AddColumn { column, .. } | Op::DropColumn { column, .. } => Some(column.name.clone()),
        Op::AlterColumn { to, .. } => Some(to.name.clone()),
        Op::RenameColumn { to, .. } | Op::RenameConstraint { to, .. } | Op::RenameIndex { to, .. } => {
            Some(to.clone())
        }
        Op::AddUnique { unique, .. } | Op::DropUnique { unique, .. } => Some(unique.name.clone()),
        Op::AddForeignKey { foreign_key, .. }
        | Op::DropForeignKey { foreign_key, .. }
        | Op::ValidateForeignKey { foreign_key, .. } => Some(foreign_key.name.clone()),
        Op::AddCheck { check, .. } | Op::DropCheck { check, .. } | Op::ValidateCheck { check, .. } => {
            Some(check.name.clone())
        }
        Op::CreateIndex { index, .. } | Op::DropIndex { index, .. } => Some(index.name.clone()),
        Op::CreateEnum { enum_type } | Op::DropEnum { enum_type } | Op::AddEnumValue { enum_type, .. } => {
            return enum_type.name.to_string();
        }
        Op::AlterEnum { to, .. } => return to.name.to_string(),
        Op::RenameEnum { to, .. } => return to.to_string(),
        Op::RenameEnumValue { name, .. } => return name.to_string(),
        Op::CreateSchema { name } | Op::DropSchema { name } => return name.clone(),
        _ => None,
    };
    part.map_or(table.clone(), |part| format!("{table}.{part}"))
}

/// The last revision that has to do with a table.
fn last_touch(history: &History, table: &QualifiedName) -> Option<String> {
    let touches =
        |op: &Op| op.table() == Some(table) || matches!(op, Op::RenameTable { to, .. } if to == table);
    history.revisions().rfind(|revision| revision.up.iter().any(touches)).map(|revision| revision.id.clone())
}

/// The file of a revision, or the one that lists them all: some readers take no finding without a file.
fn file_of(context: &Context, id: Option<&str>) -> Option<(PathBuf, Option<u32>)> {
    let source = context.config.directory.as_ref()?.join("src");
    let own = id.map(|id| source.join(format!("{id}.rs"))).filter(|path| path.exists());
    let path = own.or_else(|| Some(source.join("lib.rs")).filter(|path| path.exists()))?;
    let here = std::env::current_dir().ok();
    let relative = here.and_then(|here| path.strip_prefix(here).map(PathBuf::from).ok());
    Some((relative.unwrap_or(path), None))
}

// ---- replay ----

async fn replays(context: &Context, engines: &[OnEngine], offline: bool) -> Result<RunOutcome, CliError> {
    let url = context.quiet_url()?;
    let mut findings = Vec::new();
    let mut done = 0;
    let mut skipped = Vec::new();
    for OnEngine { backend, history, .. } in engines {
        let own = url.backend() == *backend;
        let scratch = match (backend, own && !offline) {
            (Backend::Sqlite, _) => Scratch::memory(context.config.runner_options(None, false)).await,
            (_, true) => Scratch::beside(&url, &context.config.runner_options(None, false)).await,
            (_, false) => continue,
        };
        let scratch = match scratch {
            Ok(scratch) => scratch,
            Err(error) => {
                skipped.push(format!("{backend}: {error}"));
                continue;
            }
        };
        let server = scratch.runner().dialect().server().to_string();
        let outcome = Box::pin(replay(scratch.runner(), history)).await;
        scratch.remove().await?;
        done += 1;
        let finding = |place: String, message: String, since: Option<String>| Finding {
            rule: "replay-differs".into(),
            severity: Severity::Error,
            place,
            message,
            file: file_of(context, since.as_deref()),
            since,
            fix: None,
        };
        match outcome {
            Ok(ops) => findings.extend(ops.iter().map(|op| {
                let since = op.table().and_then(|table| last_touch(history, table));
                let message =
                    format!("on {server} the history leaves something else than it says; missing: {op}");
                finding(place(op), message, since)
            })),
            Err(error) => findings.push(finding(server.clone(), format!("on {server}: {error}"), None)),
        }
    }
    if done == 0 {
        let why = if skipped.is_empty() { "no engine to run it on".to_owned() } else { skipped.join("; ") };
        return Ok(RunOutcome::Skipped(why));
    }
    skipped.iter().for_each(|reason| output::notice(format!("not replayed on {reason}")));
    Ok(found(findings))
}

// ---- drift ----

async fn drift(context: &Context, live: &Opened) -> Result<RunOutcome, CliError> {
    if let Some(interrupted) = &live.state.interrupted {
        return Ok(RunOutcome::Skipped(format!("a run stopped half-way: {interrupted}")));
    }
    let mut expected = live.history.fold(&live.state.known)?;
    context.filter().apply(&mut expected);
    let (inspected, _) = inspect_with(&live.runner, Some(&expected)).await?;
    let mut schema = inspected.schema.clone();
    context.filter().apply(&mut schema);
    let mut here = Loaded { schema, live: true, inspected: Some(inspected), ..Loaded::default() };
    let mut wanted = Loaded { schema: expected, ..Loaded::default() };
    line_up(&mut here, &mut wanted);
    wanted.schema = settle(&live.runner, &here.schema, &wanted.schema).await;
    let (one, other) = (Told::live(&here.schema), Told::said(&wanted.schema));
    let decisions = Decisions::default();
    let compared = compare(live.runner.dialect(), one, other, &BTreeSet::new(), &decisions)?;
    let finding = |op: &Op| {
        let since = op.table().and_then(|table| last_touch(&live.history, table));
        Finding {
            rule: "drift".into(),
            severity: Severity::Error,
            place: place(op),
            message: format!("the database is not what the history says; to mend it: {op}"),
            file: file_of(context, since.as_deref()),
            since,
            fix: Some("diff --from $DATABASE_URL --to history --format sql".into()),
        }
    };
    Ok(found(compared.difference.ops.iter().map(finding).collect()))
}

// ---- the history itself ----

fn history(context: &Context, live: Option<&Opened>) -> Result<RunOutcome, CliError> {
    let offline;
    let history = match live {
        Some(live) => &live.history,
        None => {
            offline = context.offline_history()?;
            &offline
        }
    };
    let mut findings = Vec::new();
    let mut add = |rule: &str, severity, id: &str, message: String, fix: &str| {
        findings.push(Finding {
            rule: rule.into(),
            severity,
            place: id.to_owned(),
            message,
            since: Some(id.to_owned()).filter(|id| history.graph().contains(id)),
            file: file_of(context, Some(id)),
            fix: (!fix.is_empty()).then(|| fix.to_owned()),
        });
    };
    let heads = history.graph().heads();
    if heads.len() > 1 {
        let message = format!("the history has several heads: {}", heads.join(", "));
        heads.iter().for_each(|head| {
            add("two-heads", Severity::Error, head, message.clone(), "merge, or rebase REV")
        });
    }
    if let Some(live) = live {
        let state = &live.state;
        for id in &state.unknown {
            let message = "the database has a revision that the history lacks".into();
            add("missing", Severity::Error, id, message, "put its file back, or stamp current --purge");
        }
        if let Some(interrupted) = &state.interrupted {
            let fix = format!("{}", interrupted.direction);
            add("interrupted", Severity::Error, &interrupted.revision, interrupted.to_string(), &fix);
        }
        let applied: Vec<&str> = state.known.iter().map(String::as_str).collect();
        let needed = history.graph().ancestors(&applied);
        let edited = history.edited(&state.hashes);
        for revision in history.revisions() {
            let id = revision.id.as_str();
            if !state.known.contains(id) {
                if needed.contains(id) {
                    let message = "it is not applied, but revisions that come after it are".into();
                    add("out-of-order", Severity::Error, id, message, &format!("up {id}"));
                } else {
                    add("pending", Severity::Warning, id, "it is not applied".into(), "up");
                }
            } else if edited.contains(&revision.id) {
                let message = "it was edited after it had been applied: its operations are others".into();
                add(
                    "edited",
                    Severity::Error,
                    id,
                    message,
                    &format!("put it back as it was and generate a new revision, or repair --accept {id}"),
                );
            }
        }
    }
    Ok(found(findings))
}
