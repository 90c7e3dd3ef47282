use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::graph::Graph;
use super::*;

const USERS: &str = "m20240101_000000_create_users";
const TASKS: &str = "m20240201_000000_create_tasks";
const TAGS: &str = "m20240301_000000_add_tags";
const INDEX: &str = "m20240302_000000_add_tags_index";

/// A graph from `id` or `id: parent parent`, separated by commas.
fn graph(text: &str) -> Graph {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Graph::new(text.split(',').filter(|line| !line.trim().is_empty()).map(|line| {
        let (id, parents) = line.split_once(':').unwrap_or((line, ""));
        (id.trim().to_owned(), words(parents))
    }))
    .unwrap()
}

fn dated() -> Graph {
    graph(&format!("{USERS}, {TASKS}: {USERS}, {TAGS}: {TASKS}, {INDEX}: {TAGS}"))
}

fn set(ids: &str) -> BTreeSet<String> {
    ids.split_whitespace().map(str::to_owned).collect()
}

fn shown(result: Result<Vec<String>, TargetError>) -> String {
    result.map_or_else(|error| format!("! {error}"), |ids| ids.join(" "))
}

/// `text` is `expected`; for an error (`!`) it holds all the parts of `expected` that `…` separates.
fn check(text: &str, expected: &str, case: &str) {
    let Some(parts) = expected.strip_prefix('!') else { return assert_eq!(text, expected, "{case}") };
    assert!(text.starts_with('!'), "{case}: no error: {text}");
    let missing = parts.split('…').map(str::trim).find(|part| !text.contains(part));
    assert_eq!(missing, None, "{case}: is not in: {text}");
}

const EMPTY: &str = "";
const LINEAR: &str = "a, b: a, c: b, d: c";
const DIAMOND: &str = "a, b: a, c: a, d: b c, e: d";
const TWO_HEADS: &str = "a, b: a, c: b, d: b";
const TWO_BASES: &str = "a, b";

#[test]
fn targets_parse() {
    let relative = |from, offset| Target::Relative { from, offset };
    for (text, target, display) in [
        ("head", Target::Head, "head"),
        (" heads ", Target::Heads, "heads"),
        ("base", Target::Base, "base"),
        ("current", Target::Current, "current"),
        ("add_tags", Target::Id("add_tags".into()), "add_tags"),
        ("HEAD", Target::Id("HEAD".into()), "HEAD"),
        ("20241226", Target::Id("20241226".into()), "20241226"),
        ("fix-bug", Target::Id("fix-bug".into()), "fix-bug"),
        ("名前+", Target::Id("名前+".into()), "名前+"),
        ("+2", relative(None, 2), "+2"),
        ("-1", relative(None, -1), "-1"),
        ("-0", relative(None, 0), "+0"),
        ("current-2", relative(None, -2), "-2"),
        ("head-1", relative(Some(Anchor::Head), -1), "head-1"),
        ("heads-1", relative(Some(Anchor::Head), -1), "head-1"),
        ("base+2", relative(Some(Anchor::Base), 2), "base+2"),
        ("add_tags+1", relative(Some(Anchor::Id("add_tags".into())), 1), "add_tags+1"),
        ("fix-bug-3", relative(Some(Anchor::Id("fix-bug".into())), -3), "fix-bug-3"),
    ] {
        let parsed: Target = text.parse().unwrap();
        assert_eq!((&parsed, parsed.to_string().as_str()), (&target, display), "{text}");
        assert_eq!(display.parse(), Ok(target));
    }
}

#[test]
fn targets_that_do_not_parse() {
    for (text, message) in [
        ("", "! the target is empty; a target is `head`, `heads`, `base`, `current`"),
        ("  ", "! the target is empty"),
        ("+", "! `+` is not a target: a sign at the beginning needs a number … `+2`, `-1`"),
        ("-x", "! `-x` is not a target: a sign"),
        ("--1", "! `--1` is not a target: a sign"),
        ("+1+1", "! `+1+1` is not a target: a sign"),
        ("-99999999999999999999", "! number of steps is too large …`heads` or `base`"),
        ("x+99999999999999999999", "! `x+99999999999999999999` is not a target"),
        ("a:b", "! `a:b` has the colon of a range, and one target is wanted here; a target is"),
    ] {
        let error = text.parse::<Target>().unwrap_err();
        check(&format!("! {error}"), message, text);
    }
}

