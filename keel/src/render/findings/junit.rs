use std::collections::BTreeMap;

use super::{Check, Finding, Outcome, Report};

/// JUnit's XML as GitLab, Jenkins and others read it: a suite a check, a failed case a finding.
pub(super) fn junit(report: &Report) -> String {
    let found = report.findings().count();
    let cases: usize = report.checks.iter().map(cases_of).sum();
    let suites: String = report.checks.iter().map(suite).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <testsuites name=\"keel\" tests=\"{cases}\" failures=\"{found}\" errors=\"0\" skipped=\"{}\">\n\
        {suites}</testsuites>\n",
        report.skipped()
    )
}

fn cases_of(check: &Check) -> usize {
    check.findings().len().max(1)
}

fn suite(check: &Check) -> String {
    let skipped = usize::from(matches!(check.outcome, Outcome::Skipped(_)));
    let cases: String = match &check.outcome {
        Outcome::Skipped(why) => {
            case(check, &check.title, &format!("<skipped message=\"{}\"/>", attribute(why)))
        }
        Outcome::Found(findings) if !findings.is_empty() => failures(check, findings),
        Outcome::Clean | Outcome::Found(_) => case(check, &check.title, ""),
    };
    format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{skipped}\">\n\
        {cases}  </testsuite>\n",
        attribute(&check.title),
        cases_of(check),
        check.findings().len()
    )
}

/// Readers keep one case of a name, so a second finding of a kind at a place is numbered.
fn failures(check: &Check, findings: &[Finding]) -> String {
    let mut seen = BTreeMap::new();
    let mut out = String::new();
    for finding in findings {
        let name = format!("{}: {}", finding.rule, finding.place);
        let times: &mut usize = seen.entry(name.clone()).or_default();
        *times += 1;
        let name = if *times > 1 { format!("{name} ({times})") } else { name };
        let failure = format!(
            "<failure message=\"{}\" type=\"{}\">{}</failure>",
            attribute(&finding.message),
            attribute(&finding.rule),
            text(&details(finding))
        );
        out += &case(check, &name, &failure);
    }
    out
}

fn details(finding: &Finding) -> String {
    let mut lines = vec![format!("{}: {}", finding.severity.as_str(), finding.message)];
    lines.push(format!("place: {}", finding.place));
    lines.extend(finding.since.as_ref().map(|revision| format!("since: {revision}")));
    lines.extend(finding.spot().map(|(path, line)| match line {
        Some(line) => format!("file: {path}:{line}"),
        None => format!("file: {path}"),
    }));
    lines.extend(finding.fix.as_ref().map(|fix| format!("fix: {fix}")));
    lines.join("\n")
}

fn case(check: &Check, name: &str, inner: &str) -> String {
    let head =
        format!("    <testcase classname=\"keel.{}\" name=\"{}\"", attribute(check.id), attribute(name));
    match inner {
        "" => format!("{head}/>\n"),
        inner => format!("{head}>{inner}</testcase>\n"),
    }
}

/// The text of an element. `>` is escaped for the sake of `]]>` (XML 1.0, 2.4), a carriage return because
/// a reader would make a newline of it (2.11).
fn text(value: &str) -> String {
    escape(value, |c| c == '\r')
}

/// The value of an attribute, in which a bare tab or newline would be read as a space (3.3.3).
fn attribute(value: &str) -> String {
    escape(value, |c| matches!(c, '\t' | '\n' | '\r'))
}

fn escape(value: &str, by_number: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            c if by_number(c) => out += &format!("&#{};", u32::from(c)),
            c if is_character(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
    out
}

/// What a document may hold at all, escaped or not (XML 1.0, 2.2).
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}
