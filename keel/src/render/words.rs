//! How the parts of a table are defined, in words that are the same for each engine.

use crate::schema::{Check, ForeignKey, PrimaryKey};
use crate::schema::{
    Column, Deferrable, EnumType, Generated, Identity, IdentityKind, Index, IndexPart, NullsOrder,
    ReferentialAction, SequenceOptions, SortOrder, Table, Unique,
};

/// What stands for an attribute that is not there.
pub(super) const NONE: &str = "none";

/// What there is to say of a column, by label, always in this order.
pub(super) fn attributes(column: &Column) -> [(&'static str, Option<String>); 9] {
    [
        ("type", Some(column.ty.to_string())),
        ("null", Some(if column.nullable { "null" } else { "not null" }.to_owned())),
        ("default", column.default.as_ref().map(ToString::to_string)),
        ("on update", column.on_update.as_ref().map(ToString::to_string)),
        ("generated", column.generated.as_ref().map(generated)),
        ("identity", column.identity.as_ref().map(identity)),
        ("collation", column.collation.clone()),
        ("comment", column.comment.as_ref().map(|text| quoted(text))),
        ("extra", column.extra.clone()),
    ]
}

/// A column's definition in one line.
pub(super) fn column(column: &Column) -> String {
    let said = |(label, value): (&'static str, Option<String>)| match (label, value?) {
        ("null", value) if value == "null" => None,
        ("type" | "null" | "extra", value) => Some(value),
        ("identity", value) => Some(format!("identity {value}")),
        ("collation", value) => Some(format!("collate {value}")),
        (label, value) => Some(format!("{label} {value}")),
    };
    attributes(column).into_iter().filter_map(said).collect::<Vec<_>>().join(" ")
}

fn generated(generated: &Generated) -> String {
    let kept = if generated.stored { "stored" } else { "virtual" };
    format!("({}) {kept}", generated.expression)
}

fn identity(identity: &Identity) -> String {
    let kind = match identity.kind {
        IdentityKind::Auto => "auto",
        IdentityKind::Always => "always",
        IdentityKind::ByDefault => "by default",
        IdentityKind::Serial => "serial",
    };
    match sequence(&identity.sequence).as_str() {
        "" => kind.to_owned(),
        options => format!("{kind} ({options})"),
    }
}

fn sequence(options: &SequenceOptions) -> String {
    let SequenceOptions { start, increment, min_value, max_value, cache, cycle } = options;
    let numbers = [
        ("start", start),
        ("increment", increment),
        ("min", min_value),
        ("max", max_value),
        ("cache", cache),
    ];
    let mut words: Vec<String> = numbers
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name} {value}")))
        .collect();
    words.extend(cycle.then(|| "cycle".to_owned()));
    words.join(", ")
}

pub(super) fn primary_key(key: &PrimaryKey) -> String {
    list(&key.columns)
}

pub(super) fn unique(unique: &Unique) -> String {
    let mut out = list(&unique.columns);
    if unique.nulls_not_distinct {
        out += " nulls not distinct";
    }
    out + &deferrable(unique.deferrable)
}

pub(super) fn foreign_key(key: &ForeignKey) -> String {
    let mut out = format!("{} → {} {}", list(&key.columns), key.references, list(&key.referenced_columns));
    for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        if action != ReferentialAction::NoAction {
            out += &format!(" on {event} {}", action.as_sql().to_lowercase());
        }
    }
    out + &deferrable(key.deferrable) + not_valid(key.options.not_valid)
}

fn not_valid(is: bool) -> &'static str {
    if is { " not valid" } else { "" }
}

pub(super) fn check(check: &Check) -> String {
    format!("({}){}", check.expression, not_valid(check.not_valid))
}

pub(super) fn index(index: &Index) -> String {
    let parts: Vec<_> = index.parts.iter().map(part).collect();
    let mut out = if index.unique { "unique " } else { "" }.to_owned();
    out += &list(&parts);
    if let Some(method) = &index.method {
        out += &format!(" using {method}");
    }
    if !index.include.is_empty() {
        out += &format!(" include {}", list(&index.include));
    }
    if index.nulls_not_distinct {
        out += " nulls not distinct";
    }
    if let Some(predicate) = &index.predicate {
        out += &format!(" where {predicate}");
    }
    out
}

fn part(part: &IndexPart) -> String {
    let mut out = part.term.to_string();
    if let Some(length) = part.prefix {
        out += &format!("({length})");
    }
    if let Some(collation) = &part.collation {
        out += &format!(" collate {collation}");
    }
    if let Some(class) = &part.operator_class {
        out += &format!(" {class}");
    }
    if part.order == SortOrder::Descending {
        out += " desc";
    }
    out + match part.nulls {
        None => "",
        Some(NullsOrder::First) => " nulls first",
        Some(NullsOrder::Last) => " nulls last",
    }
}

pub(super) fn enum_values(enum_type: &EnumType) -> String {
    list(&enum_type.values)
}

/// What single engines know of a table, in one line.
pub(super) fn table_options(table: &Table) -> String {
    let options = &table.options;
    let named = [
        ("engine", &options.engine),
        ("character set", &options.character_set),
        ("collation", &options.collation),
    ];
    let mut words: Vec<String> = named
        .into_iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name} {value}")))
        .collect();
    words.extend(options.strict.then(|| "strict".to_owned()));
    words.extend(options.without_rowid.then(|| "without rowid".to_owned()));
    words.join(", ")
}

pub(super) fn list(names: &[String]) -> String {
    format!("({})", names.join(", "))
}

/// A comment, told apart from the word that stands for none.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn deferrable(deferrable: Option<Deferrable>) -> String {
    deferrable.map(|when| format!(" {}", when.as_sql().to_lowercase())).unwrap_or_default()
}
