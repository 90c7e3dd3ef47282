//! Each operation as the call that records it.

use crate::{
    op::{Batch, BatchWork, Op, apply},
    schema::{Column, EnumValuePosition, Expression, QualifiedName, Schema},
};

use super::{
    column::Place,
    error::RenderError,
    layout::{Code, Statement},
    literal::sql_literal,
    table::options,
    writer::{Writer, optional_text, plain_name, statement, text, texts},
};

impl Writer<'_> {
    /// Operations as statements, each heard behind those before it.
    pub(super) fn statements(self, ops: &[Op]) -> Result<Vec<Statement>, RenderError> {
        let mut schema = self.schema.clone();
        let mut out = Vec::new();
        for op in ops {
            out.push(statement(Writer { schema: &schema, ..self }.statement(op)?));
            follow(op, &mut schema)?;
        }
        Ok(out)
    }

    /// The call that records the operation.
    pub(super) fn statement(&self, op: &Op) -> Result<Code, RenderError> {
        let say = |method: &str, arguments: Vec<Code>| Ok(Code::call(format!("op.{method}"), arguments));
        match op {
            Op::CreateSchema { name } => say("create_schema", vec![text(name)]),
            Op::DropSchema { name } => say("drop_schema", vec![text(name)]),
            Op::CreateEnum { enum_type } => {
                let values = match enum_type.values.is_empty() {
                    true => Code::text("[] as [&str; 0]"),
                    false => texts(&enum_type.values),
                };
                say("create_enum", vec![plain_name(&enum_type.name), values])
            }
            Op::DropEnum { enum_type } => say("drop_enum", vec![plain_name(&enum_type.name)]),
            Op::RenameEnum { from, to } => match from.schema == to.schema {
                true => say("rename_enum", vec![plain_name(from), text(&to.name)]),
                false => Err(RenderError::MovedEnum { from: from.clone(), to: to.clone() }),
            },
            Op::AddEnumValue { enum_type, value, position } => {
                let place = |side: &str, other: &str| {
                    Code::call(format!("EnumValuePosition::{side}"), vec![Code::text(text_into(other))])
                };
                let (name, value) = (plain_name(&enum_type.name), text(value));
                match position {
                    EnumValuePosition::End => say("add_enum_value", vec![name, value]),
                    EnumValuePosition::Before(other) => {
                        say("add_enum_value_at", vec![name, value, place("Before", other)])
                    }
                    EnumValuePosition::After(other) => {
                        say("add_enum_value_at", vec![name, value, place("After", other)])
                    }
                }
            }
            Op::RenameEnumValue { name, from, to } => {
                say("rename_enum_value", vec![plain_name(name), text(from), text(to)])
            }
            Op::AlterEnum { from, to } => {
                let values = match to.values.is_empty() {
                    true => Code::text("[] as [&str; 0]"),
                    false => texts(&to.values),
                };
                say("alter_enum", vec![plain_name(&from.name), values])
            }
            Op::CreateTable { table } => say("create_table", vec![self.new_table(table)?]),
            Op::DropTable { table } => say("drop_table", vec![self.table(&table.name)]),
            Op::RenameTable { from, to } => match from.schema == to.schema {
                true => say("rename_table", vec![self.table(from), Code::text(self.names.bare_table(to))]),
                false => say("move_table", vec![self.table(from), self.table(to)]),
            },
            Op::CommentTable { table, to, .. } => {
                say("comment_table", vec![self.table(table), optional_text(to.as_deref())])
            }
            Op::AlterTableOptions { table, to, .. } => {
                let set = Code::text(format!("|options| *options = {}", options(to)));
                say("alter_table_options", vec![self.table(table), set])
            }
            Op::Backfill { table, column, value } => {
                let value = self.expression_of(table, value);
                say("backfill", vec![self.table(table), self.column(table, column), value])
            }
            Op::AddColumn { table, column } => {
                let definition = self.column_of(table, column, None)?;
                say("add_column", vec![self.table(table), definition])
            }
            Op::DropColumn { table, column } => {
                say("drop_column", vec![self.table(table), self.column(table, &column.name)])
            }
            Op::AlterColumn { table, from, to, using } => self.alter_column(table, from, to, using.as_ref()),
            Op::RenameColumn { table, from, to } => {
                let (from, to) = (self.column(table, from), self.column(table, to));
                say("rename_column", vec![self.table(table), from, to])
            }
            Op::AddPrimaryKey { table, key } => {
                let (table, columns) = (self.table(table), self.columns(table, &key.columns));
                match &key.name {
                    Some(name) => say("create_named_primary_key", vec![text(name), table, columns]),
                    None => say("create_primary_key", vec![table, columns]),
                }
            }
            Op::DropPrimaryKey { table, .. } => say("drop_primary_key", vec![self.table(table)]),
            Op::AddUnique { table, unique } => {
                let columns = self.unique(table, unique);
                say("create_unique", vec![text(&unique.name), self.table(table), columns])
            }
            Op::DropUnique { table, unique } => {
                say("drop_unique", vec![text(&unique.name), self.table(table)])
            }
            Op::AddForeignKey { table, foreign_key } => {
                say("create_foreign_key", vec![self.foreign_key(table, foreign_key)])
            }
            Op::DropForeignKey { table, foreign_key } => {
                say("drop_foreign_key", vec![text(&foreign_key.name), self.table(table)])
            }
            Op::ValidateForeignKey { table, foreign_key } => {
                say("validate_foreign_key", vec![text(&foreign_key.name), self.table(table)])
            }
            Op::ValidateCheck { table, check } => {
                say("validate_check", vec![text(&check.name), self.table(table)])
            }
            Op::AddCheck { table, check } => {
                let condition = self.expression_of(table, &check.expression);
                let method = if check.not_valid { "create_check_not_valid" } else { "create_check" };
                say(method, vec![text(&check.name), self.table(table), condition])
            }
            Op::DropCheck { table, check } => say("drop_check", vec![text(&check.name), self.table(table)]),
            Op::RenameConstraint { table, from, to } => {
                say("rename_constraint", vec![self.table(table), text(from), text(to)])
            }
            Op::CreateIndex { table, index, concurrently } => {
                let found = self.schema.table(table);
                let known = |name: &str| found.is_some_and(|found| found.column(name).is_some());
                let what = self.index(table, index, *concurrently, &known);
                say("create_index", vec![text(&index.name), self.table(table), what])
            }
            Op::DropIndex { table, index, concurrently } => {
                let method = if *concurrently { "drop_index_concurrently" } else { "drop_index" };
                say(method, vec![text(&index.name), self.table(table)])
            }
            Op::RenameIndex { table, from, to } => {
                say("rename_index", vec![self.table(table), text(from), text(to)])
            }
            Op::Batched { batch } => Ok(self.batch(batch)),
            Op::Sql { sql, down, effect, transactional } => {
                self.sql(sql, down.as_deref(), effect, *transactional)
            }
            Op::Code { step } => Err(RenderError::Code(step.name.clone())),
        }
    }

    fn column_of(
        &self,
        table: &QualifiedName,
        column: &Column,
        using: Option<&Expression>,
    ) -> Result<Code, RenderError> {
        let found = self.schema.table(table);
        let known =
            |name: &str| name == column.name || found.is_some_and(|found| found.column(name).is_some());
        self.definition(column, &Place { table, key: false, using, known: &known })
    }

    /// The small call where one thing changes, the whole definition where more does.
    fn alter_column(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
        using: Option<&Expression>,
    ) -> Result<Code, RenderError> {
        let say = |method: &str, mut more: Vec<Code>| {
            let mut arguments = vec![self.table(table), self.column(table, &to.name)];
            arguments.append(&mut more);
            Ok(Code::call(format!("op.{method}"), arguments))
        };
        let only = |set: &dyn Fn(&mut Column)| {
            let mut changed = from.clone();
            set(&mut changed);
            using.is_none() && changed == *to
        };
        if only(&|column| column.nullable = to.nullable) {
            return say(if to.nullable { "drop_not_null" } else { "set_not_null" }, vec![]);
        }
        if only(&|column| column.default.clone_from(&to.default)) {
            let found = self.schema.table(table);
            let known = |name: &str| found.is_some_and(|found| found.column(name).is_some());
            let place = Place { table, key: false, using: None, known: &known };
            return match &to.default {
                Some(default) => say("set_default", vec![self.default_value(default, &place)]),
                None => say("drop_default", vec![]),
            };
        }
        if only(&|column| column.comment.clone_from(&to.comment)) {
            return say("comment_column", vec![optional_text(to.comment.as_deref())]);
        }
        let definition = self.column_of(table, to, using)?;
        Ok(Code::call("op.alter_column", vec![self.table(table), definition]))
    }

    fn sql(
        &self,
        sql: &str,
        down: Option<&str>,
        effect: &[Op],
        transactional: bool,
    ) -> Result<Code, RenderError> {
        let literal = |sql: &str| Code::text(sql_literal(sql));
        let optional = down.map_or_else(|| Code::text("None"), |sql| Code::call("Some", vec![literal(sql)]));
        let mut arguments = vec![literal(sql)];
        let method = match (effect.is_empty(), transactional) {
            (true, true) => {
                arguments.extend(down.map(literal));
                if down.is_some() { "op.sql_with_down" } else { "op.sql" }
            }
            (true, false) => {
                arguments.push(optional);
                "op.sql_outside_transaction"
            }
            (false, transactional) => {
                arguments.extend([optional, Code::Closure(self.statements(effect)?)]);
                if transactional { "op.sql_with_effect" } else { "op.sql_outside_transaction_with_effect" }
            }
        };
        Ok(Code::call(method, arguments))
    }
}

