use crate::{
    dialect::{
        Unsupported,
        batching::{Batching, KeyColumn, Moving, Side, Windowed},
    },
    schema::{Column, QualifiedName, Schema},
};

use super::{MySql, quote, quote_text};

impl Batching for MySql {
    /// A text goes as the hexadecimal digits of its UTF-8: that needs no escapes, and is compared in the column's own
    /// collation (manual, "Collation Coercibility in Expressions").
    fn key_literal(&self, owner: &QualifiedName, column: &Column) -> Result<String, Unsupported> {
        let place = format!("{owner}.{}", column.name);
        let ty = self.type_sql(&column.ty, &place, &Schema::new()).unwrap_or_default().to_lowercase();
        let name = quote(&column.name);
        let kind: String = ty.chars().take_while(char::is_ascii_alphanumeric).collect();
        let literal = match kind.as_str() {
            "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" | "decimal" | "numeric"
            | "bool" | "boolean" | "year" => name,
            "date" | "datetime" | "timestamp" | "time" | "uuid" | "inet4" | "inet6" => {
                format!("CONCAT('''', {name}, '''')")
            }
            "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => {
                format!("CONCAT('_utf8mb4 x''', HEX(CONVERT({name} USING utf8mb4)), '''')")
            }
            "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
                format!("CONCAT('x''', HEX({name}), '''')")
            }
            _ => {
                let what = format!(
                    "going through table {owner} by its key {}, whose type is {}",
                    column.name, column.ty
                );
                return Err(
                    self.unsupported(what, "a key of whole numbers, texts, bytes or times can be had")
                );
            }
        };
        Ok(format!("CAST({literal} AS CHAR)"))
    }

    /// The optimizer finds no range in a comparison of rows (manual, "Range Optimization of Row Constructor
    /// Expressions"), but it does column by column.
    fn beside(&self, key: &[KeyColumn], values: &[String], side: Side) -> String {
        let pairs: Vec<_> = key.iter().zip(values).collect();
        let Some(((last, value), before)) = pairs.split_last() else { return "1 = 1".into() };
        let innermost = format!("{} {} {value}", last.name, side.operator());
        let strict = side.operator().trim_end_matches('=');
        before.iter().rev().fold(innermost, |inner, (column, value)| {
            format!("({0} {strict} {value} OR ({0} = {value} AND {inner}))", column.name)
        })
    }

    fn estimate(&self, table: &QualifiedName) -> String {
        let schema = table.schema.as_deref().map_or("database()".to_owned(), quote_text);
        format!(
            "SELECT CAST(coalesce((SELECT table_rows FROM information_schema.tables \
             WHERE table_schema = {schema} AND table_name = {}), 0) AS SIGNED)",
            quote_text(&table.name)
        )
    }

    /// The rows are locked as they are read, so that what goes is what was copied.
    fn moving(&self, rows: &Moving<'_>) -> Vec<Windowed> {
        vec![rows.copy(" FOR UPDATE"), rows.delete_copied()]
    }
}
