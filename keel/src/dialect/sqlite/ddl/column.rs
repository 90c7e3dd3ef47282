//! A column definition: name, type and the clauses after it.

use super::DdlError;
use super::constraint::{ForeignKeySpec, constraint_name, deferral, on_conflict, references};
use super::cursor::Cursor;
use super::ident::bare;
use super::table::Gap;
use super::token::{Token, TokenKind, text_of};
use super::trivia::Out;

/// Keywords which end a column type, because a clause starts there.
const CLAUSES: &[&str] = &[
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "AS",
    "DEFERRABLE",
];

/// One column of a table.
#[derive(Debug, Clone)]
pub struct ColumnItem {
    pub(super) name: String,
    pub(super) name_token: Token,
    pub(super) type_tokens: Vec<Token>,
    pub(super) clauses: Vec<ColumnClause>,
    pub(super) gap: Gap,
}

/// One clause of a column, with the name that `CONSTRAINT` gives it.
#[derive(Debug, Clone)]
pub struct ColumnClause {
    pub(super) name: Option<String>,
    pub(super) kind: ClauseKind,
    pub(super) tokens: Vec<Token>,
}

/// What a column clause says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClauseKind {
    /// `PRIMARY KEY`.
    PrimaryKey {
        /// Whether it is `DESC`.
        desc: bool,
        /// Whether it is `AUTOINCREMENT`.
        autoincrement: bool,
        /// The action of `ON CONFLICT`.
        on_conflict: Option<String>,
    },
    /// `NOT NULL`.
    NotNull {
        /// The action of `ON CONFLICT`.
        on_conflict: Option<String>,
    },
    /// An explicit `NULL`.
    Null,
    /// `UNIQUE`.
    Unique {
        /// The action of `ON CONFLICT`.
        on_conflict: Option<String>,
    },
    /// `CHECK`, with its expression.
    Check(String),
    /// `DEFAULT`, with its value as written: an expression keeps its parentheses.
    Default(String),
    /// `COLLATE`, with the collation.
    Collate(String),
    /// `REFERENCES`.
    References(ForeignKeySpec),
    /// A deferral which stands apart from the foreign key it applies to.
    Deferral(String),
    /// `GENERATED ALWAYS AS`.
    Generated {
        /// The expression without its parentheses.
        expr: String,
        /// Whether the value is stored.
        stored: bool,
    },
    /// A `CONSTRAINT` name that names nothing.
    NameOnly,
}

impl ColumnItem {
    /// The name without quotes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type as written, empty when the column has none.
    pub fn declared_type(&self) -> String {
        text_of(&self.type_tokens)
    }

    /// The type without its comments, one blank between its words.
    pub fn type_words(&self) -> String {
        self.type_tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The clauses after the type, in the order of the text.
    pub fn clauses(&self) -> &[ColumnClause] {
        &self.clauses
    }

    /// The definition as written.
    pub fn raw(&self) -> String {
        text_of(&self.tokens())
    }

    pub(super) fn tokens(&self) -> Vec<Token> {
        let clauses = self.clauses.iter().flat_map(|clause| &clause.tokens);
        std::iter::once(&self.name_token).chain(&self.type_tokens).chain(clauses).cloned().collect()
    }

    pub(super) fn write(&self, out: &mut Out) {
        self.name_token.write(out);
        self.type_tokens.iter().for_each(|token| token.write(out));
        self.clauses.iter().flat_map(|clause| &clause.tokens).for_each(|token| token.write(out));
    }

    pub(super) fn parse(cursor: &mut Cursor) -> Result<Self, DdlError> {
        let name_token = cursor.token("a column name", |token| token.name().is_some())?;
        let name = name_token.name().unwrap_or_default();
        let type_tokens = declared_type(cursor)?;
        let mut clauses = Vec::new();
        while !cursor.at_item_end() {
            clauses.push(ColumnClause::parse(cursor)?);
        }
        settle_deferrals(&mut clauses);
        Ok(Self { name, name_token, type_tokens, clauses, gap: Gap::default() })
    }

    /// Reads the tokens again after they were edited.
    pub(super) fn refresh(&mut self) -> Result<(), DdlError> {
        let first_type = self.type_tokens.first_mut();
        let first_clause = self.clauses.iter_mut().filter_map(|clause| clause.tokens.first_mut());
        first_type.into_iter().chain(first_clause).for_each(Token::set_apart);
        let gap = std::mem::take(&mut self.gap);
        *self = Self { gap, ..Self::parse(&mut Cursor::new(self.tokens()))? };
        Ok(())
    }
}

impl ColumnClause {
    /// The name after `CONSTRAINT`, without quotes.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What the clause says.
    pub fn kind(&self) -> &ClauseKind {
        &self.kind
    }

    /// The clause as written.
    pub fn raw(&self) -> String {
        text_of(&self.tokens)
    }