impl Writer<'_> {
    fn batch(&self, batch: &Batch) -> Code {
        let table = &batch.table;
        let mut rows = Code::call("rows", vec![self.table(table)]);
        let method = match &batch.work {
            BatchWork::Restore { quarantine } => {
                return Code::call("op.restore_in_batches", vec![self.table(table), self.table(quarantine)]);
            }
            BatchWork::Update { set } => {
                for (column, value) in set {
                    rows =
                        rows.then("set", vec![self.column(table, column), self.expression_of(table, value)]);
                }
                "op.update_in_batches"
            }
            BatchWork::Delete { quarantine, cascade } => {
                if let Some(quarantine) = quarantine {
                    rows = rows.then("quarantine", vec![self.table(quarantine)]);
                }
                if *cascade {
                    rows = rows.then("cascade", vec![]);
                }
                "op.delete_in_batches"
            }
        };
        if let Some(filter) = &batch.filter {
            rows = rows.then("filter", vec![self.expression_of(table, filter)]);
        }
        Code::call(method, vec![rows])
    }
}

/// Applies an operation that is written behind others.
pub(super) fn follow(op: &Op, schema: &mut Schema) -> Result<(), RenderError> {
    apply(op, schema).map_err(|source| RenderError::DoesNotFit { what: op.to_string(), source })
}

fn text_into(text: &str) -> String {
    format!("{text:?}.into()")
}
