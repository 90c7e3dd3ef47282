/// What happens to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Added,
    Dropped,
    Altered,
}

impl Mark {
    pub(super) fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Dropped => '-',
            Self::Altered => '~',
        }
    }
}

/// The order of things within a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Noun {
    Schema,
    Enum,
    Table,
    Comment,
    Column,
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Constraint,
    Index,
    Statement,
}

impl Noun {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Enum => "enum",
            Self::Table => "table",
            Self::Comment => "comment",
            Self::Column => "column",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::Statement => "statement",
        }
    }
}

/// One thing that is added, dropped or altered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) mark: Mark,
    pub(super) noun: Noun,
    /// Its name; empty where the noun says it all.
    pub(super) name: String,
    pub(super) details: Details,
    /// The call that does it; empty for what another line's call does as well.
    pub(super) call: String,
}

/// What there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Details {
    /// How it is defined, or was.
    Definition(String),
    /// It is called that now.
    Renamed(String),
    /// Its definition, whole, before and after.
    Redefined(String, String),
    /// What differs, attribute by attribute.
    Altered(Vec<Attribute>),
}

/// An attribute that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) label: &'static str,
    pub(super) old: String,
    pub(super) new: String,
}

impl Line {
    pub(super) fn new(
        mark: Mark,
        noun: Noun,
        name: impl Into<String>,
        definition: impl Into<String>,
    ) -> Self {
        let details = Details::Definition(definition.into());
        Self { mark, noun, name: name.into(), details, call: String::new() }
    }

    pub(super) fn renamed(noun: Noun, from: impl Into<String>, to: impl Into<String>) -> Self {
        let details = Details::Renamed(to.into());
        Self { mark: Mark::Altered, noun, name: from.into(), details, call: String::new() }
    }

    pub(super) fn altered(noun: Noun, name: impl Into<String>, attributes: Vec<Attribute>) -> Self {
        let details = Details::Altered(attributes);
        Self { mark: Mark::Altered, noun, name: name.into(), details, call: String::new() }
    }

    /// The noun and the name.
    pub(super) fn title(&self) -> String {
        match self.name.as_str() {
            "" => self.noun.as_str().to_owned(),
            name => format!("{} {name}", self.noun.as_str()),
        }
    }

    /// This thing dropped and another of its name added, or the other way round: one change.
    ///
    /// What is made anew from the same definition says so.
    pub(super) fn joined(&self, other: &Self) -> Option<Self> {
        let (dropped, added) = match (self.mark, other.mark) {
            (Mark::Dropped, Mark::Added) => (self, other),
            (Mark::Added, Mark::Dropped) => (other, self),
            _ => return None,
        };
        let (Details::Definition(old), Details::Definition(new)) = (&dropped.details, &added.details) else {
            return None;
        };
        let pairs = matches!(
            self.noun,
            Noun::PrimaryKey | Noun::Unique | Noun::ForeignKey | Noun::Check | Noun::Index
        );
        let same = self.noun == other.noun && (self.name == other.name || self.noun == Noun::PrimaryKey);
        (pairs && same).then(|| Self {
            mark: Mark::Altered,
            noun: self.noun,
            name: added.name.clone(),
            details: Details::Redefined(old.clone(), new.clone()),
            call: format!("{} {}", self.call, other.call),
        })
    }
}