#[test]
fn ranges_parse() {
    let id = |id: &str| Some(Target::Id(id.to_owned()));
    for (text, from, to, display) in [
        ("a:b", id("a"), id("b"), "a:b"),
        ("a:", id("a"), None, "a:"),
        (" : b", None, id("b"), ":b"),
        (":", None, None, ":"),
        (
            "-2:current",
            Some(Target::Relative { from: None, offset: -2 }),
            Some(Target::Current),
            "-2:current",
        ),
        ("base:heads", Some(Target::Base), Some(Target::Heads), "base:heads"),
    ] {
        let range: Range = text.parse().unwrap();
        assert_eq!((&range.from, &range.to, range.to_string().as_str()), (&from, &to, display), "{text}");
    }
    for (text, message) in [
        ("a", "! `a` is not a range, as it has no colon; a range is `A:B`"),
        ("", "! no colon"),
        ("a:b:c", "! more than one colon"),
        ("a:+", "! `+` is not a target"),
    ] {
        check(&format!("! {}", text.parse::<Range>().unwrap_err()), message, text);
    }
}

#[test]
fn ids_are_found() {
    let graph = dated();
    for (text, expected) in [
        (USERS, USERS),
        ("m20240101", USERS),
        ("20240201", TASKS),
        ("20240101_000000_create_users", USERS),
        ("create_u", USERS),
        ("add_tags_", INDEX),
        // The whole name of one, the beginning of another.
        ("add_tags", TAGS),
        ("m2024010", USERS),
        ("create", "! `create` may be any of 2 revisions: …create_users` or `…give more of the id"),
        ("202403", "! `202403` may be any of 2 revisions: … `m20240301_000000_add_tags` or `m2024"),
        ("m", "! 4 revisions"),
        (
            "drop_users",
            "! no revision is called `drop_users`; the history has `m20240101_000000_create_users`, ",
        ),
        ("tags", "! no revision is called `tags`; the history has"),
    ] {
        let found = find(&graph, text).map(|id| vec![id.to_owned()]);
        check(&shown(found), expected, text);
    }
}

#[test]
fn unknown_ids_in_long_and_empty_histories() {
    let ids: Vec<String> = (1..=9).map(|n| format!("m2024010{n}_000000_step_{n}_of_nine")).collect();
    let graph = graph(&ids.join(","));
    for (text, expected) in [
        ("step_4_of_nin", "m20240104_000000_step_4_of_nine"),
        (
            "stp_4_of_nine",
            "! no revision is called `stp_4_of_nine`; did you mean `m20240104_000000_step_4_of_nine`",
        ),
        ("nine", "! `nine`; did you mean `m20240101"),
        ("zzz", "! no revision is called `zzz`; `history` lists them all"),
    ] {
        check(&shown(find(&graph, text).map(|id| vec![id.to_owned()])), expected, text);
    }
    let error = find(&Graph::default(), "x").unwrap_err();
    assert_eq!(error.to_string(), "no revision is called `x`: the history is empty");
}

#[test]
fn ids_that_look_like_steps() {
    let graph = graph("fix, fix-2: fix, add: fix-2, fix2: add");
    for (target, expected) in [("fix-2", "fix-2"), ("fix+2", "add"), ("fix-2+1", "add"), ("fix2-1", "add")] {
        let id = resolve(&graph, &set(""), &target.parse().unwrap()).unwrap();
        assert_eq!(id.as_deref(), Some(expected), "{target}");
    }
}

