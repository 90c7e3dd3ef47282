use proptest::prelude::*;

use super::*;

/// A graph from lines of `id` or `id: parent parent`.
fn parse(text: &str) -> Result<Graph, GraphError> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Graph::new(text.split(',').filter(|line| !line.trim().is_empty()).map(|line| {
        let (id, parents) = line.split_once(':').unwrap_or((line, ""));
        (id.trim().to_owned(), words(parents))
    }))
}

fn graph(text: &str) -> Graph {
    parse(text).unwrap()
}

fn join<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    ids.into_iter().collect::<Vec<_>>().join(" ")
}

const LINEAR: &str = "c: b, a, b: a";
const DIAMOND: &str = "a, c: a, b: a, d: c b, e: d";
const TWO_HEADS: &str = "a, b: a, c: b, d: b";
const TWO_BASES: &str = "a, z, b: z a";

#[test]
fn shapes() {
    // history, ids, heads, bases, branch points, merge points
    for (text, ids, heads, bases, branches, merges) in [
        ("", "", "", "", "", ""),
        ("a", "a", "a", "a", "", ""),
        (LINEAR, "a b c", "c", "a", "", ""),
        (DIAMOND, "a b c d e", "e", "a", "a", "d"),
        (TWO_HEADS, "a b c d", "c d", "a", "b", ""),
        (TWO_BASES, "a z b", "b", "a z", "", "b"),
        ("z, a: z, y, b: y", "y b z a", "b a", "y z", "", ""),
    ] {
        let graph = graph(text);
        assert_eq!(join(graph.ids()), ids, "ids of {text}");
        assert_eq!(join(graph.heads()), heads, "heads of {text}");
        assert_eq!(join(graph.bases()), bases, "bases of {text}");
        assert_eq!(join(graph.branch_points()), branches, "branch points of {text}");
        assert_eq!(join(graph.merge_points()), merges, "merge points of {text}");
        assert_eq!((graph.len(), graph.is_empty()), (ids.split_whitespace().count(), text.is_empty()));
    }
}

#[test]
fn neighbours() {
    let graph = graph(DIAMOND);
    assert_eq!(graph.parents("d"), ["c", "b"], "as declared");
    assert_eq!(graph.children("a"), ["b", "c"]);
    assert_eq!(self::graph("z, b: z, a: b z").children("z"), ["b", "a"], "in topological order");
    assert_eq!((graph.parents("a").len(), graph.children("e").len()), (0, 0));
    assert_eq!((graph.parents("?").len(), graph.children("?").len()), (0, 0));
    assert_eq!((graph.position("a"), graph.position("e"), graph.position("?")), (Some(0), Some(4), None));
    assert!(graph.contains("c") && !graph.contains("?"));
}

#[test]
fn reach() {
    for (text, ids, ancestors, descendants) in [
        (LINEAR, "b", "a b", "b c"),
        (DIAMOND, "b", "a b", "b d e"),
        (DIAMOND, "b c", "a b c", "b c d e"),
        (DIAMOND, "d", "a b c d", "d e"),
        (DIAMOND, "b ?", "a b", "b d e"),
        (DIAMOND, "", "", ""),
        (TWO_HEADS, "c", "a b c", "c"),
    ] {
        let graph = graph(text);
        let ids: Vec<&str> = ids.split_whitespace().collect();
        assert_eq!(join(graph.ancestors(&ids)), ancestors, "ancestors of {ids:?} in {text}");
        assert_eq!(join(graph.descendants(&ids)), descendants, "descendants of {ids:?} in {text}");
    }
}

#[test]
fn heads_of_a_set() {
    for (text, set, heads) in [
        (DIAMOND, "", ""),
        (DIAMOND, "a", "a"),
        (DIAMOND, "a b c", "b c"),
        (DIAMOND, "a b c d", "d"),
        (DIAMOND, "a b ?", "b"),
        (TWO_HEADS, "a b c d", "c d"),
    ] {
        assert_eq!(join(graph(text).heads_of(&set.split_whitespace().collect())), heads, "{set} of {text}");
    }
}

