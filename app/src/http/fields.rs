//! What fields may hold.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use serde::{Deserialize, Deserializer};

use super::{FieldProblem, Problem};

/// What is asked for says of itself whether it can be done.
pub trait Check {
    /// Tells what is wrong, and brings the rest into the form in which it is kept.
    fn check(&mut self, fields: &mut Fields);
}

/// The fields that are wrong, all of them.
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldProblem>);

impl Fields {
    /// Checks a request.
    ///
    /// # Errors
    /// [`Problem`] 422 with every field that is wrong.
    pub fn of<T: Check>(mut checked: T) -> Result<T, Problem> {
        let mut fields = Self::default();
        checked.check(&mut fields);
        fields.end().map(|()| checked)
    }

    /// Nothing else is to be checked.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn end(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::invalid(self.0)) }
    }

    /// That one is wrong.
    pub fn wrong(&mut self, field: impl Into<String>, detail: impl Into<String>) {
        self.0.push(FieldProblem { field: field.into(), detail: detail.into() });
    }

    /// A text in a line: not blank, so long at most, without control characters.
    pub fn line(&mut self, field: &str, text: &str, longest: usize) {
        if text.trim().is_empty() {
            self.wrong(field, "must not be blank");
        }
        self.longest(field, text, longest);
        if text.chars().any(char::is_control) {
            self.wrong(field, "must have no control characters");
        }
    }

    /// A text of any number of lines. Engines differ in whether they keep other control characters.
    pub fn text(&mut self, field: &str, text: &str, longest: usize) {
        self.longest(field, text, longest);
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.wrong(field, "must have no control characters but line ends and tabs");
        }
    }

    fn longest(&mut self, field: &str, text: &str, longest: usize) {
        let length = text.chars().count();
        if length > longest {
            self.wrong(field, format!("has {length} characters, and {longest} are allowed"));
        }
    }

    /// A time that every engine keeps: MySQL's timestamps end in January 2038, in whole seconds.
    pub fn time(&mut self, field: &str, time: &mut DateTime<Utc>) {
        *time = time.with_nanosecond(0).unwrap_or(*time);
        if !YEARS.contains(&time.year()) {
            self.wrong(field, format!("must be in the years {} to {}", YEARS.start(), YEARS.end()));
        }
    }
}

/// The years that a time may be in.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 1971..=2037;

/// A field of a patch: not said, said to be nothing, or a value.
pub(crate) type Present<T> = Option<Option<T>>;

/// Tells `null` from a field that is not there.
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Present<T>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told() {
        let mut fields = Fields::default();
        fields.line("a", " \u{0}", 1);
        fields.text("b", "one\ntwo", 7);
        let mut time = "2040-01-01T00:00:00.5Z".parse().unwrap();
        fields.time("c", &mut time);
        let told: Vec<_> = fields.0.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(told, ["a", "a", "c"]);
        assert_eq!(time.nanosecond(), 0);
    }
}
