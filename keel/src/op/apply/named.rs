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

fn missing<T>(from: &Named<T>, table: &QualifiedName, kind: &'static str, name: &str) -> ApplyError {
    ApplyError::NoObject {
        table: table.clone(),
        kind,
        name: name.into(),
        known: from.keys().cloned().collect(),
    }
}

pub(super) fn take<T>(
    from: &mut Named<T>,
    table: &QualifiedName,
    kind: &'static str,
    name: &str,
) -> Result<T, ApplyError> {
    from.remove(name).ok_or_else(|| missing(from, table, kind, name))
}

/// Changes the one of that name.
pub(super) fn change<T>(
    within: &mut Named<T>,
    table: &QualifiedName,
    kind: &'static str,
    name: &str,
    set: impl FnOnce(&mut T),
) -> Applied {
    match within.get_mut(name) {
        Some(found) => {
            set(found);
            Ok(())
        }
        None => Err(missing(within, table, kind, name)),
    }
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
