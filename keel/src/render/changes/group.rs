use std::collections::BTreeMap;

use super::{
    describe::describe,
    line::{Line, Noun},
};
use crate::{op::Op, schema::QualifiedName};

/// What belongs together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Schemas,
    Enums,
    Table(QualifiedName),
    Statements,
}

impl Section {
    pub(super) fn title(&self) -> String {
        match self {
            Self::Schemas => "schemas".to_owned(),
            Self::Enums => "enums".to_owned(),
            Self::Table(name) => format!("table {name}"),
            Self::Statements => "statements".to_owned(),
        }
    }
}

/// The changes of a section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// What happens to the table as a whole.
    pub(super) head: Option<Line>,
    pub(super) lines: Vec<Line>,
}

/// The operations by section: namespaces, enums, tables by the name that they had, everything else.
pub(super) fn groups(ops: &[Op]) -> BTreeMap<Section, Group> {
    let mut groups: BTreeMap<Section, Group> = BTreeMap::new();
    let mut first_names: BTreeMap<QualifiedName, QualifiedName> = BTreeMap::new();
    for op in ops {
        let section = section(op, &first_names);
        if let Op::RenameTable { from, to } = op {
            let first = first_names.remove(from).unwrap_or_else(|| from.clone());
            first_names.insert(to.clone(), first);
        }
        groups.entry(section).or_default().add(describe(op));
    }
    for group in groups.values_mut() {
        group.lines.sort_by_key(|line| line.noun);
    }
    groups
}

fn section(op: &Op, first_names: &BTreeMap<QualifiedName, QualifiedName>) -> Section {
    match (op, op.table()) {
        (_, Some(table)) => Section::Table(first_names.get(table).unwrap_or(table).clone()),
        (Op::CreateSchema { .. } | Op::DropSchema { .. }, None) => Section::Schemas,
        (Op::Sql { .. } | Op::Code { .. }, None) => Section::Statements,
        (_, None) => Section::Enums,
    }
}

impl Group {
    fn add(&mut self, lines: Vec<Line>) {
        for line in lines {
            if line.noun == Noun::Table && self.head.is_none() {
                self.head = Some(line);
                continue;
            }
            let joined = self
                .lines
                .iter_mut()
                .find_map(|earlier| earlier.joined(&line).map(|joined| (earlier, joined)));
            match joined {
                Some((earlier, joined)) => *earlier = joined,
                None => self.lines.push(line),
            }
        }
    }
}
