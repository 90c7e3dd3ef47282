//! Entities as the tables are at one point of the history, for code in a revision.

use crate::schema::{Column, ColumnType, Length, QualifiedName, Schema, Table};

use super::revision::{
    RenderError,
    idents::{free, pascal, snake},
    literal::text_literal,
    types::value,
};

/// A module `frozen` with an entity for each of the tables, as they are in `schema`.
///
/// A revision's code that used today's entities would break, or do something else, when they change; these do
/// not. Types that Rust has no word for are texts, and PostgreSQL is told to cast them.
///
/// # Errors
/// A table that is not there, or a type without a name.
pub fn frozen_entities(schema: &Schema, tables: &[QualifiedName]) -> Result<String, RenderError> {
    let mut out = String::from("/// Entities as the tables are behind this revision.\nmod frozen {\n");
    let mut modules: Vec<String> = Vec::new();
    for (at, name) in tables.iter().enumerate() {
        let table = schema.table(name).ok_or_else(|| RenderError::NoTable(name.clone()))?;
        if at > 0 {
            out.push('\n');
        }
        if table.primary_key.is_none() {
            out += &format!("    // {:?} has no primary key, and an entity needs one.\n", name.to_string());
            continue;
        }
        let module =
            free(&lower(&name.name, "unnamed"), |module| modules.iter().any(|other| other == module));
        out += &entity(&module, table)?;
        modules.push(module);
    }
    Ok(out + "}\n")
}

fn entity(module: &str, table: &Table) -> Result<String, RenderError> {
    let mut attributes = format!("table_name = {}", text_literal(&table.name.name));
    if let Some(schema) = &table.name.schema {
        attributes = format!("schema_name = {}, {attributes}", text_literal(schema));
    }
    let mut fields = String::new();
    let mut variants: Vec<String> = Vec::new();
    for column in table.columns.values() {
        fields += &field(table, column, &mut variants)?;
    }
    Ok(format!(
        "    pub mod {} {{
        use sea_keel::prelude::sea_orm::{{self, entity::prelude::*}};

        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm({attributes})]
        pub struct Model {{
{fields}        }}

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {{}}

        impl ActiveModelBehavior for ActiveModel {{}}
    }}
",
        raw(module)
    ))
}

fn field(table: &Table, column: &Column, variants: &mut Vec<String>) -> Result<String, RenderError> {
    let wanted = lower(&column.name, "unnamed");
    // SeaORM makes a variant of the field's name: no two fields may come to the same one.
    let field = free(&wanted, |field| variants.contains(&pascal(field)));
    variants.push(pascal(&field));
    let mut attributes = Vec::new();
    let alone = table.primary_key.as_ref().is_some_and(|key| key.columns.len() == 1);
    if table.is_key_member(&column.name) {
        attributes.push("primary_key".to_owned());
        if alone && column.identity.is_none() {
            attributes.push("auto_increment = false".to_owned());
        }
    }
    if field != column.name || snake(&pascal(&field)).is_none_or(|snake| snake != column.name) {
        attributes.push(format!("column_name = {}", text_literal(&column.name)));
    }
    let kind = rust_type(&column.ty)?;
    if let Some(ty) = kind.column_type {
        attributes.push(format!("column_type = {}", text_literal(&ty)));
    }
    if let Some(cast) = kind.cast {
        attributes.push(format!("select_as = \"text\", save_as = {}", text_literal(&cast)));
    }
    let ty = match column.nullable {
        true => format!("Option<{}>", kind.rust),
        false => kind.rust.to_owned(),
    };
    let attributes = match attributes.is_empty() {
        true => String::new(),
        false => format!("            #[sea_orm({})]\n", attributes.join(", ")),
    };
    Ok(format!("{attributes}            pub {}: {ty},\n", raw(&field)))
}

/// A type as an entity has it.
struct RustType {
    rust: &'static str,
    column_type: Option<String>,
    /// What PostgreSQL is to make of a text.
    cast: Option<String>,
}

fn rust_type(ty: &ColumnType) -> Result<RustType, RenderError> {
    let plain = |rust| RustType { rust, column_type: None, cast: None };
    let said = |rust| -> Result<RustType, RenderError> {
        // The one word of a type that the entities' prelude has not.
        let ty = value(ty)?.replace("PgInterval::", "sea_orm::sea_query::PgInterval::");
        let column_type = ty.strip_prefix("ColumnType::").unwrap_or(&ty).to_owned();
        Ok(RustType { rust, column_type: Some(column_type), cast: None })
    };
    Ok(match ty {
        ColumnType::String(Length::Unspecified) => plain("String"),
        ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text | ColumnType::Custom(_) => {
            said("String")?
        }
        ColumnType::TinyInteger => plain("i8"),
        ColumnType::SmallInteger => plain("i16"),
        ColumnType::Integer => plain("i32"),
        ColumnType::BigInteger => plain("i64"),
        ColumnType::TinyUnsigned => plain("u8"),
        ColumnType::SmallUnsigned => plain("u16"),
        ColumnType::Unsigned => plain("u32"),
        ColumnType::BigUnsigned => plain("u64"),
        ColumnType::Float => plain("f32"),
        ColumnType::Double => plain("f64"),
        ColumnType::Decimal(_) | ColumnType::Money(_) => said("Decimal")?,
        ColumnType::DateTime => plain("DateTime"),
        ColumnType::Timestamp => said("DateTimeUtc")?,
        ColumnType::TimestampWithTimeZone => plain("DateTimeWithTimeZone"),
        ColumnType::Time => plain("Time"),
        ColumnType::Date => plain("Date"),
        ColumnType::Year => said("u16")?,
        ColumnType::Blob | ColumnType::Binary(_) | ColumnType::VarBinary(_) => said("Vec<u8>")?,
        ColumnType::Boolean => plain("bool"),
        ColumnType::Json => plain("Json"),
        ColumnType::JsonBinary => said("Json")?,
        ColumnType::Uuid => plain("Uuid"),
        // SeaORM casts what it knows to be an enum.
        ColumnType::Enum(name) => RustType {
            column_type: Some(format!(
                "Enum {{ name: {}.into(), variants: vec![] }}",
                text_literal(&name.name)
            )),
            ..plain("String")
        },
        // Arrays are a feature of SeaORM that may be off.
        ColumnType::Interval(..)
        | ColumnType::Bit(_)
        | ColumnType::VarBit(_)
        | ColumnType::Array(_)
        | ColumnType::Vector(_)
        | ColumnType::Cidr
        | ColumnType::Inet
        | ColumnType::MacAddr
        | ColumnType::LTree => RustType { cast: Some(cast(ty)), ..said("String")? },
    })
}

/// PostgreSQL's name of a type that a text can become.
fn cast(ty: &ColumnType) -> String {
    match ty {
        ColumnType::Array(element) => format!("{}[]", cast(element)),
        ColumnType::Enum(name) => name.name.clone(),
        other => other.to_string(),
    }
}

/// A name in `snake_case`.
fn lower(name: &str, or: &str) -> String {
    let lowered: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let words = lowered.split_whitespace().collect::<Vec<_>>().join("_");
    match words.chars().next() {
        None => or.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{words}"),
        Some(_) => words,
    }
}

/// The name as an identifier, whatever Rust takes it for.
fn raw(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() {
        return name.to_owned();
    }
    match name {
        "self" | "super" | "crate" => format!("{name}_"),
        _ => format!("r#{name}"),
    }
}
