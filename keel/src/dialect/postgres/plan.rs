use std::collections::BTreeSet;

use crate::{
    dialect::{Action, Dialect as _, Look, Pace, Step, Unsupported, sql::quote_text},
    op::Op,
    schema::{
        Column, ColumnType, EnumType, EnumValuePosition, Expression, ForeignKey, Identity, IdentityKind,
        Index, PrimaryKey, QualifiedName, Schema, Table, Unique,
    },
};

use super::{
    Postgres, canonical, casts,
    definition::{changed_options, check, collate, default_sql, identity_clause, primary_key},
    numbering::{is_moved, is_serial},
    quote,
};

type Steps = Result<Vec<Step>, Unsupported>;

impl Postgres {
    /// The steps of one operation.
    pub(super) fn plan(&self, op: &Op, before: &Schema) -> Steps {
        match op {
            Op::CreateSchema { name } => one(format!("CREATE SCHEMA {}", quote(name))),
            Op::DropSchema { name } => one(format!("DROP SCHEMA {}", quote(name))),
            Op::CreateEnum { enum_type } => one(self.create_enum(enum_type)),
            Op::DropEnum { enum_type } => one(format!("DROP TYPE {}", self.quote_qualified(&enum_type.name))),
            Op::RenameEnum { from, to } => {
                one(format!("ALTER TYPE {} RENAME TO {}", self.quote_qualified(from), quote(&to.name)))
            }
            Op::AddEnumValue { enum_type, value, position } => {
                self.add_enum_value(enum_type, value, position)
            }
            Op::RenameEnumValue { name, from, to } => one(format!(
                "ALTER TYPE {} RENAME VALUE {} TO {}",
                self.quote_qualified(name),
                quote_text(from),
                quote_text(to)
            )),
            Op::AlterEnum { from, to } => self.alter_enum(from, to, before),
            Op::CreateTable { table } => self.make_table(table),
            Op::DropTable { table } => one(format!("DROP TABLE {}", self.quote_qualified(&table.name))),
            Op::RenameTable { from, to } => self.rename_table(from, to, before),
            Op::CommentTable { table, to, .. } => {
                one(self.comment("TABLE", &self.quote_qualified(table), to))
            }
            Op::AddColumn { table, column } => self.add_column(table, column),
            Op::DropColumn { table, column } => {
                self.alter(table, &format!("DROP COLUMN {}", quote(&column.name)))
            }
            Op::AlterColumn { table, from, to, using } => self.alter_column(table, from, to, using.as_ref()),
            Op::RenameColumn { table, from, to } => {
                self.alter(table, &format!("RENAME COLUMN {} TO {}", quote(from), quote(to)))
            }
            Op::AddPrimaryKey { table, key } => self.alter(table, &format!("ADD {}", primary_key(key))),
            Op::DropPrimaryKey { table, key } => one(self.drop_primary_key(table, key)),
            Op::AddUnique { table, unique } => self.alter(table, &format!("ADD {}", self.unique(unique)?)),
            Op::DropUnique { table, unique } => self.drop_constraint(table, &unique.name),
            Op::AddForeignKey { table, foreign_key } => {
                self.alter(table, &format!("ADD {}", self.foreign_key(foreign_key)))
            }
            Op::DropForeignKey { table, foreign_key } => self.drop_constraint(table, &foreign_key.name),
            Op::ValidateForeignKey { table, foreign_key } => {
                Ok(self.validate(table, &foreign_key.name, foreign_key.options.not_valid))
            }
            Op::ValidateCheck { table, check } => Ok(self.validate(table, &check.name, check.not_valid)),
            Op::AddCheck { table, check: new } => self.alter(table, &format!("ADD {}", check(new))),
            Op::DropCheck { table, check } => self.drop_constraint(table, &check.name),
            Op::RenameConstraint { table, from, to } => {
                self.alter(table, &format!("RENAME CONSTRAINT {} TO {}", quote(from), quote(to)))
            }
            Op::CreateIndex { table, index, concurrently } => self.make_index(table, index, *concurrently),
            Op::DropIndex { table, index, concurrently } => self.drop_index(table, index, *concurrently),
            Op::RenameIndex { table, from, to } => {
                let index = self.quote_qualified(&table.sibling(from));
                one(format!("ALTER INDEX {index} RENAME TO {}", quote(to)))
            }
            Op::Backfill { table, column, value } => {
                Ok(vec![Step::sql(self.backfill(table, column, value)).at_pace(Pace::Long)])
            }
            // They are other engines' business.
            Op::AlterTableOptions { .. } => Ok(vec![]),
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
        one(self.alter_sql(table, change))
    }

    fn alter_sql(&self, table: &QualifiedName, change: &str) -> String {
        format!("ALTER TABLE {} {change}", self.quote_qualified(table))
    }

    /// It keeps out other DDL only, and so stands alone: behind the statement that made the constraint it would keep
    /// that one's lock while it reads (manual, ALTER TABLE, "Notes").
    fn validate(&self, table: &QualifiedName, name: &str, doubtful: bool) -> Vec<Step> {
        let sql = self.alter_sql(table, &format!("VALIDATE CONSTRAINT {}", quote(name)));
        let step = Step::sql_alone(sql).at_pace(Pace::Background);
        doubtful.then_some(step).into_iter().collect()
    }

    fn drop_constraint(&self, table: &QualifiedName, name: &str) -> Steps {
        self.alter(table, &format!("DROP CONSTRAINT {}", quote(name)))
    }

    fn comment(&self, kind: &str, object: &str, text: &Option<String>) -> String {
        let text = text.as_ref().map_or("NULL".to_owned(), |text| quote_text(text));
        format!("COMMENT ON {kind} {object} IS {text}")
    }

    // ---- enums ----

    fn create_enum(&self, enum_type: &EnumType) -> String {
        let values: Vec<_> = enum_type.values.iter().map(|value| quote_text(value)).collect();
        format!("CREATE TYPE {} AS ENUM ({})", self.quote_qualified(&enum_type.name), values.join(", "))
    }

    /// From PostgreSQL 12 on it may run inside a transaction; the new value's use must wait for the commit
    /// (error 55P04; manual, ALTER TYPE).
    fn add_enum_value(&self, enum_type: &EnumType, value: &str, position: &EnumValuePosition) -> Steps {
        let place = match position {
            EnumValuePosition::End => String::new(),
            EnumValuePosition::Before(other) => format!(" BEFORE {}", quote_text(other)),
            EnumValuePosition::After(other) => format!(" AFTER {}", quote_text(other)),
        };
        let name = self.quote_qualified(&enum_type.name);
        let sql = format!("ALTER TYPE {name} ADD VALUE {}{place}", quote_text(value));
        Ok(vec![Step { commit_after: true, ..Step::sql(sql).in_transaction(self.server.at_least(12, 0, 0)) }])
    }

    /// PostgreSQL can neither drop nor move a value: the columns move over to a new type of the same name.
    fn alter_enum(&self, from: &EnumType, to: &EnumType, before: &Schema) -> Steps {
        let old = from.name.sibling(format!("{}__old", from.name.name));
        let rename =
            format!("ALTER TYPE {} RENAME TO {}", self.quote_qualified(&from.name), quote(&old.name));
        let mut steps = vec![Step::sql(rename), Step::sql(self.create_enum(to))];
        for (table, column) in before.enum_columns(&from.name) {
            let ty = self.type_sql(&column.ty, &format!("{}.{}", table.name, column.name))?;
            let (name, text) = (quote(&column.name), if ty.ends_with("[]") { "text[]" } else { "text" });
            let mut changes = Vec::new();
            changes.extend(column.default.as_ref().map(|_| format!("ALTER COLUMN {name} DROP DEFAULT")));
            changes.push(format!("ALTER COLUMN {name} TYPE {ty} USING {name}::{text}::{ty}"));
            let default = column.default.as_ref().map(default_sql);
            changes.extend(default.map(|default| format!("ALTER COLUMN {name} SET DEFAULT {default}")));
            steps.push(Step::sql(self.alter_sql(&table.name, &changes.join(", "))));
        }
        steps.push(Step::sql(format!("DROP TYPE {}", self.quote_qualified(&old))));
        Ok(steps)
    }

    // ---- tables ----

    fn make_table(&self, table: &Table) -> Steps {
        let repeated = repeated_uniques(table);
        let mut made = table.clone();
        made.uniques.retain(|name, _| !repeated.iter().any(|unique| unique.name == *name));
        // Within CREATE TABLE there is no NOT VALID.
        let is_late = |key: &ForeignKey| key.options.not_valid || goes_by_an_index(table, key);
        made.foreign_keys.retain(|_, key| !is_late(key));
        made.checks.retain(|_, check| !check.not_valid);
        let mut steps = vec![Step::sql(self.create_table(&made)?)];
        for unique in repeated {
            steps.extend(self.alter(&table.name, &format!("ADD {}", self.unique(unique)?))?);
        }
        for index in table.indexes.values() {
            steps.push(Step::sql(self.create_index(&table.name, index, false)?));
        }
        for doubtful in table.checks.values().filter(|check| check.not_valid) {
            steps.extend(self.alter(&table.name, &format!("ADD {}", check(doubtful)))?);
        }
        for key in table.foreign_keys.values().filter(|key| is_late(key)) {
            steps.extend(self.alter(&table.name, &format!("ADD {}", self.foreign_key(key)))?);
        }
        if table.comment.is_some() {
            let name = self.quote_qualified(&table.name);
            steps.push(Step::sql(self.comment("TABLE", &name, &table.comment)));
        }
        for column in table.columns.values().filter(|column| column.comment.is_some()) {
            steps.push(Step::sql(self.comment_column(&table.name, column)));
        }
        Ok(steps)
    }

    /// A primary key that nobody named goes by the table's name, also when that changes: whatever drops it
    /// later has nothing else to find it by.
    fn rename_table(&self, from: &QualifiedName, to: &QualifiedName, before: &Schema) -> Steps {
        if from.schema == to.schema {
            let mut steps = self.alter(from, &format!("RENAME TO {}", quote(&to.name)))?;
            let key = before.table(from).and_then(|table| table.primary_key.as_ref());
            if key.is_some_and(|key| key.name.is_none()) {
                let (old, new) = (implicit_key_name(from), implicit_key_name(to));
                steps.extend(
                    self.alter(to, &format!("RENAME CONSTRAINT {} TO {}", quote(&old), quote(&new)))?,
                );
            }
            return Ok(steps);
        }
        let what = format!("renaming table {from} to {to} in one step");
        Err(self.unsupported(what, "say op.sql(\"ALTER TABLE … SET SCHEMA …\") with its effect"))
    }

    fn comment_column(&self, table: &QualifiedName, column: &Column) -> String {
        let name = format!("{}.{}", self.quote_qualified(table), quote(&column.name));
        self.comment("COLUMN", &name, &column.comment)
    }

    // ---- columns ----

    fn add_column(&self, table: &QualifiedName, column: &Column) -> Steps {
        let mut steps = self.alter(table, &format!("ADD COLUMN {}", self.column(table, column)?))?;
        if column.comment.is_some() {
            steps.push(Step::sql(self.comment_column(table, column)));
        }
        Ok(steps)
    }

    fn alter_column(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
        using: Option<&Expression>,
    ) -> Steps {
        self.refuse_in_place(table, from, to)?;
        let mut changes = self.change_type(table, from, to, using)?;
        changes.extend(change_default(from, to));
        let moved = is_moved(from, to);
        // An identity is added to a column that takes no NULL, and NULL is allowed once there is none.
        let nullable = |column: &Column| column.nullable && column.identity.is_none();
        let (was, is) = (nullable(from), nullable(to));
        changes.extend((was && !is).then(|| "SET NOT NULL".to_owned()));
        // Only whole numbers are numbered: with another type it goes before, or comes after.
        let retyped = from.ty != to.ty && from.identity.is_some() != to.identity.is_some();
        let narrowed = self.narrow_bounds(table, from, to);
        let numbering = if moved || narrowed.is_some() { vec![] } else { change_identity(from, to) };
        let (apart, together) = if retyped { (numbering, vec![]) } else { (vec![], numbering) };
        changes.extend(together);
        changes.extend((!was && is).then(|| "DROP NOT NULL".to_owned()));
        if let (Some(old), Some(new)) = (&from.generated, &to.generated)
            && old.expression != new.expression
        {
            self.require(17, format!("another expression for generated column {table}.{}", to.name))?;
            changes.push(format!("SET EXPRESSION AS ({})", new.expression));
        }
        let name = quote(&to.name);
        let mut steps = Vec::new();
        if from.generated.is_some() && to.generated.is_none() {
            // What is computed has no other type and no default.
            steps.push(Step::sql(self.alter_sql(table, &format!("ALTER COLUMN {name} DROP EXPRESSION"))));
        }
        let changes: Vec<_> = changes.iter().map(|change| format!("ALTER COLUMN {name} {change}")).collect();
        let (goes, comes): (Vec<_>, Vec<_>) = apart.into_iter().partition(|_| to.identity.is_none());
        for change in goes {
            steps.push(Step::sql(self.alter_sql(table, &format!("ALTER COLUMN {name} {change}"))));
        }
        if moved && is_serial(from) {
            steps.push(Step::sql(self.leave_serial(table, from, to)));
        }
        if !changes.is_empty() {
            steps.push(Step::sql(self.alter_sql(table, &changes.join(", "))));
        }
        for change in comes {
            steps.push(Step::sql(self.alter_sql(table, &format!("ALTER COLUMN {name} {change}"))));
        }
        steps.extend(narrowed.map(Step::sql));
        if moved && is_serial(to) {
            steps.push(Step::sql(self.become_serial(table, from, to)));
        } else if from.ty != to.ty && is_serial(to) {
            let ty = self.type_sql(&to.ty, &format!("{table}.{}", to.name))?;
            steps.push(Step::sql(self.retype_sequence(table, &to.name, &ty)));
        }
        if from.comment != to.comment {
            steps.push(Step::sql(self.comment_column(table, to)));
        }
        Ok(steps)
    }

    /// The sequence of a serial column ends where its type does, and does not follow the column's
    /// (manual, "ALTER SEQUENCE", `AS`). Its name need not be the one that it would get now.
    fn retype_sequence(&self, table: &QualifiedName, column: &str, ty: &str) -> String {
        let table = self.literal(&self.quote_qualified(table));
        let found = format!("pg_get_serial_sequence({table}, {})", self.literal(column));
        let code = format!("BEGIN EXECUTE 'ALTER SEQUENCE ' || {found} || ' AS {ty}'; END");
        format!("DO {}", self.literal(&code))
    }

    fn refuse_in_place(&self, table: &QualifiedName, from: &Column, to: &Column) -> Result<(), Unsupported> {
        let owner = format!("{table}.{}", to.name);
        let hint = "drop the column and add it anew, or write the steps with op.sql";
        if from.generated.is_none() && to.generated.is_some() {
            return Err(self.unsupported(format!("making the plain column {owner} a generated one"), hint));
        }
        if from.generated.as_ref().zip(to.generated.as_ref()).is_some_and(|(a, b)| a.stored != b.stored) {
            return Err(self
                .unsupported(format!("changing generated column {owner} between stored and virtual"), hint));
        }
        if from.extra != to.extra {
            return Err(self.unsupported(format!("changing the verbatim text of {owner}"), hint));
        }
        Ok(())
    }

    fn change_type(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
        using: Option<&Expression>,
    ) -> Result<Vec<String>, Unsupported> {
        let owner = format!("{table}.{}", to.name);
        let (old, new) = (self.type_sql(&from.ty, &owner)?, self.type_sql(&to.ty, &owner)?);
        if old == new && from.collation == to.collation && using.is_none() {
            return Ok(vec![]);
        }
        // Without one it is the type's own again (manual, ALTER TABLE).
        let collation = to.collation.as_ref().map(|name| format!(" COLLATE {}", collate(name)));
        let collation = collation.unwrap_or_default();
        let using = match using {
            Some(using) => format!(" USING {using}"),
            // A cast that is said aloud cuts a text that is too long; one that is not refuses it.
            None if old != new && !(is_text(&from.ty) && is_text(&to.ty)) => {
                let by = casts::between(&canonical::type_name(&from.ty), &canonical::type_name(&to.ty));
                format!(" USING {}{by}::{new}", quote(&to.name))
            }
            None => String::new(),
        };
        // An old default may not cast to the new type by itself; it is set again afterwards.
        let default = from.default.as_ref().filter(|_| old != new).map(|_| "DROP DEFAULT".to_owned());
        Ok(default.into_iter().chain([format!("TYPE {new}{collation}{using}")]).collect())
    }

    fn drop_primary_key(&self, table: &QualifiedName, key: &PrimaryKey) -> String {
        let name = key.name.clone().unwrap_or_else(|| implicit_key_name(table));
        self.alter_sql(table, &format!("DROP CONSTRAINT {}", quote(&name)))
    }

    // ---- indexes ----

    fn make_index(&self, table: &QualifiedName, index: &Index, concurrently: bool) -> Steps {
        let sql = self.create_index(table, index, concurrently)?;
        if !concurrently {
            return one(sql);
        }
        // A concurrent build that failed leaves an invalid index of that name behind.
        let name = self.quote_qualified(&table.sibling(&index.name));
        let drop = format!("DROP INDEX CONCURRENTLY IF EXISTS {name}");
        let whole = "CASE WHEN indisvalid AND indisready THEN 1 ELSE 2 END";
        let query = format!(
            "SELECT coalesce((SELECT {whole} FROM pg_index WHERE indexrelid = to_regclass({})), 0)::bigint",
            quote_text(&name)
        );
        let clear = format!("DROP INDEX CONCURRENTLY {name}");
        let [drop, make] = [drop, sql].map(|sql| Step::sql_alone(sql).at_pace(Pace::Background));
        Ok(vec![drop, Step { look: Some(Look { query, clear }), ..make }])
    }

    fn drop_index(&self, table: &QualifiedName, index: &Index, concurrently: bool) -> Steps {
        let name = self.quote_qualified(&table.sibling(&index.name));
        if concurrently {
            let sql = format!("DROP INDEX CONCURRENTLY {name}");
            return Ok(vec![Step::sql_alone(sql).at_pace(Pace::Background)]);
        }
        one(format!("DROP INDEX {name}"))
    }
}

/// PostgreSQL's own name for a primary key: the table's, cut so that the whole has at most 63 bytes
/// (`makeObjectName` in its source).
pub(super) fn implicit_key_name(table: &QualifiedName) -> String {
    const SUFFIX: &str = "_pkey";
    let mut end = table.name.len().min(63 - SUFFIX.len());
    while !table.name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{SUFFIX}", table.name.get(..end).unwrap_or_default())
}

/// Within one `CREATE TABLE` a key over the columns of another one is taken for the same (`transformIndexConstraints`
/// in PostgreSQL's source): it has to come by itself.
fn repeated_uniques(table: &Table) -> Vec<&Unique> {
    let key = table.primary_key.as_ref().map(|key| (&key.columns, None, false));
    let mut seen: Vec<_> = key.into_iter().collect();
    let mut repeated = Vec::new();
    for unique in table.uniques.values() {
        let says = (&unique.columns, unique.deferrable, unique.nulls_not_distinct);
        if seen.contains(&says) {
            repeated.push(unique);
        } else {
            seen.push(says);
        }
    }
    repeated
}

fn is_text(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text)
}

