use serde::Serialize;

use super::Outcome;
use crate::{
    check::RecordedScript,
    cli::{
        Exit,
        args::Format,
        context::{Context, close, missing_sqlite},
        error::CliError,
        output::{self, FAINT, STRONG, styled},
        sides::inspect_with,
    },
    dialect::{Dialect, Inspected, Unmanaged},
    diff::{Decisions, Sight, diff},
    plan::plan,
    render::{dbml, loose_script, mermaid},
    schema::Schema,
};

const FORMATS: [Format; 5] = [Format::Text, Format::Json, Format::Mermaid, Format::Dbml, Format::Sql];

#[derive(Serialize)]
struct Shown<'a> {
    version: u32,
    database: String,
    server: String,
    schema: &'a Schema,
    unmanaged: &'a [Unmanaged],
}

pub(super) async fn run(context: &Context) -> Outcome {
    let format = context.format(&FORMATS)?;
    let url = context.url()?;
    if let Some(path) = missing_sqlite(&url) {
        return Err(CliError::NoDatabase(path));
    }
    let runner = context.runner(&url).await?;
    let read = inspect_with(&runner, None).await;
    let server = runner.dialect().server().clone();
    close(runner).await?;
    let (mut inspected, _) = read?;
    context.filter().apply(&mut inspected.schema);
    let dialect = crate::dialect::dialect_of(server.clone());
    match format {
        Format::Json => output::json(&Shown {
            version: 1,
            database: url.to_string(),
            server: server.to_string(),
            schema: &inspected.schema,
            unmanaged: &inspected.unmanaged,
        })?,
        Format::Mermaid => output::print(mermaid(&inspected.schema))?,
        Format::Dbml => output::print(dbml(&inspected.schema))?,
        Format::Sql => output::print(sql(dialect.as_ref(), &inspected.schema)?)?,
        _ => output::print(text(&inspected))?,
    }
    Ok(Exit::Clean)
}

/// The statements that make the schema on an empty database.
fn sql(dialect: &dyn Dialect, schema: &Schema) -> Result<String, CliError> {
    let canonical = |schema: &Schema| dialect.canonical(schema);
    let also = Default::default();
    let sight = Sight { canonical: &canonical, declared: false, also: &also };
    let empty = Schema::new();
    let ops = diff(&empty, schema, sight, &Decisions::default())?.ops;
    let plan = plan(dialect, &mut Schema::new(), &ops)?;
    let script = RecordedScript::of(&plan, dialect)?;
    Ok(loose_script(dialect, "the schema", script.segments, script.unenforced))
}

fn text(inspected: &Inspected) -> String {
    let mut out = String::new();
    for enum_type in inspected.schema.enums.values() {
        out += &format!("enum {} ({})\n", styled(STRONG, &enum_type.name), enum_type.values.join(", "));
    }
    for table in inspected.schema.tables.values() {
        out += &format!("{}\n", styled(STRONG, &table.name));
        for column in table.columns.values() {
            let null = if column.nullable { "null" } else { "not null" };
            let default =
                column.default.as_ref().map(|value| format!(" default {value}")).unwrap_or_default();
            out += &format!("  {} {} {}{default}\n", column.name, column.ty, styled(FAINT, null));
        }
        let mut line = |kind: &str, name: &str| out += &format!("  {} {name}\n", styled(FAINT, kind));
        if let Some(key) = &table.primary_key {
            line("primary key", &format!("({})", key.columns.join(", ")));
        }
        table
            .uniques
            .values()
            .for_each(|it| line("unique", &format!("{} ({})", it.name, it.columns.join(", "))));
        for key in table.foreign_keys.values() {
            let (columns, referenced) = (key.columns.join(", "), key.referenced_columns.join(", "));
            line("foreign key", &format!("{} ({columns}) → {} ({referenced})", key.name, key.references));
        }
        table.checks.values().for_each(|it| line("check", &format!("{} ({})", it.name, it.expression)));
        table.indexes.keys().for_each(|name| line("index", name));
    }
    for object in &inspected.unmanaged {
        let on = object.on.as_ref().map(|table| format!(" on {table}")).unwrap_or_default();
        out += &format!("{} {}{on}\n", styled(FAINT, format!("unmanaged {}", object.kind)), object.name);
    }
    if out.is_empty() { "the database is empty".into() } else { out }
}
