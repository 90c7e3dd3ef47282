use anstyle::{AnsiColor, Style};

use super::{
    ChangeStyle,
    group::{Group, Section, groups},
    line::{Details, Line, Mark},
};
use crate::{op::Op, render::visible::visible};

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// The operations as people read them, in colour: a block a table, in it a line for what is added (`+`),
/// dropped (`-`) and altered (`~`, old → new), and the numbers of each at the end.
pub fn changes(ops: &[Op], style: &ChangeStyle) -> String {
    let groups = groups(ops);
    let mut out = String::new();
    let mut counts = Counts::default();
    for (section, group) in &groups {
        out += &block(section, group, style, &mut counts);
        out.push('\n');
    }
    out + &counts.summary()
}

fn block(section: &Section, group: &Group, style: &ChangeStyle, counts: &mut Counts) -> String {
    let mut out = match &group.head {
        None => format!("{STRONG}{}{STRONG:#}\n", visible(&section.title())),
        Some(head) => {
            counts.count(head);
            line(head, "", style)
        }
    };
    for part in &group.lines {
        // The parts of a new table are not counted beside it.
        if !part.call.is_empty() {
            counts.count(part);
        }
        out += &line(part, "  ", style);
    }
    out
}

fn line(line: &Line, indent: &str, style: &ChangeStyle) -> String {
    let colour = colour(line.mark);
    let mut out = format!("{indent}{colour}{} {}{colour:#}", line.mark.sign(), visible(&line.title()));
    let mut below = Vec::new();
    match &line.details {
        Details::Definition(text) if text.is_empty() => {}
        Details::Definition(text) => out += &format!(" {}", visible(text)),
        Details::Renamed(to) => out += &format!(" → {}", visible(to)),
        Details::Redefined(old, new) if old == new => out += &format!(": made anew, {}", visible(new)),
        Details::Redefined(old, new) => out += &format!(": {} → {}", visible(old), visible(new)),
        Details::Altered(attributes) => {
            let said = attributes.iter().map(|attribute| {
                // `null → not null` says it all.
                let label = if attribute.label == "null" { "" } else { attribute.label };
                let change = format!("{label} {} → {}", visible(&attribute.old), visible(&attribute.new));
                change.trim_start().to_owned()
            });
            below.extend(said);
        }
    }
    if let [only] = below.as_slice() {
        out += &format!(": {only}");
        below.clear();
    }
    if style.calls && !line.call.is_empty() {
        out += &format!("  {FAINT}{}{FAINT:#}", visible(&line.call));
    }
    out.push('\n');
    for attribute in below {
        out += &format!("{indent}    {attribute}\n");
    }
    out
}

fn colour(mark: Mark) -> Style {
    match mark {
        Mark::Added => AnsiColor::Green,
        Mark::Dropped => AnsiColor::Red,
        Mark::Altered => AnsiColor::Yellow,
    }
    .on_default()
}

#[derive(Default)]
struct Counts {
    added: usize,
    dropped: usize,
    altered: usize,
}

impl Counts {
    fn count(&mut self, line: &Line) {
        *match line.mark {
            Mark::Added => &mut self.added,
            Mark::Dropped => &mut self.dropped,
            Mark::Altered => &mut self.altered,
        } += 1;
    }

    fn summary(&self) -> String {
        let told = [(self.added, "added"), (self.dropped, "dropped"), (self.altered, "altered")];
        let told: Vec<_> =
            told.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        if told.is_empty() { "no differences\n".to_owned() } else { told.join(", ") + "\n" }
    }
}