fn one(sql: String) -> Steps {
    Ok(vec![Step::sql(sql)])
}

fn change_default(from: &Column, to: &Column) -> Option<String> {
    match &to.default {
        Some(default) if from.default != to.default || from.ty != to.ty => {
            Some(format!("SET DEFAULT {}", default_sql(default)))
        }
        None if from.default.is_some() => Some("DROP DEFAULT".into()),
        _ => None,
    }
}

fn change_identity(from: &Column, to: &Column) -> Vec<String> {
    match (&from.identity, &to.identity) {
        (None, Some(new)) => vec![format!("ADD{}", identity_clause(new))],
        (Some(_), None) => vec!["DROP IDENTITY".into()],
        (Some(old), Some(new)) if old != new => set_identity(old, new),
        _ => vec![],
    }
}

pub(super) fn set_identity(old: &Identity, new: &Identity) -> Vec<String> {
    let always = |identity: &Identity| identity.kind == IdentityKind::Always;
    let kind = (always(old) != always(new))
        .then(|| format!("SET GENERATED {}", if always(new) { "ALWAYS" } else { "BY DEFAULT" }));
    let options = changed_options(&old.sequence, &new.sequence);
    let options = options.into_iter().map(|option| format!("SET {option}"));
    let all: Vec<_> = kind.into_iter().chain(options).collect();
    if all.is_empty() { vec![] } else { vec![all.join(" ")] }
}

/// Whether a foreign key points at its own table by a unique index, which comes after the table. By a key of the table
/// it has nothing to wait for, and other tables are there by the history's order.
fn goes_by_an_index(table: &Table, key: &ForeignKey) -> bool {
    let wanted: BTreeSet<&String> = key.referenced_columns.iter().collect();
    let is_it = |columns: &[String]| columns.iter().collect::<BTreeSet<_>>() == wanted;
    key.references == table.name
        && !table.primary_key.as_ref().is_some_and(|key| is_it(&key.columns))
        && !table.uniques.values().any(|unique| is_it(&unique.columns))
}
