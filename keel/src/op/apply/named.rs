use std::collections::BTreeMap;

use super::{Applied, ApplyError};
use crate::schema::QualifiedName;

type Named<T> = BTreeMap<String, T>;

pub(super) fn put<T>(
    into: &mut Named<T>,
    table: &QualifiedName,
    kind: &'static str,
    name: &str,
    value: T,
) -> Applied {
    if into.contains_key(name) {
        return Err(ApplyError::ObjectExists { table: table.clone(), kind, name: name.into() });
    }
    into.insert(name.to_owned(), value);
    Ok(())
}

pub(super) fn take<T>(
    from: &mut Named<T>,
    table: &QualifiedName,
    kind: &'static str,
    name: &str,
) -> Result<T, ApplyError> {
    from.remove(name).ok_or_else(|| ApplyError::NoObject {
        table: table.clone(),
        kind,
        name: name.into(),
        known: from.keys().cloned().collect(),
    })
}

pub(super) fn get<'n, T>(
    within: &'n mut Named<T>,
    table: &QualifiedName,
    kind: &'static str,
    name: &str,
) -> Result<&'n mut T, ApplyError> {
    let known = within.keys().cloned().collect();
    within.get_mut(name).ok_or_else(|| ApplyError::NoObject {
        table: table.clone(),
        kind,
        name: name.into(),
        known,
    })
}

pub(super) fn rename<T>(
    within: &mut Named<T>,
    table: &QualifiedName,
    kind: &'static str,
    from: &str,
    to: &str,
    set: impl FnOnce(&mut T),
) -> Applied {
    if within.contains_key(to) {
        return Err(ApplyError::ObjectExists { table: table.clone(), kind, name: to.into() });
    }
    let mut value = take(within, table, kind, from)?;
    set(&mut value);
    put(within, table, kind, to, value)
}
