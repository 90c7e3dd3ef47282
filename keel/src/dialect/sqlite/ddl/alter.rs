//! Replacing single clauses of a column.

use super::column::{collate, declared_type, default, generated, not_null};
use super::cursor::Cursor;
use super::ident::bare;
use super::token::{Token, TokenKind, lex, text_of};
use super::{
    ClauseKind, ColumnClause, ColumnItem, ConstraintKind, CreateTable, DdlError, TableConstraint, quote,
};

/// The expression of a generated column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedSql {
    /// The expression; parentheses around it are optional.
    pub expr: String,
    /// Whether the value is stored.
    pub stored: bool,
}

/// Which clauses of a column to change; what is `None` stays as it is.
///
/// The inner `None` of a doubled option removes the clause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnChange {
    /// The new type, empty for none.
    pub ty: Option<String>,
    /// Whether the column is `NOT NULL`.
    pub not_null: Option<bool>,
    /// The new default; an expression may come without parentheses.
    pub default: Option<Option<String>>,
    /// The new collation.
    pub collation: Option<Option<String>>,
    /// The new generated expression.
    pub generated: Option<Option<GeneratedSql>>,
    /// Whether the primary key is `AUTOINCREMENT`.
    pub autoincrement: Option<bool>,
}

impl CreateTable {
    /// Replaces the clauses that `change` names, and keeps the others as written.
    pub fn alter_column(&mut self, name: &str, change: &ColumnChange) -> Result<(), DdlError> {
        let mut column = self.column(name).cloned().ok_or_else(|| self.no_such_column(name))?;
        if let Some(ty) = &change.ty {
            column.retype(self.whole(ty, "a column type", declared_type)?);
        }
        self.change_value(&mut column, change)?;
        if let Some(wanted) = change.not_null {
            column.require(wanted, self.whole("NOT NULL", "a column clause", not_null)?);
        }
        column.refresh()?;
        if let Some(wanted) = change.autoincrement {
            self.set_autoincrement(&mut column, wanted)?;
        }
        let slot = self.columns.iter_mut().find(|slot| slot.name == column.name);
        slot.into_iter().for_each(|slot| slot.clone_from(&column));
        Ok(())
    }

    fn change_value(&self, column: &mut ColumnItem, change: &ColumnChange) -> Result<(), DdlError> {
        if let Some(sql) = &change.generated {
            let body = sql.as_ref().map(|sql| self.generated_clause(sql)).transpose()?;
            column.replace(|kind| matches!(kind, ClauseKind::Generated { .. }), body);
        }
        if let Some(name) = &change.collation {
            let body = name.as_deref().map(|name| self.collate_clause(name)).transpose()?;
            column.replace(|kind| matches!(kind, ClauseKind::Collate(_)), body);
        }
        if let Some(value) = &change.default {
            let body = value.as_deref().map(|value| self.default_clause(value)).transpose()?;
            column.replace(|kind| matches!(kind, ClauseKind::Default(_)), body);
        }
        Ok(())
    }

    fn generated_clause(&self, sql: &GeneratedSql) -> Result<Vec<Token>, DdlError> {
        let tokens = self.expression(&sql.expr)?;
        let storage = if sql.stored { "STORED" } else { "VIRTUAL" };
        let clause = format!("GENERATED ALWAYS AS ({}) {storage}", text_of(bare(&tokens)));
        self.whole(&clause, "an expression", generated)
    }

    fn collate_clause(&self, name: &str) -> Result<Vec<Token>, DdlError> {
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let spelled = if plain { name.to_owned() } else { quote(name) };
        self.whole(&format!("COLLATE {spelled}"), "a collation", collate)
    }

    /// Only a single value may stand without parentheses.
    fn default_clause(&self, value: &str) -> Result<Vec<Token>, DdlError> {
        let written = text_of(&self.expression(value)?);
        let single = self.whole(&format!("DEFAULT {written}"), "a default", default);
        single.or_else(|_| self.whole(&format!("DEFAULT ({written})"), "a default", default))
    }

    fn expression(&self, text: &str) -> Result<Vec<Token>, DdlError> {
        let (tokens, _) = lex(text).map_err(|_| self.bad("an expression", text))?;
        if tokens.is_empty() { Err(self.bad("an expression", text)) } else { Ok(tokens) }
    }

