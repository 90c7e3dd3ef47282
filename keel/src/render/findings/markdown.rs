use super::{Check, Finding, Outcome, Report, counted};
use crate::render::markdown::{code, prose};

/// A comment takes 65,536 characters; a database that nobody looked after can have more to tell.
const MOST: usize = 100;

/// A comment on a pull request: what came of each check, and a table of what was found.
pub(super) fn markdown(report: &Report) -> String {
    let found = report.findings().count();
    let mut out = match found {
        0 => "### Schema check: nothing found\n\n".to_owned(),
        _ => format!("### Schema check: {}\n\n", counted(found, "finding")),
    };
    out += "| Check | |\n|---|---|\n";
    for check in &report.checks {
        out += &format!("| {} | {} |\n", prose(&check.title), outcome(check));
    }
    let mut left = MOST;
    for check in report.checks.iter().filter(|check| !check.findings().is_empty()) {
        out += &details(check, &mut left);
    }
    out
}

fn outcome(check: &Check) -> String {
    match &check.outcome {
        Outcome::Skipped(why) => format!("skipped: {}", prose(why)),
        Outcome::Found(findings) if !findings.is_empty() => {
            format!("**{}**", counted(findings.len(), "finding"))
        }
        Outcome::Clean | Outcome::Found(_) => "ok".to_owned(),
    }
}

fn details(check: &Check, left: &mut usize) -> String {
    let findings = check.findings();
    let shown = findings.len().min(*left);
    *left -= shown;
    let mut out = format!(
        "\n<details open>\n<summary>{}: {}</summary>\n\n\
        | | Where | What | Since | Fix |\n|---|---|---|---|---|\n",
        prose(&check.title),
        counted(findings.len(), "finding")
    );
    out.extend(findings.iter().take(shown).map(row));
    if shown < findings.len() {
        out += &format!("\n… and {} more.\n", findings.len() - shown);
    }
    out + "\n</details>\n"
}

fn row(finding: &Finding) -> String {
    let mut place = code(&finding.place);
    if let Some((path, line)) = finding.spot() {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        place += &format!("<br>{}", code(&format!("{path}{line}")));
    }
    let maybe = |text: &Option<String>| text.as_deref().map(code).unwrap_or_default();
    format!(
        "| {} {} | {place} | {} | {} | {} |\n",
        finding.severity.as_str(),
        code(&finding.rule),
        prose(&finding.message),
        maybe(&finding.since),
        maybe(&finding.fix)
    )
}
