use wildmatch::WildMatch;

use crate::{
    diff::Kind,
    history::History,
    schema::{QualifiedName, Schema},
};

/// Which objects are compared; everything, unless said otherwise.
///
/// A pattern is a table's name, with its namespace where it has one; `*` stands for any text and `?` for one
/// character.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only tables that match one of these; all where there is none.
    pub include: Vec<String>,
    /// No table that matches one of these.
    pub exclude: Vec<String>,
    /// No objects of these kinds.
    pub kinds: Vec<Kind>,
}

impl Filter {
    /// Whether a table counts.
    pub fn holds(&self, table: &QualifiedName) -> bool {
        let name = table.to_string();
        let matches =
            |patterns: &[String]| patterns.iter().any(|pattern| WildMatch::new(pattern).matches(&name));
        (self.include.is_empty() || matches(&self.include)) && !matches(&self.exclude)
    }

    /// The schema without what does not count. A foreign key to a table that does not count goes with it.
    pub fn apply(&self, schema: &mut Schema) {
        if self.include.is_empty() && self.exclude.is_empty() && self.kinds.is_empty() {
            return;
        }
        schema.tables.retain(|name, _| self.holds(name));
        let left: std::collections::BTreeSet<_> = schema.tables.keys().cloned().collect();
        for table in schema.tables.values_mut() {
            table.foreign_keys.retain(|_, key| left.contains(&key.references));
        }
        for kind in &self.kinds {
            self.without(*kind, schema);
        }
    }

    fn without(&self, kind: Kind, schema: &mut Schema) {
        match kind {
            Kind::Namespace => schema.namespaces.clear(),
            Kind::Enum | Kind::Table | Kind::Column | Kind::PrimaryKey => {}
            Kind::Unique => schema.tables.values_mut().for_each(|table| table.uniques.clear()),
            Kind::ForeignKey => schema.tables.values_mut().for_each(|table| table.foreign_keys.clear()),
            Kind::Check => schema.tables.values_mut().for_each(|table| table.checks.clear()),
            Kind::Index => schema.tables.values_mut().for_each(|table| table.indexes.clear()),
            Kind::Comment => {
                for table in schema.tables.values_mut() {
                    table.comment = None;
                    table.columns.values_mut().for_each(|column| column.comment = None);
                }
            }
            Kind::Options => schema.tables.values_mut().for_each(|table| table.options = Default::default()),
        }
    }
}

/// Takes out of `schema` what entities have nothing to say about: tables that keep deleted rows.
pub fn without_quarantines(schema: &mut Schema, entities: &Schema, history: &History) {
    let kept = history.quarantines();
    schema.tables.retain(|name, _| !kept.contains(name) || entities.tables.contains_key(name));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_choose_tables() {
        let filter = |include: &[&str], exclude: &[&str]| Filter {
            include: include.iter().map(ToString::to_string).collect(),
            exclude: exclude.iter().map(ToString::to_string).collect(),
            kinds: vec![],
        };
        for (include, exclude, table, expected) in [
            (&[][..], &[][..], "tasks", true),
            (&[], &["legacy_*"], "legacy_users", false),
            (&[], &["legacy_*"], "users", true),
            (&["app_*", "users"], &[], "users", true),
            (&["app_*"], &[], "users", false),
            (&["app_*"], &["app_old"], "app_old", false),
            (&[], &["audit.*"], "audit.log", false),
        ] {
            let name = match table.split_once('.') {
                Some((schema, name)) => QualifiedName::qualified(schema, name),
                None => QualifiedName::new(table),
            };
            assert_eq!(filter(include, exclude).holds(&name), expected, "{include:?} {exclude:?} {table}");
        }
    }
}