    /// The tokens of `text`, if the reader accepts all of it.
    pub(super) fn whole<T>(
        &self,
        text: &str,
        wanted: &'static str,
        read: fn(&mut Cursor) -> Result<T, DdlError>,
    ) -> Result<Vec<Token>, DdlError> {
        let (tokens, _) = lex(text).map_err(|_| self.bad(wanted, text))?;
        let mut cursor = Cursor::new(tokens.clone());
        match read(&mut cursor) {
            Ok(_) if cursor.peek(0).is_none() => Ok(tokens),
            _ => Err(self.bad(wanted, text)),
        }
    }

    pub(super) fn bad(&self, wanted: &'static str, text: &str) -> DdlError {
        DdlError::BadFragment { table: self.name().to_owned(), wanted, text: text.to_owned() }
    }

    fn set_autoincrement(&mut self, column: &mut ColumnItem, wanted: bool) -> Result<(), DdlError> {
        let inline = |clause: &&mut ColumnClause| matches!(clause.kind, ClauseKind::PrimaryKey { .. });
        if let Some(clause) = column.clauses.iter_mut().find(inline) {
            mark_autoincrement(&mut clause.tokens, wanted, |tokens| tokens.len());
            return column.refresh();
        }
        if let Some(key) = self.constraints.iter_mut().find(|key| key.is_key_of(&column.name)) {
            mark_autoincrement(&mut key.tokens, wanted, last_closing);
            return key.refresh();
        }
        if !wanted {
            return Ok(());
        }
        Err(DdlError::NotPrimaryKey { table: self.name().to_owned(), column: column.name.clone() })
    }
}

impl TableConstraint {
    fn is_key_of(&self, column: &str) -> bool {
        matches!(&self.kind, ConstraintKind::PrimaryKey { columns, .. }
            if matches!(columns.as_slice(), [only] if only.eq_ignore_ascii_case(column)))
    }
}

fn mark_autoincrement(tokens: &mut Vec<Token>, wanted: bool, place: fn(&[Token]) -> usize) {
    tokens.retain(|token| !token.is("AUTOINCREMENT"));
    if wanted {
        let word = Token::new(" ", "AUTOINCREMENT".to_owned(), TokenKind::Word);
        tokens.insert(place(tokens), word);
    }
}

fn last_closing(tokens: &[Token]) -> usize {
    tokens.iter().rposition(|token| token.is_punct(')')).unwrap_or(tokens.len())
}

impl ColumnItem {
    fn retype(&mut self, mut tokens: Vec<Token>) {
        if let (Some(old), Some(new)) = (self.type_tokens.first(), tokens.first_mut()) {
            new.lead.clone_from(&old.lead);
        }
        self.type_tokens = tokens;
    }

    fn require(&mut self, wanted: bool, not_null: Vec<Token>) {
        let is_not_null = |kind: &ClauseKind| matches!(kind, ClauseKind::NotNull { .. });
        if !wanted {
            self.replace(is_not_null, None);
            return;
        }
        self.clauses.retain(|clause| clause.kind != ClauseKind::Null);
        // A clause that is there may carry ON CONFLICT, so it stays as written.
        if !self.clauses.iter().any(|clause| is_not_null(&clause.kind)) {
            self.replace(is_not_null, Some(not_null));
        }
    }

    /// Puts `body` in place of the clause that fits, or first among the clauses when none does.
    ///
    /// Of several that fit SQLite heeds the last one, so the others go. The kind of the clause is stale
    /// until [`ColumnItem::refresh`].
    fn replace(&mut self, fits: fn(&ClauseKind) -> bool, body: Option<Vec<Token>>) {
        let Some(body) = body else {
            self.clauses.retain(|clause| !fits(&clause.kind));
            return;
        };
        let mut left = self.clauses.iter().filter(|clause| fits(&clause.kind)).count();
        self.clauses.retain(|clause| {
            left -= usize::from(fits(&clause.kind));
            left == 0 || !fits(&clause.kind)
        });
        match self.clauses.iter_mut().find(|clause| fits(&clause.kind)) {
            Some(clause) => clause.replace_body(body),
            // Last it could be taken for what a dangling CONSTRAINT name names.
            None => self.clauses.insert(0, ColumnClause::unread(body)),
        }
    }
}

impl ColumnClause {
    fn unread(tokens: Vec<Token>) -> Self {
        Self { name: None, kind: ClauseKind::NameOnly, tokens }
    }

    /// Replaces what follows `CONSTRAINT name`.
    fn replace_body(&mut self, mut body: Vec<Token>) {
        let prefix = if self.name.is_some() { 2 } else { 0 };
        let mut old = self.tokens.split_off(prefix.min(self.tokens.len())).into_iter();
        if let (Some(old), Some(new)) = (old.next(), body.first_mut()) {
            new.lead = old.lead;
        }
        self.tokens.append(&mut body);
    }
}
