//! CHECK constraints.

use std::collections::BTreeSet;

use super::rows::{Rows, table, unescaped};
use crate::{
    dialect::{InspectError, Inspected, Unmanaged},
    schema::{Check, ColumnType, Expression, QualifiedName},
};

/// The columns, by table, that MariaDB makes of `json`: a longtext with a check of its own.
pub(super) fn json_columns<'a>(rows: &Rows<'a>) -> Result<BTreeSet<(&'a str, String)>, InspectError> {
    let rows = rows.each::<5>()?.into_iter();
    Ok(rows.filter_map(|row| Some((row[0]?, json_column(&row)?))).collect())
}

/// The column that a check makes a JSON one. The check's own name is that which the column had at first.
fn json_column([_, _, level, _, says]: &[Option<&str>; 5]) -> Option<String> {
    let says = says.filter(|_| *level == Some("Column"))?;
    let (function, rest) = says.split_at_checked("json_valid(`".len())?;
    let name = rest.strip_suffix("`)").filter(|_| function.eq_ignore_ascii_case("json_valid(`"))?;
    let name = name.replace("``", "\u{0}");
    (!name.contains('`')).then(|| name.replace('\u{0}', "`"))
}

/// Each check that is enforced; the others are noted.
pub(super) fn read(rows: &Rows<'_>, found: &mut Inspected) -> Result<(), InspectError> {
    for row in rows.each()? {
        let [owner, name, level, enforced, says] = row;
        let (owner, name, says) = (rows.text(owner)?, rows.text(name)?, rows.text(says)?);
        let Some(table) = table(&mut found.schema, owner) else { continue };
        let json = json_column(&row).and_then(|name| table.column(&name));
        if json.is_some_and(|column| column.ty == ColumnType::Json) {
            continue;
        }
        if enforced == Some("NO") {
            let on = Some(QualifiedName::new(owner));
            let kind = "check that is not enforced".into();
            found.unmanaged.push(Unmanaged { kind, name: QualifiedName::new(name), on });
            continue;
        }
        let expression = Expression::new(unescaped(says, rows.is_mariadb()));
        let check = Check::new(name, expression);
        // A column's own check is named as the column, and gives way to one that was named so.
        match level {
            Some("Column") => drop(table.checks.entry(name.to_owned()).or_insert(check)),
            _ => drop(table.checks.insert(name.to_owned(), check)),
        }
    }
    Ok(())
}
