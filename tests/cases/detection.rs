//! What the differ is proved to see: every number of `detection.yml` has a case, and `docs/detection.md` says so.

use std::{collections::BTreeMap, path::PathBuf};

use indexmap::IndexMap;
use libtest_mimic::{Failed, Trial};
use sea_keel::{
    check::Told,
    dialect::{Engine, Server, dialect_of},
    history::History,
    plan::plan,
    schema::Schema,
};
use serde::Deserialize;
use tests::Outcome;

use crate::{
    case::{Case, first},
    differ::{between, decisions},
    run::{CHANGE, GIVEN, at_once, history, schemas},
};

/// Where the tables stand in the page.
const MARKS: [&str; 2] = ["<!-- tables: from tests/cases -->\n", "<!-- end of tables -->\n"];

const ENGINES: [Engine; 4] = [Engine::Postgres, Engine::MySql, Engine::MariaDb, Engine::Sqlite];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    group: String,
    pairs: IndexMap<u16, String>,
}

/// What holds on an engine.
#[derive(Clone, Debug, PartialEq)]
enum Status {
    Seen,
    Equal,
    /// The engine keeps no difference.
    Alike,
    Refused(String),
    NotThere(String),
}

/// The tests that need no engine.
pub(crate) fn trials(cases: &[(String, Case)]) -> Vec<Trial> {
    let (all, some) = (cases.to_vec(), cases.to_vec());
    let run = |outcome: Outcome| outcome.map_err(Failed::from);
    vec![
        Trial::test("detection::every_number_has_a_case", move || run(every_number_has_a_case(&all))),
        Trial::test("detection::the_page_is_up_to_date", move || run(the_page_is_up_to_date(&some))),
    ]
}

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn groups() -> Result<Vec<Group>, String> {
    let text = std::fs::read_to_string(home().join("detection.yml")).map_err(|error| error.to_string())?;
    serde_saphyr::from_str(&text).map_err(|error| format!("detection.yml: {error}"))
}

fn every_number_has_a_case(cases: &[(String, Case)]) -> Outcome {
    let groups = groups()?;
    let known: Vec<u16> = groups.iter().flat_map(|group| group.pairs.keys().copied()).collect();
    if known != (1..=107).collect::<Vec<_>>() {
        return Err("the numbers of detection.yml are not 1 to 107".into());
    }
    let by_number = by_number(cases);
    let missing: Vec<_> = known.iter().filter(|number| !by_number.contains_key(number)).collect();
    let stray: Vec<_> = by_number.keys().filter(|number| !known.contains(number)).collect();
    if !missing.is_empty() || !stray.is_empty() {
        return Err(format!("no case for {missing:?}; no such number: {stray:?}"));
    }
    for (number, what) in groups.iter().flat_map(|group| &group.pairs) {
        let is_pair = what.starts_with('=');
        let proves = |(_, case): &&(String, Case)| case.equals.is_some() == is_pair;
        if !by_number[number].iter().any(proves) {
            return Err(format!("{number}: no case has {}", if is_pair { "`equals`" } else { "a change" }));
        }
    }
    Ok(())
}

fn by_number(cases: &[(String, Case)]) -> BTreeMap<u16, Vec<&(String, Case)>> {
    let mut found: BTreeMap<u16, Vec<_>> = BTreeMap::new();
    for named in cases {
        for number in &named.1.detects {
            found.entry(*number).or_default().push(named);
        }
    }
    found
}

fn the_page_is_up_to_date(cases: &[(String, Case)]) -> Outcome {
    let path = home().join("../docs/detection.md");
    let page = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let around = |text: &str| {
        let (head, rest) = text.split_once(MARKS[0])?;
        let (_, tail) = rest.split_once(MARKS[1])?;
        Some((head.to_owned(), tail.to_owned()))
    };
    let (head, tail) = around(&page).ok_or("docs/detection.md has lost the marks around its tables")?;
    let wanted = format!("{head}{}{}{}{tail}", MARKS[0], tables(cases)?, MARKS[1]);
    if page == wanted {
        return Ok(());
    }
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(&path, wanted).map_err(|error| error.to_string());
    }
    let lines = tests::difference(&page, &wanted).unwrap_or_default();
    Err(format!("docs/detection.md is out of date; UPDATE=1 writes it anew\n{lines}"))
}