#[test]
fn upgrades() {
    for (text, applied, target, expected) in [
        (EMPTY, "", "head", ""),
        (EMPTY, "", "heads", ""),
        (EMPTY, "", "+1", "! `+1` asks for 1 revision, but none is left to apply"),
        (LINEAR, "", "head", "a b c d"),
        (LINEAR, "a b", "head", "c d"),
        (LINEAR, "a b c d", "head", ""),
        (LINEAR, "a b", "c", "c"),
        (LINEAR, "a b c", "b", ""),
        (LINEAR, "a b", "current", ""),
        (LINEAR, "a", "+2", "b c"),
        (LINEAR, "a", "current+2", "b c"),
        (LINEAR, "a", "+0", ""),
        (LINEAR, "a b", "+2", "c d"),
        (LINEAR, "a b c", "+2", "! `+2` asks for 2 revisions, but only 1 is left to apply; say `heads`"),
        (LINEAR, "", "+9", "! 9 revisions, but only 4 are left"),
        (LINEAR, "", "head-1", "a b c"),
        (LINEAR, "", "base+2", "a b"),
        (LINEAR, "a", "c+1", "b c d"),
        (LINEAR, "a", "d+1", "! `d+1` lies past the end of the history: nothing follows `d`; say `heads`"),
        (LINEAR, "a", "b+3", "! `b+3` …only 2 revisions follow `b`"),
        (LINEAR, "a", "c+3", "! only 1 revision follows `c`"),
        (LINEAR, "", "base+5", "! only 4 revisions follow `base`"),
        (
            LINEAR,
            "a",
            "b-3",
            "! `b-3` lies before the beginning of the history, which is 2 steps back; say `base`",
        ),
        (
            LINEAR,
            "a",
            "base",
            "! `up base` cannot be: that is the state before the first revision… `down base`",
        ),
        (LINEAR, "a", "head-4", "! `up head-4` cannot be: … `down base`"),
        (
            LINEAR,
            "a b",
            "-1",
            "! `up -1` cannot be: a negative number of steps reverts; say `down -1`, or `up +1`",
        ),
        (LINEAR, "", "x", "! no revision is called `x`; the history has `a`, `b`, `c` and `d`"),
        // One left out in the middle comes before anything that builds on it.
        (LINEAR, "a c", "+1", "b"),
        (LINEAR, "a c", "d", "b d"),
        (LINEAR, "a unknown", "+1", "b"),
        (DIAMOND, "a", "head", "b c d e"),
        (DIAMOND, "a", "c", "c"),
        (DIAMOND, "a b", "d", "c d"),
        (DIAMOND, "a b", "+2", "c d"),
        (DIAMOND, "", "+1", "a"),
        (
            DIAMOND,
            "",
            "+2",
            "! `+2` is ambiguous: step 2 could apply `b` or `c`; name the revision to go up to, or say `-n 2`",
        ),
        (DIAMOND, "a", "a+1", "! `a+1` is ambiguous: `a` is followed by `b` and `c`; name the revision"),
        (DIAMOND, "a", "b+2", "b c d e"),
        (DIAMOND, "a", "e-2", "! `e-2` is ambiguous: `d` merges `b` and `c`; name the revision"),
        (TWO_HEADS, "a", "heads", "b c d"),
        (TWO_HEADS, "a", "d", "b d"),
        (
            TWO_HEADS,
            "a",
            "head",
            "! `head` is ambiguous, as the history has 2 heads: `c` and `d`; say `heads` … joins",
        ),
        (TWO_HEADS, "a", "head-1", "! `head-1` is ambiguous, as the history has 2 heads"),
        (TWO_BASES, "", "base+1", "! `base` is followed by `a` and `b`"),
    ] {
        let plan = upgrade(&graph(text), &set(applied), &target.parse().unwrap());
        check(&shown(plan), expected, &format!("up {target} of {text} with {applied}"));
    }
}

