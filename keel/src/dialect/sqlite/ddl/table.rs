//! A whole `CREATE TABLE`, kept as the pieces of its text.

use std::collections::HashSet;

use super::cursor::Cursor;
use super::token::{Token, lex};
use super::trivia::{Out, line_remark_len};
use super::{ClauseKind, ColumnItem, ConstraintKind, DdlError, TableConstraint};

/// A parsed `CREATE TABLE`.
///
/// Pieces that no edit touches are written back as they were read. Columns are written before table
/// constraints, which is the only order SQLite accepts.
#[derive(Debug, Clone)]
pub struct CreateTable {
    pub(super) name: String,
    pub(super) head: Vec<Token>,
    pub(super) name_token: Token,
    open: Token,
    pub(super) columns: Vec<ColumnItem>,
    pub(super) constraints: Vec<TableConstraint>,
    close: Token,
    options: Vec<Token>,
    end: String,
}

/// What stands around the comma after an item.
#[derive(Debug, Clone, Default)]
pub(super) struct Gap {
    before_comma: String,
    after_comma: String,
}

enum Item {
    Column(ColumnItem),
    Constraint(TableConstraint),
}

impl Item {
    fn gap_mut(&mut self) -> &mut Gap {
        match self {
            Self::Column(column) => &mut column.gap,
            Self::Constraint(constraint) => &mut constraint.gap,
        }
    }
}

impl CreateTable {
    /// Reads the text of a table, as `sqlite_schema.sql` holds it.
    pub fn parse(sql: &str) -> Result<Self, DdlError> {
        let (tokens, end) = lex(sql)?;
        let cursor = &mut Cursor::new(tokens);
        let head = head(cursor)?;
        let name_token = cursor.token("a table name", |token| token.name().is_some())?;
        let name = name_token.name().unwrap_or_default();
        if cursor.at(0, "AS") {
            return Err(DdlError::CreatedAs { table: name });
        }
        let open = cursor.token("(", |token| token.is_punct('('))?;
        let (columns, constraints) = sorted(body(cursor)?);
        if columns.is_empty() {
            return Err(cursor.unexpected("a column definition"));
        }
        refuse_repeated(&name, &columns)?;
        let close = cursor.token(")", |token| token.is_punct(')'))?;
        let options = options(cursor)?;
        Ok(Self { name, head, name_token, open, columns, constraints, close, options, end })
    }

    /// The name without quotes and schema.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnItem> {
        self.columns.iter()
    }

    /// The column of that name, in any case.
    pub fn column(&self, name: &str) -> Option<&ColumnItem> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The constraints after the columns, in order.
    pub fn constraints(&self) -> impl Iterator<Item = &TableConstraint> {
        self.constraints.iter()
    }

    /// Whether the table is `STRICT`.
    pub fn strict(&self) -> bool {
        self.options.iter().any(|token| token.names("STRICT"))
    }

    /// Whether the table is `WITHOUT ROWID`.
    pub fn without_rowid(&self) -> bool {
        self.options.iter().any(|token| token.names("ROWID"))
    }

    /// Sets the options behind the closing parenthesis.
    pub fn set_options(&mut self, strict: bool, without_rowid: bool) -> Result<(), DdlError> {
        let text = match (strict, without_rowid) {
            (false, false) => "",
            (true, false) => " STRICT",
            (false, true) => " WITHOUT ROWID",
            (true, true) => " STRICT, WITHOUT ROWID",
        };
        self.options = lex(text)?.0;
        Ok(())
    }

    /// Whether the primary key is `AUTOINCREMENT`.
    pub fn has_autoincrement(&self) -> bool {
        let mut clauses = self.columns.iter().flat_map(ColumnItem::clauses);
        let mut constraints = self.constraints.iter();
        clauses.any(|clause| matches!(clause.kind, ClauseKind::PrimaryKey { autoincrement: true, .. }))
            || constraints.any(|constraint| {
                matches!(constraint.kind, ConstraintKind::PrimaryKey { autoincrement: true, .. })
            })
    }

    /// The text, as read apart from the edits.
    pub fn to_sql(&self) -> String {
        let mut out = Out::default();
        self.head.iter().chain([&self.name_token, &self.open]).for_each(|token| token.write(&mut out));
        let mut left = self.columns.len() + self.constraints.len();
        for column in &self.columns {
            left = left.saturating_sub(1);
            column.write(&mut out);
            column.gap.write(&mut out, left > 0);
        }
        for constraint in &self.constraints {
            left = left.saturating_sub(1);
            constraint.tokens.iter().for_each(|token| token.write(&mut out));
            constraint.gap.write(&mut out, left > 0);
        }
        std::iter::once(&self.close).chain(&self.options).for_each(|token| token.write(&mut out));
        out.trivia(&self.end);
        out.finish()
    }
}

