use super::{Check, Finding, Outcome, Report, Severity};
use crate::render::visible::visible;

/// Annotations of a GitHub workflow: a workflow command a finding (GitHub's manual, "Workflow commands for
/// GitHub Actions", "Setting an error message"), and a plain line for what has none.
pub(super) fn github(report: &Report) -> String {
    let mut out: String = report.checks.iter().map(check).collect();
    out += &format!("{}\n", report.summary());
    out
}

fn check(check: &Check) -> String {
    match &check.outcome {
        Outcome::Skipped(why) => plain(&format!("{}: skipped, {why}", check.title)),
        Outcome::Found(findings) if !findings.is_empty() => findings.iter().map(command).collect(),
        Outcome::Clean | Outcome::Found(_) => plain(&format!("{}: ok", check.title)),
    }
}

fn command(finding: &Finding) -> String {
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some((path, line)) = finding.spot() {
        properties.push(format!("file={}", property(&path)));
        properties.extend(line.map(|line| format!("line={line}")));
    }
    properties.push(format!("title={}", property(&format!("{}: {}", finding.rule, finding.place))));
    let mut text = finding.message.clone();
    if let Some(revision) = &finding.since {
        text += &format!("\nsince {revision}");
    }
    if let Some(fix) = &finding.fix {
        text += &format!("\nfix: {fix}");
    }
    format!("::{name} {}::{}\n", properties.join(","), data(&text))
}

/// The text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A line that is no command: the runner takes a line for one that begins with `::`, spaces aside, or that
/// has `##[` anywhere in it.
fn plain(text: &str) -> String {
    format!("- {}\n", visible(text).replace("##[", "## ["))
}
