use crate::dialect::Settling;

use super::Sqlite;

/// It keeps the text of a statement as it was written.
impl Settling for Sqlite {}
