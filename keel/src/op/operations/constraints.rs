use sea_orm::sea_query::{Expr, IntoIden, TableName};

use super::Operations;
use crate::{
    op::{
        ApplyError, ForeignKeySpec, Op, UniqueSpec,
        apply::no_constraint,
        idiom::{expression, qualified_name},
    },
    schema::{Check, PrimaryKey, QualifiedName, Table},
};

/// Keys and constraints.
impl Operations {
    /// Adds a primary key.
    pub fn create_primary_key<I: IntoIden>(
        &mut self,
        table: impl Into<TableName>,
        columns: impl IntoIterator<Item = I>,
    ) {
        self.add_primary_key(None, qualified_name(table), columns);
    }

    /// Adds a primary key under a name of its own.
    pub fn create_named_primary_key<I: IntoIden>(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        columns: impl IntoIterator<Item = I>,
    ) {
        self.add_primary_key(Some(name.into()), qualified_name(table), columns);
    }

    fn add_primary_key<I: IntoIden>(
        &mut self,
        name: Option<String>,
        table: QualifiedName,
        columns: impl IntoIterator<Item = I>,
    ) {
        let columns = columns.into_iter().map(|iden| iden.into_iden().to_string()).collect();
        self.push(Op::AddPrimaryKey { table, key: PrimaryKey { name, columns } });
    }

    /// Drops the primary key.
    pub fn drop_primary_key(&mut self, table: impl Into<TableName>) {
        let table = qualified_name(table);
        let Some(found) = self.find("drop primary key of", &table) else { return };
        match found.primary_key {
            Some(key) => self.push(Op::DropPrimaryKey { table, key }),
            None => self.fail("drop primary key", ApplyError::NoPrimaryKey(table)),
        }
    }

    /// Adds a UNIQUE constraint.
    pub fn create_unique(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        columns: impl Into<UniqueSpec>,
    ) {
        let table = qualified_name(table);
        let unique = columns.into().resolve(Some(name.into()), &table.name, self.context());
        self.push(Op::AddUnique { table, unique });
    }

    /// Adds a foreign key: SeaQuery's `ForeignKey::create()`; [`deferrable`](crate::op::deferrable) says more.
    pub fn create_foreign_key(&mut self, key: impl Into<ForeignKeySpec>) {
        let resolved = key.into().resolve(None, self.context());
        if let Some((table, foreign_key)) = self.take("create foreign key", resolved) {
            self.push(Op::AddForeignKey { table, foreign_key });
        }
    }

    /// Adds a CHECK constraint.
    pub fn create_check(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        condition: impl Into<Expr>,
    ) {
        let expression = expression(self.backend, &condition.into());
        let check = Check::new(name, expression);
        self.push(Op::AddCheck { table: qualified_name(table), check });
    }

    /// Adds a CHECK constraint that rows which are there already may break (PostgreSQL), until
    /// [`validate_check`](Self::validate_check) has looked at them: adding it takes a moment, however many rows there
    /// are. The other engines look at all rows at once.
    pub fn create_check_not_valid(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        condition: impl Into<Expr>,
    ) {
        let expression = expression(self.backend, &condition.into());
        let check = Check { not_valid: true, ..Check::new(name, expression) };
        self.push(Op::AddCheck { table: qualified_name(table), check });
    }

    /// Looks whether all rows keep a foreign key that was made [`not_valid`](ForeignKeySpec::not_valid): a step of its
    /// own, beside which rows are read and written (PostgreSQL). The other engines have looked before.
    pub fn validate_foreign_key(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.of_constraint("validate", name.as_ref(), qualified_name(table), |table| {
            let foreign_key = table.foreign_keys.get(name.as_ref())?.clone();
            Some(Op::ValidateForeignKey { table: table.name.clone(), foreign_key })
        });
    }

    /// The same for a CHECK constraint that was made [not valid](Self::create_check_not_valid).
    pub fn validate_check(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.of_constraint("validate", name.as_ref(), qualified_name(table), |table| {
            let check = table.checks.get(name.as_ref())?.clone();
            Some(Op::ValidateCheck { table: table.name.clone(), check })
        });
    }

    /// Drops a UNIQUE constraint.
    pub fn drop_unique(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.of_constraint("drop", name.as_ref(), qualified_name(table), |table| {
            let unique = table.uniques.get(name.as_ref())?.clone();
            Some(Op::DropUnique { table: table.name.clone(), unique })
        });
    }

    /// Drops a foreign key.
    pub fn drop_foreign_key(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.of_constraint("drop", name.as_ref(), qualified_name(table), |table| {
            let foreign_key = table.foreign_keys.get(name.as_ref())?.clone();
            Some(Op::DropForeignKey { table: table.name.clone(), foreign_key })
        });
    }

    /// Drops a CHECK constraint.
    pub fn drop_check(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.of_constraint("drop", name.as_ref(), qualified_name(table), |table| {
            let check = table.checks.get(name.as_ref())?.clone();
            Some(Op::DropCheck { table: table.name.clone(), check })
        });
    }

    fn of_constraint(
        &mut self,
        verb: &str,
        name: &str,
        table: QualifiedName,
        op: impl FnOnce(&Table) -> Option<Op>,
    ) {
        let Some(found) = self.find(&format!("{verb} constraint of"), &table) else { return };
        match op(&found) {
            Some(op) => self.push(op),
            None => self.fail(format!("{verb} constraint {name}"), no_constraint(&found, name)),
        }
    }

    /// Renames a constraint.
    pub fn rename_constraint(
        &mut self,
        table: impl Into<TableName>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) {
        self.push(Op::RenameConstraint { table: qualified_name(table), from: from.into(), to: to.into() });
    }
}
