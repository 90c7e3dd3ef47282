//! Failing on purpose, and reading what came of it.

use crate::dialect::quote_text;

/// What a table is called until it takes the name of the one it replaces.
pub(super) const STAND_IN: &str = "keel_new_";

/// A query that fails when it finds a row, with a message that ends in a value of the row.
///
/// RAISE is for triggers alone. `json_extract` says which path it could not read, and as the path comes from
/// the row, it is not read before there is one.
pub(super) fn fail_on(message: &str, value: &str, rows: &str) -> String {
    format!("SELECT json_extract('{{}}', {} || {value}) FROM {rows}", quote_text(message))
}

/// An error of the database as a person should read it: a refusal of this toolkit's own without what SQLite
/// puts around it, and a table that is being made anew under its own name.
pub fn plain_message(message: &str) -> String {
    // Up to 3.41 the words were others (src/json.c).
    let marks = ["bad JSON path: '", "JSON path error near '"];
    let quoted = marks.iter().find_map(|mark| message.split_once(mark)).map(|(_, quoted)| quoted);
    match quoted.and_then(|quoted| quoted.rsplit_once('\'')) {
        Some((refusal, _)) => refusal.replace("''", "'"),
        None => message.replace(STAND_IN, ""),
    }
}
