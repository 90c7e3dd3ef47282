//! The same text under another name, or in another database.

use super::cursor::Cursor;
use super::token::{Token, lex};
use super::trivia::Out;
use super::{ClauseKind, ColumnItem, ConstraintKind, CreateTable, DdlError, quote};

impl CreateTable {
    /// The text under a name, given as SQL, that the table will exchange for its own later.
    ///
    /// References to the table keep its own name, and qualified columns lose the qualifier: a check reads
    /// no other table, and the later rename would leave the qualifier as it is.
    pub fn text_as(&self, name_sql: &str) -> String {
        let mut edited = self.clone();
        if edited.head.last().is_some_and(|token| token.is_punct('.')) {
            edited.head.truncate(edited.head.len().saturating_sub(2));
        }
        edited.name_token.text = name_sql.to_owned();
        edited.name_token.set_apart();
        let clauses = edited.columns.iter_mut().flat_map(|column| &mut column.clauses);
        for clause in clauses.filter(|clause| matches!(clause.kind, ClauseKind::Check(_))) {
            unqualify(&mut clause.tokens, &self.name);
        }
        for constraint in &mut edited.constraints {
            if matches!(constraint.kind, ConstraintKind::Check(_)) {
                unqualify(&mut constraint.tokens, &self.name);
            }
        }
        edited.to_sql()
    }

    /// The column that is another name of the rowid, if any.
    pub fn rowid_column(&self) -> Option<&str> {
        if self.without_rowid() {
            return None;
        }
        // SQLite's documented quirk: INTEGER PRIMARY KEY DESC in a column is none, in a constraint it is.
        let inline = self.columns.iter().find(|column| {
            let mut clauses = column.clauses().iter();
            clauses.any(|clause| matches!(clause.kind, ClauseKind::PrimaryKey { desc: false, .. }))
        });
        let keyed = || {
            let key = self.constraints.iter().find_map(|constraint| match &constraint.kind {
                ConstraintKind::PrimaryKey { columns, .. } => Some(columns.as_slice()),
                _ => None,
            });
            match key {
                Some([only]) => self.column(only),
                _ => None,
            }
        };
        inline
            .or_else(keyed)
            .filter(|column| column.declared_type().eq_ignore_ascii_case("integer"))
            .map(ColumnItem::name)
    }
}

/// Takes `table.` away from the names that have it.
fn unqualify(tokens: &mut Vec<Token>, table: &str) {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for mut token in tokens.drain(..) {
        let dotted = kept.last().is_some_and(|last| last.is_punct('.'));
        let qualifier = kept.len().checked_sub(2).and_then(|at| kept.get(at));
        if dotted && qualifier.is_some_and(|qualifier| qualifier.names(table)) {
            kept.pop();
            token.lead = kept.pop().map(|qualifier| qualifier.lead).unwrap_or_default();
        }
        kept.push(token);
    }
    *tokens = kept;
}

/// The text of an index or a trigger, as `sqlite_schema` keeps it, with the database it belongs to.
pub fn qualify(create_sql: &str, schema: &str) -> Result<String, DdlError> {
    let (tokens, end) = lex(create_sql)?;
    let mut cursor = Cursor::new(tokens);
    cursor.expect("CREATE")?;
    cursor.eat("UNIQUE");
    cursor.expect_any(&["INDEX", "TRIGGER"])?;
    let mut out = Out::default();
    cursor.take().iter().for_each(|token| token.write(&mut out));
    let name = cursor.token("a name", |token| token.name().is_some())?;
    out.trivia(&name.lead);
    out.text(&format!("{}.{}", quote(schema), name.text));
    while cursor.peek(0).is_some() {
        cursor.bump();
    }
    cursor.take().iter().for_each(|token| token.write(&mut out));
    out.trivia(&end);
    Ok(out.finish())
}