impl Gap {
    /// Takes a comment that ends the line of the item away from the token after it.
    fn claim(&mut self, next: &mut Token) {
        let len = line_remark_len(&next.lead);
        if let Some((remark, rest)) = next.lead.split_at_checked(len) {
            self.after_comma = remark.to_owned();
            next.lead = rest.to_owned();
        }
    }

    pub(super) fn remark(trivia: &str) -> Self {
        Self { before_comma: String::new(), after_comma: trivia.to_owned() }
    }

    fn write(&self, out: &mut Out, comma: bool) {
        out.trivia(&self.before_comma);
        if comma {
            out.text(",");
        }
        out.trivia(&self.after_comma);
    }
}

/// Reads up to the name: `CREATE [TEMP] TABLE [IF NOT EXISTS] [schema.]`.
fn head(cursor: &mut Cursor) -> Result<Vec<Token>, DdlError> {
    cursor.expect("CREATE")?;
    if cursor.at(0, "VIRTUAL") {
        return Err(DdlError::VirtualTable);
    }
    let _ = cursor.eat("TEMP") || cursor.eat("TEMPORARY");
    cursor.expect("TABLE")?;
    if cursor.at(0, "IF") && cursor.at(1, "NOT") {
        cursor.expect("IF")?;
        cursor.expect("NOT")?;
        cursor.expect("EXISTS")?;
    }
    if cursor.peek(1).is_some_and(|token| token.is_punct('.')) {
        cursor.name("a schema name")?;
        cursor.bump();
    }
    Ok(cursor.take())
}

fn body(cursor: &mut Cursor) -> Result<Vec<Item>, DdlError> {
    let mut items: Vec<Item> = Vec::new();
    loop {
        let mut item = item(cursor)?;
        let comma = cursor.at_punct(',');
        if comma {
            let token = cursor.token(",", |token| token.is_punct(','))?;
            item.gap_mut().before_comma = token.lead;
        }
        if let Some(next) = cursor.peek_mut().filter(|next| comma || next.is_punct(')')) {
            item.gap_mut().claim(next);
        }
        // Between two table constraints the comma is optional.
        let adjoining =
            matches!(item, Item::Constraint(_)) && cursor.peek(0).is_some_and(TableConstraint::starts);
        items.push(item);
        if !(comma || adjoining) {
            return Ok(items);
        }
    }
}

fn item(cursor: &mut Cursor) -> Result<Item, DdlError> {
    if cursor.peek(0).is_some_and(TableConstraint::starts) {
        return TableConstraint::parse(cursor).map(Item::Constraint);
    }
    ColumnItem::parse(cursor).map(Item::Column)
}

fn sorted(items: Vec<Item>) -> (Vec<ColumnItem>, Vec<TableConstraint>) {
    let (mut columns, mut constraints) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Column(column) => columns.push(column),
            Item::Constraint(constraint) => constraints.push(constraint),
        }
    }
    (columns, constraints)
}

/// Columns are found by name, so a repeated one would be edited along with the first.
fn refuse_repeated(table: &str, columns: &[ColumnItem]) -> Result<(), DdlError> {
    let mut seen = HashSet::new();
    match columns.iter().find(|column| !seen.insert(column.name.to_ascii_lowercase())) {
        Some(column) => Err(DdlError::ColumnExists { table: table.to_owned(), column: column.name.clone() }),
        None => Ok(()),
    }
}

/// Reads what follows the closing parenthesis, to the end of the text.
fn options(cursor: &mut Cursor) -> Result<Vec<Token>, DdlError> {
    while cursor.peek(0).is_some() && !cursor.at_punct(';') {
        if cursor.eat("WITHOUT") {
            cursor.expect("ROWID")?;
        } else {
            cursor.expect_any(&["STRICT"])?;
        }
        if !cursor.at_punct(',') {
            break;
        }
        cursor.bump();
    }
    while cursor.at_punct(';') {
        cursor.bump();
    }
    if cursor.peek(0).is_some() {
        return Err(cursor.unexpected("the end of the text"));
    }
    Ok(cursor.take())
}