#[test]
fn downgrades() {
    for (text, applied, target, expected) in [
        (EMPTY, "", "base", ""),
        (LINEAR, "a b c", "base", "c b a"),
        (LINEAR, "a b c", "a", "c b"),
        (LINEAR, "a b c", "c", ""),
        (LINEAR, "a b c", "current", ""),
        (LINEAR, "a b c", "-1", "c"),
        (LINEAR, "a b c", "current-2", "c b"),
        (LINEAR, "a b c", "-3", "c b a"),
        (LINEAR, "a b", "-3", "! `-3` asks for 3 revisions, but only 2 are applied; say `base`"),
        (LINEAR, "", "-1", "! `-1` asks for 1 revision, but none is applied"),
        (LINEAR, "a b c", "+0", ""),
        (LINEAR, "a b c", "b-1", "c b"),
        (LINEAR, "a b c", "b-2", "c b a"),
        (LINEAR, "a b c", "head-2", "c"),
        (LINEAR, "a b c", "base+1", "c b"),
        (
            LINEAR,
            "a b c",
            "d",
            "! `down d` needs an applied revision … `d` is not applied: the current revision is `c`",
        ),
        (LINEAR, "", "a", "! `a` is not applied: nothing is"),
        (
            LINEAR,
            "a b",
            "head",
            "! `down head` cannot be: that is the end of the history… `up head`, or `down -1`",
        ),
        (LINEAR, "a b", "heads", "! `down heads` cannot be"),
        (
            LINEAR,
            "a b",
            "+1",
            "! `down +1` cannot be: a positive number of steps applies; say `up +1`, or `down -1`",
        ),
        (LINEAR, "a b unknown", "base", "b a"),
        (LINEAR, "a b unknown", "-1", "b"),
        (LINEAR, "a c", "-2", "c a"),
        (DIAMOND, "a b c d e", "b", "e d c"),
        (DIAMOND, "a b c d e", "-2", "e d"),
        (
            DIAMOND,
            "a b c d e",
            "-3",
            "! `-3` is ambiguous: step 3 could revert `b` or `c`; name the revision to go down to, or say `-n 3`",
        ),
        (TWO_HEADS, "a b c d", "-1", "! `-1` is ambiguous: step 1 could revert `c` or `d`; … `-n 1`"),
        (TWO_HEADS, "a b c d", "b", "d c"),
        (
            TWO_HEADS,
            "a b c",
            "d",
            "! `d` is not applied: the current revision is `c`, so name one it builds on",
        ),
        ("a, b: a, c: a, d: c", "a b c", "d", "! the current revisions are `b` and `c`, so name one they"),
    ] {
        let plan = downgrade(&graph(text), &set(applied), &target.parse().unwrap());
        check(&shown(plan), expected, &format!("down {target} of {text} with {applied}"));
    }
}

#[test]
fn counts() {
    for (text, applied, n, up, down) in [
        (LINEAR, "a b", 1, "c", "b"),
        (LINEAR, "a b", 9, "c d", "b a"),
        (LINEAR, "a b", 0, "", ""),
        (DIAMOND, "a b c", 2, "d e", "c b"),
        (TWO_HEADS, "a b c d", 1, "", "d"),
        (TWO_HEADS, "a b unknown", 1, "c", "b"),
    ] {
        let (graph, applied) = (graph(text), set(applied));
        assert_eq!(upgrade_count(&graph, &applied, n).join(" "), up, "up -n {n} of {text}");
        assert_eq!(downgrade_count(&graph, &applied, n).join(" "), down, "down -n {n} of {text}");
    }
}

#[test]
fn single_revisions() {
    // `-` is the base.
    for (text, applied, target, expected) in [
        (EMPTY, "", "head", "-"),
        (LINEAR, "", "base", "-"),
        (LINEAR, "", "current", "-"),
        (LINEAR, "a b", "current", "b"),
        (LINEAR, "a b", "head", "d"),
        (LINEAR, "a b", "heads", "d"),
        (LINEAR, "a b", "+1", "c"),
        (LINEAR, "a b", "+0", "b"),
        (LINEAR, "a b", "-1", "a"),
        (LINEAR, "a b", "-2", "-"),
        (LINEAR, "a b", "-3", "! `-3` lies before the beginning of the history, which is 2 steps back"),
        (LINEAR, "a b", "+3", "! only 2 are left"),
        (LINEAR, "", "a-1", "-"),
        (LINEAR, "", "a-2", "! 1 step back"),
        (LINEAR, "", "base-1", "! `base-1` lies before the beginning of the history, which is 0 steps back"),
        (
            TWO_HEADS,
            "a b c d",
            "current",
            "! `current` is ambiguous, as 2 heads are applied: `c` and `d`; name a revision",
        ),
        (TWO_HEADS, "a b c d", "-1", "! `-1` is ambiguous, as 2 heads are applied"),
        (TWO_HEADS, "", "heads", "! `heads` is ambiguous, as the history has 2 heads"),
    ] {
        let id = resolve(&graph(text), &set(applied), &target.parse().unwrap());
        let id = id.map(|id| vec![id.unwrap_or_else(|| "-".to_owned())]);
        check(&shown(id), expected, &format!("{target} of {text} with {applied}"));
    }
}