    fn parse(cursor: &mut Cursor) -> Result<Self, DdlError> {
        let name = constraint_name(cursor)?;
        let dangling = name.is_some() && (cursor.at_item_end() || cursor.at(0, "CONSTRAINT"));
        let kind = if dangling { ClauseKind::NameOnly } else { clause_kind(cursor)? };
        Ok(Self { name, kind, tokens: cursor.take() })
    }
}

/// Reads the words of a type, and the size after them.
pub(super) fn declared_type(cursor: &mut Cursor) -> Result<Vec<Token>, DdlError> {
    let mut words = 0_usize;
    while cursor.peek(0).is_some_and(|token| token.name().is_some()) && !at_clause(cursor) {
        cursor.bump();
        words += 1;
    }
    if words > 0 && cursor.at_punct('(') {
        cursor.group()?;
    }
    Ok(cursor.take())
}

fn at_clause(cursor: &Cursor) -> bool {
    // `GENERATED` alone is an ordinary word of a type.
    let generated = cursor.at(0, "GENERATED") && cursor.at(1, "ALWAYS");
    generated || cursor.peek(0).is_some_and(|token| token.is_any(CLAUSES))
}

fn clause_kind(cursor: &mut Cursor) -> Result<ClauseKind, DdlError> {
    if let Some(deferral) = deferral(cursor)? {
        return Ok(ClauseKind::Deferral(deferral));
    }
    let keyword = cursor.peek(0).filter(|token| token.kind == TokenKind::Word);
    match keyword.map(|token| token.text.to_ascii_uppercase()).as_deref() {
        Some("PRIMARY") => primary_key(cursor),
        Some("NOT") => not_null(cursor),
        Some("NULL") => null(cursor),
        Some("UNIQUE") => unique(cursor),
        Some("CHECK") => check(cursor).map(ClauseKind::Check),
        Some("DEFAULT") => default(cursor),
        Some("COLLATE") => collate(cursor),
        Some("REFERENCES") => references(cursor).map(ClauseKind::References),
        Some("GENERATED" | "AS") => generated(cursor),
        _ => Err(cursor.unexpected("a column clause")),
    }
}

fn primary_key(cursor: &mut Cursor) -> Result<ClauseKind, DdlError> {
    cursor.expect("PRIMARY")?;
    cursor.expect("KEY")?;
    let desc = cursor.eat("DESC");
    cursor.eat("ASC");
    let on_conflict = on_conflict(cursor)?;
    Ok(ClauseKind::PrimaryKey { desc, autoincrement: cursor.eat("AUTOINCREMENT"), on_conflict })
}

pub(super) fn not_null(cursor: &mut Cursor) -> Result<ClauseKind, DdlError> {
    cursor.expect("NOT")?;
    cursor.expect("NULL")?;
    Ok(ClauseKind::NotNull { on_conflict: on_conflict(cursor)? })
}

fn null(cursor: &mut Cursor) -> Result<ClauseKind, DdlError> {
    cursor.expect("NULL")?;
    on_conflict(cursor)?;
    Ok(ClauseKind::Null)
}

fn unique(cursor: &mut Cursor) -> Result<ClauseKind, DdlError> {
    cursor.expect("UNIQUE")?;
    Ok(ClauseKind::Unique { on_conflict: on_conflict(cursor)? })
}

pub(super) fn check(cursor: &mut Cursor) -> Result<String, DdlError> {
    cursor.expect("CHECK")?;
    cursor.group().map(text_of)
}

pub(super) fn collate(cursor: &mut Cursor) -> Result<ClauseKind, DdlError> {
    cursor.expect("COLLATE")?;
    cursor.name("a collation").map(ClauseKind::Collate)
}

pub(super) fn default(cursor: &mut Cursor) -> Result<ClauseKind, DdlError> {
    cursor.expect("DEFAULT")?;
    if cursor.at_punct('(') {
        let inner = cursor.group().map(text_of)?;
        return Ok(ClauseKind::Default(format!("({inner})")));
    }
    let sign = ['-', '+'].into_iter().find(|sign| cursor.at_punct(*sign));
    if sign.is_some() {
        cursor.bump();
    }
    let value = cursor.peek(0).filter(|token| !matches!(token.kind, TokenKind::Punct(_)));
    let text = value.map(|token| token.text.clone()).ok_or_else(|| cursor.unexpected("a default"))?;
    cursor.bump();
    Ok(ClauseKind::Default(sign.into_iter().map(String::from).chain([text]).collect()))
}

pub(super) fn generated(cursor: &mut Cursor) -> Result<ClauseKind, DdlError> {
    if cursor.eat("GENERATED") {
        cursor.expect("ALWAYS")?;
    }
    cursor.expect("AS")?;
    let expr = cursor.group().map(|inner| text_of(bare(inner)))?;
    let stored = cursor.eat("STORED");
    cursor.eat("VIRTUAL");
    Ok(ClauseKind::Generated { expr, stored })
}

/// A deferral may follow other clauses; it still belongs to the foreign key before it.
fn settle_deferrals(clauses: &mut [ColumnClause]) {
    let mut key: Option<&mut ForeignKeySpec> = None;
    for clause in clauses {
        match &mut clause.kind {
            ClauseKind::References(spec) => key = Some(spec),
            ClauseKind::Deferral(text) => {
                if let Some(spec) = key.as_deref_mut() {
                    spec.deferrable = Some(text.clone());
                }
            }
            _ => {}
        }
    }
}
