//! The new table while the changes are made to it.

use crate::{
    dialect::{
        Dialect as _, Engine, Rebuild, Server, quote_text,
        sqlite::{
            Sqlite,
            ddl::{
                ClauseKind, ConstraintKey, ConstraintKind, CreateTable, DdlError, TableConstraint, mentions,
                qualify, quote,
            },
            definition::{check, default_sql, primary_key},
            message::{STAND_IN, fail_on},
        },
    },
    op::Op,
    schema::{Column, Expression, QualifiedName},
};

use super::{LiveKind, LiveObject, LiveTable, RebuildError};

type Edited = Result<(), DdlError>;

/// An old table and the new one that takes its place.
pub(super) struct Draft<'a> {
    dialect: Sqlite,
    rebuild: &'a Rebuild,
    dependents: &'a [LiveObject],
    expected: Option<CreateTable>,
    old: CreateTable,
    new: CreateTable,
    /// Each column of the new table, with where its values come from.
    values: Vec<(String, String)>,
    dropped: Vec<String>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(rebuild: &'a Rebuild, live: &'a LiveTable) -> Result<Self, RebuildError> {
        let unreadable = |source| RebuildError::Unreadable {
            table: rebuild.table.clone(),
            what: "the live text".into(),
            source: Box::new(source),
        };
        let old = CreateTable::parse(&live.sql).map_err(unreadable)?;
        Ok(Self {
            dialect: Sqlite::new(Server::newest(Engine::Sqlite)),
            rebuild,
            dependents: &live.dependents,
            expected: CreateTable::parse(&rebuild.expected).ok(),
            new: old.clone(),
            values: old.columns().map(|column| (column.name().to_owned(), quote(column.name()))).collect(),
            old,
            dropped: Vec::new(),
        })
    }

    /// Makes one change.
    pub(super) fn change(&mut self, op: &Op) -> Result<(), RebuildError> {
        let edited = match op {
            Op::AddColumn { table, column } => {
                let definition = self.dialect.column(table, column, None)?;
                self.add_column(column, &definition)
            }
            Op::DropColumn { column, .. } => self.drop_column(&column.name),
            Op::AlterColumn { table, from, to, using } => {
                let change = self.dialect.column_change(table, from, to)?;
                self.convert(&to.name, using.as_ref());
                self.new.alter_column(&to.name, &change)
            }
            Op::AddPrimaryKey { key, .. } => self.new.add_constraint(&primary_key(key)),
            Op::DropPrimaryKey { .. } => self.new.drop_constraint(&ConstraintKey::PrimaryKey).map(drop),
            Op::AddUnique { unique, .. } => {
                let unique = self.dialect.unique(unique)?;
                self.new.add_constraint(&unique)
            }
            Op::DropUnique { unique, .. } => {
                self.drop_constraint(&unique.name, ConstraintKey::Unique(unique.columns.clone()))
            }
            Op::AddForeignKey { table, foreign_key } => {
                let key = self.dialect.foreign_key(table, foreign_key)?;
                self.new.add_constraint(&key)
            }
            Op::DropForeignKey { foreign_key: key, .. } => {
                let (columns, table) = (key.columns.clone(), key.references.name.clone());
                self.drop_constraint(&key.name, ConstraintKey::ForeignKey { columns, table })
            }
            Op::AddCheck { check: new, .. } => self.new.add_constraint(&check(new)),
            Op::DropCheck { check, .. } => {
                let shape = ConstraintKey::Check(check.expression.as_sql().to_owned());
                self.drop_constraint(&check.name, shape)
            }
            Op::AlterTableOptions { to, .. } => self.new.set_options(to.strict, to.without_rowid),
            Op::RenameConstraint { from, to, .. } => self.rename_constraint(from, to),
            _ => {
                let table = self.rebuild.table.clone();
                return Err(RebuildError::NoRebuild { table, change: op.to_string() });
            }
        };
        edited.map_err(|source| RebuildError::Misfit { change: op.to_string(), source: Box::new(source) })
    }

    /// Old rows get the default that the column has now: a later change to the default is for new rows.
    fn add_column(&mut self, column: &Column, definition: &str) -> Edited {
        self.new.add_column(definition)?;
        let value = column.default.as_ref().map_or_else(|| "NULL".to_owned(), default_sql);
        self.values.push((column.name.clone(), value));
        Ok(())
    }

    fn drop_column(&mut self, name: &str) -> Edited {
        self.new.drop_column(name)?;
        self.values.retain(|(column, _)| !column.eq_ignore_ascii_case(name));
        self.dropped.push(name.to_owned());
        Ok(())
    }

    fn convert(&mut self, name: &str, using: Option<&Expression>) {
        let slot = self.values.iter_mut().find(|(column, _)| column.eq_ignore_ascii_case(name));
        if let (Some((_, value)), Some(using)) = (slot, using) {
            *value = format!("({using})");
        }
    }

    /// A table that SeaORM or a person made has constraints without names; the shape finds those.
    fn drop_constraint(&mut self, name: &str, shape: ConstraintKey) -> Edited {
        let key = self.found(name).unwrap_or(shape);
        self.new.drop_constraint(&key).map(drop)
    }

    fn rename_constraint(&mut self, from: &str, to: &str) -> Edited {
        let by_shape = || self.expected.as_ref().and_then(|expected| shape_of(expected, from));
        let named = ConstraintKey::Name(from.to_owned());
        let key = self.found(from).or_else(by_shape).unwrap_or(named);
        self.new.rename_constraint(&key, to)
    }

    fn found(&self, name: &str) -> Option<ConstraintKey> {
        let named = ConstraintKey::Name(name.to_owned());
        self.new.constraint_sql(&named).is_ok().then_some(named)
    }

    /// The statements in their order.
    ///
    /// New table, copy, drop, rename: were the old table renamed first, foreign keys of others would follow
    /// it. `legacy_alter_table` keeps the rename to the table alone, for views and triggers of others name
    /// the table by the name that it takes; other renames need it off, so it is on for this one only.
    pub(super) fn statements(&self) -> Result<Vec<String>, RebuildError> {
        let (table, name) = (&self.rebuild.table, self.old.name());
        let stand_in = table.sibling(format!("{STAND_IN}{name}"));
        let [old, new] = [&table.sibling(name), &stand_in].map(|name| self.dialect.quote_qualified(name));
        let mut all = vec![foreign_keys_off()];
        all.extend(self.refuse_null_keys(&old));
        all.push(self.new.text_as(&new));
        all.push(self.copy(&old, &new)?);
        if self.old.has_autoincrement() && self.new.has_autoincrement() {
            all.extend(copy_counter(table, name, &stand_in.name));
        }
        all.push(format!("DROP TABLE {old}"));
        all.push("PRAGMA legacy_alter_table = ON".into());
        all.push(format!("ALTER TABLE {new} RENAME TO {}", quote(name)));
        all.push("PRAGMA legacy_alter_table = OFF".into());
        for object in self.dependents {
            all.push(self.again(object)?);
        }
        all.extend(self.prove_triggers(&old));
        Ok(all)
    }

    /// `INSERT … SELECT`; OR ABORT overrides an ON CONFLICT of the table, which could lose rows in silence.
    fn copy(&self, old: &str, new: &str) -> Result<String, RebuildError> {
        let plain = self.values.iter().filter(|(column, _)| !self.is_generated(column));
        let mut values: Vec<_> = plain.map(|(column, value)| (quote(column), value.clone())).collect();
        if let Some(rowid) = self.rowid() {
            values.insert(0, (rowid.to_owned(), rowid.to_owned()));
        }
        if values.is_empty() {
            return Err(RebuildError::NothingToCopy { table: self.rebuild.table.clone() });
        }
        let (columns, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
        Ok(format!(
            "INSERT OR ABORT INTO {new} ({}) SELECT {} FROM {old}",
            columns.join(", "),
            values.join(", ")
        ))
    }

    fn is_generated(&self, column: &str) -> bool {
        let clauses = self.new.column(column).map(|column| column.clauses()).unwrap_or_default();
        clauses.iter().any(|clause| matches!(clause.kind(), ClauseKind::Generated { .. }))
    }

    /// The name of the rowid, where rows have one that no column carries over.
    fn rowid(&self) -> Option<&'static str> {
        let tables = [&self.old, &self.new];
        if tables.iter().any(|table| table.without_rowid()) || self.new.rowid_column().is_some() {
            return None;
        }
        let free = |name: &&str| tables.iter().all(|table| table.column(name).is_none());
        ["rowid", "_rowid_", "oid"].into_iter().find(free)
    }

    /// A column that becomes the rowid would number the rows in which it is NULL.
    fn refuse_null_keys(&self, old: &str) -> Option<String> {
        let column = self.new.rowid_column().filter(|_| !self.new.has_autoincrement())?;
        if self.old.rowid_column() == Some(column) || self.old.without_rowid() {
            return None;
        }
        let (_, value) = self.values.iter().find(|(name, _)| name == column)?;
        let message = format!("{}.{column} is NULL in rows, so it cannot be their key: ", self.rebuild.table);
        Some(fail_on(&message, "count(*)", &format!("{old} WHERE {value} IS NULL HAVING count(*) > 0")))
    }

    fn again(&self, object: &LiveObject) -> Result<String, RebuildError> {
        let table = &self.rebuild.table;
        if object.kind == LiveKind::Index {
            // SQLite would take a quoted name of no column for a text, and index that.
            let gone = |column: &&String| self.new.column(column).is_none() && mentions(&object.sql, column);
            if let Some(column) = self.dropped.iter().find(gone) {
                let (column, index) = (column.clone(), object.name.clone());
                return Err(RebuildError::IndexInTheWay { table: table.clone(), column, index });
            }
        }
        let Some(schema) = table.schema.as_ref().filter(|_| !object.name.is_empty()) else {
            return Ok(object.sql.clone());
        };
        qualify(&object.sql, schema).map_err(|source| RebuildError::Unreadable {
            table: table.clone(),
            what: format!("the text of {:?}", object.name),
            source: Box::new(source),
        })
    }

    /// A trigger is not read when it is made, only when it could fire: one that a dropped column breaks is
    /// found here, and not by the first writer.
    fn prove_triggers(&self, table: &str) -> Vec<String> {
        let fires = self.dependents.iter().any(|object| object.kind == LiveKind::Trigger);
        let plain = self.values.iter().find(|(column, _)| !self.is_generated(column));
        let Some((column, _)) = plain.filter(|_| fires && !self.dropped.is_empty()) else {
            return vec![];
        };
        let column = quote(column);
        vec![
            format!("EXPLAIN INSERT INTO {table} DEFAULT VALUES"),
            format!("EXPLAIN UPDATE {table} SET {column} = {column}"),
            format!("EXPLAIN DELETE FROM {table}"),
        ]
    }
}