#[test]
fn several_revisions() {
    for (text, applied, target, expected) in [
        (TWO_HEADS, "", "heads", "c d"),
        (TWO_HEADS, "a b c d", "current", "c d"),
        (TWO_HEADS, "", "head", "! 2 heads"),
        (TWO_HEADS, "", "base", ""),
        (TWO_HEADS, "", "b", "b"),
    ] {
        let ids = resolve_many(&graph(text), &set(applied), &target.parse().unwrap());
        check(&shown(ids), expected, &format!("{target} of {text} with {applied}"));
    }
}

#[test]
fn ranges() {
    for (text, applied, range, expected) in [
        (EMPTY, "", ":", ""),
        (LINEAR, "", ":", "a b c d"),
        (LINEAR, "", "a:c", "b c"),
        (LINEAR, "", "b:", "c d"),
        (LINEAR, "", ":b", "a b"),
        (LINEAR, "", "b:b", ""),
        (LINEAR, "", "base:base", ""),
        (LINEAR, "a b", "current:head", "c d"),
        (LINEAR, "a b c d", "current:", ""),
        (LINEAR, "a b c", "-2:current", "b c"),
        (LINEAR, "", "c:a", "! the range `c:a` is empty, as its end comes before its beginning; write `a:c`"),
        (LINEAR, "", "a:base", "! write `base:a`"),
        (LINEAR, "", "x:", "! no revision is called `x`"),
        (DIAMOND, "", "b:e", "c d e"),
        (TWO_HEADS, "", "b:", "c d"),
        (TWO_HEADS, "", "c:d", "d"),
        (TWO_HEADS, "", "a:head", "! 2 heads"),
        (TWO_HEADS, "a b c d", "current:heads", ""),
        (TWO_HEADS, "a b c d", "a:current", "b c d"),
    ] {
        let ids = resolve_range(&graph(text), &set(applied), &range.parse().unwrap());
        check(&shown(ids), expected, &format!("{range} of {text} with {applied}"));
    }
}

#[test]
fn long_histories() {
    let id = |n: usize| format!("m{n:08}_000000_x");
    let parents = |n: usize| (n > 0).then(|| id(n - 1)).into_iter().collect();
    let graph = Graph::new((0..10_000).map(|n| (id(n), parents(n)))).unwrap();
    let (none, all) = (BTreeSet::new(), graph.ids().map(str::to_owned).collect());
    let parse = |text: &str| text.parse::<Target>().unwrap();
    assert_eq!(upgrade(&graph, &none, &parse("+9999")).unwrap().len(), 9_999);
    assert_eq!(downgrade(&graph, &all, &parse("-9999")).unwrap().len(), 9_999);
    assert_eq!(resolve(&graph, &none, &parse("head-9999")), Ok(Some(id(0))));
    assert!(upgrade(&graph, &none, &parse("m20249999_no_such_revision")).is_err());
}

/// A random history, and a random set of it that holds all ancestors of what it holds.
fn history() -> impl Strategy<Value = (Graph, BTreeSet<String>)> {
    let parents = prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..3), 0..20);
    (parents, prop::collection::vec(any::<prop::sample::Index>(), 0..4)).prop_map(|(all, picks)| {
        let name = |n: usize| format!("{}_{n}", n * 7 % 10);
        let of = |n: usize, parents: &[prop::sample::Index]| -> BTreeSet<String> {
            parents.iter().filter(|_| n > 0).map(|parent| name(parent.index(n))).collect()
        };
        let nodes =
            all.iter().enumerate().map(|(n, parents)| (name(n), of(n, parents).into_iter().collect()));
        let graph = Graph::new(nodes).unwrap();
        let picked: Vec<String> = of(graph.len(), &picks).into_iter().collect();
        let picked: Vec<&str> = picked.iter().map(String::as_str).collect();
        let applied = graph.ancestors(&picked).into_iter().map(str::to_owned).collect();
        (graph, applied)
    })
}

