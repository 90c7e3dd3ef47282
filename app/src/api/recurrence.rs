//! How a task comes back.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike as _, Months, TimeDelta, Utc, Weekday};

/// How a task comes back: every so many days, weeks, months or years, or on each working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recurrence {
    /// `daily`, `daily/3`
    Days(u32),
    /// Monday to Friday.
    WorkingDays,
    /// `weekly`, `weekly/2`
    Weeks(u32),
    /// `monthly`, `monthly/3`
    Months(u32),
    /// `yearly`
    Years(u32),
}

/// More of them is a mistake.
const MOST: u32 = 999;

/// No way to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be daily, weekdays, weekly, monthly or yearly, or every few of them as in weekly/2")]
pub struct NoRecurrence;

impl FromStr for Recurrence {
    type Err = NoRecurrence;

    fn from_str(text: &str) -> Result<Self, NoRecurrence> {
        let (unit, every) = text.split_once('/').unwrap_or((text, "1"));
        let every: u32 = every.parse().map_err(|_| NoRecurrence)?;
        if !(1..=MOST).contains(&every) {
            return Err(NoRecurrence);
        }
        match unit {
            "daily" => Ok(Self::Days(every)),
            "weekdays" if text == "weekdays" => Ok(Self::WorkingDays),
            "weekly" => Ok(Self::Weeks(every)),
            "monthly" => Ok(Self::Months(every)),
            "yearly" => Ok(Self::Years(every)),
            _ => Err(NoRecurrence),
        }
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, every) = match self {
            Self::Days(every) => ("daily", *every),
            Self::WorkingDays => ("weekdays", 1),
            Self::Weeks(every) => ("weekly", *every),
            Self::Months(every) => ("monthly", *every),
            Self::Years(every) => ("yearly", *every),
        };
        if every == 1 { f.write_str(unit) } else { write!(f, "{unit}/{every}") }
    }
}

impl Recurrence {
    /// The first time of the row that begins at `from` that lies behind both `from` and `now`. A month that is too
    /// short takes its last day. Nothing where the calendar ends.
    pub fn next(self, from: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let behind = |time: &DateTime<Utc>| *time > from && *time > now;
        match self {
            Self::WorkingDays => {
                let start = if now > from { from + TimeDelta::days((now - from).num_days()) } else { from };
                let days = (0..8).filter_map(|days| start.checked_add_signed(TimeDelta::days(days)));
                days.filter(behind).find(|time| !matches!(time.weekday(), Weekday::Sat | Weekday::Sun))
            }
            Self::Days(days) => Self::step(from, now, TimeDelta::days(days.into())),
            Self::Weeks(weeks) => Self::step(from, now, TimeDelta::weeks(weeks.into())),
            Self::Months(months) => Self::month(from, now, months),
            Self::Years(years) => Self::month(from, now, years * 12),
        }
    }

    fn step(from: DateTime<Utc>, now: DateTime<Utc>, every: TimeDelta) -> Option<DateTime<Utc>> {
        let missed = (now - from).num_seconds().max(0) / every.num_seconds();
        let seconds = every.num_seconds().checked_mul(missed + 1)?;
        from.checked_add_signed(TimeDelta::try_seconds(seconds)?)
    }

    /// Counted from the beginning: what February cuts off is there again in March.
    fn month(from: DateTime<Utc>, now: DateTime<Utc>, every: u32) -> Option<DateTime<Utc>> {
        let apart = (now.year() - from.year()) * 12 + now.month() as i32 - from.month() as i32;
        let passed = u32::try_from(apart).unwrap_or(0) / every;
        let times = passed.max(1)..=passed + 1;
        times
            .filter_map(|times| from.checked_add_months(Months::new(every.checked_mul(times)?)))
            .find(|time| *time > from && *time > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(pattern: &str, from: &str, now: &str) -> String {
        let time = |text: &str| format!("{text}T09:00:00Z").parse::<DateTime<Utc>>().unwrap();
        let found = pattern.parse::<Recurrence>().unwrap().next(time(from), time(now)).unwrap();
        found.format("%Y-%m-%d").to_string()
    }

    #[test]
    fn the_next_one_lies_ahead() {
        for (pattern, from, now, expected) in [
            ("daily", "2030-01-01", "2029-06-01", "2030-01-02"),
            ("daily", "2030-01-01", "2030-01-10", "2030-01-11"),
            ("daily/3", "2030-01-01", "2030-01-05", "2030-01-07"),
            ("weekly", "2030-01-01", "2030-01-01", "2030-01-08"),
            ("weekly/2", "2030-01-01", "2030-01-16", "2030-01-29"),
            ("weekdays", "2030-01-04", "2030-01-04", "2030-01-07"),
            ("weekdays", "2030-01-07", "2030-02-02", "2030-02-04"),
            ("monthly", "2030-01-31", "2030-01-31", "2030-02-28"),
            ("monthly", "2030-01-31", "2030-03-01", "2030-03-31"),
            ("monthly/3", "2030-01-15", "2030-04-15", "2030-07-15"),
            ("yearly", "2028-02-29", "2028-02-29", "2029-02-28"),
        ] {
            assert_eq!(next(pattern, from, now), expected, "{pattern} from {from}, on {now}");
        }
    }

    #[test]
    fn texts_are_read_back() {
        for text in ["daily", "weekdays", "weekly/2", "monthly/3", "yearly"] {
            assert_eq!(text.parse::<Recurrence>().unwrap().to_string(), text);
        }
        for text in ["", "hourly", "daily/0", "daily/1000", "daily/-1", "weekdays/2", "daily/", "daily/x"] {
            assert_eq!(text.parse::<Recurrence>(), Err(NoRecurrence), "{text}");
        }
    }
}
