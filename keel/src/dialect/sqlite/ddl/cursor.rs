//! A reader over tokens that remembers what it has read.

use super::DdlError;
use super::token::{Token, TokenKind};

#[derive(Debug)]
pub(super) struct Cursor {
    rest: std::vec::IntoIter<Token>,
    taken: Vec<Token>,
}

impl Cursor {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        Self { rest: tokens.into_iter(), taken: Vec::new() }
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<&Token> {
        self.rest.as_slice().get(ahead)
    }

    pub(super) fn peek_mut(&mut self) -> Option<&mut Token> {
        self.rest.as_mut_slice().first_mut()
    }

    pub(super) fn at(&self, ahead: usize, keyword: &str) -> bool {
        self.peek(ahead).is_some_and(|token| token.is(keyword))
    }

    pub(super) fn at_punct(&self, mark: char) -> bool {
        self.peek(0).is_some_and(|token| token.is_punct(mark))
    }

    /// Whether the current item of a column list, or the text, is over.
    pub(super) fn at_item_end(&self) -> bool {
        self.peek(0).is_none() || self.at_punct(',') || self.at_punct(')')
    }

    /// Reads one token, which is then part of what [`Cursor::take`] returns.
    pub(super) fn bump(&mut self) {
        self.taken.extend(self.rest.next());
    }

    /// What was read since the last call.
    pub(super) fn take(&mut self) -> Vec<Token> {
        std::mem::take(&mut self.taken)
    }

    pub(super) fn eat(&mut self, keyword: &str) -> bool {
        let found = self.at(0, keyword);
        if found {
            self.bump();
        }
        found
    }

    pub(super) fn expect(&mut self, keyword: &str) -> Result<(), DdlError> {
        if self.eat(keyword) { Ok(()) } else { Err(self.unexpected(keyword)) }
    }

    /// Reads one of `keywords`, and says which.
    pub(super) fn expect_any(&mut self, keywords: &[&'static str]) -> Result<&'static str, DdlError> {
        let found = keywords.iter().copied().find(|keyword| self.at(0, keyword));
        let keyword = found.ok_or_else(|| self.unexpected(&keywords.join(" or ")))?;
        self.bump();
        Ok(keyword)
    }

    pub(super) fn name(&mut self, what: &str) -> Result<String, DdlError> {
        let name = self.peek(0).and_then(Token::name).ok_or_else(|| self.unexpected(what))?;
        self.bump();
        Ok(name)
    }

    /// Takes one token out of the text, leaving what was read before in place.
    pub(super) fn token(&mut self, what: &str, fits: impl Fn(&Token) -> bool) -> Result<Token, DdlError> {
        if !self.peek(0).is_some_and(fits) {
            return Err(self.unexpected(what));
        }
        self.rest.next().ok_or_else(|| self.unexpected(what))
    }

    /// Reads a parenthesised run, and returns what it encloses.
    pub(super) fn group(&mut self) -> Result<&[Token], DdlError> {
        let start = self.taken.len();
        let mut depth = 0_usize;
        loop {
            match self.peek(0).map(|token| token.kind) {
                Some(TokenKind::Punct('(')) => depth += 1,
                Some(TokenKind::Punct(')')) if depth > 0 => depth -= 1,
                Some(_) if depth > 0 => {}
                _ => return Err(self.unexpected(if depth > 0 { ")" } else { "(" })),
            }
            self.bump();
            if depth == 0 {
                break;
            }
        }
        let inner = self.taken.get(start + 1..).and_then(<[Token]>::split_last);
        Ok(inner.map_or(&[], |(_, inner)| inner))
    }

    pub(super) fn unexpected(&self, expected: &str) -> DdlError {
        let found = self.peek(0);
        DdlError::Unexpected {
            expected: expected.to_owned(),
            found: found.map_or_else(|| "the end of the text".to_owned(), |token| token.text.clone()),
            at: found.map_or_else(|| self.end(), |token| token.at),
        }
    }

    fn end(&self) -> usize {
        self.taken.last().map_or(0, |token| token.at + token.text.len())
    }
}
