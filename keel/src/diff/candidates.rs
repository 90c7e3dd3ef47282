//! What may be a rename.

use super::{
    renames::{likeness, same_but_name},
    work::Work,
};
use crate::schema::{Column, QualifiedName};

/// A thing that goes and one that comes, and may be the same.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Candidate {
    /// The table, by the name of the outcome; the new name of a table itself.
    pub table: QualifiedName,
    /// The column's name now, or nothing for a table.
    pub column: Option<(String, String)>,
    /// The table's name now, where it is the table.
    pub was: Option<QualifiedName>,
    /// How likely it is, 0 to 1: the same type and attributes, and a similar name.
    pub confidence: f64,
}

/// Less than that is no more than chance.
const LEAST: f64 = 0.5;

impl std::fmt::Display for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.column, &self.was) {
            (Some((from, to)), _) => write!(f, "{}.{from} may have become {to}", self.table),
            (None, Some(was)) => write!(f, "table {was} may have become {}", self.table),
            (None, None) => Ok(()),
        }
    }
}

impl Candidate {
    /// The flag that says that it is one.
    pub fn rename_flag(&self) -> String {
        match (&self.column, &self.was) {
            (Some((from, to)), _) => format!("--rename {}.{from}:{to}", self.table),
            (None, Some(was)) => format!("--rename-table {was}:{}", self.table),
            (None, None) => String::new(),
        }
    }

    /// The flag that says that it is none.
    pub fn drop_flag(&self) -> String {
        match (&self.column, &self.was) {
            (Some((from, _)), _) => format!("--drop {}.{from}", self.table),
            (None, Some(was)) => format!("--drop {was}"),
            (None, None) => String::new(),
        }
    }
}

impl Work<'_> {
    /// Pairs what goes with what resembles it most among that which comes.
    pub(super) fn find_candidates(&mut self) {
        let mut found = self.table_candidates();
        for table in self.common_tables() {
            found.extend(self.column_candidates(&table));
        }
        self.candidates = found;
    }

    fn table_candidates(&self) -> Vec<Candidate> {
        let gone = self.seen.tables.iter().filter(|(name, _)| {
            !self.target.tables.contains_key(*name) && !self.decisions.dropped_tables.contains(*name)
        });
        let new: Vec<_> =
            self.target.tables.iter().filter(|(name, _)| !self.seen.tables.contains_key(*name)).collect();
        // Each with each is much where whole schemas come and go, and then nothing is a rename.
        let gone: Vec<_> = gone.collect();
        if gone.len().saturating_mul(new.len()) > 10_000 {
            return vec![];
        }
        let mut all = Vec::new();
        for (was, now) in &gone {
            for (name, wanted) in &new {
                let likeness = likeness(now, wanted);
                let names = strsim::jaro_winkler(&was.name, &name.name);
                if likeness >= 0.6 {
                    let confidence = round(0.7 * likeness + 0.3 * names);
                    let (table, was) = ((*name).clone(), Some((*was).clone()));
                    all.push(Candidate { table, column: None, was, confidence });
                }
            }
        }
        best(all, |candidate| candidate.was.clone(), |candidate| candidate.table.clone())
    }

    fn column_candidates(&self, table: &QualifiedName) -> Vec<Candidate> {
        let (Some(seen), Some(target)) = (self.seen.table(table), self.target.table(table)) else {
            return vec![];
        };
        let dropped =
            |column: &str| self.decisions.dropped_columns.contains(&(table.clone(), column.to_owned()));
        let gone: Vec<&Column> = seen
            .columns
            .values()
            .filter(|column| target.column(&column.name).is_none() && !dropped(&column.name))
            .collect();
        let new: Vec<&Column> =
            target.columns.values().filter(|column| seen.column(&column.name).is_none()).collect();
        let mut all = Vec::new();
        for from in &gone {
            for to in new.iter().filter(|to| to.ty == from.ty) {
                let shape = if same_but_name(from, to) { 1.0 } else { 0.6 };
                let only = gone.len() == 1 && new.len() == 1;
                let names = strsim::jaro_winkler(&from.name.to_lowercase(), &to.name.to_lowercase());
                let confidence = 0.5 * shape + 0.4 * names + if only { 0.1 } else { 0.0 };
                if confidence >= LEAST && (names >= 0.6 || (only && shape > 0.9)) {
                    let column = Some((from.name.clone(), to.name.clone()));
                    let confidence = round(confidence);
                    all.push(Candidate { table: table.clone(), column, was: None, confidence });
                }
            }
        }
        let name = |candidate: &Candidate, first: bool| {
            candidate.column.as_ref().map(|(from, to)| if first { from.clone() } else { to.clone() })
        };
        best(all, |candidate| name(candidate, true), |candidate| name(candidate, false))
    }
}

/// The likeliest first, and each thing in one pair only.
fn best<K: PartialEq, L: PartialEq>(
    mut all: Vec<Candidate>,
    from: impl Fn(&Candidate) -> K,
    to: impl Fn(&Candidate) -> L,
) -> Vec<Candidate> {
    all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut chosen: Vec<Candidate> = Vec::new();
    for candidate in all {
        if !chosen.iter().any(|other| from(other) == from(&candidate) || to(other) == to(&candidate)) {
            chosen.push(candidate);
        }
    }
    chosen
}

fn round(confidence: f64) -> f64 {
    (confidence.min(1.0) * 100.0).round() / 100.0
}
