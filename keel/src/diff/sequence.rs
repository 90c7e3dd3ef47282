//! Renames in an order in which each finds its new name free.

/// A name that is not there, made of another.
fn spare<N: Clone + PartialEq>(name: &N, taken: &[N], derive: &dyn Fn(&N, usize) -> N) -> N {
    (0..).map(|n| derive(name, n)).find(|name| !taken.contains(name)).unwrap_or_else(|| derive(name, 0))
}

/// What a list of renames comes to, step by step: a name that is in the way is moved aside first, and comes
/// back where it was to go. `doomed` has the names that were in the way and stay aside, each with its new one.
pub(super) struct Sequence<N> {
    pub(super) steps: Vec<(N, N)>,
    pub(super) doomed: Vec<(N, N)>,
}

/// Puts `pairs` (from, to) into order; `present` are the names that are taken.
pub(super) fn sequence<N: Clone + PartialEq>(
    mut pairs: Vec<(N, N)>,
    present: &[N],
    derive: &dyn Fn(&N, usize) -> N,
) -> Sequence<N> {
    let mut taken: Vec<N> = present.to_vec();
    let mut out = Sequence { steps: vec![], doomed: vec![] };
    let mut rename = |taken: &mut Vec<N>, from: &N, to: &N| {
        taken.retain(|name| name != from);
        taken.push(to.clone());
        out.steps.push((from.clone(), to.clone()));
    };
    while !pairs.is_empty() {
        if let Some(at) = pairs.iter().position(|(_, to)| !taken.contains(to)) {
            let (from, to) = pairs.remove(at);
            rename(&mut taken, &from, &to);
            continue;
        }
        // Every new name is taken: by one that goes elsewhere, which steps aside, or by one that goes away.
        let Some((_, wanted)) = pairs.first().cloned() else { break };
        let aside = spare(&wanted, &taken, derive);
        rename(&mut taken, &wanted, &aside);
        match pairs.iter_mut().find(|(from, _)| *from == wanted) {
            Some((from, _)) => *from = aside,
            None => out.doomed.push((wanted, aside)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rename_finds_its_name_free() {
        let derive = |name: &String, n: usize| format!("{name}_{n}");
        for (pairs, present, expected, doomed) in [
            (vec![("a", "b")], vec!["a"], vec!["a>b"], vec![]),
            (vec![("a", "b"), ("b", "c")], vec!["a", "b"], vec!["b>c", "a>b"], vec![]),
            (vec![("a", "b"), ("b", "a")], vec!["a", "b"], vec!["b>b_0", "a>b", "b_0>a"], vec![]),
            (vec![("a", "b")], vec!["a", "b", "b_0"], vec!["b>b_1", "a>b"], vec!["b>b_1"]),
            (
                vec![("a", "b"), ("b", "c"), ("c", "a")],
                vec!["a", "b", "c"],
                vec!["b>b_0", "a>b", "c>a", "b_0>c"],
                vec![],
            ),
        ] {
            let pairs = pairs.into_iter().map(|(from, to)| (from.to_owned(), to.to_owned())).collect();
            let present: Vec<_> = present.into_iter().map(ToOwned::to_owned).collect();
            let found = sequence::<String>(pairs, &present, &derive);
            let text = |steps: &[(String, String)]| -> Vec<String> {
                steps.iter().map(|(from, to)| format!("{from}>{to}")).collect()
            };
            assert_eq!(text(&found.steps), expected);
            assert_eq!(text(&found.doomed), doomed);
        }
    }
}
