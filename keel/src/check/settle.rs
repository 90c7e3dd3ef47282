//! Where the text of two expressions leaves open whether they mean the same, the engine says it.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr, Statement, TransactionTrait as _};

use crate::{
    dialect::{Answer, Condition, Dialect, Question, Wording, canonical_expression},
    exec::Runner,
    schema::{Check, Column, DefaultValue, Expression, Index, IndexTerm, QualifiedName, Schema, Table},
};

/// Where an expression stands in a table.
#[derive(Clone, Debug)]
enum Place {
    Check(String),
    Predicate(String),
    Term(String, usize),
    Generated(String),
    Default(String),
}

/// Two expressions at one place that differ by their text while all around them is the same.
struct Doubt {
    table: QualifiedName,
    place: Place,
    live: Expression,
    said: Expression,
}

/// Whether an expression of `said` differs from the one of `live` by a text that leaves open what it means.
pub fn unsettled(dialect: &dyn Dialect, live: &Schema, said: &Schema) -> bool {
    !doubts(dialect, live, said).is_empty()
}

/// What was said, with the live expression wherever the engine takes both for the same.
///
/// Nothing is asked where no text is in doubt. What the engine cannot tell stays as it was said: a role may not
/// make temporary tables, an expression may mean nothing there. Nothing of a question is left behind.
pub async fn settle(runner: &Runner, live: &Schema, said: &Schema) -> Schema {
    let mut settled = said.clone();
    let doubts = doubts(runner.dialect(), live, said);
    if doubts.is_empty() {
        return settled;
    }
    let words = ask(runner, live, &doubts).await;
    for (at, doubt) in doubts.iter().enumerate() {
        let said_so = words.get(&name(at, "said"));
        if said_so.is_some_and(|said| agrees(runner, doubt, said, words.get(&name(at, "live")))) {
            put(&mut settled, doubt);
        }
    }
    settled
}

/// Whether both have the same words: the live one's are those that it has now, or those that it gets when the
/// engine reads it once more.
fn agrees(runner: &Runner, doubt: &Doubt, said: &str, again: Option<&String>) -> bool {
    let canonical = |sql: &str| canonical_expression(runner.backend(), &Expression::new(sql));
    let now = doubt.condition(&doubt.live);
    again.is_some_and(|again| again == said) || canonical(said) == canonical(&now)
}

// ---- what is in doubt ----

fn doubts(dialect: &dyn Dialect, live: &Schema, said: &Schema) -> Vec<Doubt> {
    if !dialect.rewords() {
        return vec![];
    }
    let (ours, theirs) = (dialect.canonical(live), dialect.canonical(said));
    let mut found = Vec::new();
    for (name, one) in &ours.tables {
        let Some(other) = theirs.tables.get(name) else { continue };
        let (Some(live), Some(said)) = (live.table(name), said.table(name)) else { continue };
        let mut add = |place: Place| {
            if let (Some(live), Some(said)) = (at(live, &place), at(said, &place)) {
                found.push(Doubt { table: name.clone(), place, live: live.clone(), said: said.clone() });
            }
        };
        places(one, other).into_iter().for_each(&mut add);
    }
    found
}

/// Where two tables, each in the spelling by which they are compared, have other expressions.
fn places(one: &Table, other: &Table) -> Vec<Place> {
    let mut found = Vec::new();
    for (name, check) in &one.checks {
        let differs = |other: &Check| other.expression != check.expression;
        found.extend(
            other.checks.get(name).filter(|other| differs(other)).map(|_| Place::Check(name.clone())),
        );
    }
    for (name, index) in &one.indexes {
        let Some(other) = other.indexes.get(name).filter(|other| blank_index(other) == blank_index(index))
        else {
            continue;
        };
        if other.predicate != index.predicate {
            found.push(Place::Predicate(name.clone()));
        }
        let parts = index.parts.iter().zip(&other.parts).enumerate();
        let differ = parts.filter(|(_, (one, other))| one != other);
        found.extend(differ.map(|(at, _)| Place::Term(name.clone(), at)));
    }
    for (name, column) in &one.columns {
        let same = |other: &&Column| blank_column(other) == blank_column(column);
        let Some(other) = other.columns.get(name).filter(same) else { continue };
        if other.generated != column.generated {
            found.push(Place::Generated(name.clone()));
        }
        if other.default != column.default {
            found.push(Place::Default(name.clone()));
        }
    }
    found
}

fn blank() -> Expression {
    Expression::new("")
}

/// The index without what its expressions say.
fn blank_index(index: &Index) -> Index {
    let mut index = index.clone();
    index.predicate = index.predicate.map(|_| blank());
    for part in &mut index.parts {
        if let IndexTerm::Expression(expression) = &mut part.term {
            *expression = blank();
        }
    }
    index
}

/// The column without what its expressions say.
fn blank_column(column: &Column) -> Column {
    let mut column = column.clone();
    if let Some(generated) = &mut column.generated {
        generated.expression = blank();
    }
    if let Some(DefaultValue::Expression(expression)) = &mut column.default {
        *expression = blank();
    }
    column
}