fn tables(cases: &[(String, Case)]) -> Result<String, String> {
    let by_number = by_number(cases);
    let mut out = String::new();
    for group in groups()? {
        out += &format!("\n## {}\n\n| | What changes |", group.group);
        ENGINES.iter().for_each(|engine| out += &format!(" {engine} |"));
        out += " Cases |\n|---|---|---|---|---|---|---|\n";
        for (number, what) in &group.pairs {
            let proofs = by_number.get(number).cloned().unwrap_or_default();
            out += &format!("| {number} | {what} |");
            for engine in ENGINES {
                out += &format!(" {} |", cell(&proofs, engine)?);
            }
            let names: Vec<_> = proofs.iter().map(|(name, _)| format!("`{name}`")).collect();
            out += &format!(" {} |\n", names.join(", "));
        }
    }
    out.push('\n');
    Ok(out)
}

/// What holds in the newest version, and what older ones refuse.
fn cell(proofs: &[&(String, Case)], engine: Engine) -> Result<String, String> {
    let server = Server::newest(engine);
    let mut all: Vec<Status> = Vec::new();
    let mut older: Vec<String> = Vec::new();
    for (name, case) in proofs {
        let status = status(case, &server).map_err(|error| format!("{name} on {server}: {error}"))?;
        if !all.contains(&status) {
            all.push(status);
        }
        let bounds = case.unsupported.keys().filter_map(|key| key.split_once('<'));
        let own = bounds.filter(|(name, _)| *name == family(engine));
        older.extend(own.map(|(_, version)| format!("refused before {version}")));
    }
    older.dedup();
    // What another case proves counts for more than that one means nothing here.
    if all.iter().any(|status| matches!(status, Status::Seen | Status::Equal)) {
        all.retain(|status| !matches!(status, Status::Alike | Status::NotThere(_)));
    }
    // One reason is enough, after what there is.
    all.sort_by_key(|status| matches!(status, Status::Refused(_)));
    let mut refused = false;
    all.retain(|status| !matches!(status, Status::Refused(_)) || !std::mem::replace(&mut refused, true));
    if refused {
        all.retain(|status| !matches!(status, Status::NotThere(_)));
    }
    let texts = all.iter().map(|status| match status {
        Status::Seen => "seen".to_owned(),
        Status::Equal => "equal".to_owned(),
        Status::Alike => "no difference there".to_owned(),
        Status::Refused(why) => format!("refused: {why}"),
        Status::NotThere(why) => format!("not there: {why}"),
    });
    Ok(texts.chain(older).collect::<Vec<_>>().join("; ").replace('|', "\\|"))
}

fn status(case: &Case, server: &Server) -> Result<Status, String> {
    if let Some(why) = first(&case.without, server).and_then(Option::as_deref) {
        return Ok(Status::NotThere(why.to_owned()));
    }
    if first(&case.unsupported, server).is_some_and(Option::is_some) {
        return refusal(case, server).map(Status::Refused);
    }
    if case.equals.is_some() {
        return Ok(Status::Equal);
    }
    let dialect = dialect_of(server.clone());
    let history = history(case, server.engine.backend())?;
    let (before, after) = schemas(&history)?;
    let change = history.revision(CHANGE).map(|revision| revision.up.clone()).unwrap_or_default();
    let found = between(dialect.as_ref(), Told::live(&before), Told::live(&after), &decisions(&change))?;
    Ok(if found.difference.ops.is_empty() { Status::Alike } else { Status::Seen })
}

/// Why the engine refuses a case, in the words that a user reads.
fn refusal(case: &Case, server: &Server) -> Result<String, String> {
    let backend = server.engine.backend();
    let histories = match &case.equals {
        Some(equals) => vec![at_once(&case.given, backend)?, at_once(equals, backend)?],
        None => vec![history(case, backend)?],
    };
    let refused = |history: &History| {
        let dialect = dialect_of(server.clone());
        let mut schema = Schema::new();
        let revisions = [GIVEN, CHANGE].into_iter().filter_map(|name| history.revision(name));
        let mut plans = revisions.map(|revision| plan(dialect.as_ref(), &mut schema, &revision.up));
        plans.find_map(Result::err)
    };
    let error = histories.iter().find_map(refused).ok_or("nothing is refused")?.to_string();
    Ok(error.split_once("cannot do this: ").map(|(_, why)| why.to_owned()).unwrap_or(error))
}

/// The engine as cases name it.
fn family(engine: Engine) -> &'static str {
    match engine {
        Engine::MariaDb => "mariadb",
        other => other.backend().as_str(),
    }
}
