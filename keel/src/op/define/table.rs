use sea_orm::sea_query::{Expr, IntoIden, TableCreateStatement, TableName};

use super::{
    ColumnSpec, Context, ForeignKeySpec, IndexSpec, IntoColumnSpec, UniqueSpec, column,
    column::ResolvedColumn, names, on, unique,
};
use crate::{
    op::idiom::{self, IdiomError},
    schema::{Check, PrimaryKey, QualifiedName, Table, TableOptions},
};

/// A table with everything that hangs on it.
#[derive(Clone, Debug)]
pub struct TableSpec {
    name: QualifiedName,
    columns: Vec<ColumnSpec>,
    primary_key: Option<PrimaryKey>,
    uniques: Vec<(Option<String>, UniqueSpec)>,
    foreign_keys: Vec<ForeignKeySpec>,
    checks: Vec<(String, Expr)>,
    indexes: Vec<(String, IndexSpec)>,
    comment: Option<String>,
    options: TableOptions,
    unreadable: Option<IdiomError>,
}

/// Begins a table; `Tasks::Table`, `"tasks"` or `("audit", "tasks")`.
pub fn table(name: impl Into<TableName>) -> TableSpec {
    TableSpec::new(idiom::qualified_name(name))
}

impl TableSpec {
    fn new(name: QualifiedName) -> Self {
        Self {
            name,
            columns: vec![],
            primary_key: None,
            uniques: vec![],
            foreign_keys: vec![],
            checks: vec![],
            indexes: vec![],
            comment: None,
            options: TableOptions::default(),
            unreadable: None,
        }
    }

    /// A column.
    pub fn col(mut self, column: impl IntoColumnSpec) -> Self {
        self.columns.push(column.into_column_spec());
        self
    }

    /// The primary key, where it is of several columns.
    pub fn primary_key<I: IntoIden>(mut self, columns: impl IntoIterator<Item = I>) -> Self {
        self.primary_key = Some(PrimaryKey { name: None, columns: names(columns) });
        self
    }

    /// The primary key under a name of its own.
    pub fn named_primary_key<I: IntoIden>(
        mut self,
        name: impl Into<String>,
        columns: impl IntoIterator<Item = I>,
    ) -> Self {
        self.primary_key = Some(PrimaryKey { name: Some(name.into()), columns: names(columns) });
        self
    }

    /// A named UNIQUE constraint.
    pub fn unique(mut self, name: impl Into<String>, columns: impl Into<UniqueSpec>) -> Self {
        self.uniques.push((Some(name.into()), columns.into()));
        self
    }

    /// A foreign key; `ForeignKey::create()…` needs no `from` table here.
    pub fn foreign_key(mut self, key: impl Into<ForeignKeySpec>) -> Self {
        self.foreign_keys.push(key.into());
        self
    }

    /// A named CHECK constraint.
    pub fn check(mut self, name: impl Into<String>, condition: impl Into<Expr>) -> Self {
        self.checks.push((name.into(), condition.into()));
        self
    }

    /// An index.
    pub fn index(mut self, name: impl Into<String>, index: impl Into<IndexSpec>) -> Self {
        self.indexes.push((name.into(), index.into()));
        self
    }

    /// Its comment.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// What single engines know beyond that.
    pub fn options(mut self, options: TableOptions) -> Self {
        self.options = options;
        self
    }

    pub(crate) fn resolve(self, context: Context<'_>) -> Result<Table, IdiomError> {
        if let Some(error) = self.unreadable {
            return Err(error);
        }
        let mut table = Table { comment: self.comment, options: self.options, ..Table::new(self.name) };
        table.primary_key = self.primary_key;
        for column in self.columns {
            add_column(&mut table, column.resolve(context)?, context);
        }
        for (name, unique) in self.uniques {
            let unique = unique.resolve(name, &table.name.name, context);
            table.uniques.insert(unique.name.clone(), unique);
        }
        for key in self.foreign_keys {
            let key = key.resolve(Some(&table.name), context)?.1;
            table.foreign_keys.insert(key.name.clone(), key);
        }
        for (name, condition) in self.checks {
            let expression = idiom::expression(context.backend, &condition);
            table.checks.insert(name.clone(), Check::new(name, expression));
        }
        for (name, index) in self.indexes {
            table.indexes.insert(name.clone(), index.resolve(name, context).0);
        }
        not_null_keys(&mut table);
        Ok(table)
    }
}

/// SQL's rule: a member of the primary key is never NULL, said or not.
fn not_null_keys(table: &mut Table) {
    let key = table.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
    for column in key {
        if let Some(column) = table.columns.get_mut(&column) {
            column.nullable = false;
        }
    }
}

fn add_column(table: &mut Table, resolved: ResolvedColumn, context: Context<'_>) {
    let name = resolved.column.name.clone();
    if resolved.primary_key {
        let none = || PrimaryKey { name: None, columns: vec![] };
        table.primary_key.get_or_insert_with(none).columns.push(name.clone());
    }
    if let Some(unique) = resolved.unique_constraint(&table.name.name, context) {
        table.uniques.insert(unique.name.clone(), unique);
    }
    if let Some(check) = resolved.check_constraint(&table.name.name, context) {
        table.checks.insert(check.name.clone(), check);
    }
    table.columns.insert(name, resolved.column);
}

impl From<TableCreateStatement> for TableSpec {
    fn from(statement: TableCreateStatement) -> Self {
        let mut spec = Self::new(QualifiedName::new(""));
        spec.unreadable = spec.read(&statement).err();
        spec
    }
}

impl From<&mut TableCreateStatement> for TableSpec {
    fn from(statement: &mut TableCreateStatement) -> Self {
        statement.take().into()
    }
}

impl TableSpec {
    fn read(&mut self, statement: &TableCreateStatement) -> Result<(), IdiomError> {
        self.name = idiom::table_of(statement.get_table_name())?;
        let empty =
            [("checks", "check: []"), ("options", "options: []"), ("partitions", "partition_by: None")];
        idiom::refuse_hidden(statement, &empty, &[("temporary", "temporary: true")])?;
        if statement.get_extra().is_some() {
            return Err(IdiomError::Hidden("extra text"));
        }
        self.columns = statement.get_columns().iter().cloned().map(column).collect();
        self.comment = statement.get_comment().cloned();
        self.foreign_keys =
            statement.get_foreign_key_create_stmts().iter().cloned().map(Into::into).collect();
        for index in statement.get_indexes() {
            idiom::refuse_hidden_in_index(index)?;
            let name = index.get_index_spec().get_name().map(ToOwned::to_owned);
            let columns = index.get_index_spec().get_column_names();
            if index.is_primary_key() {
                self.primary_key = Some(PrimaryKey { name, columns });
            } else if index.is_unique_key() {
                let nulls_not_distinct = index.is_nulls_not_distinct();
                let key = unique(columns);
                self.uniques.push((name, if nulls_not_distinct { key.nulls_not_distinct() } else { key }));
            } else {
                self.indexes.push((name.ok_or(IdiomError::UnnamedIndex)?, on(columns)));
            }
        }
        Ok(())
    }
}
