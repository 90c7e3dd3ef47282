//! Triggers, routines and events.

use super::rows::Rows;
use crate::{
    dialect::{InspectError, Inspected, Unmanaged},
    schema::QualifiedName,
};

/// Notes each of them.
pub(super) fn read(rows: &Rows<'_>, found: &mut Inspected) -> Result<(), InspectError> {
    for [kind, name, on] in rows.each()? {
        found.unmanaged.push(Unmanaged {
            kind: rows.text(kind)?.to_owned(),
            name: QualifiedName::new(rows.text(name)?),
            on: on.map(QualifiedName::new),
        });
    }
    Ok(())
}
