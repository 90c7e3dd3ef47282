use sea_orm::sea_query::ForeignKeyCreateStatement;

use super::Context;
use crate::{
    op::idiom::{self, IdiomError},
    schema::{Deferrable, ForeignKey, ForeignKeyOptions, QualifiedName},
};

/// A foreign key: SeaQuery's statement, and what that cannot say.
#[derive(Clone, Debug)]
pub struct ForeignKeySpec {
    statement: ForeignKeyCreateStatement,
    deferrable: Option<Deferrable>,
    options: ForeignKeyOptions,
}

/// A foreign key that is checked when the transaction ends, or when it asks (PostgreSQL, SQLite).
pub fn deferrable(key: impl Into<ForeignKeySpec>, when: Deferrable) -> ForeignKeySpec {
    ForeignKeySpec { deferrable: Some(when), ..key.into() }
}

impl From<ForeignKeyCreateStatement> for ForeignKeySpec {
    fn from(statement: ForeignKeyCreateStatement) -> Self {
        Self { statement, deferrable: None, options: ForeignKeyOptions::default() }
    }
}

impl From<&mut ForeignKeyCreateStatement> for ForeignKeySpec {
    fn from(statement: &mut ForeignKeyCreateStatement) -> Self {
        statement.to_owned().into()
    }
}

impl ForeignKeySpec {
    /// `MATCH FULL`: either all columns are NULL or none (PostgreSQL).
    pub fn match_full(mut self) -> Self {
        self.options.match_full = true;
        self
    }

    /// The columns that `ON DELETE SET NULL` and `SET DEFAULT` set (PostgreSQL 15).
    pub fn set_columns<'c>(mut self, columns: impl IntoIterator<Item = &'c str>) -> Self {
        self.options.set_columns = columns.into_iter().map(ToOwned::to_owned).collect();
        self
    }

    /// `NOT VALID`: rows that are there already may point nowhere (PostgreSQL).
    pub fn not_valid(mut self) -> Self {
        self.options.not_valid = true;
        self
    }

    /// The table that owns the key, and the key.
    pub(crate) fn resolve(
        self,
        owner: Option<&QualifiedName>,
        context: Context<'_>,
    ) -> Result<(QualifiedName, ForeignKey), IdiomError> {
        let key = self.statement.get_foreign_key();
        let table = owner.cloned().map_or_else(|| idiom::table_of(key.get_table()), Ok)?;
        let columns = key.get_columns();
        let name = key.get_name().map(ToOwned::to_owned);
        let foreign_key = ForeignKey {
            name: name.unwrap_or_else(|| context.naming.name_foreign_key(&table.name, &columns)),
            columns,
            references: idiom::table_of(key.get_ref_table())?,
            referenced_columns: key.get_ref_columns(),
            on_delete: idiom::action(key.get_on_delete()),
            on_update: idiom::action(key.get_on_update()),
            deferrable: self.deferrable,
            options: self.options,
        };
        Ok((table, foreign_key))
    }
}
