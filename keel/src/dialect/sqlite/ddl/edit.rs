//! Adding, dropping and renaming the parts of a table.

use super::cursor::Cursor;
use super::ident::{reads_column, retarget_table};
use super::key::Place;
use super::table::Gap;
use super::token::{Token, TokenKind, lex};
use super::trivia::has_comment;
use super::{
    ClauseKind, ColumnClause, ColumnItem, ConstraintKey, ConstraintKind, CreateTable, DdlError,
    ForeignKeySpec, TableConstraint, quote,
};

impl CreateTable {
    /// Renames the table, and what refers to it from within.
    pub fn rename_table(&mut self, to: &str) -> Result<(), DdlError> {
        let mut edited = self.clone();
        for column in &mut edited.columns {
            for clause in &mut column.clauses {
                retarget_table(&mut clause.tokens, &self.name, to);
            }
            column.refresh()?;
        }
        for constraint in &mut edited.constraints {
            retarget_table(&mut constraint.tokens, &self.name, to);
            constraint.refresh()?;
        }
        edited.name_token.spell_name(to);
        to.clone_into(&mut edited.name);
        *self = edited;
        Ok(())
    }

    /// Adds a column after the last one.
    pub fn add_column(&mut self, definition_sql: &str) -> Result<(), DdlError> {
        let (mut column, end) = self.fragment(definition_sql, "a column definition", ColumnItem::parse)?;
        if TableConstraint::starts(&column.name_token) {
            return Err(self.bad("a column definition", definition_sql));
        }
        if self.column(&column.name).is_some() {
            return Err(DdlError::ColumnExists { table: self.name.clone(), column: column.name });
        }
        let above = self.columns.last().map(|last| last.name_token.lead.as_str());
        column.name_token.lead = indent_like(above, &column.name_token.lead);
        column.gap = Gap::remark(&end);
        self.columns.push(column);
        Ok(())
    }

    /// Drops a column with its own clauses; nothing else in the table may use it.
    pub fn drop_column(&mut self, name: &str) -> Result<(), DdlError> {
        let column = self.column(name).ok_or_else(|| self.no_such_column(name))?;
        let column = column.name.clone();
        let table = self.name.clone();
        if let Some(by) = self.user_of(&column) {
            return Err(DdlError::ColumnInUse { table, column, by });
        }
        if self.columns.len() == 1 {
            return Err(DdlError::LastColumn { table, column });
        }
        let first = self.columns.first().map(|first| first.name_token.lead.clone());
        self.columns.retain(|other| other.name != column);
        self.lead_in(first);
        Ok(())
    }

    /// Keeps the first column where the first one was, unless that would lose or repeat a comment.
    fn lead_in(&mut self, lead: Option<String>) {
        let plain = lead.filter(|lead| !has_comment(lead));
        if let (Some(lead), Some(first)) = (plain, self.columns.first_mut())
            && !has_comment(&first.name_token.lead)
        {
            first.name_token.lead = lead;
        }
    }

    /// The text of something other than the column itself that uses the column.
    fn user_of(&self, column: &str) -> Option<String> {
        let others = self.columns.iter().filter(|other| other.name != column);
        let clauses = others.flat_map(|other| other.clauses.iter().map(move |clause| (other, clause)));
        let clause = clauses.into_iter().find(|(_, clause)| clause.uses(column, &self.name));
        let constraint = self.constraints.iter().find(|constraint| constraint.uses(column, &self.name));
        let inline = clause.map(|(owner, clause)| format!("column {:?}: {}", owner.name, clause.raw()));
        constraint.map(TableConstraint::raw).or(inline)
    }

    /// Adds a table constraint, given in full, after the last one.
    pub fn add_constraint(&mut self, constraint_sql: &str) -> Result<(), DdlError> {
        let (mut constraint, end) =
            self.fragment(constraint_sql, "one table constraint", TableConstraint::parse)?;
        if constraint.kind == ConstraintKind::NameOnly {
            return Err(self.bad("one table constraint", constraint_sql));
        }
        constraint.name().map_or(Ok(()), |name| self.refuse_taken(name))?;
        let above = self.constraints.last().and_then(|last| last.tokens.first());
        let above = above.or_else(|| self.columns.last().map(|last| &last.name_token));
        let above = above.map(|token| token.lead.as_str());
        if let Some(first) = constraint.tokens.first_mut() {
            first.lead = indent_like(above, &first.lead);
        }
        constraint.gap = Gap::remark(&end);
        self.constraints.push(constraint);
        Ok(())
    }

    /// Drops a constraint, and returns its text.
    pub fn drop_constraint(&mut self, which: &ConstraintKey) -> Result<String, DdlError> {
        let (place, raw) = self.locate(which)?;
        match place {
            Place::Table(at) => drop(self.constraints.remove(at)),
            Place::Column { column, clause } => {
                self.columns.get_mut(column).map_or(Ok(()), |column| column.drop_clause(clause))?;
            }
        }
        Ok(raw)
    }

