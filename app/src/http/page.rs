//! Lists, a page at a time: each begins behind the last one's end, however much comes and goes meanwhile.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fields;

/// How many there are in a page, unless it is said.
const USUAL: u64 = 20;

/// How many there may be.
pub(super) const MOST: u64 = 100;

/// How many to list.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct Limit(u64);

impl Default for Limit {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl Limit {
    /// Tells where it is out of bounds.
    pub fn check(self, fields: &mut Fields) {
        if !(1..=MOST).contains(&self.0) {
            fields.wrong("limit", format!("must be from 1 to {MOST}"));
        }
    }

    /// How many to ask for: one more than are shown tells whether there is a next page.
    pub fn and_one(self) -> u64 {
        self.0 + 1
    }

    /// The page of what was found, which is one more where there is a next page.
    pub fn page<T>(self, mut found: Vec<T>, cursor: impl Fn(&T) -> String) -> Page<T> {
        let size = usize::try_from(self.0).unwrap_or(usize::MAX);
        let more = found.len() > size;
        found.truncate(size);
        let next = found.last().filter(|_| more).map(cursor);
        Page { items: found, next }
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// What is in it.
    pub items: Vec<T>,
    /// What `after` is for the next page; nothing where this one is the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page of something else.
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(each).collect(), next: self.next }
    }
}
