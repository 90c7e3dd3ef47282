//! `docs/playbook.md`, read as stories: commands, and what each of them shows.
//!
//! A story begins with `<!-- on: ENGINE`, and runs all `console` blocks up to the next one. The lines of that comment, and
//! those of a `<!-- meanwhile:` later on, are commands too, out of the reader's sight: what there is beforehand, and what
//! others do; what goes on behind prints nothing, as it would get between the lines. In a block `…` alone stands for any
//! number of lines, and 4242 in a command for `$SESSION`.

use std::{fs, path::Path, sync::Mutex};

use sea_keel::schema::Backend;

use crate::mask::{LEFT_OUT, same};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/playbook.md");

pub(crate) struct Story {
    /// The heading that it stands under.
    pub(crate) name: String,
    pub(crate) backend: Backend,
    pub(crate) parts: Vec<Part>,
}

pub(crate) enum Part {
    Hidden(String),
    Shown(Shown),
}

/// A command and what the page says that it prints.
pub(crate) struct Shown {
    pub(crate) command: String,
    pub(crate) output: Vec<String>,
    /// The first line behind the command's, from 0.
    at: usize,
}

/// The stories of the page.
pub(crate) fn stories() -> Vec<Story> {
    let stories = parse(&fs::read_to_string(PAGE).unwrap());
    assert!(!stories.is_empty(), "{PAGE} tells nothing");
    stories
}

fn parse(text: &str) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    let mut heading = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let mut comment = || -> String {
            let within = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "-->");
            within.map(|line| format!("{line}\n")).collect()
        };
        if let Some(title) = line.strip_prefix('#') {
            heading = slug(title.trim_start_matches('#'));
        } else if let Some(engine) = line.strip_prefix("<!-- on: ") {
            let backend = Backend::ALL.into_iter().find(|backend| backend.as_str() == engine);
            let backend = backend.unwrap_or_else(|| panic!("line {}: {engine} is no engine", number + 1));
            assert!(stories.iter().all(|story| story.name != heading), "two stories under {heading}");
            stories.push(Story { name: heading.clone(), backend, parts: vec![Part::Hidden(comment())] });
        } else if line == "<!-- meanwhile:" {
            let hidden = Part::Hidden(comment());
            stories.last_mut().expect("a story before what happens meanwhile").parts.push(hidden);
        } else if line == "```console" {
            let block: Vec<_> = lines.by_ref().take_while(|(_, line)| *line != "```").collect();
            let story = stories.last_mut().filter(|story| story.name == heading);
            let story = story.unwrap_or_else(|| panic!("line {}: a block of no story", number + 1));
            story.parts.extend(commands(&block).into_iter().map(Part::Shown));
        }
    }
    stories
}

fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

fn commands(block: &[(usize, &str)]) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    for (number, line) in block {
        let open = found.last_mut().filter(|last| last.output.is_empty() && last.command.ends_with('\\'));
        if let Some(last) = open {
            last.command = format!("{}\n{line}", last.command);
            last.at = number + 1;
        } else if let Some(command) = line.strip_prefix("$ ") {
            found.push(Shown { command: command.to_owned(), output: vec![], at: number + 1 });
        } else {
            let last = found.last_mut().unwrap_or_else(|| panic!("line {}: output of nothing", number + 1));
            last.output.push((*line).to_owned());
        }
    }
    for shown in &mut found {
        while shown.output.last().is_some_and(|line| line.trim().is_empty()) {
            shown.output.pop();
        }
    }
    found
}

/// Puts what a story's commands have printed in the place of what the page says; lines that say the same stay.
pub(crate) fn rewrite(name: &str, printed: &[Vec<String>]) {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap();
    let page = fs::read_to_string(PAGE).unwrap();
    // Others may have moved its lines meanwhile.
    let story = parse(&page).into_iter().find(|story| story.name == name).unwrap();
    let shown = story.parts.iter().filter_map(|part| match part {
        Part::Shown(shown) => Some(shown),
        Part::Hidden(_) => None,
    });
    let mut lines: Vec<_> = page.lines().map(ToOwned::to_owned).collect();
    for (shown, printed) in shown.zip(printed).collect::<Vec<_>>().into_iter().rev() {
        if !same(&shown.output, printed) {
            lines.splice(shown.at..shown.at + shown.output.len(), kept(&shown.output, printed));
        }
    }
    fs::write(Path::new(PAGE), lines.join("\n") + "\n").unwrap();
}

/// The lines that were printed, each as the page has it where it has it already, and left out where it leaves out.
pub(crate) fn kept(old: &[String], printed: &[String]) -> Vec<String> {
    let mut left: Vec<_> = old.iter().filter(|line| line.trim() != LEFT_OUT).collect();
    let as_it_was = |line: &String| {
        let at = left.iter().position(|old| same(std::slice::from_ref(old), std::slice::from_ref(line)));
        at.map_or_else(|| line.clone(), |at| left.remove(at).clone())
    };
    let mut lines: Vec<_> = printed.iter().map(as_it_was).collect();
    for (at, dots) in old.iter().enumerate().filter(|(_, line)| line.trim() == LEFT_OUT) {
        let behind = |line: &String| lines.iter().position(|it| it == line);
        let begin = at.checked_sub(1).map_or(Some(0), |at| behind(&old[at]).map(|found| found + 1));
        let end = old.get(at + 1).map_or(Some(lines.len()), behind);
        if let (Some(begin), Some(end)) = (begin, end)
            && begin <= end
        {
            lines.splice(begin..end, [dots.clone()]);
        }
    }
    lines
}
