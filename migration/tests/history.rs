//! The history and the entities tell the same story on every engine.

use std::collections::{BTreeMap, BTreeSet};

use sea_keel::{
    history::{History, HistoryError},
    op::{RecordedDown, apply_all},
    schema::{Backend, NamingConvention, Schema},
};

fn history(backend: Backend) -> Result<History, HistoryError> {
    History::read(&migration::revisions(), backend, &NamingConvention::default())
}

/// A schema as lines that a person can compare.
fn facts(schema: &Schema) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    let enums = schema.enums.values().map(|value| format!("{value:?}"));
    facts.extend(enums.chain(schema.namespaces.iter().map(|name| format!("schema {name}"))));
    for (name, table) in &schema.tables {
        let mut note = |fact: String| facts.extend([format!("{name}: {fact}")]);
        note(format!("{:?} {:?} {:?}", table.primary_key, table.comment, table.options));
        table.columns.values().for_each(|column| note(format!("{column:?}")));
        table.uniques.values().for_each(|unique| note(format!("{unique:?}")));
        table.foreign_keys.values().for_each(|key| note(format!("{key:?}")));
        table.checks.values().for_each(|check| note(format!("{check:?}")));
        table.indexes.values().for_each(|index| note(format!("{index:?}")));
    }
    facts
}

fn assert_same(what: &str, left: &Schema, right: &Schema) {
    let (ours, theirs) = (facts(left), facts(right));
    let missing: Vec<_> = ours.difference(&theirs).collect();
    let surplus: Vec<_> = theirs.difference(&ours).collect();
    assert!(left == right, "{what}\nonly on the left: {missing:#?}\nonly on the right: {surplus:#?}");
}

#[test]
fn the_history_leads_to_the_entities() {
    for backend in Backend::ALL {
        let models = migration::models().schema(backend, &NamingConvention::default()).unwrap();
        let head = history(backend).unwrap().head_schema().unwrap();
        assert_same(&format!("{backend}: history, entities"), &head, &models);
        assert_eq!(head.tables.len(), 6);
    }
}

#[test]
fn columns_stand_in_the_order_in_which_the_history_adds_them() {
    let models = migration::models().schema(Backend::Postgres, &NamingConvention::default()).unwrap();
    let head = history(Backend::Postgres).unwrap().head_schema().unwrap();
    let order = |schema: &Schema| -> BTreeMap<String, Vec<String>> {
        let columns = schema.tables.iter();
        columns.map(|(name, table)| (name.to_string(), table.columns.keys().cloned().collect())).collect()
    };
    assert_eq!(order(&head), order(&models));
}

#[test]
fn every_down_restores_what_was_there_before() {
    for backend in Backend::ALL {
        let history = history(backend).unwrap();
        let mut schema = Schema::new();
        for revision in history.revisions() {
            let before = schema.clone();
            apply_all(&revision.up, &mut schema).unwrap();
            match &revision.down {
                RecordedDown::Ops { ops, .. } => {
                    let mut back = schema.clone();
                    apply_all(ops, &mut back).unwrap();
                    assert_same(
                        &format!("{backend}: before {}, after its down", revision.id),
                        &before,
                        &back,
                    );
                }
                RecordedDown::Irreversible { why } => assert!(!why.is_empty(), "{}", revision.id),
            }
        }
    }
}

#[test]
fn the_last_default_of_a_role_is_guest_and_only_the_default_changed() {
    let history = history(Backend::Postgres).unwrap();
    let revision = history.revision("m20260108_024131_add_local_id_and_fix_role_default").unwrap();
    let said: Vec<_> = revision.up.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 4, "{said:#?}");
    let RecordedDown::Ops { ops, derived, .. } = &revision.down else { panic!("irreversible") };
    assert!(derived);
    let undone: Vec<_> = ops.iter().map(ToString::to_string).collect();
    assert_eq!(undone.len(), 4, "{undone:#?}");
    assert!(undone.last().unwrap().contains("localId"), "{undone:#?}");
}
