//! A `CREATE INDEX`, read.

use super::DdlError;
use super::cursor::Cursor;
use super::ident::bare;
use super::token::{Token, TokenKind, lex, text_of};

/// What a `CREATE INDEX` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateIndex {
    /// Its name, without quotes and schema.
    pub name: String,
    /// The table that it is on.
    pub table: String,
    /// Whether it is `UNIQUE`.
    pub unique: bool,
    /// What it is over, in order.
    pub keys: Vec<IndexKey>,
    /// The condition after `WHERE`.
    pub predicate: Option<String>,
}

/// One part of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexKey {
    /// The name, where it is nothing but one.
    pub name: Option<String>,
    /// Its text, without the parentheses around it, its collation and its direction.
    pub term: String,
    /// The collation after `COLLATE`.
    pub collation: Option<String>,
    /// Whether it is `DESC`.
    pub desc: bool,
}

impl CreateIndex {
    /// Reads the text of an index, as `sqlite_schema.sql` holds it.
    ///
    /// # Errors
    /// The text is not that of an index.
    pub fn parse(sql: &str) -> Result<Self, DdlError> {
        let (tokens, _) = lex(sql)?;
        let cursor = &mut Cursor::new(tokens);
        cursor.expect("CREATE")?;
        let unique = cursor.eat("UNIQUE");
        cursor.expect("INDEX")?;
        if cursor.at(0, "IF") && cursor.at(1, "NOT") {
            cursor.bump();
            cursor.bump();
            cursor.expect("EXISTS")?;
        }
        let mut name = cursor.name("an index name")?;
        if cursor.at_punct('.') {
            cursor.bump();
            name = cursor.name("an index name")?;
        }
        cursor.expect("ON")?;
        let table = cursor.name("a table name")?;
        let keys = split(cursor.group()?).into_iter().map(IndexKey::read).collect();
        let predicate = if cursor.eat("WHERE") { Some(rest(cursor)) } else { None };
        match cursor.peek(0) {
            Some(token) if !token.is_punct(';') => Err(cursor.unexpected("the end of the text")),
            _ => Ok(Self { name, table, unique, keys, predicate }),
        }
    }
}

fn rest(cursor: &mut Cursor) -> String {
    cursor.take();
    while cursor.peek(0).is_some_and(|token| !token.is_punct(';')) {
        cursor.bump();
    }
    text_of(bare(&cursor.take()))
}

/// The parts between the commas that no parentheses enclose.
fn split(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_usize;
    let between = |token: &Token| {
        match token.kind {
            TokenKind::Punct('(') => depth += 1,
            TokenKind::Punct(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.is_punct(',')
    };
    tokens.split(between).collect()
}

impl IndexKey {
    fn read(tokens: &[Token]) -> Self {
        let (tokens, desc) = match tokens {
            [term @ .., last] if last.is("DESC") => (term, true),
            [term @ .., last] if last.is("ASC") => (term, false),
            all => (all, false),
        };
        let (tokens, collation) = match tokens {
            [term @ .., word, name] if word.is("COLLATE") && is_whole(term) => (term, name.name()),
            all => (all, None),
        };
        let inner = bare(tokens);
        let name = match inner {
            // A text in quotes is a name here, unless parentheses make it an expression.
            [one] if one.kind != TokenKind::Str || inner.len() == tokens.len() => one.name(),
            _ => None,
        };
        Self { name, term: text_of(inner), collation, desc }
    }
}

/// Whether `COLLATE` behind it is about all of it: it binds tighter than every operator.
fn is_whole(term: &[Token]) -> bool {
    match term {
        [_] => true,
        [first, arguments @ ..] => {
            let called = !first.is_punct('(');
            let group = if called { arguments } else { term };
            group.first().is_some_and(|token| token.is_punct('(')) && closes_at_end(group)
        }
        [] => false,
    }
}

fn closes_at_end(group: &[Token]) -> bool {
    let mut depth = 0_usize;
    let closing = group.iter().position(|token| {
        match token.kind {
            TokenKind::Punct('(') => depth += 1,
            TokenKind::Punct(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    closing.is_some_and(|at| at + 1 == group.len())
}