/// That the state holds all parents of what it holds.
fn closed(graph: &Graph, state: &BTreeSet<String>) -> bool {
    state.iter().all(|id| graph.parents(id).iter().all(|parent| state.contains(parent)))
}

fn target() -> impl Strategy<Value = String> {
    prop_oneof![
        "head|heads|base|current",
        "(head|base|current|[0-9]_[0-9]|)[+-][0-4]",
        "[0-9]_?[0-9]?",
        any::<String>()
    ]
}

/// Anything at all, and what is nearly a target.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[+:-]{0,3}(head|base|[a-z0-9é]{0,3})[+:-]{0,2}[0-9]{0,25}"]
}

proptest! {
    #[test]
    fn all_the_way_up_and_down((graph, applied) in history()) {
        let up = upgrade(&graph, &applied, &Target::Heads).unwrap();
        prop_assert_eq!(up.len() + applied.len(), graph.len());
        let all: BTreeSet<String> = up.into_iter().chain(applied).collect();
        prop_assert!(all.iter().all(|id| graph.contains(id)));
        let mut down = downgrade(&graph, &all, &Target::Base).unwrap();
        down.reverse();
        prop_assert!(graph.ids().eq(down.iter().map(String::as_str)));
    }

    #[test]
    fn each_step_keeps_the_state_closed((graph, applied) in history(), text in target()) {
        let Ok(target) = text.parse::<Target>() else { return Ok(()) };
        let mut state = applied.clone();
        for id in upgrade(&graph, &applied, &target).unwrap_or_default() {
            prop_assert!(state.insert(id));
            prop_assert!(closed(&graph, &state));
        }
        let mut state = applied.clone();
        for id in downgrade(&graph, &applied, &target).unwrap_or_default() {
            prop_assert!(state.remove(&id));
            prop_assert!(closed(&graph, &state));
        }
    }

    #[test]
    fn up_to_a_revision_applies_its_ancestors((graph, applied) in history()) {
        for id in graph.ids() {
            let plan = upgrade(&graph, &applied, &Target::Id(id.to_owned())).unwrap();
            let state: BTreeSet<&str> = plan.iter().chain(&applied).map(String::as_str).collect();
            prop_assert!(graph.ancestors(&[id]).is_subset(&state));
            let needed = graph.ancestors(&[id]);
            prop_assert!(plan.iter().all(|id| needed.contains(id.as_str())), "nothing else is applied");
        }
    }

    #[test]
    fn the_only_way_is_the_next_in_order((graph, applied) in history(), n in 0..5_usize) {
        let steps = |offset| Target::Relative { from: None, offset };
        let offset = i64::try_from(n).unwrap();
        if let Ok(up) = upgrade(&graph, &applied, &steps(offset)) {
            prop_assert_eq!(up, upgrade_count(&graph, &applied, n));
        }
        if let Ok(down) = downgrade(&graph, &applied, &steps(-offset)) {
            prop_assert_eq!(down, downgrade_count(&graph, &applied, n));
        }
    }

    #[test]
    fn any_text_parses_or_explains((graph, applied) in history(), text in text()) {
        match text.parse::<Target>() {
            Ok(target) => {
                prop_assert_eq!(target.to_string().parse::<Target>(), Ok(target.clone()));
                let _ = resolve(&graph, &applied, &target).map_err(|error| error.to_string());
                let _ = upgrade(&graph, &applied, &target).map_err(|error| error.to_string());
                let _ = downgrade(&graph, &applied, &target).map_err(|error| error.to_string());
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
        match text.parse::<Range>() {
            Ok(range) => drop(resolve_range(&graph, &applied, &range).map_err(|error| error.to_string())),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
