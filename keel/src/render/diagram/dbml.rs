use std::collections::BTreeSet;

use super::cardinality::is_single;
use crate::{
    render::{visible::visible, words},
    schema::{
        Column, ColumnType, DefaultValue, EnumType, ForeignKey, Index, IndexPart, IndexTerm, QualifiedName,
        ReferentialAction, Schema, Table,
    },
};

/// A schema in DBML, the language of dbdiagram.io and dbdocs.io.
///
/// What the language has no word for stands in a note, or, where that would not be valid either, in a
/// comment: a table without columns, an enum without values, a reference to what is not in the schema.
pub fn dbml(schema: &Schema) -> String {
    let mut blocks: Vec<String> = schema.enums.values().map(enum_block).collect();
    blocks.extend(schema.tables.values().map(table_block));
    let refs = refs(schema);
    blocks.extend((!refs.is_empty()).then_some(refs));
    blocks.join("\n")
}

fn enum_block(enum_type: &EnumType) -> String {
    if enum_type.values.is_empty() {
        return format!("// enum {} has no values\n", visible(&enum_type.name.to_string()));
    }
    let values: String = enum_type.values.iter().map(|value| format!("  {}\n", name(value))).collect();
    format!("Enum {} {{\n{values}}}\n", qualified(&enum_type.name))
}

fn table_block(table: &Table) -> String {
    if table.columns.is_empty() {
        return format!("// table {} has no columns\n", visible(&table.name.to_string()));
    }
    let note: Vec<String> = table.comment.iter().cloned().chain(said(words::table_options(table))).collect();
    let settings = settings(&[noted(&note)]);
    let columns: String = table.columns.values().map(|column| column_line(table, column)).collect();
    let blocks = block("indexes", &indexes(table)) + &block("checks", &checks(table));
    format!("Table {}{settings} {{\n{columns}{blocks}}}\n", qualified(&table.name))
}

fn said(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn block(head: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("\n  {head} {{\n{lines}  }}\n")
}

/// ` [a, b]`, or nothing.
fn settings(settings: &[Option<String>]) -> String {
    let settings: Vec<&str> = settings.iter().flatten().map(String::as_str).collect();
    if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) }
}

fn noted(lines: &[String]) -> Option<String> {
    (!lines.is_empty()).then(|| format!("note: {}", string(&lines.join("\n"))))
}

fn flag(on: bool, word: &str) -> Option<String> {
    on.then(|| word.to_owned())
}

fn column_line(table: &Table, column: &Column) -> String {
    let alone = table.primary_key.as_ref().is_some_and(|key| key.columns.len() == 1);
    let settings = settings(&[
        flag(alone && table.is_key_member(&column.name), "pk"),
        flag(column.identity.is_some(), "increment"),
        flag(!column.nullable, "not null"),
        column.default.as_ref().map(|value| format!("default: {}", default(value))),
        noted(&column_notes(column)),
    ]);
    format!("  {} {}{settings}\n", name(&column.name), type_name(&column.ty))
}

/// The comment, and what columns have no setting for.
fn column_notes(column: &Column) -> Vec<String> {
    let mut notes: Vec<String> = column.comment.iter().cloned().collect();
    for (label, value) in words::attributes(column) {
        if matches!(label, "on update" | "generated" | "collation" | "extra") {
            notes.extend(value.map(|value| format!("{label} {value}")));
        }
    }
    notes
}

fn type_name(ty: &ColumnType) -> String {
    match ty {
        ColumnType::Enum(name) => qualified(name),
        ColumnType::Array(element) if ty.enum_name().is_some() => format!("{}[]", type_name(element)),
        ty => {
            let text = ty.to_string();
            if is_bare_type(&text) { text } else { name(&text) }
        }
    }
}

/// A word, and perhaps numbers in brackets behind it.
fn is_bare_type(text: &str) -> bool {
    let (word, rest) = match text.split_once('(') {
        Some((word, rest)) => (word, rest.strip_suffix(')')),
        None => (text, Some("0")),
    };
    let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    is_word && rest.is_some_and(|numbers| numbers.split(", ").all(is_number))
}

fn default(value: &DefaultValue) -> String {
    match value {
        DefaultValue::Null => "null".to_owned(),
        DefaultValue::Bool(value) => value.to_string(),
        DefaultValue::Number(digits) if is_number(digits) => digits.clone(),
        DefaultValue::Text(text) => string(text),
        DefaultValue::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            expression(&format!("x'{digits}'"))
        }
        other => expression(&other.to_string()),
    }
}

fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    match text.strip_prefix('-').unwrap_or(text).split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(text.strip_prefix('-').unwrap_or(text)),
    }
}

