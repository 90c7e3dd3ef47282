use super::{
    Applied, ApplyError,
    lookup::{no_column, no_table, require_columns},
};
use crate::{
    op::{Batch, BatchWork},
    schema::{QualifiedName, ReferentialAction, Schema, Table},
};

/// Rows are no part of a schema; what is asked for must fit it all the same.
pub(super) fn check_batch(schema: &Schema, batch: &Batch) -> Applied {
    let table = find(schema, &batch.table)?;
    let Some(key) = table.row_key() else { return Err(ApplyError::NoRowKey(batch.table.clone())) };
    match &batch.work {
        BatchWork::Update { set } => {
            for (name, _) in set {
                let column = table.column(name).ok_or_else(|| no_column(table, name))?;
                let refuse =
                    |what| ApplyError::NotSettable { table: table.name.clone(), column: name.clone(), what };
                if key.contains(name) {
                    return Err(refuse("part of the key by which the rows are gone through"));
                }
                if column.generated.is_some() {
                    return Err(refuse("computed by the database"));
                }
            }
            Ok(())
        }
        BatchWork::Delete { quarantine: None, .. } => Ok(()),
        BatchWork::Delete { quarantine: Some(name), cascade } => {
            let kept = find(schema, name)?;
            if let Some(column) = table.columns.keys().find(|column| kept.column(column).is_none()) {
                let (quarantine, table) = (name.clone(), batch.table.clone());
                return Err(ApplyError::NoRoom { quarantine, table, column: column.clone() });
            }
            if *cascade { Ok(()) } else { refuse_cascade(schema, &batch.table) }
        }
        BatchWork::Restore { quarantine } => require_columns(find(schema, quarantine)?, &key),
    }
}

fn find<'s>(schema: &'s Schema, name: &QualifiedName) -> Result<&'s Table, ApplyError> {
    schema.table(name).ok_or_else(|| no_table(schema, name))
}

fn refuse_cascade(schema: &Schema, table: &QualifiedName) -> Applied {
    let stays = [ReferentialAction::NoAction, ReferentialAction::Restrict];
    let taken = schema.references_to(table).find(|(_, key)| !stays.contains(&key.on_delete));
    match taken {
        None => Ok(()),
        Some((by, key)) => Err(ApplyError::TakesAlong {
            table: table.clone(),
            foreign_key: key.name.clone(),
            by: by.name.clone(),
        }),
    }
}
