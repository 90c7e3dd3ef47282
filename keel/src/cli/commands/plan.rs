//! What would run, with its SQL.

use serde::Serialize;

use super::Outcome;
use crate::{
    cli::{
        Exit,
        context::{Context, Looked},
        output::{self, FAINT, STRONG, styled},
    },
    dialect::{Action, Dialect},
    history::{PlannedRevision, target::Direction},
    plan::Plan,
};

#[derive(Serialize)]
struct Planned<'a> {
    id: &'a str,
    message: &'a str,
    one_transaction: bool,
    steps: Vec<PlannedStep<'a>>,
}

#[derive(Serialize)]
struct PlannedStep<'a> {
    operation: &'a str,
    transactional: bool,
    statements: Vec<String>,
}

/// Prints the plan of revisions on a database that was looked at.
pub(super) fn print(context: &Context, looked: &Looked, direction: Direction, ids: &[String]) -> Outcome {
    let dialect = match &looked.server {
        Some(server) => {
            crate::dialect::dialect_of(crate::dialect::Server::parse(looked.history.backend(), server))
        }
        None => context.offline_dialect(None)?,
    };
    let planned = looked.history.plan(dialect.as_ref(), &looked.state.known, direction, ids)?;
    if let Some(interrupted) = looked.state.continues(&planned)? {
        output::notice(format!("{interrupted}; the steps that are done will not run again"));
    }
    if context.is_json() {
        let json: Vec<_> = planned.iter().map(|planned| to_json(dialect.as_ref(), planned)).collect();
        output::json(&json)?;
        return Ok(Exit::Clean);
    }
    if planned.is_empty() {
        output::print("nothing would run")?;
    }
    for planned in &planned {
        output::print(text(dialect.as_ref(), planned))?;
    }
    Ok(Exit::Clean)
}

fn to_json<'a>(dialect: &dyn Dialect, planned: &'a PlannedRevision<'_>) -> Planned<'a> {
    let step = |step: &'a crate::plan::PlannedStep| PlannedStep {
        operation: &step.why,
        transactional: step.step.transactional,
        statements: statements(dialect, &step.step.action),
    };
    Planned {
        id: &planned.revision.id,
        message: &planned.revision.message,
        one_transaction: dialect.transactional_ddl() && planned.plan.is_atomic(),
        steps: planned.plan.steps.iter().map(step).collect(),
    }
}

fn text(dialect: &dyn Dialect, planned: &PlannedRevision<'_>) -> String {
    let (id, direction) = (styled(STRONG, &planned.revision.id), planned.direction);
    let note = styled(FAINT, format!("({})", transactions(dialect, &planned.plan)));
    format!("{direction} {id}  {note}\n{}", steps(dialect, &planned.plan))
}

/// The steps of a plan, each with its operation and its statements.
pub(super) fn steps(dialect: &dyn Dialect, plan: &Plan) -> String {
    let mut out = String::new();
    let mut why = "";
    for planned in &plan.steps {
        if planned.why != why {
            why = &planned.why;
            out += &format!("  {why}\n");
        }
        for statement in statements(dialect, &planned.step.action) {
            out += &format!("{}\n", styled(FAINT, indent(&statement)));
        }
    }
    out
}

fn indent(sql: &str) -> String {
    let closed = if sql.trim_end().ends_with(';') || sql.starts_with("--") { "" } else { ";" };
    format!(
        "{}{closed}",
        sql.trim_end().lines().map(|line| format!("      {line}")).collect::<Vec<_>>().join("\n")
    )
}

fn transactions(dialect: &dyn Dialect, plan: &Plan) -> String {
    if plan.steps.is_empty() {
        return "changes nothing".into();
    }
    if !dialect.transactional_ddl() {
        return format!("each statement commits by itself on {}", dialect.server().engine);
    }
    match plan.segments().len() {
        1 if plan.is_atomic() => "one transaction".into(),
        n => format!("{n} parts: a step of it cannot run inside a transaction"),
    }
}

/// What a step runs, as far as that is known beforehand.
fn statements(dialect: &dyn Dialect, action: &Action) -> Vec<String> {
    match action {
        Action::Code(step) => vec![format!("-- code: {}", step.name)],
        Action::Batches(batches) => {
            let begin = "-- a transaction for each window of rows:".to_owned();
            [vec![begin], batches.whole()].concat()
        }
        action => action.statements(dialect).unwrap_or_else(|error| vec![format!("-- {error}")]),
    }
}
