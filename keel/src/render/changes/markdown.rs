use super::{
    group::{Group, groups},
    line::{Details, Line},
};
use crate::{
    op::Op,
    render::markdown::{code, prose},
};

/// The operations for a comment on a pull request: a table of changes for each table.
pub fn changes_markdown(ops: &[Op]) -> String {
    let groups = groups(ops);
    if groups.is_empty() {
        return "No differences.\n".to_owned();
    }
    let mut out = Vec::new();
    for (section, group) in &groups {
        out.push(format!("#### {}\n\n{}", prose(&section.title()), table(group)));
    }
    out.join("\n")
}

fn table(group: &Group) -> String {
    let rows: String = group.head.iter().chain(&group.lines).flat_map(rows).collect();
    format!("| | What | Old | New |\n|---|---|---|---|\n{rows}")
}

fn rows(line: &Line) -> Vec<String> {
    let what = match line.name.as_str() {
        "" => line.noun.as_str().to_owned(),
        name => format!("{} {}", line.noun.as_str(), code(name)),
    };
    let row = |what: &str, old: &str, new: &str| {
        let cell = |text: &str| if text.is_empty() { String::new() } else { code(text) };
        format!("| {} | {what} | {} | {} |\n", code(&line.mark.sign().to_string()), cell(old), cell(new))
    };
    match &line.details {
        Details::Definition(text) if line.mark == super::line::Mark::Dropped => vec![row(&what, text, "")],
        Details::Definition(text) => vec![row(&what, "", text)],
        Details::Renamed(to) => vec![row(&format!("{what}: name"), &line.name, to)],
        Details::Redefined(old, new) => vec![row(&what, old, new)],
        Details::Altered(attributes) => attributes
            .iter()
            .map(|attribute| row(&format!("{what}: {}", attribute.label), &attribute.old, &attribute.new))
            .collect(),
    }
}
