use sea_keel::{history::Revision, op::Operations};
use sea_orm_migration::MigrationName;

/// A revision told in a line.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Its id.
    pub id: &'static str,
    /// Its parents.
    pub revises: &'static [&'static str],
    /// What it does.
    pub up: fn(&mut Operations),
    /// What undoes it, where that is not its reverse.
    pub down: Option<fn(&mut Operations)>,
}

impl Told {
    /// One that its reverse undoes.
    pub fn new(id: &'static str, revises: &'static [&'static str], up: fn(&mut Operations)) -> Self {
        Self { id, revises, up, down: None }
    }

    /// As histories hold them.
    pub fn boxed(self) -> Box<dyn Revision> {
        Box::new(self)
    }
}

impl MigrationName for Told {
    fn name(&self) -> &str {
        self.id
    }
}

impl Revision for Told {
    fn revises(&self) -> &[&str] {
        self.revises
    }

    fn up(&self, op: &mut Operations) {
        (self.up)(op);
    }

    fn down(&self, op: &mut Operations) {
        match self.down {
            Some(down) => down(op),
            None => op.reverse(),
        }
    }
}
