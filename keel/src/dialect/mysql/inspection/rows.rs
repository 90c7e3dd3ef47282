//! The rows of one answer.

use crate::{
    dialect::{Answer, Engine, InspectError, Server},
    schema::{QualifiedName, Schema, Table},
};

/// An answer, and what to say of it when it cannot be read.
pub(super) struct Rows<'a> {
    pub(super) server: &'a Server,
    pub(super) what: &'static str,
    pub(super) answer: &'a Answer,
}

impl<'a> Rows<'a> {
    /// Each row as an array of its cells.
    ///
    /// # Errors
    /// A row has another number of cells.
    pub(super) fn each<const N: usize>(&self) -> Result<Vec<[Option<&'a str>; N]>, InspectError> {
        let cells = |row: &'a Vec<Option<String>>| {
            let cells: Vec<_> = row.iter().map(Option::as_deref).collect();
            let count = cells.len();
            cells.try_into().map_err(|_| self.error(format!("{count} cells in a row, not {N}")))
        };
        self.answer.rows.iter().map(cells).collect()
    }

    /// The text of a cell that must have one.
    ///
    /// # Errors
    /// It is NULL.
    pub(super) fn text(&self, cell: Option<&'a str>) -> Result<&'a str, InspectError> {
        cell.ok_or_else(|| self.error("NULL in the place of a name".into()))
    }

    pub(super) fn is_mariadb(&self) -> bool {
        self.server.engine == Engine::MariaDb
    }

    fn error(&self, what: String) -> InspectError {
        InspectError { engine: self.server.to_string(), what: format!("{}: {what}", self.what) }
    }
}

/// The table of that name; there is none where it is a view's.
pub(super) fn table<'a>(schema: &'a mut Schema, name: &str) -> Option<&'a mut Table> {
    schema.tables.get_mut(&QualifiedName::new(name))
}

/// A text of the catalogue, unless there is nothing in it.
pub(super) fn said(cell: Option<&str>) -> Option<String> {
    cell.filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

/// An expression: MySQL escapes its text once more than it was written, and its bytes are shown as if each were a
/// character (seen on 9.7: names and texts beyond ASCII alike; `SHOW CREATE TABLE` is right).
pub(super) fn unescaped(text: &str, mariadb: bool) -> String {
    if mariadb {
        return text.to_owned();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = decoded.as_deref().unwrap_or(text);
    let (mut out, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('0') => '\0',
                Some('Z') => '\u{1a}',
                Some(c) => c,
                None => '\\',
            }),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn mysql_escapes_what_it_shows() {
        for (text, mariadb, said) in [
            (r"(`v` <> _utf8mb4\'q\')", false, "(`v` <> _utf8mb4'q')"),
            (r"(`v` <> _utf8mb4\'it\\\'s \\\\ x\')", false, r"(`v` <> _utf8mb4'it\'s \\ x')"),
            (r"`v` <> 'a\\b'", true, r"`v` <> 'a\\b'"),
            ("\\", false, "\\"),
            ("concat(`Ã¼nÃ¯`,_utf8mb4\\'æ\u{97}¥\\')", false, "concat(`ünï`,_utf8mb4'日')"),
            ("`ünï` = '日'", false, "`ünï` = '日'"),
            ("`é` = 'x'", false, "`é` = 'x'"),
        ] {
            assert_eq!(unescaped(text, mariadb), said);
        }
    }
}
