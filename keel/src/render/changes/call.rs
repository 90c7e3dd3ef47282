use crate::{
    op::{BatchWork, Op},
    schema::{Column, EnumType, EnumValuePosition, QualifiedName},
};

/// The call of a revision that records the operation; `…` stands for a definition that the line before it
/// gives already.
pub(super) fn call(op: &Op) -> String {
    let (name, arguments) = parts(op);
    format!("op.{name}({})", arguments.join(", "))
}

fn parts(op: &Op) -> (&'static str, Vec<String>) {
    let more = || "…".to_owned();
    match op {
        Op::CreateSchema { name } => ("create_schema", vec![text(name)]),
        Op::DropSchema { name } => ("drop_schema", vec![text(name)]),
        Op::CreateEnum { enum_type } => ("create_enum", vec![name(&enum_type.name), values(enum_type)]),
        Op::DropEnum { enum_type } => ("drop_enum", vec![name(&enum_type.name)]),
        Op::RenameEnum { from, to } => ("rename_enum", vec![name(from), text(&to.name)]),
        Op::AddEnumValue { enum_type, value, position } => {
            let of = vec![name(&enum_type.name), text(value)];
            match place(position) {
                None => ("add_enum_value", of),
                Some(place) => ("add_enum_value_at", [of, vec![place]].concat()),
            }
        }
        Op::RenameEnumValue { name: of, from, to } => {
            ("rename_enum_value", vec![name(of), text(from), text(to)])
        }
        Op::AlterEnum { to, .. } => ("alter_enum", vec![name(&to.name), values(to)]),
        Op::CreateTable { table } => ("create_table", vec![format!("table({})…", name(&table.name))]),
        Op::DropTable { table } => ("drop_table", vec![name(&table.name)]),
        Op::RenameTable { from, to } => ("rename_table", vec![name(from), text(&to.name)]),
        Op::CommentTable { table, to, .. } => ("comment_table", vec![name(table), maybe(to.as_deref())]),
        Op::AlterTableOptions { table, .. } => ("alter_table_options", vec![name(table), more()]),
        Op::Backfill { table, column, value } => {
            ("backfill", vec![name(table), text(column), expression(value.as_sql())])
        }
        Op::AddColumn { table, column } => {
            ("add_column", vec![name(table), format!("ColumnDef::new({})…", text(&column.name))])
        }
        Op::DropColumn { table, column } => ("drop_column", vec![name(table), text(&column.name)]),
        Op::AlterColumn { table, from, to, using } => match using {
            None => alter(table, from, to),
            Some(_) => whole(table, to),
        },
        Op::RenameColumn { table, from, to } => ("rename_column", vec![name(table), text(from), text(to)]),
        Op::AddPrimaryKey { table, key } => ("create_primary_key", vec![name(table), array(&key.columns)]),
        Op::DropPrimaryKey { table, .. } => ("drop_primary_key", vec![name(table)]),
        Op::AddUnique { table, unique } => {
            ("create_unique", vec![text(&unique.name), name(table), array(&unique.columns)])
        }
        Op::DropUnique { table, unique } => ("drop_unique", vec![text(&unique.name), name(table)]),
        Op::AddForeignKey { foreign_key, .. } => {
            let spec = format!("ForeignKey::create().name({})…", text(&foreign_key.name));
            ("create_foreign_key", vec![spec])
        }
        Op::DropForeignKey { table, foreign_key } => {
            ("drop_foreign_key", vec![text(&foreign_key.name), name(table)])
        }
        Op::ValidateForeignKey { table, foreign_key } => {
            ("validate_foreign_key", vec![text(&foreign_key.name), name(table)])
        }
        Op::ValidateCheck { table, check } => ("validate_check", vec![text(&check.name), name(table)]),
        Op::AddCheck { table, check } if check.not_valid => {
            ("create_check_not_valid", vec![text(&check.name), name(table), more()])
        }
        Op::AddCheck { table, check } => ("create_check", vec![text(&check.name), name(table), more()]),
        Op::DropCheck { table, check } => ("drop_check", vec![text(&check.name), name(table)]),
        Op::RenameConstraint { table, from, to } => {
            ("rename_constraint", vec![name(table), text(from), text(to)])
        }
        Op::CreateIndex { table, index, .. } => {
            ("create_index", vec![text(&index.name), name(table), more()])
        }
        Op::DropIndex { table, index, concurrently } => {
            let call = if *concurrently { "drop_index_concurrently" } else { "drop_index" };
            (call, vec![text(&index.name), name(table)])
        }
        Op::RenameIndex { table, from, to } => ("rename_index", vec![name(table), text(from), text(to)]),
        Op::Batched { batch } => match &batch.work {
            BatchWork::Update { .. } => ("update_in_batches", vec![more()]),
            BatchWork::Delete { .. } => ("delete_in_batches", vec![more()]),
            BatchWork::Restore { quarantine } => {
                ("restore_in_batches", vec![name(&batch.table), name(quarantine)])
            }
        },
        Op::Sql { .. } => ("sql", vec![more()]),
        Op::Code { step } => ("run", vec![text(&step.name), more()]),
    }
}

/// The shortest call that makes the one column of the other.
fn alter(table: &QualifiedName, from: &Column, to: &Column) -> (&'static str, Vec<String>) {
    let of = vec![name(table), text(&to.name)];
    let like_from = |change: fn(&mut Column, &Column)| {
        let mut column = to.clone();
        change(&mut column, from);
        column == *from
    };
    if like_from(|column, from| column.nullable = from.nullable) {
        return (if to.nullable { "drop_not_null" } else { "set_not_null" }, of);
    }
    if like_from(|column, from| column.default.clone_from(&from.default)) {
        return match &to.default {
            None => ("drop_default", of),
            Some(_) => ("set_default", [of, vec!["…".to_owned()]].concat()),
        };
    }
    if like_from(|column, from| column.comment.clone_from(&from.comment)) {
        return ("comment_column", [of, vec![maybe(to.comment.as_deref())]].concat());
    }
    whole(table, to)
}

fn whole(table: &QualifiedName, to: &Column) -> (&'static str, Vec<String>) {
    ("alter_column", vec![name(table), format!("ColumnDef::new({})…", text(&to.name))])
}

fn text(text: &str) -> String {
    format!("{text:?}")
}

fn maybe(value: Option<&str>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({value:?})"))
}

fn name(name: &QualifiedName) -> String {
    match &name.schema {
        None => text(&name.name),
        Some(schema) => format!("({}, {})", text(schema), text(&name.name)),
    }
}

fn array(names: &[String]) -> String {
    format!("[{}]", names.iter().map(|name| text(name)).collect::<Vec<_>>().join(", "))
}

fn values(enum_type: &EnumType) -> String {
    array(&enum_type.values)
}

fn place(position: &EnumValuePosition) -> Option<String> {
    match position {
        EnumValuePosition::End => None,
        EnumValuePosition::Before(value) => Some(format!("EnumValuePosition::Before({value:?}.into())")),
        EnumValuePosition::After(value) => Some(format!("EnumValuePosition::After({value:?}.into())")),
    }
}

/// A literal as a value; what is more, as it stands.
fn expression(sql: &str) -> String {
    let is_number = sql.parse::<f64>().is_ok() && sql.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let inner = sql.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    match inner.filter(|inner| !inner.contains(['\'', '\\'])) {
        Some(inner) => format!("Expr::val({})", text(inner)),
        None if is_number => format!("Expr::val({sql})"),
        None => format!("Expr::cust({})", text(sql)),
    }
}
