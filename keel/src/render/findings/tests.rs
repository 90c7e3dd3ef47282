use std::path::PathBuf;

use quick_xml::{Reader, events::Event};
use serde_json::Value;

use super::*;

/// What a name, a comment or a message can hold.
const NASTY: [&str; 8] = [
    "quotes ' \" ` and \\",
    "two\nlines\r\nand\tmore",
    "%0A %25 100%",
    "<b>&amp;</b> <!-- --> ]]>",
    "a|b \\| *c* _d_ [e](f) @someone #1",
    "\u{0}\u{1b}[31m\u{7f}\u{fffe}",
    "::error::x, a:b ##[error]",
    "größer → 日本 {0} 𝄞",
];

fn finding(rule: &str, text: &str) -> Finding {
    Finding {
        rule: rule.into(),
        severity: Severity::Error,
        place: text.into(),
        message: text.into(),
        since: Some(text.into()),
        file: Some((PathBuf::from("migration/src").join(text), Some(3))),
        fix: Some(text.into()),
    }
}

fn report(checks: Vec<(&'static str, &str, Outcome)>) -> Report {
    let checks = checks.into_iter().map(|(id, title, outcome)| Check { id, title: title.into(), outcome });
    Report { tool_version: "0.1.0".into(), checks: checks.collect() }
}

fn sample() -> Report {
    let drift = Finding {
        rule: "drift".into(),
        severity: Severity::Warning,
        place: "tasks.priority".into(),
        message: "type is text, not varchar(20)".into(),
        since: None,
        file: None,
        fix: Some("migration up".into()),
    };
    let differ = Finding {
        rule: "models-differ".into(),
        severity: Severity::Error,
        place: "users.email".into(),
        message: "not null in the entities".into(),
        since: Some("m1_a".into()),
        file: Some(("entity/users/src/lib.rs".into(), Some(12))),
        ..drift.clone()
    };
    report(vec![
        ("models", "entities and history", Outcome::Found(vec![differ])),
        ("replay", "replay", Outcome::Skipped("--offline".into())),
        ("drift", "database and history", Outcome::Found(vec![drift.clone(), drift])),
        ("history", "ledger", Outcome::Clean),
    ])
}

fn nasty() -> Report {
    let found = NASTY.iter().map(|text| finding(text, text)).collect();
    let mut checks = vec![("models", NASTY[3], Outcome::Found(found))];
    checks.extend(NASTY.iter().map(|text| ("replay", *text, Outcome::Skipped((*text).into()))));
    report(checks)
}

fn unstyled(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| out + piece.split_once('m').map_or(piece, |(_, rest)| rest))
}

#[test]
fn people_read_a_line_a_finding() {
    assert_eq!(
        unstyled(&findings(&sample(), ReportFormat::Text)),
        "✗ entities and history\n  \
        error users.email: not null in the entities (models-differ, since m1_a, entity/users/src/lib.rs:12)\n    \
        fix: migration up\n\
        - replay: skipped, --offline\n\
        ✗ database and history\n  \
        warning tasks.priority: type is text, not varchar(20) (drift)\n    fix: migration up\n  \
        warning tasks.priority: type is text, not varchar(20) (drift)\n    fix: migration up\n\
        ✓ ledger\n\n3 findings in 2 of 3 checks, 1 skipped\n"
    );
    for (checks, last) in [
        (vec![], "nothing checked"),
        (vec![("models", "a", Outcome::Clean)], "nothing found in 1 check"),
        (vec![("models", "a", Outcome::Found(vec![]))], "nothing found in 1 check"),
        (vec![("models", "a", Outcome::Skipped("b".into()))], "nothing checked, 1 skipped"),
    ] {
        let report = report(checks);
        assert!(report.is_clean());
        assert_eq!(unstyled(&findings(&report, ReportFormat::Text)).lines().last(), Some(last));
    }
}

#[test]
fn a_terminal_is_not_steered_by_a_text() {
    let text = unstyled(&findings(&nasty(), ReportFormat::Text));
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
    assert_eq!(text.lines().count(), 1 + 2 * NASTY.len() + NASTY.len() + 2, "no text breaks a line");
}

#[test]
fn json_holds_every_text_as_it_is() {
    let value: Value = serde_json::from_str(&findings(&nasty(), ReportFormat::Json)).unwrap();
    assert_eq!((&value["version"], &value["clean"]), (&Value::from(1), &Value::from(false)));
    for (at, text) in NASTY.iter().enumerate() {
        let found = &value["checks"][0]["findings"][at];
        for field in ["rule", "place", "message", "since", "fix"] {
            assert_eq!(found[field], *text);
        }
        assert_eq!(found["line"], 3);
        assert_eq!(value["checks"][at + 1]["reason"], *text);
        assert_eq!(value["checks"][at + 1]["outcome"], "skipped");
    }
}

/// Its name, its properties, its text.
type Command = (String, Vec<(String, String)>, String);

