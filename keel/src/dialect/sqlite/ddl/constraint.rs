//! Table constraints, and what they share with column clauses.

use super::DdlError;
use super::column::check;
use super::cursor::Cursor;
use super::table::Gap;
use super::token::{Token, TokenKind, text_of};

/// Keywords which start a table constraint; as a column name they must be quoted.
const STARTS: &[&str] = &["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

/// One constraint of a table, apart from those within a column definition.
#[derive(Debug, Clone)]
pub struct TableConstraint {
    pub(super) name: Option<String>,
    pub(super) kind: ConstraintKind,
    pub(super) tokens: Vec<Token>,
    pub(super) gap: Gap,
}

/// What a table constraint says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConstraintKind {
    /// `PRIMARY KEY` over columns.
    PrimaryKey {
        /// The columns, in order.
        columns: Vec<String>,
        /// Whether it is `AUTOINCREMENT`.
        autoincrement: bool,
        /// The action of `ON CONFLICT`.
        on_conflict: Option<String>,
    },
    /// `UNIQUE` over columns.
    Unique {
        /// The columns, in order.
        columns: Vec<String>,
        /// The action of `ON CONFLICT`.
        on_conflict: Option<String>,
    },
    /// `CHECK`, with its expression.
    Check(String),
    /// `FOREIGN KEY`.
    ForeignKey {
        /// The columns of this table.
        columns: Vec<String>,
        /// What they refer to.
        spec: ForeignKeySpec,
    },
    /// A `CONSTRAINT` name that names nothing.
    NameOnly,
}

/// What follows `REFERENCES`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForeignKeySpec {
    /// The table referred to.
    pub table: String,
    /// The columns referred to; empty for its primary key.
    pub columns: Vec<String>,
    /// The action of `ON DELETE`.
    pub on_delete: Option<FkAction>,
    /// The action of `ON UPDATE`.
    pub on_update: Option<FkAction>,
    /// The word after `MATCH`.
    pub match_: Option<String>,
    /// The deferral in upper case, such as `DEFERRABLE INITIALLY DEFERRED`.
    pub deferrable: Option<String>,
}

/// What a foreign key does when the row it refers to goes or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FkAction {
    /// `NO ACTION`.
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl TableConstraint {
    /// The name after `CONSTRAINT`, without quotes.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What the constraint says.
    pub fn kind(&self) -> &ConstraintKind {
        &self.kind
    }

    /// The constraint as written.
    pub fn raw(&self) -> String {
        text_of(&self.tokens)
    }

    pub(super) fn starts(token: &Token) -> bool {
        token.is_any(STARTS)
    }

    pub(super) fn parse(cursor: &mut Cursor) -> Result<Self, DdlError> {
        let name = constraint_name(cursor)?;
        let dangling = name.is_some() && (cursor.at_item_end() || cursor.at(0, "CONSTRAINT"));
        let kind = if dangling { ConstraintKind::NameOnly } else { constraint_kind(cursor)? };
        Ok(Self { name, kind, tokens: cursor.take(), gap: Gap::default() })
    }

    /// Reads the tokens again after they were edited.
    pub(super) fn refresh(&mut self) -> Result<(), DdlError> {
        let gap = std::mem::take(&mut self.gap);
        *self = Self { gap, ..Self::parse(&mut Cursor::new(self.tokens.clone()))? };
        Ok(())
    }
}

fn constraint_kind(cursor: &mut Cursor) -> Result<ConstraintKind, DdlError> {
    let keyword = cursor.peek(0).filter(|token| token.kind == TokenKind::Word);
    match keyword.map(|token| token.text.to_ascii_uppercase()).as_deref() {
        Some("PRIMARY") => primary_key(cursor),
        Some("UNIQUE") => unique(cursor),
        Some("CHECK") => {
            let kind = check(cursor).map(ConstraintKind::Check)?;
            on_conflict(cursor)?;
            Ok(kind)
        }
        Some("FOREIGN") => foreign_key(cursor),
        _ => Err(cursor.unexpected("a table constraint")),
    }
}

