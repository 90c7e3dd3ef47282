use anstyle::{AnsiColor, Style};

use super::{Check, Finding, Outcome, Report, Severity};
use crate::render::visible::visible;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
const NOTED: Style = AnsiColor::Cyan.on_default();
const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// For people: a line a check, below it a line a finding with what mends it, a summary at the end.
pub(super) fn text(report: &Report) -> String {
    let mut out: String = report.checks.iter().map(check).collect();
    if !report.checks.is_empty() {
        out.push('\n');
    }
    let style = if report.is_clean() { GOOD } else { BAD };
    out + &format!("{}\n", styled(style, &report.summary()))
}

fn check(check: &Check) -> String {
    let title = visible(&check.title);
    match &check.outcome {
        Outcome::Skipped(why) => styled(FAINT, &format!("- {title}: skipped, {}", visible(why))) + "\n",
        Outcome::Found(findings) if !findings.is_empty() => {
            let lines: String = findings.iter().map(finding).collect();
            format!("{} {}\n{lines}", styled(BAD, "✗"), styled(STRONG, &title))
        }
        Outcome::Clean | Outcome::Found(_) => format!("{} {title}\n", styled(GOOD, "✓")),
    }
}

fn finding(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => BAD,
        Severity::Warning => DOUBTFUL,
        Severity::Note => NOTED,
    };
    let mut aside = vec![visible(&finding.rule)];
    aside.extend(finding.since.as_ref().map(|revision| format!("since {}", visible(revision))));
    aside.extend(finding.spot().map(|(path, line)| match line {
        Some(line) => format!("{}:{line}", visible(&path)),
        None => visible(&path),
    }));
    let mut out = format!(
        "  {} {}: {} {}\n",
        styled(severity, finding.severity.as_str()),
        styled(STRONG, &visible(&finding.place)),
        visible(&finding.message),
        styled(FAINT, &format!("({})", aside.join(", ")))
    );
    if let Some(fix) = &finding.fix {
        out += &format!("    {} {}\n", styled(FAINT, "fix:"), visible(fix));
    }
    out
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
