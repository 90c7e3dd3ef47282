//! Names inside a piece of SQL.

use super::token::{Token, TokenKind, lex};
use super::trivia::Out;

/// Keywords that SQLite never takes as a bare name, plus the ones that stand for a value.
const RESERVED: &[&str] = &[
    "ADD",
    "ALL",
    "ALTER",
    "AND",
    "AS",
    "AUTOINCREMENT",
    "BETWEEN",
    "CASE",
    "CHECK",
    "COLLATE",
    "COMMIT",
    "CONSTRAINT",
    "CREATE",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "DEFAULT",
    "DEFERRABLE",
    "DELETE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "ESCAPE",
    "EXISTS",
    "FOREIGN",
    "FROM",
    "GROUP",
    "HAVING",
    "IN",
    "INDEX",
    "INSERT",
    "INTO",
    "IS",
    "ISNULL",
    "JOIN",
    "LIMIT",
    "NOT",
    "NOTHING",
    "NOTNULL",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "PRIMARY",
    "REFERENCES",
    "RETURNING",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "TO",
    "TRANSACTION",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
];

/// Operators spelled with words that SQLite also takes as a bare name.
const OPERATORS: &[&str] = &["LIKE", "GLOB", "REGEXP", "MATCH"];

/// Words that close something when they follow a value, and are names elsewhere.
const CLOSERS: &[&str] = &["END", "ASC", "DESC", "NULLS", "STORED", "VIRTUAL"];

/// Writes `name` as a quoted identifier.
pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Whether the SQL names `ident`, quoted or bare, in any case.
///
/// Names of columns, tables and functions are not told apart. Text that cannot be read is searched as
/// plain text, so that a mention is never missed.
pub fn mentions(expr_sql: &str, ident: &str) -> bool {
    match lex(expr_sql) {
        Ok((tokens, _)) => names_in(&tokens).any(|(token, _)| token.names(ident)),
        Err(_) => expr_sql.to_ascii_lowercase().contains(&ident.to_ascii_lowercase()),
    }
}

/// The SQL with every identifier `from`, quoted or bare, in any case, replaced by `to` in quotes.
///
/// Strings, comments and keywords stay. Text that cannot be read is returned unchanged.
pub fn rename_identifier(sql: &str, from: &str, to: &str) -> String {
    let Ok((mut tokens, end)) = lex(sql) else {
        return sql.to_owned();
    };
    let hits: Vec<bool> = flags(&tokens, from);
    for (token, _) in tokens.iter_mut().zip(hits).filter(|(_, hit)| *hit) {
        token.spell_name(to);
    }
    let mut out = Out::default();
    tokens.iter().for_each(|token| token.write(&mut out));
    out.trivia(&end);
    out.finish()
}

fn flags(tokens: &[Token], name: &str) -> Vec<bool> {
    with_neighbours(tokens)
        .map(|(before, token, after)| is_name(before, token, after) && token.names(name))
        .collect()
}

/// Whether the expression reads a column of that name; functions and qualifiers are something else.
pub(super) fn reads_column(tokens: &[Token], column: &str) -> bool {
    names_in(tokens).any(|(token, after)| {
        let other = after.is_some_and(|next| next.is_punct('(') || next.is_punct('.'));
        !other && token.names(column)
    })
}

/// Puts `to` in place of `from` where a table is meant: after `REFERENCES`, and before a dot.
pub(super) fn retarget_table(tokens: &mut [Token], from: &str, to: &str) {
    let hits: Vec<bool> = with_neighbours(tokens)
        .map(|(before, token, after)| {
            let referenced = before.is_some_and(|previous| previous.is("REFERENCES"));
            let qualifier = after.is_some_and(|next| next.is_punct('.'));
            (referenced || qualifier) && token.names(from)
        })
        .collect();
    for (token, _) in tokens.iter_mut().zip(hits).filter(|(_, hit)| *hit) {
        token.spell_name(to);
    }
}

/// One spelling for expressions that differ in blanks, comments, quotes, case and outer parentheses.
pub(super) fn normalised(expr: &[Token]) -> String {
    let words: Vec<String> = bare(expr).iter().map(spelled).collect();
    words.join(" ")
}

fn spelled(token: &Token) -> String {
    match token.kind {
        TokenKind::Word if token.is_any(RESERVED) => token.text.to_ascii_uppercase(),
        TokenKind::Word | TokenKind::Quoted => quote(&token.name().unwrap_or_default().to_ascii_lowercase()),
        TokenKind::Str | TokenKind::Literal | TokenKind::Punct(_) => token.text.clone(),
    }
}

/// The expression without the parentheses that enclose all of it.
pub(super) fn bare(expr: &[Token]) -> &[Token] {
    let mut shed = enclosing(expr);
    let mut inner = expr;
    while let (Some(left), [_, rest @ .., _]) = (shed.checked_sub(1), inner) {
        (shed, inner) = (left, rest);
    }
    inner
}

/// How many of the opening parentheses at the start enclose the whole expression.
fn enclosing(expr: &[Token]) -> usize {
    let opened = expr.iter().take_while(|token| token.is_punct('(')).count();
    let closed = expr.iter().rev().take_while(|token| token.is_punct(')')).count();
    let middle = expr.len().saturating_sub(opened + closed);
    let (mut depth, mut lowest) = (opened, opened);
    for token in expr.iter().skip(opened).take(middle) {
        depth = step(depth, token);
        lowest = lowest.min(depth);
    }
    lowest.min(closed)
}

fn step(depth: usize, token: &Token) -> usize {
    match token.kind {
        TokenKind::Punct('(') => depth + 1,
        TokenKind::Punct(')') => depth.saturating_sub(1),
        _ => depth,
    }
}

type Neighbours<'a> = (Option<&'a Token>, &'a Token, Option<&'a Token>);

fn with_neighbours(tokens: &[Token]) -> impl Iterator<Item = Neighbours<'_>> {
    let before = std::iter::once(None).chain(tokens.iter().map(Some));
    let after = tokens.iter().skip(1).map(Some).chain(std::iter::once(None));
    before.zip(tokens).zip(after).map(|((before, token), after)| (before, token, after))
}

fn names_in(tokens: &[Token]) -> impl Iterator<Item = (&Token, Option<&Token>)> {
    with_neighbours(tokens)
        .filter(|(before, token, after)| is_name(*before, token, *after))
        .map(|(_, token, after)| (token, after))
}

fn is_name(before: Option<&Token>, token: &Token, after: Option<&Token>) -> bool {
    match token.kind {
        TokenKind::Quoted => true,
        TokenKind::Word => !is_keyword(before, token, after),
        // A string is a name where only a name can stand.
        TokenKind::Str => [before, after].into_iter().flatten().any(|next| next.is_punct('.')),
        TokenKind::Literal | TokenKind::Punct(_) => false,
    }
}

fn is_keyword(before: Option<&Token>, token: &Token, after: Option<&Token>) -> bool {
    let operand = before.is_some_and(ends_operand);
    let negated = before.is_some_and(|previous| previous.is("NOT"));
    token.is_any(RESERVED)
        || (token.is_any(OPERATORS) && (operand || negated))
        || (token.is_any(CLOSERS) && operand)
        || (token.is("CAST") && after.is_some_and(|next| next.is_punct('(')))
}

fn ends_operand(token: &Token) -> bool {
    match token.kind {
        TokenKind::Word => !token.is_any(RESERVED) || token.is_any(&["NULL", "CURRENT_DATE"]),
        TokenKind::Quoted | TokenKind::Str | TokenKind::Literal => true,
        TokenKind::Punct(mark) => mark == ')',
    }
}
