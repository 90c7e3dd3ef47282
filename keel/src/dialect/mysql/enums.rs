//! Enums are no objects here: each column has its own list of values.

use std::collections::BTreeMap;

use crate::{
    dialect::{Dialect as _, Step, Unsupported},
    schema::{Column, DefaultValue, QualifiedName, Schema, Table},
};

use super::{MySql, Steps, quote, quote_text};

impl MySql {
    /// Gives every column of the enum that list of values, one statement a table.
    pub(super) fn set_enum_values(&self, name: &QualifiedName, values: &[String], before: &Schema) -> Steps {
        self.modify_enum_columns(name, values, before, Clone::clone)
    }

    /// The new value comes beside the old one, the rows move over, the old one goes.
    pub(super) fn rename_enum_value(
        &self,
        name: &QualifiedName,
        from: &str,
        to: &str,
        before: &Schema,
    ) -> Steps {
        let Some(known) = before.enum_type(name) else {
            return Err(self.unsupported(format!("renaming a value of the unknown enum {name}"), ""));
        };
        let values = |new: &[&str]| -> Vec<String> {
            let each = |value: &String| match value == from {
                true => new.iter().map(ToString::to_string).collect(),
                false => vec![value.clone()],
            };
            known.values.iter().flat_map(each).collect()
        };
        let moved = |column: &Column| {
            let mut column = column.clone();
            if column.default == Some(DefaultValue::Text(from.to_owned())) {
                column.default = Some(DefaultValue::Text(to.to_owned()));
            }
            column
        };
        // Values are found by name, and most collations find `a` under `A`: both cannot stand side by side.
        if from.eq_ignore_ascii_case(to) {
            return self.modify_enum_columns(name, &values(&[to]), before, moved);
        }
        let mut steps = self.set_enum_values(name, &values(&[from, to]), before)?;
        let columns = before.enum_columns(name);
        steps.extend(columns.map(|(table, column)| Step::sql(self.move_rows(table, column, from, to))));
        steps.extend(self.modify_enum_columns(name, &values(&[to]), before, moved)?);
        Ok(steps)
    }

    /// `ON UPDATE` columns are set to themselves: nobody changed these rows.
    fn move_rows(&self, table: &Table, column: &Column, from: &str, to: &str) -> String {
        let name = quote(&column.name);
        let touched = table.columns.values().filter(|column| column.on_update.is_some());
        let kept: String = touched.map(|other| quote(&other.name)).map(|n| format!(", {n} = {n}")).collect();
        let table = self.quote_qualified(&table.name);
        format!("UPDATE {table} SET {name} = {}{kept} WHERE {name} = {}", quote_text(to), quote_text(from))
    }

    fn modify_enum_columns(
        &self,
        name: &QualifiedName,
        values: &[String],
        before: &Schema,
        changed: impl Fn(&Column) -> Column,
    ) -> Steps {
        let mut after = before.clone();
        if let Some(known) = after.enums.get_mut(name) {
            known.values = values.to_vec();
        }
        let mut tables: BTreeMap<&QualifiedName, Vec<String>> = BTreeMap::new();
        for (table, column) in before.enum_columns(name) {
            let definition = self.column(&table.name, &changed(column), &after)?;
            tables.entry(&table.name).or_default().push(format!("MODIFY COLUMN {definition}"));
        }
        let alter = |(table, changes): (&QualifiedName, Vec<String>)| -> Result<Step, Unsupported> {
            Ok(Step::sql_alone(self.alter_sql(table, &changes.join(", "))))
        };
        tables.into_iter().map(alter).collect()
    }
}
