use indexmap::IndexMap;

use crate::{
    dialect::expression,
    schema::{Backend, Column, Index, IndexPart, IndexTerm, NullsOrder, SortOrder},
};

use super::types;

/// What is the default is left out; an expression that is a column's name is that column.
pub(super) fn canonical(index: &mut Index, columns: &IndexMap<String, Column>) {
    index.method =
        index.method.take().map(|method| method.to_ascii_lowercase()).filter(|method| method != "btree");
    if let Some(predicate) = &mut index.predicate {
        *predicate = expression::canonical(Backend::Postgres, predicate);
    }
    let method = index.method.clone();
    for part in &mut index.parts {
        canonical_part(part, method.as_deref(), columns);
    }
}

fn canonical_part(part: &mut IndexPart, method: Option<&str>, columns: &IndexMap<String, Column>) {
    if let IndexTerm::Expression(sql) = &part.term {
        let sql = expression::canonical(Backend::Postgres, sql);
        let bare = sql.as_sql().trim_matches('"').to_owned();
        part.term =
            if columns.contains_key(&bare) { IndexTerm::Column(bare) } else { IndexTerm::Expression(sql) };
    }
    let default = if part.order == SortOrder::Descending { NullsOrder::First } else { NullsOrder::Last };
    part.nulls.take_if(|nulls| *nulls == default);
    let column = match &part.term {
        IndexTerm::Column(name) => columns.get(name),
        IndexTerm::Expression(_) => None,
    };
    // The columns are canonical already.
    let own = column.and_then(|column| column.collation.as_deref()).unwrap_or("default");
    part.collation = part.collation.take().map(|name| match name.strip_prefix("pg_catalog.") {
        Some(name) => name.to_owned(),
        None => name,
    });
    part.collation.take_if(|name| name == own);
    part.operator_class = part.operator_class.take().map(|class| {
        let class = class.to_ascii_lowercase();
        class.strip_prefix("pg_catalog.").map(ToOwned::to_owned).unwrap_or(class)
    });
    let ty = column.map(|column| types::text(&column.ty)).unwrap_or_default();
    part.operator_class.take_if(|class| is_default_class(class, ty, method));
}

/// The operator classes that a type has anyway (manual, "Operator Classes and Operator Families").
fn is_default_class(class: &str, ty: &str, method: Option<&str>) -> bool {
    let name = ty.split('(').next().unwrap_or(ty).trim();
    let ordered = match name {
        "smallint" => "int2_ops",
        "integer" => "int4_ops",
        "bigint" => "int8_ops",
        "real" => "float4_ops",
        "double precision" => "float8_ops",
        "numeric" => "numeric_ops",
        "text" | "character varying" => "text_ops",
        "character" => "bpchar_ops",
        "boolean" => "bool_ops",
        "date" => "date_ops",
        "uuid" => "uuid_ops",
        "bytea" => "bytea_ops",
        "jsonb" => "jsonb_ops",
        "tsvector" => "tsvector_ops",
        _ if ty.ends_with("[]") => "array_ops",
        _ if ty.starts_with("timestamp") && ty.ends_with("with time zone") => "timestamptz_ops",
        _ if ty.starts_with("timestamp") => "timestamp_ops",
        _ => return false,
    };
    let known = matches!(method, None | Some("hash" | "gin"));
    known && (class == ordered || (ty.ends_with("[]") && class == "array_ops"))
}
