//! Tokens which keep the blanks and comments before them.

use super::DdlError;
use super::trivia::{Out, piece_len};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A bare name or keyword.
    Word,
    /// A name in `"`, `` ` `` or `[]`.
    Quoted,
    /// A string, which SQLite also takes as a name.
    Str,
    /// A number or a blob.
    Literal,
    Punct(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) lead: String,
    pub(super) text: String,
    pub(super) kind: TokenKind,
    pub(super) at: usize,
}

impl Token {
    pub(super) fn new(lead: &str, text: String, kind: TokenKind) -> Self {
        Self { lead: lead.to_owned(), text, kind, at: 0 }
    }

    pub(super) fn is(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    pub(super) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    pub(super) fn is_punct(&self, mark: char) -> bool {
        self.kind == TokenKind::Punct(mark)
    }

    /// The name this token spells where the grammar asks for one.
    pub(super) fn name(&self) -> Option<String> {
        match self.kind {
            TokenKind::Word => Some(self.text.clone()),
            TokenKind::Quoted | TokenKind::Str => Some(unquote(&self.text)),
            TokenKind::Literal | TokenKind::Punct(_) => None,
        }
    }

    pub(super) fn names(&self, name: &str) -> bool {
        self.name().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    pub(super) fn spell_name(&mut self, name: &str) {
        self.text = super::quote(name);
        self.kind = TokenKind::Quoted;
    }

    pub(super) fn write(&self, out: &mut Out) {
        out.trivia(&self.lead);
        out.text(&self.text);
    }

    /// Keeps this token apart from whatever an edit puts before it.
    pub(super) fn set_apart(&mut self) {
        if self.lead.is_empty() {
            self.lead.push(' ');
        }
    }
}

fn unquote(text: &str) -> String {
    let mut chars = text.chars();
    let (open, _) = (chars.next(), chars.next_back());
    match open {
        Some('[') | None => chars.as_str().to_owned(),
        Some(mark) => chars.as_str().replace(&format!("{mark}{mark}"), &mark.to_string()),
    }
}

/// The text of `tokens` without what leads to the first one.
pub(super) fn text_of(tokens: &[Token]) -> String {
    let mut out = Out::default();
    let mut tokens = tokens.iter();
    if let Some(first) = tokens.next() {
        out.text(&first.text);
    }
    tokens.for_each(|token| token.write(&mut out));
    out.finish()
}

/// Splits `sql` into its tokens and the blanks and comments after the last one.
pub(super) fn lex(sql: &str) -> Result<(Vec<Token>, String), DdlError> {
    let mut lexer = Lexer { rest: sql, at: 0 };
    let mut tokens = Vec::new();
    loop {
        let lead = lexer.trivia()?;
        let Some(first) = lexer.rest.chars().next() else {
            return Ok((tokens, lead.to_owned()));
        };
        let at = lexer.at;
        let (kind, len) = lexer.measure(first)?;
        tokens.push(Token { lead: lead.to_owned(), text: lexer.take(len).to_owned(), kind, at });
    }
}

struct Lexer<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn take(&mut self, len: usize) -> &'a str {
        let (head, tail) = self.rest.split_at_checked(len).unwrap_or((self.rest, ""));
        self.rest = tail;
        self.at += head.len();
        head
    }

    fn trivia(&mut self) -> Result<&'a str, DdlError> {
        let start = self.rest;
        let mut len = 0;
        while let Some(piece) = piece_len(self.rest) {
            len += self.take(piece).len();
        }
        if self.rest.starts_with("/*") {
            return Err(self.unterminated("a block comment"));
        }
        Ok(start.split_at_checked(len).map_or("", |(trivia, _)| trivia))
    }

    fn measure(&self, first: char) -> Result<(TokenKind, usize), DdlError> {
        let second = self.rest.chars().nth(1);
        match first {
            '\'' => Ok((TokenKind::Str, self.quoted(0, first, "a string")?)),
            '"' | '`' => Ok((TokenKind::Quoted, self.quoted(0, first, "a quoted name")?)),
            '[' => {
                let end = self.rest.find(']').ok_or_else(|| self.unterminated("a bracketed name"))?;
                Ok((TokenKind::Quoted, end + 1))
            }
            'x' | 'X' if second == Some('\'') => Ok((TokenKind::Literal, self.quoted(1, '\'', "a blob")?)),
            _ if starts_word(first) => Ok((TokenKind::Word, word_len(self.rest))),
            _ if starts_number(first, second) => Ok((TokenKind::Literal, number_len(self.rest))),
            _ => Ok((TokenKind::Punct(first), first.len_utf8())),
        }
    }

    /// Length of a quoted run whose opening mark stands `before` bytes in; a doubled mark does not end it.
    fn quoted(&self, before: usize, mark: char, what: &'static str) -> Result<usize, DdlError> {
        let mut chars = self.rest.char_indices().skip(before + 1).peekable();
        while let Some((at, found)) = chars.next() {
            if found == mark && chars.next_if(|&(_, next)| next == mark).is_none() {
                return Ok(at + 1);
            }
        }
        Err(self.unterminated(what))
    }

    fn unterminated(&self, what: &'static str) -> DdlError {
        DdlError::Unterminated { what, at: self.at }
    }
}

fn starts_word(first: char) -> bool {
    first.is_ascii_alphabetic() || first == '_' || !first.is_ascii()
}

fn word_len(text: &str) -> usize {
    text.find(|c: char| !(starts_word(c) || c.is_ascii_digit() || c == '$')).unwrap_or(text.len())
}

fn starts_number(first: char, second: Option<char>) -> bool {
    first.is_ascii_digit() || (first == '.' && second.is_some_and(|c| c.is_ascii_digit()))
}

fn number_len(text: &str) -> usize {
    let hex = text.starts_with("0x") || text.starts_with("0X");
    let mut exponent = false;
    text.find(|c: char| {
        let signed = exponent && matches!(c, '+' | '-');
        exponent = !hex && matches!(c, 'e' | 'E');
        !(signed || c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))
    })
    .unwrap_or(text.len())
}