fn at<'a>(table: &'a Table, place: &Place) -> Option<&'a Expression> {
    match place {
        Place::Check(name) => Some(&table.checks.get(name)?.expression),
        Place::Predicate(name) => table.indexes.get(name)?.predicate.as_ref(),
        Place::Term(name, at) => match &table.indexes.get(name)?.parts.get(*at)?.term {
            IndexTerm::Expression(expression) => Some(expression),
            IndexTerm::Column(_) => None,
        },
        Place::Generated(name) => Some(&table.columns.get(name)?.generated.as_ref()?.expression),
        Place::Default(name) => match &table.columns.get(name)?.default {
            Some(DefaultValue::Expression(expression)) => Some(expression),
            _ => None,
        },
    }
}

fn at_mut<'a>(table: &'a mut Table, place: &Place) -> Option<&'a mut Expression> {
    match place {
        Place::Check(name) => Some(&mut table.checks.get_mut(name)?.expression),
        Place::Predicate(name) => table.indexes.get_mut(name)?.predicate.as_mut(),
        Place::Term(name, at) => match &mut table.indexes.get_mut(name)?.parts.get_mut(*at)?.term {
            IndexTerm::Expression(expression) => Some(expression),
            IndexTerm::Column(_) => None,
        },
        Place::Generated(name) => Some(&mut table.columns.get_mut(name)?.generated.as_mut()?.expression),
        Place::Default(name) => match &mut table.columns.get_mut(name)?.default {
            Some(DefaultValue::Expression(expression)) => Some(expression),
            _ => None,
        },
    }
}

fn put(schema: &mut Schema, doubt: &Doubt) {
    let table = schema.tables.get_mut(&doubt.table);
    if let Some(expression) = table.and_then(|table| at_mut(table, &doubt.place)) {
        *expression = doubt.live.clone();
    }
}

// ---- what the engine says ----

impl Doubt {
    /// The condition that stands for one of its expressions.
    fn condition(&self, expression: &Expression) -> String {
        match self.place {
            Place::Check(_) | Place::Predicate(_) => expression.to_string(),
            Place::Term(..) | Place::Generated(_) | Place::Default(_) => {
                format!("({expression}\n) IS NOT NULL")
            }
        }
    }
}

fn name(at: usize, side: &str) -> String {
    format!("{at}{side}")
}

/// The engine's words, by the condition's name.
async fn ask(runner: &Runner, live: &Schema, doubts: &[Doubt]) -> BTreeMap<String, String> {
    let mut by_table: BTreeMap<&QualifiedName, Vec<Vec<Condition>>> = BTreeMap::new();
    for (at, doubt) in doubts.iter().enumerate() {
        let group = [("live", &doubt.live), ("said", &doubt.said)];
        let group = group.map(|(side, text)| Condition { name: name(at, side), sql: doubt.condition(text) });
        by_table.entry(&doubt.table).or_default().push(group.into());
    }
    let wordings: Vec<Wording<'_>> = by_table
        .into_iter()
        .filter_map(|(name, groups)| Some(Wording { table: live.table(name)?, groups }))
        .collect();
    let dialect = runner.dialect();
    let mut words = BTreeMap::new();
    let mut questions = dialect.questions(&wordings, live);
    questions.reverse();
    // An answer is not to be had where this fails, and then all stays as it was said.
    while let Some(mut question) = questions.pop() {
        match answer(runner, &question).await {
            Ok(answer) => {
                let read = dialect.read_words(&answer).into_iter();
                words.extend(read.map(|condition| (condition.name, condition.sql)));
            }
            Err(_) => questions.append(&mut question.instead),
        }
    }
    words
}

async fn answer(runner: &Runner, question: &Question) -> Result<Answer, DbErr> {
    if !runner.dialect().transactional_ddl() {
        return said(runner.db(), question).await;
    }
    let tx = runner.db().begin().await?;
    let answer = said(&tx, question).await;
    tx.rollback().await?;
    answer
}

async fn said(db: &impl ConnectionTrait, question: &Question) -> Result<Answer, DbErr> {
    let asked = asked(db, question).await;
    for sql in &question.end {
        db.execute_raw(statement(db, sql)).await?;
    }
    asked
}

async fn asked(db: &impl ConnectionTrait, question: &Question) -> Result<Answer, DbErr> {
    for sql in &question.make {
        db.execute_raw(statement(db, sql)).await?;
    }
    let mut answer = Answer::default();
    for row in db.query_all_raw(statement(db, &question.read)).await? {
        let cells = (0..row.column_names().len()).map(|at| row.try_get_by_index(at));
        answer.rows.push(cells.collect::<Result<_, _>>()?);
    }
    Ok(answer)
}

/// A prepared statement is one, whatever its text holds.
fn statement(db: &impl ConnectionTrait, sql: &str) -> Statement {
    Statement::from_string(db.get_database_backend(), sql)
}
