use serde::{Deserialize, Serialize};

/// Templates for names that nobody gave; `{table}` and `{columns}` (joined by `_`) are filled in.
///
/// An engine's own names differ from engine to engine and are unknown before the statement has run, so
/// every constraint gets its name here, and its reverse can be written without asking a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamingConvention {
    /// Foreign keys.
    pub foreign_key: String,
    /// Plain indexes.
    pub index: String,
    /// UNIQUE constraints.
    pub unique: String,
    /// CHECK constraints.
    pub check: String,
}

/// SeaORM's own names where it has one (`fk-tasks-user_id`, `idx-tasks-completed`), its style elsewhere.
impl Default for NamingConvention {
    fn default() -> Self {
        Self {
            foreign_key: "fk-{table}-{columns}".into(),
            index: "idx-{table}-{columns}".into(),
            unique: "uq-{table}-{columns}".into(),
            check: "ck-{table}-{columns}".into(),
        }
    }
}

impl NamingConvention {
    /// `fk_tasks_user_id`, `idx_tasks_completed`, `uq_users_email`, `ck_tasks_priority`.
    pub fn underscores() -> Self {
        Self {
            foreign_key: "fk_{table}_{columns}".into(),
            index: "idx_{table}_{columns}".into(),
            unique: "uq_{table}_{columns}".into(),
            check: "ck_{table}_{columns}".into(),
        }
    }

    /// A foreign key's name.
    pub fn name_foreign_key<S: AsRef<str>>(&self, table: &str, columns: &[S]) -> String {
        fill(&self.foreign_key, table, columns)
    }

    /// An index's name.
    pub fn name_index<S: AsRef<str>>(&self, table: &str, columns: &[S]) -> String {
        fill(&self.index, table, columns)
    }

    /// A UNIQUE constraint's name.
    pub fn name_unique<S: AsRef<str>>(&self, table: &str, columns: &[S]) -> String {
        fill(&self.unique, table, columns)
    }

    /// A CHECK constraint's name.
    pub fn name_check<S: AsRef<str>>(&self, table: &str, columns: &[S]) -> String {
        fill(&self.check, table, columns)
    }
}

/// PostgreSQL cuts names at 63 bytes in silence, MySQL refuses more than 64 characters.
const LONGEST: usize = 63;

fn fill<S: AsRef<str>>(template: &str, table: &str, columns: &[S]) -> String {
    let columns = columns.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("_");
    shorten(template.replace("{table}", table).replace("{columns}", &columns))
}

/// Too long a name keeps its beginning and ends in a hash of the whole, so two of them never meet.
fn shorten(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let mut head = String::new();
    for c in name.chars().take_while({
        let mut bytes = 0;
        move |c| {
            bytes += c.len_utf8();
            bytes <= LONGEST - 9
        }
    }) {
        head.push(c);
    }
    format!("{head}_{:08x}", fnv1a(name.as_bytes()))
}

/// FNV-1a (32 bits): spelled out because a name must stay the same in every later version.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_to_fit_and_stay_apart() {
        let naming = NamingConvention::default();
        let long = |tail: &str| naming.name_foreign_key("subscriptions", &["é".repeat(40), tail.to_owned()]);
        assert!(long("a").len() <= LONGEST && long("b").len() <= LONGEST);
        assert_ne!(long("a"), long("b"));
        assert_eq!(naming.name_index("tasks", &["completed"]), "idx-tasks-completed");
    }
}
