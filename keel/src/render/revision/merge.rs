//! What several engines do, as one list.

use crate::schema::Backend;

use super::layout::{Code, Statement};

/// A statement and the engines that are to hear it, in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shared {
    pub(super) backends: Vec<Backend>,
    pub(super) statement: Statement,
}

/// One list in which each engine finds its statements in its own order, each as seldom as may be.
pub(super) fn merge(engines: Vec<(Backend, Vec<Statement>)>) -> Vec<Shared> {
    engines.into_iter().fold(vec![], |merged, (backend, statements)| {
        let keep = common(&merged, &statements);
        add(merged, backend, statements, &keep)
    })
}

fn add(merged: Vec<Shared>, backend: Backend, statements: Vec<Statement>, keep: &[Pair]) -> Vec<Shared> {
    let mut out = Vec::new();
    let (mut old, mut new) = (merged.into_iter().enumerate(), statements.into_iter().enumerate());
    let own = |statement| Shared { backends: vec![backend], statement };
    for pair in keep {
        let mut both = old.by_ref().find_map(|(at, shared)| {
            if at == pair.old {
                return Some(shared);
            }
            out.push(shared);
            None
        });
        for (at, statement) in new.by_ref() {
            if at < pair.new {
                out.push(own(statement));
                continue;
            }
            if let Some(shared) = &mut both {
                shared.backends.push(backend);
                for remark in statement.remarks {
                    if !shared.statement.remarks.contains(&remark) {
                        shared.statement.remarks.push(remark);
                    }
                }
            }
            break;
        }
        out.extend(both);
    }
    out.extend(old.map(|(_, shared)| shared));
    out.extend(new.map(|(_, statement)| own(statement)));
    out
}

/// Where both lists say the same.
struct Pair {
    old: usize,
    new: usize,
}

/// The longest common subsequence.
fn common(old: &[Shared], new: &[Statement]) -> Vec<Pair> {
    // Row by row from the end: how many are common from here on.
    let mut rows = vec![vec![0_usize; new.len() + 1]];
    let cell = |rows: &[Vec<usize>], row: usize, at: usize| -> usize {
        rows.get(row).and_then(|row| row.get(at)).copied().unwrap_or_default()
    };
    for shared in old.iter().rev() {
        let below = rows.len() - 1;
        let mut row = vec![0_usize; new.len() + 1];
        let mut right = 0;
        for (at, statement) in new.iter().enumerate().rev() {
            right = match shared.statement.code == statement.code {
                true => cell(&rows, below, at + 1) + 1,
                false => right.max(cell(&rows, below, at)),
            };
            if let Some(cell) = row.get_mut(at) {
                *cell = right;
            }
        }
        rows.push(row);
    }
    rows.reverse();
    let (mut pairs, mut i, mut j) = (Vec::new(), 0, 0);
    while let (Some(shared), Some(statement)) = (old.get(i), new.get(j)) {
        if shared.statement.code == statement.code {
            pairs.push(Pair { old: i, new: j });
            (i, j) = (i + 1, j + 1);
        } else if cell(&rows, i + 1, j) >= cell(&rows, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// The list as statements: those of all engines plainly, the others inside `op.on(…)`.
pub(super) fn spoken(shared: Vec<Shared>, all: usize) -> Vec<Statement> {
    let mut out: Vec<(Vec<Backend>, Vec<Statement>)> = Vec::new();
    for Shared { mut backends, statement } in shared {
        backends.sort();
        match out.last_mut() {
            Some((last, statements)) if *last == backends => statements.push(statement),
            _ => out.push((backends, vec![statement])),
        }
    }
    let mut spoken = Vec::new();
    for (backends, statements) in out {
        if backends.len() == all {
            spoken.extend(statements);
            continue;
        }
        let mut names: Vec<_> = backends.iter().map(|backend| Code::text(path(*backend))).collect();
        let who = if names.len() == 1 { names.remove(0) } else { Code::List(names) };
        let code = Code::call("op.on", vec![who, Code::Closure(statements)]);
        spoken.push(Statement { remarks: vec![], code });
    }
    spoken
}

fn path(backend: Backend) -> &'static str {
    match backend {
        Backend::Postgres => "Backend::Postgres",
        Backend::MySql => "Backend::MySql",
        Backend::Sqlite => "Backend::Sqlite",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<Statement> {
        let say = |word: &str| Statement { remarks: vec![], code: Code::text(word) };
        text.split_whitespace().map(say).collect()
    }

    #[test]
    fn each_engine_hears_its_own_in_order() {
        let cases = [
            ("a b c", "a b c", "a b c", 3),
            ("a p b", "a m b", "a b s", 5),
            ("a b", "b a", "a", 3),
            ("", "x", "x y", 2),
            ("a a b", "a b b", "b a", 6),
        ];
        for (postgres, mysql, sqlite, at_most) in cases {
            let engines = [(Backend::Postgres, postgres), (Backend::MySql, mysql), (Backend::Sqlite, sqlite)];
            let merged = merge(engines.iter().map(|(backend, text)| (*backend, list(text))).collect());
            assert!(merged.len() <= at_most, "{merged:?}");
            for (backend, text) in engines {
                let heard: Vec<_> = merged
                    .iter()
                    .filter(|shared| shared.backends.contains(&backend))
                    .map(|shared| shared.statement.clone())
                    .collect();
                assert_eq!(heard, list(text), "{backend}: {merged:?}");
            }
        }
    }
}
