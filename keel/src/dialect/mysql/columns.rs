//! Columns that come, change and are renamed.

use crate::{
    dialect::{Step, Unsupported},
    schema::{
        Check, Column, ColumnType, DefaultValue, Expression, Index, IndexTerm, QualifiedName, Schema, Table,
    },
};

use super::{MySql, Steps, definition::now_default, plan::drop_foreign_key, quote, types::is_large};

/// Stands for a name while expressions are rewritten: bare as it is, it needs no quotes.
const PLACEHOLDER: &str = "keel__renamed__column";

impl MySql {
    pub(super) fn add_column(&self, table: &QualifiedName, column: &Column, before: &Schema) -> Steps {
        if let Some(identity) = &column.identity {
            self.require_auto(identity, &format!("{table}.{}", column.name))?;
            // The key that is added next numbers the rows, which hold NULL until then.
            let open = Column { identity: None, nullable: true, ..column.clone() };
            return self.alter(table, &format!("ADD COLUMN {}", self.column(table, &open, before)?));
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
        let possible = |column: &Column| match before.table(table) {
            Some(table) => self.numbered(table, column),
            None => column.clone(),
        };
        if let Some(identity) = &to.identity {
            self.require_auto(identity, &owner)?;
        }
        let (from, to) = (&possible(from), &possible(to));
        if from == to {
            return Ok(vec![]);
        }
        if let Some(change) = self.set_default(from, to, &owner)? {
            return self.alter(table, &format!("ALTER COLUMN {} {change}", quote(&to.name)));
        }
        let modify = format!("MODIFY COLUMN {}", self.column(table, to, before)?);
        let altered = match before.table(table).and_then(|table| self.own_check(table, &to.name)) {
            Some(check) => {
                self.alter(table, &format!("DROP CONSTRAINT IF EXISTS {}, {modify}", quote(&check.name)))?
            }
            None => self.alter(table, &modify)?,
        };
        // What copies the table changes no column of a foreign key (errors 1832, 1833), nor does a change of numbering.
        let is_copied =
            before.table(table).is_some_and(|table| table.checks.values().any(|check| copies(table, check)));
        if !self.is_mariadb() && (from.identity != to.identity || is_copied) {
            return self.without_foreign_keys(table, &to.name, &to.name, before, altered);
        }
        Ok(altered)
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
                if changes.len() == 1 && !known.checks.values().any(|check| copies(known, check)) {
                    return Ok(renamed);
                }
                self.without_foreign_keys(table, from, to, before, renamed)
            }
            Some(known) => match (self.own_check(known, from), known.column(from)) {
                // Under its new name the column's own check could be found by nobody: it becomes one of the table.
                (Some(check), Some(column)) => {
                    let column = Column { name: to.to_owned(), ..column.clone() };
                    let definition = self.column_with(table, &column, before, None)?;
                    let mut check = check.clone();
                    check.expression = renamed(&check.expression, from, to);
                    let add = self.check(&check)?;
                    self.alter(table, &format!("CHANGE COLUMN {} {definition}, ADD {add}", quote(from)))
                }
                _ => self.alter(table, &rename),
            },
            None => self.alter(table, &rename),
        }
    }

    /// Some statements cannot change a column of a foreign key (errors 1846, 1833): the keys over it, on either
    /// side, go before and come back after, over its new name.
    fn without_foreign_keys(
        &self,
        table: &QualifiedName,
        from: &str,
        to: &str,
        before: &Schema,
        changed: Vec<Step>,
    ) -> Steps {
        let (mut drops, mut adds) = (Vec::new(), Vec::new());
        for owner in before.tables.values() {
            for key in owner.foreign_keys.values() {
                let mut renamed = key.clone();
                let here = (owner.name == *table).then_some(&mut renamed.columns);
                let there = (key.references == *table).then_some(&mut renamed.referenced_columns);
                let over: Vec<_> =
                    here.into_iter().chain(there).flatten().filter(|column| *column == from).collect();
                if over.is_empty() {
                    continue;
                }
                over.into_iter().for_each(|column| to.clone_into(column));
                drops.extend(self.alter(&owner.name, &drop_foreign_key(&key.name))?);
                let add = format!("ADD {}", self.foreign_key(&owner.name, &renamed)?);
                adds.extend(self.alter(&owner.name, &add)?);
            }
        }
        Ok([drops, changed, adds].concat())
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
        let mut computed = Vec::new();
        for column in table.columns.values().filter(|column| column.name != from) {
            let changed = renamed_column(column, from, to);
            if changed != *column {
                computed.extend(changed.generated.is_some().then_some(&column.name));
                adds.push(format!("MODIFY COLUMN {}", self.column(&table.name, &changed, before)?));
            }
        }
        for index in table.indexes.values() {
            let changed = renamed_index(index, from, to);
            let over = |name: &&String| {
                index
                    .parts
                    .iter()
                    .any(|part| matches!(&part.term, IndexTerm::Expression(e) if e.mentions(name)))
            };
            if changed != *index || computed.iter().any(over) {
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

/// Whether altering any column of the table copies it for the check's sake (seen on 9.7: those over dates, times, ENUM
/// and SET).
fn copies(table: &Table, check: &Check) -> bool {
    let slow = |ty: &ColumnType| {
        matches!(
            ty,
            ColumnType::Date
                | ColumnType::Time
                | ColumnType::DateTime
                | ColumnType::Timestamp
                | ColumnType::TimestampWithTimeZone
                | ColumnType::Enum(_)
                | ColumnType::Custom(_)
        )
    };
    table.columns.values().any(|column| slow(&column.ty) && check.expression.mentions(&column.name))
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