#[test]
fn ranges() {
    for (text, from, to, range) in [
        (LINEAR, None, "c", "a b c"),
        (LINEAR, Some("a"), "c", "b c"),
        (LINEAR, Some("c"), "a", ""),
        (LINEAR, Some("?"), "b ?", "a b"),
        (DIAMOND, Some("b"), "e", "c d e"),
        (TWO_HEADS, Some("c"), "d", "d"),
        (TWO_HEADS, Some("a"), "c d", "b c d"),
    ] {
        let to: Vec<&str> = to.split_whitespace().collect();
        assert_eq!(join(graph(text).range(from, &to)), range, "{from:?} to {to:?} of {text}");
    }
}

#[test]
fn problems() {
    for (text, lines) in [
        ("a, a, a", "`a` is there more than once: an id names one revision, rename or remove the others"),
        ("a: a", "`a` revises itself: name the revision before it"),
        ("a, b: a a", "`b` revises `a` more than once: name each parent once"),
        (
            "b: a",
            "`b` revises `a`, which is not in the history: correct what it revises, or bring the \
                  missing revision back",
        ),
        ("a: c, b: c, c: b", "a cycle, in which no revision can be the first: `b` revises `c` revises `b`"),
        ("a: b, b: a", "a cycle, in which no revision can be the first: `a` revises `b` revises `a`"),
        (
            "a, b: a d, c: b, d: c, e: d",
            "a cycle, in which no revision can be the first: `b` revises `d` \
                                          revises `c` revises `b`",
        ),
        (
            "a: b, b: a, c: a d, d: c, e: e, e",
            "`e` is there more than once: an id names one revision, rename \
          or remove the others\n  `e` revises itself: name the revision before it\n  a cycle, in which no \
          revision can be the first: `a` revises `b` revises `a`\n  a cycle, in which no revision can be the \
          first: `c` revises `d` revises `c`",
        ),
    ] {
        let message = parse(text).unwrap_err().to_string();
        assert_eq!(message, format!("the history is not valid:\n  {lines}"), "for {text}");
    }
}

#[test]
fn missing_parents_are_suggested() {
    let (users, tags) = ("m20240101_000000_create_users", "m20240315_120000_add_tags");
    for (parent, suggested) in [
        ("m20240101_000000_create_user", users),
        ("m20240101_000000_renamed", users),
        ("m20250909_090909_add_tags", tags),
        ("add_tags", tags),
        ("add_taggs", tags),
        ("m20240315_120000_ad_tgas", tags),
    ] {
        let nodes = [(users, vec![]), (tags, vec![users]), ("m20260101_000000_last", vec![parent])];
        let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect();
        let error = Graph::new(nodes.map(|(id, parents)| (id.to_owned(), owned(parents)))).unwrap_err();
        let GraphError::Invalid(problems) = &error;
        let similar = vec![suggested.to_owned()];
        let id = "m20260101_000000_last".to_owned();
        assert_eq!(problems, &[Problem::MissingParent { id, parent: parent.to_owned(), similar }]);
        assert!(error.to_string().contains(&format!("did you mean `{suggested}`?")), "{error}");
    }
}

#[test]
fn names_of_ids() {
    assert_eq!(names::parts("m20240101_010203_add_tags"), Some((("20240101", "010203"), "add_tags")));
    for id in ["", "m", "m20240101_add", "20240101_010203_x", "m2024_01_x", "m2024010é_010203_x", "名前_a_b"]
    {
        assert_eq!(names::parts(id), None, "{id}");
    }
    let list = |ids: &[&str]| names::list(&ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), "and");
    assert_eq!(list(&[]), "");
    assert_eq!(list(&["a"]), "`a`");
    assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
}

#[test]
fn similar_ids_are_few_and_nearest_first() {
    let ids: Vec<String> = (0..50).map(|n| format!("m20240101_0000{n:02}_add_column_{n}")).collect();
    let similar = |text| names::similar(text, ids.iter().map(String::as_str));
    assert_eq!(similar("add_colum_7").first(), Some(&"m20240101_000007_add_column_7".to_owned()));
    assert_eq!(similar("column").len(), 5);
    assert_eq!(similar("something else entirely"), Vec::<String>::new());
    assert_eq!(similar(""), Vec::<String>::new());
}

