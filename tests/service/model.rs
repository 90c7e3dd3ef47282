//! What the service should hold, in memory: as simple as it can be.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months, TimeDelta, Utc};

/// A task as it should be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Task {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) priority: &'static str,
    pub(crate) due: Option<String>,
    pub(crate) recurrence: Option<&'static str>,
    pub(crate) completed: bool,
    pub(crate) tags: BTreeSet<&'static str>,
}

/// Everything of one person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    pub(crate) tasks: BTreeMap<i64, Task>,
    pub(crate) conversations: BTreeMap<i64, Vec<(&'static str, String)>>,
}

/// Which tasks to list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) completed: Option<bool>,
    pub(crate) priority: Option<&'static str>,
    pub(crate) tag: Option<&'static str>,
    pub(crate) due_before: Option<&'static str>,
    pub(crate) text: Option<&'static str>,
}

impl Task {
    fn fits(&self, filter: &Filter) -> bool {
        let text =
            format!("{}\n{}", self.title, self.description.as_deref().unwrap_or_default()).to_lowercase();
        filter.completed.is_none_or(|completed| completed == self.completed)
            && filter.priority.is_none_or(|priority| priority == self.priority)
            && filter.tag.is_none_or(|tag| self.tags.contains(tag))
            && filter.due_before.is_none_or(|time| self.due.as_deref().is_some_and(|due| due < time))
            && filter.text.is_none_or(|wanted| text.contains(&wanted.to_lowercase()))
    }

    /// What it comes back as; due times lie far ahead, so that it does not matter when this runs.
    fn next(&self) -> Option<Self> {
        let due: DateTime<Utc> = self.due.as_ref()?.parse().unwrap();
        let next = match self.recurrence? {
            "daily" => due + TimeDelta::days(1),
            "weekly/2" => due + TimeDelta::days(14),
            _ => due + Months::new(1),
        };
        let due = next.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        Some(Self { due: Some(due), completed: false, ..self.clone() })
    }
}

impl Person {
    /// The numbers of the tasks that fit, the newest first.
    pub(crate) fn found(&self, filter: &Filter) -> Vec<i64> {
        self.tasks.iter().rev().filter(|(_, task)| task.fits(filter)).map(|(id, _)| *id).collect()
    }

    /// Completes a task; what it comes back as.
    pub(crate) fn complete(&mut self, id: i64) -> Option<Task> {
        let task = self.tasks.get_mut(&id)?;
        let next = if task.completed { None } else { task.next() };
        task.completed = true;
        next
    }

    /// How often each tag is used.
    pub(crate) fn tags(&self) -> BTreeMap<String, i64> {
        let mut counts = BTreeMap::new();
        for tag in self.tasks.values().flat_map(|task| &task.tags) {
            *counts.entry((*tag).to_owned()).or_insert(0) += 1;
        }
        counts
    }
}