/// As the runner reads a line: what begins with `::` is a command, `##[` anywhere begins one as well.
fn command(line: &str) -> Option<Command> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ')?;
    let unescape = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let properties = properties.split(',').map(|pair| {
        let (key, value) = pair.split_once('=').unwrap();
        (key.to_owned(), unescape(value))
    });
    let data = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    Some((name.to_owned(), properties.collect(), data))
}

#[test]
fn github_gets_an_annotation_a_finding_and_no_other_command() {
    let text = findings(&nasty(), ReportFormat::Github);
    let commands: Vec<_> = text.lines().filter_map(command).collect();
    assert_eq!(commands.len(), NASTY.len());
    for ((name, properties, data), text) in commands.iter().zip(NASTY) {
        assert_eq!(name, "error");
        assert_eq!(*data, format!("{text}\nsince {text}\nfix: {text}"));
        let keys: Vec<_> = properties.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["file", "line", "title"]);
        assert_eq!(properties[0].1, format!("migration/src/{text}"));
        assert_eq!(properties[2].1, format!("{text}: {text}"));
    }
    let plain = text.lines().filter(|line| command(line).is_none());
    assert!(plain.clone().all(|line| !line.contains("##[")), "{text}");
    assert_eq!(plain.count(), NASTY.len() + 1);
    let text = findings(&sample(), ReportFormat::Github);
    assert!(text.contains("::warning title=drift%3A tasks.priority::type is text, not varchar(20)%0Afix: "));
}

#[test]
fn sarif_has_what_the_standard_requires() {
    for report in [sample(), nasty(), report(vec![])] {
        let value: Value = serde_json::from_str(&findings(&report, ReportFormat::Sarif)).unwrap();
        assert_eq!(value["version"], "2.1.0");
        assert!(value["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
        let run = &value["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(run["tool"]["driver"]["name"], "keel");
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings().count());
        for (result, finding) in results.iter().zip(report.findings()) {
            assert_eq!(result["ruleId"], finding.rule);
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], finding.rule);
            assert_eq!(result["level"], finding.severity.as_str());
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let location = &result["locations"][0];
            assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], finding.place);
            let uri = location["physicalLocation"]["artifactLocation"]["uri"].as_str();
            assert_eq!(uri.is_some(), finding.file.is_some());
            assert!(uri.is_none_or(|uri| uri.is_ascii() && !uri.contains([' ', '\n', '<', '"', '#', '\\'])));
        }
    }
}

#[test]
fn junit_is_xml_that_gives_the_texts_back() {
    for report in [sample(), nasty(), report(vec![])] {
        let xml = findings(&report, ReportFormat::Junit);
        let mut reader = Reader::from_str(&xml);
        let (mut names, mut messages, mut skipped) = (Vec::new(), Vec::new(), 0);
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let value = |key: &str| {
                        let attribute = tag.try_get_attribute(key).unwrap().unwrap();
                        attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned()
                    };
                    match tag.name().as_ref() {
                        "testsuites" => {
                            assert_eq!(value("failures"), report.findings().count().to_string());
                        }
                        "testcase" => names.push((value("classname"), value("name"))),
                        "failure" => messages.push(value("message")),
                        "skipped" => skipped += 1,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let allowed = |text: &str| text.replace(['\0', '\u{1b}', '\u{fffe}'], "\u{fffd}");
        let expected: Vec<_> = report.findings().map(|finding| allowed(&finding.message)).collect();
        assert_eq!(messages, expected);
        assert_eq!(skipped, report.skipped());
        assert!(!xml.contains("]]>") && !xml.contains(['\0', '\u{1b}', '\u{fffe}']));
        if report == sample() {
            let twice: Vec<_> = names.iter().filter(|(_, name)| name.contains("tasks.priority")).collect();
            assert!(twice.len() == 2 && twice[0] != twice[1], "{names:?}");
        }
    }
}

#[test]
fn markdown_keeps_its_tables_whole() {
    for report in [sample(), nasty()] {
        let text = findings(&report, ReportFormat::Markdown);
        let bars = |line: &str| line.matches('|').count();
        for line in text.lines().filter(|line| line.starts_with('|')) {
            assert!([3, 6].contains(&bars(line)), "{line}");
        }
        let rows = text.lines().filter(|line| bars(line) == 6).count();
        let tables = report.checks.iter().filter(|check| !check.findings().is_empty()).count();
        assert_eq!(rows, report.findings().count() + 2 * tables);
        // Forges look for names and numbers everywhere but in code.
        let code = text.split("<code>").skip(1).filter_map(|rest| rest.split_once("</code>"));
        let prose =
            code.fold(text.clone(), |text, (code, _)| text.replace(&format!("<code>{code}</code>"), ""));
        assert!(!prose.contains("@someone") && !prose.contains(" #1") && !text.contains("<b>"), "{prose}");
    }
    let many = (0..150).map(|n| finding("drift", &n.to_string())).collect();
    let text = findings(&report(vec![("drift", "d", Outcome::Found(many))]), ReportFormat::Markdown);
    assert!(text.contains("… and 50 more."));
}