#[test]
fn long_histories() {
    let id = |n: usize| format!("m{n:08}_000000_x");
    // Each revision revises the one before it and every tenth also merges an older one.
    let parents = |n: usize| {
        let older = (n > 20 && n.is_multiple_of(10)).then(|| id(n - 15));
        (n > 0).then(|| id(n - 1)).into_iter().chain(older).collect()
    };
    let graph = Graph::new((0..10_000).rev().map(|n| (id(n), parents(n)))).unwrap();
    assert!(graph.ids().eq((0..10_000).map(id)));
    assert_eq!(graph.ancestors(&[&id(9_999)]).len(), 10_000);

    let mut circle: Vec<_> = (0..10_000).map(|n| (id(n), parents(n))).collect();
    circle[0].1.push(id(9_999));
    let GraphError::Invalid(problems) = Graph::new(circle).unwrap_err();
    assert!(matches!(problems.as_slice(), [Problem::Cycle { .. }]));

    let lost = (1..10_000).map(|n| (id(n), vec![format!("lost_{n}")]));
    let GraphError::Invalid(problems) = Graph::new(lost).unwrap_err();
    assert_eq!(problems.len(), 9_999);
}

/// Revisions whose parents all have smaller numbers, under names whose order has nothing to do with that.
fn acyclic() -> impl Strategy<Value = Vec<(String, Vec<String>)>> {
    let name = |n: usize| format!("{}é{n}", n * 7 % 10);
    prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..3), 0..25).prop_map(
        move |all| {
            let of = |n: usize, parents: Vec<prop::sample::Index>| {
                let parents: BTreeSet<usize> =
                    parents.into_iter().filter(|_| n > 0).map(|p| p.index(n)).collect();
                (name(n), parents.into_iter().map(name).collect())
            };
            all.into_iter().enumerate().map(|(n, parents)| of(n, parents)).collect()
        },
    )
}

proptest! {
    #[test]
    fn parents_come_first(mut nodes in acyclic()) {
        let graph = Graph::new(nodes.clone()).unwrap();
        prop_assert_eq!(graph.len(), nodes.len());
        for (id, parents) in &nodes {
            prop_assert_eq!(graph.parents(id), parents);
            for parent in parents {
                prop_assert!(graph.position(parent) < graph.position(id));
                prop_assert!(graph.children(parent).contains(&id.as_str()));
            }
        }
        nodes.reverse();
        prop_assert!(Graph::new(nodes).unwrap().ids().eq(graph.ids()), "the order given does not matter");
    }

    #[test]
    fn ancestors_and_descendants_agree(nodes in acyclic()) {
        let graph = Graph::new(nodes).unwrap();
        for id in graph.ids() {
            for ancestor in graph.ancestors(&[id]) {
                prop_assert!(graph.descendants(&[ancestor]).contains(id));
            }
        }
        prop_assert_eq!(graph.ancestors(&graph.heads()).len(), graph.len());
        prop_assert_eq!(graph.descendants(&graph.bases()).len(), graph.len());
    }

    #[test]
    fn a_closed_circle_is_found(nodes in acyclic()) {
        let graph = Graph::new(nodes.clone()).unwrap();
        let Some((base, head)) = graph.bases().first().copied().zip(graph.ids().last()) else { return Ok(()) };
        let mut circle = nodes.clone();
        circle.iter_mut().filter(|(id, _)| id == base).for_each(|(_, parents)| parents.push(head.to_owned()));
        let closed = graph.ancestors(&[head]).contains(base);
        prop_assert_eq!(Graph::new(circle.clone()).is_err(), closed);
        let Err(GraphError::Invalid(problems)) = Graph::new(circle) else { return Ok(()) };
        for problem in problems {
            let Problem::Cycle { ids } = problem else { continue };
            for (id, parent) in ids.iter().zip(ids.iter().cycle().skip(1)) {
                prop_assert!(graph.parents(id).contains(parent) || (id == base && parent == head));
            }
        }
    }

    #[test]
    fn any_ids_will_do(nodes in prop::collection::vec(any::<(String, Vec<String>)>(), 0..5)) {
        if let Err(error) = Graph::new(nodes) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
