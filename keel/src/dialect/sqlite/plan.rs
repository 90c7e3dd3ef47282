use crate::{
    dialect::{Action, Dialect as _, Pace, Rebuild, Step, Unsupported, sql::quote_text},
    op::Op,
    schema::{
        Column, DefaultValue, EnumType, Index, PrimaryKey, QualifiedName, Schema, Table, TableOptions, Unique,
    },
};

use super::{
    Sqlite,
    alter::{addable, droppable},
    definition::{ONLY_KEY, database},
    message::fail_on,
    quote,
};

type Steps = Result<Vec<Step>, Unsupported>;

impl Sqlite {
    /// The steps of one operation.
    pub(super) fn plan(&self, op: &Op, before: &Schema) -> Steps {
        match op {
            Op::CreateSchema { name } | Op::DropSchema { name } => self.no_namespace(name),
            // Text holds the values of an enum, and nothing in the database knows which there are.
            Op::CreateEnum { .. }
            | Op::DropEnum { .. }
            | Op::RenameEnum { .. }
            | Op::AddEnumValue { .. }
            | Op::CommentTable { .. } => Ok(vec![]),
            Op::RenameEnumValue { name, from, to } => self.rename_enum_value(name, from, to, before),
            Op::AlterEnum { from, to } => Ok(self.alter_enum(from, to, before)),
            Op::CreateTable { table } => self.make_table(table),
            Op::DropTable { table } => {
                // Enforced, it begins with deleting every row (manual, foreignkeys.html, section 5).
                let drop = Step::sql(format!("DROP TABLE {}", self.quote_qualified(&table.name)));
                Ok(vec![Step { unenforced: true, ..drop }])
            }
            Op::RenameTable { from, to } => self.rename_table(from, to),
            Op::AddColumn { table, column } => self.add_column(op, table, column, before),
            Op::DropColumn { table, column } if droppable(self.known(table, before)?, &column.name) => {
                self.alter(table, &format!("DROP COLUMN {}", quote(&column.name)))
            }
            Op::AlterColumn { table, from, to, using } => {
                let known = self.known(table, before)?;
                self.refuse_identity(table, to)?;
                let (from, to) = (Box::new(held(known, from)), Box::new(held(known, to)));
                let changed = self.alters(known, &from, &to, using.as_ref())?;
                let held = Op::AlterColumn { table: table.clone(), from, to, using: using.clone() };
                if changed { self.rebuild(&held, table, before) } else { Ok(vec![]) }
            }
            Op::RenameColumn { table, from, to } => self.rename_column(table, from, to, before),
            Op::AddPrimaryKey { table, key } => self.add_primary_key(op, table, key, before),
            Op::AddUnique { table, unique } => {
                self.unique(unique)?;
                self.rebuild(op, table, before)
            }
            Op::AddForeignKey { table, foreign_key } => {
                self.foreign_key(table, foreign_key)?;
                self.rebuild(op, table, before)
            }
            Op::DropPrimaryKey { table, key } => self.drop_primary_key(op, table, key, before),
            Op::AlterTableOptions { table, from, to } => {
                let known = self.known(table, before)?;
                let possible = |options: &TableOptions| TableOptions {
                    without_rowid: options.without_rowid && known.primary_key.is_some(),
                    ..options.clone()
                };
                let (table, from, to) = (table.clone(), possible(from), possible(to));
                self.rebuild(&Op::AlterTableOptions { table: table.clone(), from, to }, &table, before)
            }
            Op::DropColumn { table, .. }
            | Op::DropUnique { table, .. }
            | Op::DropForeignKey { table, .. }
            | Op::AddCheck { table, .. }
            | Op::DropCheck { table, .. }
            | Op::RenameConstraint { table, .. } => self.rebuild(op, table, before),
            // Rows are looked at when the table is made anew.
            Op::ValidateForeignKey { .. } | Op::ValidateCheck { .. } => Ok(vec![]),
            Op::CreateIndex { table, index, .. } => one(self.create_index(table, index)?),
            Op::DropIndex { table, index, .. } => one(self.drop_index(table, &index.name)),
            Op::RenameIndex { table, from, to } => self.rename_index(table, from, to, before),
            Op::Backfill { table, column, value } => one(self.backfill(table, column, value)),
            Op::Batched { batch } => Ok(vec![self.in_batches(batch, before)?]),
            Op::Sql { sql, .. } if sql.trim().is_empty() => Ok(vec![]),
            Op::Sql { sql, transactional, .. } => {
                Ok(vec![Step::sql(sql).in_transaction(*transactional).at_pace(Pace::Long)])
            }
            Op::Code { step } => {
                Ok(vec![Step::new(Action::Code(step.clone())).in_transaction(step.transactional)])
            }
        }
    }

    fn alter(&self, table: &QualifiedName, change: &str) -> Steps {
        one(format!("ALTER TABLE {} {change}", self.quote_qualified(table)))
    }