fn primary_key(cursor: &mut Cursor) -> Result<ConstraintKind, DdlError> {
    cursor.expect("PRIMARY")?;
    cursor.expect("KEY")?;
    let inner = cursor.group()?;
    let autoincrement = inner.iter().any(|token| token.is("AUTOINCREMENT"));
    let columns = key_columns(inner)?;
    Ok(ConstraintKind::PrimaryKey { columns, autoincrement, on_conflict: on_conflict(cursor)? })
}

fn unique(cursor: &mut Cursor) -> Result<ConstraintKind, DdlError> {
    cursor.expect("UNIQUE")?;
    let columns = key_columns(cursor.group()?)?;
    Ok(ConstraintKind::Unique { columns, on_conflict: on_conflict(cursor)? })
}

fn foreign_key(cursor: &mut Cursor) -> Result<ConstraintKind, DdlError> {
    cursor.expect("FOREIGN")?;
    cursor.expect("KEY")?;
    let columns = key_columns(cursor.group()?)?;
    Ok(ConstraintKind::ForeignKey { columns, spec: references(cursor)? })
}

pub(super) fn constraint_name(cursor: &mut Cursor) -> Result<Option<String>, DdlError> {
    if !cursor.eat("CONSTRAINT") {
        return Ok(None);
    }
    cursor.name("a constraint name").map(Some)
}

pub(super) fn on_conflict(cursor: &mut Cursor) -> Result<Option<String>, DdlError> {
    if !(cursor.at(0, "ON") && cursor.at(1, "CONFLICT")) {
        return Ok(None);
    }
    cursor.bump();
    cursor.bump();
    let action = cursor.expect_any(&["ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"])?;
    Ok(Some(action.to_owned()))
}

/// The first name of each element: a collation or a direction may follow it.
fn key_columns(inner: &[Token]) -> Result<Vec<String>, DdlError> {
    let elements = inner.split(|token| token.is_punct(','));
    elements.map(|element| Cursor::new(element.to_vec()).name("a column name")).collect()
}

pub(super) fn references(cursor: &mut Cursor) -> Result<ForeignKeySpec, DdlError> {
    cursor.expect("REFERENCES")?;
    let table = cursor.name("a table name")?;
    let columns = if cursor.at_punct('(') { key_columns(cursor.group()?)? } else { Vec::new() };
    let mut spec = ForeignKeySpec { table, columns, ..ForeignKeySpec::default() };
    while reference_action(cursor, &mut spec)? {}
    spec.deferrable = deferral(cursor)?;
    Ok(spec)
}

fn reference_action(cursor: &mut Cursor, spec: &mut ForeignKeySpec) -> Result<bool, DdlError> {
    if cursor.eat("MATCH") {
        spec.match_ = Some(cursor.name("a match type")?);
        return Ok(true);
    }
    if !cursor.eat("ON") {
        return Ok(false);
    }
    match cursor.expect_any(&["DELETE", "UPDATE", "INSERT"])? {
        "DELETE" => spec.on_delete = Some(action(cursor)?),
        "UPDATE" => spec.on_update = Some(action(cursor)?),
        // SQLite reads ON INSERT and ignores it.
        _ => drop(action(cursor)?),
    }
    Ok(true)
}

fn action(cursor: &mut Cursor) -> Result<FkAction, DdlError> {
    Ok(match cursor.expect_any(&["CASCADE", "RESTRICT", "SET", "NO"])? {
        "CASCADE" => FkAction::Cascade,
        "RESTRICT" => FkAction::Restrict,
        "SET" if cursor.expect_any(&["NULL", "DEFAULT"])? == "NULL" => FkAction::SetNull,
        "SET" => FkAction::SetDefault,
        _ => cursor.expect("ACTION").map(|()| FkAction::NoAction)?,
    })
}

pub(super) fn deferral(cursor: &mut Cursor) -> Result<Option<String>, DdlError> {
    let negated = cursor.at(0, "NOT") && cursor.at(1, "DEFERRABLE");
    if !(negated || cursor.at(0, "DEFERRABLE")) {
        return Ok(None);
    }
    let mut words = Vec::new();
    if cursor.eat("NOT") {
        words.push("NOT");
    }
    words.push(cursor.expect_any(&["DEFERRABLE"])?);
    if cursor.eat("INITIALLY") {
        words.extend(["INITIALLY", cursor.expect_any(&["DEFERRED", "IMMEDIATE"])?]);
    }
    Ok(Some(words.join(" ")))
}
