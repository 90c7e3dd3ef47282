//! Columns that come, change and are renamed.

use crate::{
    dialect::{Step, Unsupported},
    schema::{Column, DefaultValue, Expression, Index, IndexTerm, QualifiedName, Schema, Table},
};

use super::{MySql, Steps, definition::now_default, plan::drop_foreign_key, quote, types::is_large};

/// Stands for a name while expressions are rewritten: bare as it is, it needs no quotes.
const PLACEHOLDER: &str = "keel__renamed__column";

impl MySql {
    pub(super) fn add_column(&self, table: &QualifiedName, column: &Column, before: &Schema) -> Steps {
        if column.identity.is_some() {
            let what = format!("adding the auto-increment column {table}.{}", column.name);
            let hint = "it must be a key at once: add it plain, make it a key, then alter it, or use op.sql";
            return Err(self.unsupported(what, hint));
        }
        self.alter(table, &format!("ADD COLUMN {}", self.column(table, column, before)?))
    }

    pub(super) fn alter_column(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
        using: Option<&Expression>,
        before: &Schema,
    ) -> Steps {
        let owner = format!("{table}.{}", to.name);
        if using.is_some() {
            let hint = "add a column, fill it with a backfill, drop the old one and rename";
            return Err(self.unsupported(format!("changing {owner} with an expression"), hint));
        }
        self.refuse_virtual(from, to, &owner)?;
        let known = before.table(table);
        if to.identity.is_some()
            && known.is_some_and(|table| !self.has_key(table, std::slice::from_ref(&to.name)))
        {
            let what = format!("making {owner}, which no key begins with, auto-increment");
            return Err(self.unsupported(what, "make it a key first"));
        }
        if from == to {
            return Ok(vec![]);
        }
        if let Some(change) = self.set_default(from, to, &owner)? {
            return self.alter(table, &format!("ALTER COLUMN {} {change}", quote(&to.name)));
        }
        self.alter(table, &format!("MODIFY COLUMN {}", self.column(table, to, before)?))
    }

    fn refuse_virtual(&self, from: &Column, to: &Column, owner: &str) -> Result<(), Unsupported> {
        let is_virtual = |column: &Column| column.generated.as_ref().is_some_and(|how| !how.stored);
        if is_virtual(from) == is_virtual(to) {
            return Ok(());
        }
        let what = format!("changing {owner} between a virtual generated column and one with values");
        Err(self.unsupported(what, "drop the column and add it anew"))
    }

    /// The change of nothing but the default, which touches no row; `None` where only `MODIFY` does it.
    fn set_default(&self, from: &Column, to: &Column, owner: &str) -> Result<Option<String>, Unsupported> {
        let only_default = Column { default: to.default.clone(), ..from.clone() } == *to;
        // MySQL takes no CURRENT_TIMESTAMP here, and for a long text not even an expression that is a literal.
        let is_now = |default: &Option<DefaultValue>| {
            default.as_ref().is_some_and(|default| now_default(to, default).is_some())
        };
        let plain = to.generated.is_none() && to.on_update.is_none() && !is_large(&to.ty);
        if !only_default || !plain || is_now(&from.default) || is_now(&to.default) {
            return Ok(None);
        }
        Ok(Some(match &to.default {
            Some(default) => format!("SET DEFAULT {}", self.default_sql(to, default, owner)?),
            // DROP DEFAULT leaves MySQL with a column that must be given in every INSERT, though it takes NULL.
            None if to.nullable => "SET DEFAULT NULL".into(),
            None => "DROP DEFAULT".into(),
        }))
    }

    pub(super) fn rename_column(
        &self,
        table: &QualifiedName,
        from: &str,
        to: &str,
        before: &Schema,
    ) -> Steps {
        self.require(Some((8, 0, 3)), Some((10, 5, 2)), format!("renaming column {table}.{from}"), "")?;
        let rename = format!("RENAME COLUMN {} TO {}", quote(from), quote(to));
        // MariaDB rewrites expressions by itself. MySQL refuses to rename what one is over (errors 3959, 3108,
        // 3837, 3766), unless the same statement replaces them.
        match before.table(table) {
            Some(known) if !self.is_mariadb() => {
                let changes = self.rename_with_dependents(known, from, to, before, rename)?;
                let renamed = self.alter(table, &changes.join(", "))?;
                match changes.len() {
                    1 => Ok(renamed),
                    _ => self.without_foreign_keys(table, from, to, before, renamed),
                }
            }
            _ => self.alter(table, &rename),
        }
    }