    /// Gives a constraint a name, or another one.
    pub fn rename_constraint(&mut self, which: &ConstraintKey, to: &str) -> Result<(), DdlError> {
        let (place, _) = self.locate(which)?;
        let current = match place {
            Place::Table(at) => self.constraints.get(at).and_then(TableConstraint::name),
            Place::Column { column, clause } => {
                self.columns.get(column).and_then(|c| c.clauses.get(clause)).and_then(ColumnClause::name)
            }
        };
        if !current.is_some_and(|current| current.eq_ignore_ascii_case(to)) {
            self.refuse_taken(to)?;
        }
        match place {
            Place::Table(at) => self.constraints.get_mut(at).map_or(Ok(()), |constraint| {
                name_constraint(&mut constraint.tokens, constraint.name.is_some(), to);
                constraint.refresh()
            }),
            Place::Column { column, clause } => {
                self.columns.get_mut(column).map_or(Ok(()), |column| column.name_clause(clause, to))
            }
        }
    }

    fn fragment<T>(
        &self,
        sql: &str,
        wanted: &'static str,
        read: fn(&mut Cursor) -> Result<T, DdlError>,
    ) -> Result<(T, String), DdlError> {
        let (tokens, end) = lex(sql).map_err(|_| self.bad(wanted, sql))?;
        let mut cursor = Cursor::new(tokens);
        let item = read(&mut cursor).map_err(|_| self.bad(wanted, sql))?;
        let end = if has_comment(&end) { end.trim_end().to_owned() } else { String::new() };
        if cursor.peek(0).is_none() { Ok((item, end)) } else { Err(self.bad(wanted, sql)) }
    }

    pub(super) fn no_such_column(&self, name: &str) -> DdlError {
        DdlError::NoSuchColumn {
            table: self.name.clone(),
            column: name.to_owned(),
            known: self.columns.iter().map(|column| column.name.clone()).collect(),
        }
    }
}

/// A new item starts on a line of its own where the item above it does.
fn indent_like(above: Option<&str>, own: &str) -> String {
    let indent = above.and_then(|lead| lead.rsplit_once('\n')).map(|(_, indent)| indent);
    let indent: Option<String> =
        indent.map(|indent| indent.chars().take_while(char::is_ascii_whitespace).collect());
    let start = indent.map_or_else(|| " ".to_owned(), |indent| format!("\n{indent}"));
    if has_comment(own) { start + own.trim_start() } else { start }
}

fn name_constraint(tokens: &mut Vec<Token>, named: bool, to: &str) {
    if named {
        tokens.iter_mut().skip(1).take(1).for_each(|token| token.spell_name(to));
        return;
    }
    let lead = tokens.first_mut().map(|first| std::mem::replace(&mut first.lead, " ".to_owned()));
    let keyword = Token::new(&lead.unwrap_or_default(), "CONSTRAINT".to_owned(), TokenKind::Word);
    tokens.splice(0..0, [keyword, Token::new(" ", quote(to), TokenKind::Quoted)]);
}

impl ColumnItem {
    fn name_clause(&mut self, at: usize, to: &str) -> Result<(), DdlError> {
        if let Some(clause) = self.clauses.get_mut(at) {
            name_constraint(&mut clause.tokens, clause.name.is_some(), to);
        }
        self.refresh()
    }

    fn drop_clause(&mut self, at: usize) -> Result<(), DdlError> {
        let mut rest = self.clauses.split_off(at.min(self.clauses.len())).into_iter();
        let key = rest.next().is_some_and(|clause| matches!(clause.kind, ClauseKind::References(_)));
        // A deferral left behind would apply to another foreign key.
        let mut orphaned = key;
        for clause in rest {
            orphaned &= !matches!(clause.kind, ClauseKind::References(_));
            if !(orphaned && matches!(clause.kind, ClauseKind::Deferral(_))) {
                self.clauses.push(clause);
            }
        }
        self.refresh()
    }
}

/// The tokens from the first parenthesis on: a constraint name before it is not an expression.
fn body(tokens: &[Token]) -> &[Token] {
    let start = tokens.iter().position(|token| token.is_punct('(')).unwrap_or(tokens.len());
    tokens.get(start..).unwrap_or_default()
}

fn names(columns: &[String], column: &str) -> bool {
    columns.iter().any(|name| name.eq_ignore_ascii_case(column))
}

impl ForeignKeySpec {
    fn uses(&self, column: &str, table: &str) -> bool {
        self.table.eq_ignore_ascii_case(table) && names(&self.columns, column)
    }
}

impl ColumnClause {
    fn uses(&self, column: &str, table: &str) -> bool {
        match &self.kind {
            ClauseKind::Check(_) | ClauseKind::Generated { .. } => reads_column(body(&self.tokens), column),
            ClauseKind::References(spec) => spec.uses(column, table),
            _ => false,
        }
    }
}

impl TableConstraint {
    fn uses(&self, column: &str, table: &str) -> bool {
        match &self.kind {
            ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
                names(columns, column)
            }
            ConstraintKind::Check(_) => reads_column(body(&self.tokens), column),
            ConstraintKind::ForeignKey { columns, spec } => {
                names(columns, column) || spec.uses(column, table)
            }
            ConstraintKind::NameOnly => false,
        }
    }
}
