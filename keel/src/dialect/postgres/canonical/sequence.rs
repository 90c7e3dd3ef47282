use crate::schema::SequenceOptions;

/// What a sequence over a type does when nothing is said.
#[derive(Clone, Copy)]
pub(in super::super) struct Sequence {
    smallest: i64,
    largest: i64,
}

impl Sequence {
    /// Over the type of that name; one that is unknown is as large as they get.
    pub(in super::super) fn of_type(name: &str) -> Self {
        let (smallest, largest) = match name {
            "smallint" => (i16::MIN.into(), i16::MAX.into()),
            "integer" => (i32::MIN.into(), i32::MAX.into()),
            _ => (i64::MIN, i64::MAX),
        };
        Self { smallest, largest }
    }
}

/// The options that are not the default (manual, CREATE SEQUENCE).
pub(in super::super) fn sequence_said(options: &SequenceOptions, of: Sequence) -> SequenceOptions {
    let increment = options.increment.unwrap_or(1);
    let (min, max) = if increment < 0 { (of.smallest, -1) } else { (1, of.largest) };
    let first =
        if increment < 0 { options.max_value.unwrap_or(max) } else { options.min_value.unwrap_or(min) };
    let unless = |value: Option<i64>, default: i64| value.filter(|value| *value != default);
    SequenceOptions {
        start: unless(options.start, first),
        increment: unless(options.increment, 1),
        min_value: unless(options.min_value, min),
        max_value: unless(options.max_value, max),
        cache: unless(options.cache, 1),
        cycle: options.cycle,
    }
}

#[cfg(test)]
mod tests {
    use super::{Sequence, sequence_said};
    use crate::schema::SequenceOptions;

    #[test]
    fn only_what_is_not_the_default_is_said() {
        let all = |start, increment, min, max, cache| SequenceOptions {
            start: Some(start),
            increment: Some(increment),
            min_value: Some(min),
            max_value: Some(max),
            cache: Some(cache),
            cycle: false,
        };
        let none = SequenceOptions::default();
        let (big, small) = (i64::from(i32::MAX), i64::from(i32::MIN));
        for (ty, options, said) in [
            ("integer", all(1, 1, 1, big, 1), none.clone()),
            ("integer", all(-1, -1, small, -1, 1), SequenceOptions { increment: Some(-1), ..none.clone() }),
            ("smallint", all(1, 1, 1, 32767, 1), none.clone()),
            ("bigint", all(1, 1, 1, big, 1), SequenceOptions { max_value: Some(big), ..none.clone() }),
            ("integer", all(5, 1, 5, big, 1), SequenceOptions { min_value: Some(5), ..none.clone() }),
            (
                "integer",
                all(1, 1, 0, big, 1),
                SequenceOptions { start: Some(1), min_value: Some(0), ..none.clone() },
            ),
            (
                "integer",
                all(9, 2, 1, big, 4),
                SequenceOptions { start: Some(9), increment: Some(2), cache: Some(4), ..none },
            ),
        ] {
            assert_eq!(sequence_said(&options, Sequence::of_type(ty)), said, "{ty} {options:?}");
        }
    }
}
