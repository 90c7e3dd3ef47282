use super::cardinality::{is_identifying, is_optional, is_single};
use crate::schema::{Column, ForeignKey, QualifiedName, Schema, Table};

/// An entity-relationship diagram for Mermaid, which GitHub and GitLab draw from a fenced block: a table an
/// entity, a foreign key a relation under its name.
///
/// A relation's line is solid where the parent is part of the child's key, dashed elsewhere. A column whose
/// name Mermaid would not take has the real one in its comment.
pub fn mermaid(schema: &Schema) -> String {
    let mut out = "erDiagram\n".to_owned();
    for table in schema.tables.values() {
        out += &entity(schema, table);
    }
    for table in schema.tables.values() {
        out.extend(table.foreign_keys.values().map(|key| relation(table, key)));
    }
    out
}

fn entity(schema: &Schema, table: &Table) -> String {
    let name = entity_name(&table.name);
    if table.columns.is_empty() {
        return format!("    {name}\n");
    }
    let lines: String = table.columns.values().map(|column| attribute(schema, table, column)).collect();
    format!("    {name} {{\n{lines}    }}\n")
}

fn attribute(schema: &Schema, table: &Table, column: &Column) -> String {
    let name = word(&column.name);
    let mut out = format!("        {} {name}", type_word(column));
    let keys = marks(table, &column.name);
    if !keys.is_empty() {
        out += &format!(" {}", keys.join(", "));
    }
    let mut said = Vec::new();
    said.extend((name != column.name).then(|| column.name.clone()));
    let values = column.ty.enum_name().and_then(|name| schema.enum_type(name));
    said.extend(values.map(|enum_type| enum_type.values.join(", ")));
    said.extend(column.comment.clone());
    if !said.is_empty() {
        out += &format!(" \"{}\"", text(&said.join("; ")));
    }
    out + "\n"
}

fn marks(table: &Table, column: &str) -> Vec<&'static str> {
    let has = |columns: &[String]| columns.iter().any(|name| name == column);
    // A key of several columns does not make each of them unique.
    let alone = |columns: &[String]| columns.len() == 1 && has(columns);
    let mut marks = Vec::new();
    marks.extend(table.is_key_member(column).then_some("PK"));
    marks.extend(table.foreign_keys.values().any(|key| has(&key.columns)).then_some("FK"));
    marks.extend(table.uniques.values().any(|unique| alone(&unique.columns)).then_some("UK"));
    marks
}

fn relation(table: &Table, key: &ForeignKey) -> String {
    format!(
        "    {} {}{}{} {} : \"{}\"\n",
        entity_name(&key.references),
        if is_optional(table, key) { "|o" } else { "||" },
        if is_identifying(table, key) { "--" } else { ".." },
        if is_single(table, key) { "o|" } else { "o{" },
        entity_name(&table.name),
        text(&key.name)
    )
}

/// Words of Mermaid's that an entity cannot be called without quotes, in any case of letters (its grammar,
/// `erDiagram.jison`).
const RESERVED: [&str; 17] = [
    "acctitle",
    "accdescr",
    "class",
    "classdef",
    "direction",
    "end",
    "erdiagram",
    "many",
    "one",
    "only",
    "optionally",
    "style",
    "subgraph",
    "title",
    "to",
    "u",
    "zero",
];

fn entity_name(name: &QualifiedName) -> String {
    let whole = name.to_string();
    let plain = whole.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && whole.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && !RESERVED.contains(&whole.to_ascii_lowercase().as_str()) {
        return whole;
    }
    let quoted = text(&whole);
    format!("\"{}\"", if quoted.trim().is_empty() { "_" } else { &quoted })
}

/// A text between double quotes. It has no escape but Mermaid's entity codes, which begin with `#`.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' => out += "#quot;",
            '<' => out += "#lt;",
            '>' => out += "#gt;",
            '#' | '%' | '\\' | '`' => out += &format!("#{};", u32::from(c)),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// `decimal(10, 2)` as `decimal(10,2)`, `timestamp with time zone` with underscores, an enum by its name.
fn type_word(column: &Column) -> String {
    let text = column.ty.to_string();
    let text = text.strip_prefix("enum ").unwrap_or(&text).replace(", ", ",");
    attribute_word(&text, |c| matches!(c, '(' | ')' | '[' | ']' | ',' | '.'))
}

fn word(name: &str) -> String {
    attribute_word(name, |_| false)
}

/// What Mermaid takes for the name or the type of an attribute. A `PK`, `FK` or `UK` in its beginning would
/// be taken for the mark.
fn attribute_word(text: &str, also: impl Fn(char) -> bool) -> String {
    let fits =
        |c: char| c.is_ascii_alphanumeric() || c == '_' || (c >= '\u{c0}' && c.is_alphanumeric()) || also(c);
    let word: String = text.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    let begins = word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let head: String = word.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let mark = ["pk", "fk", "uk"].contains(&head.to_ascii_lowercase().as_str());
    if begins && !mark { word } else { format!("_{word}") }
}
