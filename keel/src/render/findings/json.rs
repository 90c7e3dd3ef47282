use serde::Serialize;

use super::{Check, Finding, Outcome, Report, Severity};

/// The shape below; a program may rely on what is there, and more may come with the same number.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool_version: &'a str,
    clean: bool,
    checks: Vec<CheckEntry<'a>>,
}

#[derive(Serialize)]
struct CheckEntry<'a> {
    id: &'a str,
    title: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    findings: Vec<FindingEntry<'a>>,
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    rule: &'a str,
    severity: Severity,
    place: &'a str,
    message: &'a str,
    since: Option<&'a str>,
    file: Option<String>,
    line: Option<u32>,
    fix: Option<&'a str>,
}

/// For programs.
pub(super) fn json(report: &Report) -> String {
    let document = Document {
        version: VERSION,
        tool_version: &report.tool_version,
        clean: report.is_clean(),
        checks: report.checks.iter().map(check).collect(),
    };
    crate::render::pretty_json(&document)
}

fn check(check: &Check) -> CheckEntry<'_> {
    let (outcome, reason) = match &check.outcome {
        Outcome::Skipped(why) => ("skipped", Some(why.as_str())),
        Outcome::Found(findings) if !findings.is_empty() => ("found", None),
        Outcome::Clean | Outcome::Found(_) => ("clean", None),
    };
    let findings = check.findings().iter().map(finding).collect();
    CheckEntry { id: check.id, title: &check.title, outcome, reason, findings }
}

fn finding(finding: &Finding) -> FindingEntry<'_> {
    let (file, line) = finding.spot().unzip();
    FindingEntry {
        rule: &finding.rule,
        severity: finding.severity,
        place: &finding.place,
        message: &finding.message,
        since: finding.since.as_deref(),
        file,
        line: line.flatten(),
        fix: finding.fix.as_deref(),
    }
}
