use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Check, Finding, Outcome, Report, rule};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// SARIF 2.1.0, the format of code scanning. Numbers in comments are sections of that standard.
pub(super) fn sarif(report: &Report) -> String {
    let rules: BTreeSet<&str> = report.findings().map(|finding| finding.rule.as_str()).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let results: Vec<Value> = report.findings().map(|finding| result(finding, &rules)).collect();
    crate::render::pretty_json(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(report, &rules) },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": skipped(report),
            }],
            "results": results,
        }],
    }))
}

fn driver(report: &Report, rules: &[&str]) -> Value {
    let rules: Vec<Value> =
        rules.iter().map(|id| json!({ "id": id, "shortDescription": { "text": rule::about(id) } })).collect();
    json!({ "name": "keel", "version": report.tool_version, "rules": rules })
}

/// A check that did not run is a notification (3.58), for it says nothing about the schema.
fn skipped(report: &Report) -> Vec<Value> {
    let notification = |check: &Check| match &check.outcome {
        Outcome::Skipped(why) => Some(json!({
            "level": "note",
            "message": { "text": plain(&format!("{}: skipped, {why}", check.title)) },
        })),
        Outcome::Clean | Outcome::Found(_) => None,
    };
    report.checks.iter().filter_map(notification).collect()
}

fn result(finding: &Finding, rules: &[&str]) -> Value {
    let mut text = format!("{}: {}", finding.place, finding.message);
    if let Some(revision) = &finding.since {
        text += &format!("\nSince {revision}.");
    }
    if let Some(fix) = &finding.fix {
        text += &format!("\nFix: {fix}");
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.iter().position(|id| *id == finding.rule),
        "level": finding.severity.as_str(),
        "message": { "text": plain(&text) },
        "locations": [location(finding)],
        "partialFingerprints": { "keelFinding/v1": fingerprint(finding) },
    })
}

/// The file where there is one, and in any case the thing in the schema (3.28).
fn location(finding: &Finding) -> Value {
    let mut location = json!({ "logicalLocations": [{ "fullyQualifiedName": finding.place }] });
    let Some((path, line)) = finding.spot() else { return location };
    let mut physical = json!({ "artifactLocation": { "uri": uri(&path), "uriBaseId": "%SRCROOT%" } });
    // A region without a line is not allowed; 1 is the line of a finding about the whole file.
    insert(&mut physical, "region", json!({ "startLine": line.unwrap_or(1).max(1) }));
    insert(&mut location, "physicalLocation", physical);
    location
}

fn insert(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

/// What tells two runs that a finding is the same one: not its wording, not its line (3.27.17).
fn fingerprint(finding: &Finding) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::new()
        .chain_update(&finding.rule)
        .chain_update([0_u8])
        .chain_update(&finding.place)
        .chain_update([0_u8])
        .chain_update(finding.since.as_deref().unwrap_or_default())
        .finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A message in which no placeholder and no link begins (3.11.5, 3.11.6).
fn plain(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    match text.contains("](") {
        true => text.replace('[', "\\[").replace(']', "\\]"),
        false => text,
    }
}

/// A relative reference (RFC 3986, 4.2): what is not unreserved or a slash is percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}