    /// A statement that copies the table cannot rename a column of a foreign key (error 1846): the keys over it,
    /// on either side, go before and come back after.
    fn without_foreign_keys(
        &self,
        table: &QualifiedName,
        from: &str,
        to: &str,
        before: &Schema,
        renamed: Vec<Step>,
    ) -> Steps {
        let new_names = |here: bool, columns: &[String]| -> Vec<String> {
            let new_name = |name: &String| if here && name == from { to } else { name.as_str() }.to_owned();
            columns.iter().map(new_name).collect()
        };
        let (mut drops, mut adds) = (Vec::new(), Vec::new());
        for owner in before.tables.values() {
            for key in owner.foreign_keys.values() {
                let mut changed = key.clone();
                changed.columns = new_names(owner.name == *table, &key.columns);
                changed.referenced_columns = new_names(key.references == *table, &key.referenced_columns);
                if changed != *key {
                    drops.extend(self.alter(&owner.name, &drop_foreign_key(&key.name))?);
                    let add = format!("ADD {}", self.foreign_key(&owner.name, &changed)?);
                    adds.extend(self.alter(&owner.name, &add)?);
                }
            }
        }
        Ok([drops, renamed, adds].concat())
    }

    fn rename_with_dependents(
        &self,
        table: &Table,
        from: &str,
        to: &str,
        before: &Schema,
        rename: String,
    ) -> Result<Vec<String>, Unsupported> {
        let (mut drops, mut adds) = (Vec::new(), Vec::new());
        for column in table.columns.values().filter(|column| column.name != from) {
            let changed = renamed_column(column, from, to);
            if changed != *column {
                adds.push(format!("MODIFY COLUMN {}", self.column(&table.name, &changed, before)?));
            }
        }
        for index in table.indexes.values() {
            let changed = renamed_index(index, from, to);
            if changed != *index {
                drops.push(format!("DROP INDEX {}", quote(&index.name)));
                let mut renamed = table.clone();
                renamed.rename_column(from, to);
                adds.push(format!("ADD {}", self.index(Some(&renamed), &changed)?));
            }
        }
        for check in table.checks.values().filter(|check| check.expression.mentions(from)) {
            let mut changed = check.clone();
            changed.expression = renamed(&check.expression, from, to);
            drops.push(self.drop_check(&check.name));
            adds.push(format!("ADD {}", self.check(&changed)?));
        }
        Ok(drops.into_iter().chain([rename]).chain(adds).collect())
    }
}

/// The column with expressions over the new name; its own name is another matter.
fn renamed_column(column: &Column, from: &str, to: &str) -> Column {
    let mut column = column.clone();
    if let Some(generated) = &mut column.generated {
        generated.expression = renamed(&generated.expression, from, to);
    }
    if let Some(DefaultValue::Expression(expression)) = &mut column.default {
        *expression = renamed(expression, from, to);
    }
    column
}

/// The index with expressions over the new name; plain columns in it follow by themselves, unless it is made
/// anew for an expression's sake.
fn renamed_index(index: &Index, from: &str, to: &str) -> Index {
    let over = |term: &IndexTerm| matches!(term, IndexTerm::Expression(e) if e.mentions(from));
    if !index.parts.iter().any(|part| over(&part.term)) {
        return index.clone();
    }
    let mut index = index.clone();
    for part in &mut index.parts {
        match &mut part.term {
            IndexTerm::Column(name) if name == from => *name = to.to_owned(),
            IndexTerm::Column(_) => {}
            IndexTerm::Expression(expression) => *expression = renamed(expression, from, to),
        }
    }
    index
}

/// The expression over the new name, in backticks: in double quotes it would be a text here.
fn renamed(expression: &Expression, from: &str, to: &str) -> Expression {
    let sql = expression.renamed(from, PLACEHOLDER).as_sql().to_owned();
    Expression::new(
        sql.replace(&format!("\"{PLACEHOLDER}\""), &format!("\"{from}\""))
            .replace(&format!("`{PLACEHOLDER}`"), &quote(to))
            .replace(PLACEHOLDER, &quote(to)),
    )
}