fn indexes(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(key) = table.primary_key.as_ref().filter(|key| key.columns.len() > 1) {
        let named = key.name.as_ref().map(|name| format!("name: {}", string(name)));
        lines.push(columns(&key.columns) + &settings(&[flag(true, "pk"), named]));
    }
    for unique in table.uniques.values() {
        let plain = words::unique(unique) == words::list(&unique.columns);
        let note = noted(&if plain { vec![] } else { vec![words::unique(unique)] });
        let named = Some(format!("name: {}", string(&unique.name)));
        lines.push(columns(&unique.columns) + &settings(&[flag(true, "unique"), named, note]));
    }
    lines.extend(table.indexes.values().filter(|index| !index.parts.is_empty()).map(|index| {
        let parts: Vec<_> = index.parts.iter().map(|part| term(table, part)).collect();
        format!("({}){}", parts.join(", "), index_settings(index))
    }));
    lines
}

fn term(table: &Table, part: &IndexPart) -> String {
    match &part.term {
        IndexTerm::Column(column) if table.columns.contains_key(column) => name(column),
        IndexTerm::Column(column) => expression(column),
        IndexTerm::Expression(sql) => expression(sql.as_sql()),
    }
}

/// The two methods that the language has are a setting; whatever else there is to an index is a note.
fn index_settings(index: &Index) -> String {
    let method = index.method.as_deref().map(str::to_ascii_lowercase);
    let method = method.filter(|method| matches!(method.as_str(), "btree" | "hash"));
    let terms: Vec<String> = index.parts.iter().map(|part| part.term.to_string()).collect();
    let plain = Index { unique: false, method: None, ..index.clone() };
    let more = words::index(&plain) != words::list(&terms) || (index.method.is_some() && method.is_none());
    settings(&[
        flag(index.unique, "unique"),
        Some(format!("name: {}", string(&index.name))),
        method.map(|method| format!("type: {method}")),
        noted(&if more { vec![words::index(index)] } else { vec![] }),
    ])
}

fn checks(table: &Table) -> Vec<String> {
    let line = |check: &crate::schema::Check| {
        format!("{} [name: {}]", expression(check.expression.as_sql()), string(&check.name))
    };
    table.checks.values().map(line).collect()
}

fn refs(schema: &Schema) -> String {
    let mut seen = BTreeSet::new();
    let mut out = String::new();
    for table in schema.tables.values() {
        for key in table.foreign_keys.values() {
            out += &reference(schema, table, key, &mut seen);
        }
    }
    out
}

/// A reference is refused when an end of it does not exist, when both are the same, and when there is one
/// with the same ends already.
fn reference(schema: &Schema, table: &Table, key: &ForeignKey, seen: &mut BTreeSet<[String; 2]>) -> String {
    let ends = [end(&table.name, &key.columns), end(&key.references, &key.referenced_columns)];
    let known = |name: &QualifiedName, columns: &[String]| {
        schema
            .table(name)
            .is_some_and(|table| columns.iter().all(|column| table.columns.contains_key(column)))
    };
    let fits = !key.columns.is_empty()
        && key.columns.len() == key.referenced_columns.len()
        && known(&table.name, &key.columns)
        && known(&key.references, &key.referenced_columns);
    let [child, parent] = &ends;
    if !fits || child == parent || !seen.insert(ends.clone()) {
        let words = format!("{} on {} {}", key.name, table.name, words::foreign_key(key));
        return format!("// Ref {}\n", visible(&words));
    }
    let action = |event: &str, action: ReferentialAction| {
        (action != ReferentialAction::NoAction)
            .then(|| format!("{event}: {}", action.as_sql().to_lowercase()))
    };
    let settings = settings(&[action("delete", key.on_delete), action("update", key.on_update)]);
    // Of one to one, the second is the one with the foreign key.
    match is_single(table, key) {
        true => format!("Ref {}: {parent} - {child}{settings}\n", name(&key.name)),
        false => format!("Ref {}: {child} > {parent}{settings}\n", name(&key.name)),
    }
}

fn end(table: &QualifiedName, of: &[String]) -> String {
    match of {
        [column] => format!("{}.{}", qualified(table), name(column)),
        of => format!("{}.{}", qualified(table), columns(of)),
    }
}

fn columns(names: &[String]) -> String {
    format!("({})", names.iter().map(|column| name(column)).collect::<Vec<_>>().join(", "))
}

fn qualified(of: &QualifiedName) -> String {
    match &of.schema {
        Some(schema) => format!("{}.{}", name(schema), name(&of.name)),
        None => name(&of.name),
    }
}

/// A name, always in quotes; none may be empty.
fn name(text: &str) -> String {
    if text.is_empty() { "\"_\"".to_owned() } else { format!("\"{}\"", escaped(text, '"')) }
}

fn string(text: &str) -> String {
    format!("'{}'", escaped(text, '\''))
}

fn escaped(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c if c == quote || c == '\\' => out.extend(['\\', c]),
            c if c.is_control() => out += &format!("\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out
}

/// SQL between backticks, which nothing escapes: MySQL's own become double quotes.
fn expression(sql: &str) -> String {
    format!("`{}`", sql.replace('`', "\""))
}
