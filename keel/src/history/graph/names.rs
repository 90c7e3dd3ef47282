//! What an id looks like, which ids resemble one another, and how they are listed in messages.

/// How many similar ids a message names at most.
const MOST: usize = 5;

/// The timestamp and the name of an id of the form `mYYYYMMDD_HHMMSS_name`; `None` for any other.
pub(crate) fn parts(id: &str) -> Option<((&str, &str), &str)> {
    let (date, rest) = id.strip_prefix('m')?.split_once('_')?;
    let (time, name) = rest.split_once('_')?;
    (digits(date, 8) && digits(time, 6)).then_some(((date, time), name))
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `` `a`, `b` and `c` `` with `last` for the "and".
pub(crate) fn list(ids: &[String], last: &str) -> String {
    let quoted = |ids: &[String]| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    match ids.split_last() {
        Some((end, start)) if !start.is_empty() => format!("{} {last} `{end}`", quoted(start)),
        _ => quoted(ids),
    }
}

/// The ids that `text` may have been meant for, nearest first, five at most.
pub(crate) fn similar<'a>(text: &str, ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut scored: Vec<(usize, &str)> =
        ids.into_iter().filter_map(|id| Some((score(text, id)?, id))).collect();
    scored.sort_unstable();
    // Ids share most of their timestamp, so next to a near match the far ones are noise.
    let limit = scored.first().map_or(0, |(best, _)| best + 2);
    scored
        .into_iter()
        .take_while(|(score, _)| *score <= limit)
        .take(MOST)
        .map(|(_, id)| id.to_owned())
        .collect()
}

/// How far `text` is from `id`, `None` for too far. An equal timestamp (a revision renamed), an equal name (a
/// revision dated anew) and a part of the id all count as near.
fn score(text: &str, id: &str) -> Option<usize> {
    let (text_parts, id_parts) = (parts(text), parts(id));
    if let (Some((stamp, _)), Some((other, _))) = (text_parts, id_parts)
        && stamp == other
    {
        return Some(0);
    }
    let (text_name, id_name) =
        (text_parts.map_or(text, |(_, name)| name), id_parts.map_or(id, |(_, name)| name));
    if contains(id, text_name) || contains(text_name, id_name) {
        return Some(0);
    }
    [(text, id), (text, id_name), (text_name, id_name)].into_iter().filter_map(|(a, b)| near(a, b)).min()
}

/// Whether `text` contains `part`; a part of one or two letters is in too many ids to mean anything.
fn contains(text: &str, part: &str) -> bool {
    part.chars().count() > 2 && text.to_lowercase().contains(&part.to_lowercase())
}

fn near(a: &str, b: &str) -> Option<usize> {
    let distance = distance(a, b);
    (distance <= (a.chars().count() / 3).min(4)).then_some(distance)
}

/// The Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (line, ours) in a.chars().enumerate() {
        let (mut diagonal, mut left) = (line, line + 1);
        for (cell, theirs) in row.iter_mut().skip(1).zip(b.chars()) {
            let above = *cell;
            left = (diagonal + usize::from(ours != theirs)).min(above + 1).min(left + 1);
            *cell = left;
            diagonal = above;
        }
        row.first_mut().into_iter().for_each(|cell| *cell = line + 1);
    }
    row.last().copied().unwrap_or_default()
}
