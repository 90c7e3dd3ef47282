use crate::{
    dialect::{Answer, Inspected, Unmanaged, canonical_expression},
    schema::{
        Backend, Check, Deferrable, Expression, ForeignKey, ForeignKeyOptions, PrimaryKey, ReferentialAction,
        Table, Unique,
    },
};

use super::row::Row;

/// Constraints into their tables; those that a [`Table`] cannot say are named.
pub(super) fn read(answer: &Answer, found: &mut Inspected) -> Result<(), String> {
    for cells in &answer.rows {
        let row = Row::new("constraints", cells);
        let table = row.name(0)?;
        let Some(it) = found.schema.tables.get_mut(&table) else { continue };
        if let Some(kind) = read_one(row, it)? {
            let name = table.sibling(row.text(2)?);
            found.unmanaged.push(Unmanaged { kind, name, on: Some(table) });
        }
    }
    Ok(())
}

/// Puts it into the table, or says what it is.
fn read_one(row: Row<'_>, table: &mut Table) -> Result<Option<String>, String> {
    let (name, kind) = (row.text(2)?.to_owned(), row.text(3)?);
    let words = match kind {
        "p" => "primary key",
        "u" => "unique constraint",
        "f" => "foreign key",
        "c" => "check",
        _ => "exclusion constraint",
    };
    if !row.flag(14)? {
        return Ok(Some(format!("not enforced {words}")));
    }
    if let Some(how) = row.text_if_any(15)? {
        return Ok(Some(format!("{words} {how}")));
    }
    match kind {
        "p" => table.primary_key = Some(PrimaryKey { name: Some(name), columns: row.list(4)? }),
        "u" => {
            let unique = Unique {
                name: name.clone(),
                columns: row.list(4)?,
                nulls_not_distinct: row.flag(13)?,
                deferrable: deferrable(row)?,
            };
            table.uniques.insert(name, unique);
        }
        "f" => {
            table.foreign_keys.insert(name.clone(), foreign_key(name, row)?);
        }
        "c" => {
            let expression = written(row.text(12)?);
            table
                .checks
                .insert(name.clone(), Check { not_valid: !row.flag(18)?, ..Check::new(name, expression) });
        }
        _ => return Ok(Some(words.to_owned())),
    }
    Ok(None)
}

/// An expression as a person would have written it, where the server's own text does not lead back to itself: it
/// shows `IN` over a `varchar` as a cast array, and the same text read again as an array of casts.
pub(super) fn written(text: &str) -> Expression {
    let expression = Expression::new(text);
    match text.contains("((ARRAY[") {
        true => canonical_expression(Backend::Postgres, &expression),
        false => expression,
    }
}

fn foreign_key(name: String, row: Row<'_>) -> Result<ForeignKey, String> {
    Ok(ForeignKey {
        name,
        columns: row.list(4)?,
        references: row.name(7)?,
        referenced_columns: row.list(9)?,
        on_update: action(row.text(10)?),
        on_delete: action(row.text(11)?),
        deferrable: deferrable(row)?,
        options: ForeignKeyOptions {
            match_full: row.flag(16)?,
            set_columns: row.list(17)?,
            not_valid: !row.flag(18)?,
        },
    })
}

fn deferrable(row: Row<'_>) -> Result<Option<Deferrable>, String> {
    Ok(match (row.flag(5)?, row.flag(6)?) {
        (false, _) => None,
        (true, false) => Some(Deferrable::InitiallyImmediate),
        (true, true) => Some(Deferrable::InitiallyDeferred),
    })
}

/// Manual, "pg_constraint": `confupdtype`, `confdeltype`.
fn action(code: &str) -> ReferentialAction {
    match code {
        "r" => ReferentialAction::Restrict,
        "c" => ReferentialAction::Cascade,
        "n" => ReferentialAction::SetNull,
        "d" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