/// Fails where foreign keys are enforced: dropping the old table would delete the rows that refer to it.
fn foreign_keys_off() -> String {
    let message = "turn foreign_keys off before the transaction begins, it is ";
    fail_on(message, "foreign_keys", "pragma_foreign_keys WHERE foreign_keys <> 0")
}

/// The counter goes on where it was, not at the largest number that is left.
fn copy_counter(table: &QualifiedName, from: &str, to: &str) -> [String; 2] {
    let counters = match &table.schema {
        Some(schema) => format!("{}.sqlite_sequence", quote(schema)),
        None => "sqlite_sequence".to_owned(),
    };
    let [from, to] = [from, to].map(quote_text);
    [
        format!("DELETE FROM {counters} WHERE name = {to}"),
        format!("INSERT INTO {counters} (name, seq) SELECT {to}, seq FROM {counters} WHERE name = {from}"),
    ]
}

/// How the history's table describes the constraint of that name.
fn shape_of(expected: &CreateTable, name: &str) -> Option<ConstraintKey> {
    let inline = expected.columns().flat_map(|column| column.clauses());
    let key = inline.filter(|clause| clause.name() == Some(name)).find_map(|clause| match clause.kind() {
        ClauseKind::PrimaryKey { .. } => Some(ConstraintKey::PrimaryKey),
        _ => None,
    });
    let named = |constraint: &&TableConstraint| constraint.name() == Some(name);
    key.or_else(|| match expected.constraints().find(named)?.kind().clone() {
        ConstraintKind::PrimaryKey { .. } => Some(ConstraintKey::PrimaryKey),
        ConstraintKind::Unique { columns, .. } => Some(ConstraintKey::Unique(columns)),
        ConstraintKind::Check(expression) => Some(ConstraintKey::Check(expression)),
        ConstraintKind::ForeignKey { columns, spec } => {
            Some(ConstraintKey::ForeignKey { columns, table: spec.table })
        }
        _ => None,
    })
}
