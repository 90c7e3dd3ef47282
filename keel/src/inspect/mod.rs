//! A live database into a [`Schema`](crate::schema::Schema): a fixed number of catalogue queries, whatever
//! the number of tables. It only reads; a role that may do no more is enough.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};

use crate::{
    dialect::{Answer, Dialect, InspectError, Inspected, Scope, Unmanaged},
    schema::QualifiedName,
};

/// A database that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum InspectFailure {
    /// The database refused.
    #[error("reading the catalogue: {0}")]
    Database(#[from] DbErr),
    /// Its answer means nothing.
    #[error(transparent)]
    Catalogue(#[from] InspectError),
}

/// Reads what the database holds.
///
/// # Errors
/// [`InspectFailure`].
pub async fn inspect(
    db: &impl ConnectionTrait,
    dialect: &dyn Dialect,
    scope: &Scope,
) -> Result<Inspected, InspectFailure> {
    let mut answers = Vec::new();
    for query in dialect.inspection_queries(scope) {
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await?;
        answers.push(Answer { rows: rows.iter().map(cells).collect::<Result<_, _>>()? });
    }
    let mut found = dialect.read_inspection(&answers)?;
    cut_loose(&mut found);
    Ok(found)
}

/// Foreign keys to what is not among the tables (an unmanaged one, or on SQLite none at all) are named, not managed.
fn cut_loose(found: &mut Inspected) {
    let Inspected { schema, unmanaged, .. } = found;
    let known: BTreeSet<QualifiedName> = schema.tables.keys().cloned().collect();
    for table in schema.tables.values_mut() {
        let owner = table.name.clone();
        table.foreign_keys.retain(|name, key| {
            let is_known = key.references.schema.is_some() || known.contains(&key.references);
            if !is_known {
                let kind = format!("foreign key to {}", key.references);
                let name = owner.sibling(name.clone());
                unmanaged.push(Unmanaged { kind, name, on: Some(owner.clone()) });
            }
            is_known
        });
    }
}

fn cells(row: &QueryResult) -> Result<Vec<Option<String>>, DbErr> {
    (0..row.column_names().len()).map(|at| row.try_get_by_index(at)).collect()
}
