//! The names that a revision freezes: an enum for each table, with the columns that are spoken of.

use std::cell::RefCell;

use crate::schema::QualifiedName;

use super::{
    idents::{free, pascal, snake},
    literal::text_literal,
};

/// The names so far.
#[derive(Debug, Default)]
pub(super) struct Names(RefCell<Vec<Frozen>>);

#[derive(Debug)]
struct Frozen {
    table: QualifiedName,
    ident: String,
    /// Name and variant.
    columns: Vec<(String, String)>,
}

/// What the prelude or Rust itself calls so, and what a revision's code may speak of.
const TAKEN: &[&str] = &[
    "Alias",
    "Asterisk",
    "Backend",
    "BinOper",
    "Box",
    "CaseStatement",
    "Check",
    "ColumnDef",
    "ColumnType",
    "Cond",
    "Condition",
    "DbErr",
    "Default",
    "Deferrable",
    "DeriveIden",
    "DeriveMigrationName",
    "DynIden",
    "EnumValuePosition",
    "Err",
    "Expr",
    "ExprTrait",
    "ForeignKey",
    "ForeignKeyAction",
    "From",
    "Func",
    "FunctionCall",
    "Iden",
    "IdentityKind",
    "Index",
    "Into",
    "IntoIden",
    "Iterator",
    "Keyword",
    "LikeExpr",
    "Migration",
    "MigrationName",
    "None",
    "NullsOrder",
    "Ok",
    "Operations",
    "Option",
    "Order",
    "PgInterval",
    "Query",
    "RcOrArc",
    "Revision",
    "Self",
    "SequenceOptions",
    "SimpleExpr",
    "Some",
    "String",
    "StringLen",
    "SubQueryStatement",
    "Table",
    "TableOptions",
    "UnOper",
    "Value",
    "Vec",
];

impl Names {
    /// The path of a table's own name, with its namespace.
    pub(super) fn table(&self, table: &QualifiedName) -> String {
        let name = format!("{}::Table", self.ident(table));
        match &table.schema {
            Some(schema) => format!("({}, {name})", text_literal(schema)),
            None => name,
        }
    }

    /// The path of a table's name without its namespace.
    pub(super) fn bare_table(&self, table: &QualifiedName) -> String {
        format!("{}::Table", self.ident(table))
    }

    /// The path of a column's name.
    pub(super) fn column(&self, table: &QualifiedName, column: &str) -> String {
        let ident = self.ident(table);
        let mut all = self.0.borrow_mut();
        let variant =
            all.iter_mut().find(|frozen| frozen.table == *table).map(|frozen| frozen.variant(column));
        format!("{ident}::{}", variant.unwrap_or_default())
    }

    fn ident(&self, table: &QualifiedName) -> String {
        let mut all = self.0.borrow_mut();
        if let Some(frozen) = all.iter().find(|frozen| frozen.table == *table) {
            return frozen.ident.clone();
        }
        let taken = |ident: &str| all.iter().any(|frozen| frozen.ident == ident);
        let mut ident = non_empty(pascal(&table.name), "Unnamed");
        if let Some(schema) = table.schema.as_ref().filter(|_| taken(&ident)) {
            ident = format!("{}{ident}", pascal(schema));
        }
        if TAKEN.contains(&ident.as_str()) {
            ident.push_str("Table");
        }
        let ident = free(&ident, taken);
        all.push(Frozen { table: table.clone(), ident: ident.clone(), columns: vec![] });
        ident
    }

    /// The enums for what code speaks of: `used` are the paths in it, in order.
    pub(super) fn enums(&self, used: &[(String, String)]) -> String {
        let all = self.0.borrow();
        let mut idents: Vec<&String> = Vec::new();
        for (ident, _) in used {
            if !idents.contains(&ident) {
                idents.push(ident);
            }
        }
        let found = idents.into_iter().filter_map(|ident| all.iter().find(|frozen| frozen.ident == *ident));
        found.map(|frozen| frozen.source(used)).collect::<Vec<_>>().join("\n")
    }
}

impl Frozen {
    fn variant(&mut self, column: &str) -> String {
        if let Some((_, variant)) = self.columns.iter().find(|(name, _)| name == column) {
            return variant.clone();
        }
        let mut variant = non_empty(pascal(column), "Unnamed");
        if ["Table", "Self"].contains(&variant.as_str()) {
            variant.push_str("Column");
        }
        let variant = free(&variant, |variant| self.columns.iter().any(|(_, other)| other == variant));
        self.columns.push((column.to_owned(), variant.clone()));
        variant
    }

    fn source(&self, used: &[(String, String)]) -> String {
        let mut out = format!("#[derive(DeriveIden)]\nenum {} {{\n", self.ident);
        let mut done: Vec<&str> = Vec::new();
        let own = |variant: &str| used.iter().any(|(ident, of)| *ident == self.ident && of == variant);
        if own("Table") {
            out += &variant("Table", &self.ident, &self.table.name);
        }
        for (_, name) in used.iter().filter(|(ident, name)| *ident == self.ident && name != "Table") {
            if done.contains(&name.as_str()) {
                continue;
            }
            done.push(name);
            if let Some((column, _)) = self.columns.iter().find(|(_, variant)| variant == name) {
                out += &variant(name, name, column);
            }
        }
        out + "}\n"
    }
}

/// A variant, with its name said where the macro would take another one from `spelled`.
fn variant(variant: &str, spelled: &str, name: &str) -> String {
    match snake(spelled).is_some_and(|snake| snake == name) {
        true => format!("    {variant},\n"),
        false => format!("    #[sea_orm(iden = {})]\n    {variant},\n", text_literal(name)),
    }
}

fn non_empty(name: String, or: &str) -> String {
    if name.is_empty() { or.to_owned() } else { name }
}
