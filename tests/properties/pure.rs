//! What holds without a database.

use std::collections::BTreeSet;

use sea_keel::{
    check::{Told, compare},
    dialect::Dialect,
    diff::Decisions,
    op::{Op, Reversal, apply_all, reverse_all},
    plan::{Plan, PlanError, plan},
    schema::Schema,
};

use crate::schemas::Pair;

/// How a pair ends that does not hold.
#[derive(Clone, Debug)]
pub(crate) enum Miss {
    /// The engine cannot do it, and says so.
    Refused(String),
    /// Something is wrong.
    Failed(String),
}

pub(crate) type Held<T = ()> = Result<T, Miss>;

pub(crate) fn failed<T>(message: impl Into<String>) -> Held<T> {
    Err(Miss::Failed(message.into()))
}

/// What is known of the pair, as decisions by the names of the outcome.
pub(crate) fn decisions(pair: &Pair) -> Decisions {
    let mut decisions = Decisions::default();
    for op in &pair.renames {
        match op {
            Op::RenameTable { from, to } => {
                let first = decisions.tables.remove(from).unwrap_or_else(|| from.clone());
                decisions.tables.insert(to.clone(), first);
                let columns = std::mem::take(&mut decisions.columns);
                let moved = columns.into_iter().map(|((table, column), was)| {
                    ((if table == *from { to.clone() } else { table }, column), was)
                });
                decisions.columns = moved.collect();
            }
            Op::RenameColumn { table, from, to } => {
                let first = decisions.columns.remove(&(table.clone(), from.clone()));
                decisions.columns.insert((table.clone(), to.clone()), first.unwrap_or_else(|| from.clone()));
            }
            Op::RenameEnumValue { name, from, to } => {
                let first = decisions.values.remove(&(name.clone(), from.clone()));
                decisions.values.insert((name.clone(), to.clone()), first.unwrap_or_else(|| from.clone()));
            }
            _ => {}
        }
    }
    // What came or went since is not renamed.
    decisions.tables.retain(|to, from| {
        to != from && pair.to.tables.contains_key(to) && pair.from.tables.contains_key(from)
    });
    let tables = decisions.tables.clone();
    decisions.columns.retain(|(table, to), from| {
        let was = tables.get(table).unwrap_or(table);
        let has = |schema: &Schema, table, name: &str| {
            schema.table(table).is_some_and(|it| it.column(name).is_some())
        };
        to != from && has(&pair.to, table, to) && has(&pair.from, was, from)
    });
    decisions
}

pub(crate) fn between(
    dialect: &dyn Dialect,
    from: Told<'_>,
    to: Told<'_>,
    decisions: &Decisions,
) -> Held<(Schema, Vec<Op>)> {
    compare(dialect, from, to, &BTreeSet::new(), decisions)
        .map(|found| (found.from, found.difference.ops))
        .map_err(|error| Miss::Failed(format!("the differ: {error}")))
}

pub(crate) fn list(ops: &[Op]) -> String {
    ops.iter().map(|op| format!("  {op}\n")).collect()
}

pub(crate) fn planned(dialect: &dyn Dialect, what: &str, from: &Schema, ops: &[Op]) -> Held<(Plan, Schema)> {
    let mut schema = from.clone();
    match plan(dialect, &mut schema, ops) {
        Ok(plan) => Ok((plan, schema)),
        Err(PlanError::Unsupported { source, .. }) => Err(Miss::Refused(format!("{what}: {source}"))),
        Err(error) => failed(format!("{what}: {error}")),
    }
}

fn same(dialect: &dyn Dialect, what: &str, found: &Schema, wanted: &Schema) -> Held {
    let text = |schema: &Schema| format!("{:#?}", dialect.canonical(schema));
    match tests::difference(&text(wanted), &text(found)) {
        None => Ok(()),
        Some(lines) => failed(format!("{what}\n{lines}")),
    }
}

/// The operations that make the first schema, and those that make it the second.
pub(crate) struct Ways {
    pub(crate) made: Vec<Op>,
    pub(crate) changed: Vec<Op>,
    /// Whether undoing the change is possible.
    pub(crate) back: bool,
}

/// What the differ says, as far as it can be judged without an engine.
pub(crate) fn holds(dialect: &dyn Dialect, pair: &Pair) -> Held<Ways> {
    let (empty, none) = (Schema::new(), Decisions::default());
    let (from, to) = (Told::said(&pair.from), Told::said(&pair.to));
    for told in [from, to] {
        let (_, ops) = between(dialect, told, told, &none)?;
        if !ops.is_empty() {
            return failed(format!("a schema differs from itself:\n{}", list(&ops)));
        }
    }
    let (_, made) = between(dialect, Told::said(&empty), from, &none)?;
    let decided = decisions(pair);
    let (start, changed) = between(dialect, from, to, &decided)?;
    let again = between(dialect, from, to, &decided)?;
    if again.1 != changed {
        return failed("the differ answers the same question in two ways");
    }
    let (_, first) = planned(dialect, "the first schema", &empty, &made)?;
    same(dialect, "what is made is not the first schema", &first, &pair.from)?;
    let mut after = start.clone();
    if let Err((_, error)) = apply_all(&changed, &mut after) {
        return failed(format!("the change does not fit: {error}\n{}", list(&changed)));
    }
    same(
        dialect,
        &format!("the change does not lead to the second schema\n{}", list(&changed)),
        &after,
        &pair.to,
    )?;
    if let (_, left @ [_, ..]) = (0, between(dialect, Told::said(&after), to, &none)?.1.as_slice()) {
        return failed(format!("something is left to do:\n{}\nafter\n{}", list(left), list(&changed)));
    }
    planned(dialect, "the change", &start, &changed)?;
    let mut back = true;
    match reverse_all(&changed) {
        Reversal::Irreversible { .. } => back = false,
        Reversal::Exact(ops) | Reversal::Lossy { ops, .. } => {
            let mut undone = after.clone();
            if let Err((_, error)) = apply_all(&ops, &mut undone) {
                return failed(format!("the reverse does not fit: {error}\n{}", list(&ops)));
            }
            if undone != start {
                return failed(format!("the reverse does not lead back\n{}", list(&changed)));
            }
            planned(dialect, "the way back", &after, &ops)?;
        }
    }
    Ok(Ways { made, changed, back })
}