    fn no_namespace(&self, name: &str) -> Steps {
        let hint = "attach a file of that name to the connection instead";
        Err(self.unsupported(format!("a schema {name}: its namespaces are attached files"), hint))
    }

    fn known<'a>(&self, table: &QualifiedName, before: &'a Schema) -> Result<&'a Table, Unsupported> {
        before.table(table).ok_or_else(|| {
            let hint = "say the table's making in the history first";
            self.unsupported(format!("a change to table {table}, which the history does not know"), hint)
        })
    }

    // ---- rebuilds ----

    /// SQLite does not find a column of the key in the table's UNIQUE constraints where the table is WITHOUT ROWID, or
    /// the key is the row id and stands behind them (seen on 3.40 to 3.54): these go before and come back after.
    fn rename_column(&self, table: &QualifiedName, from: &str, to: &str, before: &Schema) -> Steps {
        let rename = self.alter(table, &format!("RENAME COLUMN {} TO {}", quote(from), quote(to)))?;
        let known = self.known(table, before)?;
        let over = known.uniques.values().filter(|unique| unique.columns.iter().any(|name| name == from));
        let uniques: Vec<Unique> = over.cloned().collect();
        let alone = known.primary_key.as_ref().is_some_and(|key| key.columns.len() == 1);
        let overlooked = known.is_key_member(from) && (known.options.without_rowid || alone);
        if !overlooked || uniques.is_empty() {
            return Ok(rename);
        }
        let mut renamed = before.clone();
        if let Some(owner) = renamed.tables.get_mut(table) {
            owner.uniques.retain(|name, _| !uniques.iter().any(|unique| unique.name == *name));
            owner.rename_column(from, to);
        }
        let mut drops = Vec::new();
        let mut adds = Vec::new();
        for mut unique in uniques {
            drops.push(Op::DropUnique { table: table.clone(), unique: unique.clone() });
            unique.columns.iter_mut().filter(|name| *name == from).for_each(|name| to.clone_into(name));
            adds.push(Op::AddUnique { table: table.clone(), unique });
        }
        let dropped = self.rebuild_with(drops, table, before)?;
        Ok([dropped, rename, self.rebuild_with(adds, table, &renamed)?].concat())
    }

    fn rebuild(&self, op: &Op, table: &QualifiedName, before: &Schema) -> Steps {
        self.rebuild_with(vec![op.clone()], table, before)
    }

    fn rebuild_with(&self, changes: Vec<Op>, table: &QualifiedName, before: &Schema) -> Steps {
        let known = self.known(table, before)?;
        let indexes: Result<_, _> =
            known.indexes.values().map(|index| self.create_index(table, index)).collect();
        Ok(vec![Step::new(Action::Rebuild(Rebuild {
            table: table.clone(),
            changes,
            expected: self.table_text(known, &quote(&table.name))?,
            indexes: indexes?,
        }))])
    }

    fn add_column(&self, op: &Op, table: &QualifiedName, column: &Column, before: &Schema) -> Steps {
        let known = self.known(table, before)?;
        let owner = format!("{table}.{}", column.name);
        if known.options.strict {
            self.refuse_strict(&column.ty, &owner)?;
        }
        if column.identity.is_some() {
            self.refuse_identity(table, column)?;
            if known.primary_key.is_some() || known.options.without_rowid {
                return Err(self.unsupported(format!("numbering column {owner}"), ONLY_KEY));
            }
            // The primary key that is added next numbers the rows, which hold NULL until then.
            let bare = Column { nullable: true, ..column.clone() };
            return self.alter(table, &format!("ADD COLUMN {}", self.column(table, &bare, None)?));
        }
        let definition = self.column(table, column, None)?;
        if addable(column) {
            return self.alter(table, &format!("ADD COLUMN {definition}"));
        }
        self.rebuild(op, table, before)
    }

    /// A numbered column becomes AUTOINCREMENT with its key: it cannot be one before.
    fn add_primary_key(&self, op: &Op, table: &QualifiedName, key: &PrimaryKey, before: &Schema) -> Steps {
        let known = self.known(table, before)?;
        let members = key.columns.iter().filter_map(|name| known.column(name));
        let mut changes = vec![op.clone()];
        changes.extend(known.options.without_rowid.then(|| rowids(known, true)));
        for column in members.filter(|column| column.identity.is_some()) {
            self.refuse_identity(table, column)?;
            if key.columns.len() != 1 || known.options.without_rowid {
                let what = format!("numbering column {table}.{}", column.name);
                return Err(self.unsupported(what, ONLY_KEY));
            }
            let bare = Column { nullable: true, identity: None, ..column.clone() };
            changes.push(Op::AlterColumn {
                table: table.clone(),
                from: Box::new(bare),
                to: Box::new(column.clone()),
                using: None,
            });
        }
        self.rebuild_with(changes, table, before)
    }

    /// A key may be all that keeps its columns from holding NULL (`WITHOUT ROWID`, the rowid's own column).
    fn drop_primary_key(&self, op: &Op, table: &QualifiedName, key: &PrimaryKey, before: &Schema) -> Steps {
        let known = self.known(table, before)?;
        let members = key.columns.iter().filter_map(|name| known.column(name));
        let required = members.filter(|column| !column.nullable && column.identity.is_none());
        let keep = |column: &Column| Op::AlterColumn {
            table: table.clone(),
            from: Box::new(Column { nullable: true, ..column.clone() }),
            to: Box::new(column.clone()),
            using: None,
        };
        let without = known.options.without_rowid.then(|| rowids(known, false));
        let changes = required.map(keep).chain([op.clone()]).chain(without).collect();
        self.rebuild_with(changes, table, before)
    }

    // ---- tables and indexes ----

    fn make_table(&self, table: &Table) -> Steps {
        let mut steps = vec![Step::sql(self.create_table(table)?)];
        for index in table.indexes.values() {
            steps.push(Step::sql(self.create_index(&table.name, index)?));
        }
        Ok(steps)
    }

    fn rename_table(&self, from: &QualifiedName, to: &QualifiedName) -> Steps {
        if database(from) == database(to) {
            let rename =
                |from: &QualifiedName, to: &str| self.alter(from, &format!("RENAME TO {}", quote(to)));
            if !from.name.eq_ignore_ascii_case(&to.name) {
                return rename(from, &to.name);
            }
            // Another case of the same name is the same name, and taken.
            let between = from.sibling(format!("{}__keel_case", from.name));
            return Ok([rename(from, &between.name)?, rename(&between, &to.name)?].concat());
        }
        let what = format!("moving table {from} to {to}");
        Err(self.unsupported(what, "make the table there and copy its rows with op.sql"))
    }

    fn drop_index(&self, table: &QualifiedName, name: &str) -> String {
        format!("DROP INDEX {}", self.quote_qualified(&table.sibling(name)))
    }

    fn rename_index(&self, table: &QualifiedName, from: &str, to: &str, before: &Schema) -> Steps {
        let index = self.known(table, before)?.indexes.get(from).ok_or_else(|| {
            let hint = "drop it and make it anew with op.sql";
            self.unsupported(format!("renaming index {from}, which the history does not know"), hint)
        })?;
        let renamed = Index { name: to.to_owned(), ..index.clone() };
        let drop = self.drop_index(table, from);
        Ok(vec![Step::sql(drop), Step::sql(self.create_index(table, &renamed)?)])
    }

    // ---- enums ----

    fn rename_enum_value(&self, name: &QualifiedName, from: &str, to: &str, before: &Schema) -> Steps {
        let columns = before.enum_columns(name).filter(|(_, column)| column.generated.is_none());
        let mut steps = Vec::new();
        for (table, column) in columns {
            let (owner, held) = (self.quote_qualified(&table.name), quote(&column.name));
            let (old, new) = (quote_text(from), quote_text(to));
            steps.push(Step::sql(format!("UPDATE {owner} SET {held} = {new} WHERE {held} = {old}")));
            if column.default == Some(DefaultValue::Text(from.to_owned())) {
                let to = Column { default: Some(DefaultValue::Text(to.to_owned())), ..column.clone() };
                let (from, to, table) = (Box::new(column.clone()), Box::new(to), table.name.clone());
                let change = Op::AlterColumn { table: table.clone(), from, to, using: None };
                steps.extend(self.rebuild(&change, &table, before)?);
            }
        }
        Ok(steps)
    }

    /// Nothing changes but what may be written; rows that hold a value which goes stop it, as elsewhere.
    fn alter_enum(&self, from: &EnumType, to: &EnumType, before: &Schema) -> Vec<Step> {
        let gone = from.values.iter().filter(|value| !to.values.contains(value));
        let gone: Vec<_> = gone.map(|value| quote_text(value)).collect();
        if gone.is_empty() {
            return vec![];
        }
        let stop = |(table, column): (&Table, &Column)| {
            let held = quote(&column.name);
            let message =
                format!("{}.{} holds a value that enum {} loses: ", table.name, column.name, to.name);
            let rows = format!("{} WHERE {held} IN ({})", self.quote_qualified(&table.name), gone.join(", "));
            Step::sql(fail_on(&message, &held, &rows))
        };
        before.enum_columns(&from.name).map(stop).collect()
    }
}

/// The column as it can be while there is no primary key: the one that comes numbers it.
fn held(table: &Table, column: &Column) -> Column {
    let identity = column.identity.clone().filter(|_| table.primary_key.is_some());
    Column { identity, ..column.clone() }
}

/// A table without rowids has them while it has no primary key.
fn rowids(table: &Table, without_rowid: bool) -> Op {
    let options = |without_rowid| TableOptions { without_rowid, ..table.options.clone() };
    let (from, to) = (options(!without_rowid), options(without_rowid));
    Op::AlterTableOptions { table: table.name.clone(), from, to }
}

fn one(sql: String) -> Steps {
    Ok(vec![Step::sql(sql)])
}
