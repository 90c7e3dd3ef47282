use serde::Deserialize;

use crate::{
    dialect::{Answer, Inspected, Unmanaged},
    schema::{
        Column, ColumnType, DefaultValue, Generated, Identity, IdentityKind, Schema, SequenceOptions, Table,
    },
};

use super::{
    super::canonical::{Sequence, sequence_said},
    default_value,
    row::Row,
    types::column_type,
};

/// Tables without anything in them.
pub(super) fn read(answer: &Answer, schema: &mut Schema) -> Result<(), String> {
    for cells in &answer.rows {
        let row = Row::new("tables", cells);
        let mut table = Table::new(row.name(0)?);
        table.comment = comment(row.text_if_any(2)?);
        schema.tables.insert(table.name.clone(), table);
    }
    Ok(())
}

fn comment(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

/// Columns into their tables. A sequence that a column owns and does not take its numbers from stays a
/// thing of its own.
pub(super) fn read_columns(answer: &Answer, found: &mut Inspected) -> Result<(), String> {
    for cells in &answer.rows {
        let row = Row::new("columns", cells);
        let name = row.name(0)?;
        let column = read_column(row)?;
        if let Some(sequence) = row.name_if_any(8)?
            && column.identity.is_none()
        {
            found.unmanaged.push(Unmanaged {
                kind: "sequence".into(),
                name: sequence,
                on: Some(name.clone()),
            });
        }
        if let Some(table) = found.schema.tables.get_mut(&name) {
            table.columns.insert(column.name.clone(), column);
        }
    }
    Ok(())
}

fn read_column(row: Row<'_>) -> Result<Column, String> {
    let mut column = Column::new(row.text(2)?, read_type(row)?);
    column.nullable = row.flag(4)?;
    column.collation = row.text_if_any(12)?.map(ToOwned::to_owned);
    column.comment = comment(row.text_if_any(13)?);
    let expression = row.text_if_any(5)?;
    let generated = row.text_if_any(6)?.filter(|kind| !kind.is_empty());
    match (expression, generated) {
        (Some(sql), Some(kind)) => {
            column.generated =
                Some(Generated { expression: super::constraints::written(sql), stored: kind == "s" });
        }
        (Some(sql), None) => column.default = Some(default_value(sql)),
        (None, _) => {}
    }
    column.identity = read_identity(row, &column)?;
    if column.identity.as_ref().is_some_and(|identity| identity.kind == IdentityKind::Serial) {
        column.default = None;
    }
    Ok(column)
}

fn read_type(row: Row<'_>) -> Result<ColumnType, String> {
    Ok(match row.name_if_any(14)? {
        Some(name) if row.flag(16)? => ColumnType::Array(Box::new(ColumnType::Enum(name))),
        Some(name) => ColumnType::Enum(name),
        None => column_type(row.text(3)?),
    })
}

/// The numbers of a sequence as the catalogue has them.
#[derive(Deserialize)]
struct Numbers {
    ty: String,
    start: i64,
    increment: i64,
    min: i64,
    max: i64,
    cache: i64,
    cycle: bool,
}

fn read_identity(row: Row<'_>, column: &Column) -> Result<Option<Identity>, String> {
    let kind = match row.text_if_any(7)? {
        Some("a") => IdentityKind::Always,
        Some("d") => IdentityKind::ByDefault,
        // The options of a serial's sequence are not part of its definition.
        _ if is_serial(row, column)? => {
            return Ok(Some(Identity { kind: IdentityKind::Serial, sequence: SequenceOptions::default() }));
        }
        _ => return Ok(None),
    };
    let sequence = match row.text_if_any(10)? {
        None => SequenceOptions::default(),
        Some(_) => {
            let Numbers { ty, start, increment, min, max, cache, cycle } = row.json(10)?;
            let all = SequenceOptions {
                start: Some(start),
                increment: Some(increment),
                min_value: Some(min),
                max_value: Some(max),
                cache: Some(cache),
                cycle,
            };
            sequence_said(&all, Sequence::of_type(&ty))
        }
    };
    Ok(Some(Identity { kind, sequence }))
}

/// What `serial` stands for (manual, "Serial Types"): NOT NULL, and the next number of a sequence that goes
/// with the column.
fn is_serial(row: Row<'_>, column: &Column) -> Result<bool, String> {
    let takes = matches!(&column.default, Some(DefaultValue::Expression(sql))
        if sql.as_sql().starts_with("nextval('") && sql.as_sql().ends_with("'::regclass)"));
    Ok(takes && !column.nullable && column.ty.is_integer() && row.flag(11)?)
}
