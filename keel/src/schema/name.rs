use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::Error as _};

/// A name with the namespace it lives in; `None` is the connection's default one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The namespace: a schema on PostgreSQL, a database on MySQL, an attached database on SQLite.
    pub schema: Option<String>,
    /// The name itself.
    pub name: String,
}

impl QualifiedName {
    /// A name in the default namespace.
    pub fn new(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// A name in a namespace.
    pub fn qualified(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// The same namespace with another name.
    pub fn sibling(&self, name: impl Into<String>) -> Self {
        Self { schema: self.schema.clone(), name: name.into() }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}

impl From<&str> for QualifiedName {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

// A dot splits namespace and name, a backslash keeps a dot (or a backslash) that is part of either:
// names are keys of JSON objects in a snapshot, so they need one unambiguous text.
impl FromStr for QualifiedName {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = vec![String::new()];
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '.' if parts.len() == 1 => parts.push(String::new()),
                '\\' => push(&mut parts, chars.next().unwrap_or('\\')),
                _ => push(&mut parts, c),
            }
        }
        let name = parts.pop().unwrap_or_default();
        Ok(Self { schema: parts.pop(), name })
    }
}

fn push(parts: &mut [String], c: char) {
    if let Some(last) = parts.last_mut() {
        last.push(c);
    }
}

fn escape(part: &str) -> String {
    part.replace('\\', "\\\\").replace('.', "\\.")
}

impl Serialize for QualifiedName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = escape(&self.name);
        match &self.schema {
            Some(schema) => serializer.serialize_str(&format!("{}.{name}", escape(schema))),
            None => serializer.serialize_str(&name),
        }
    }
}

impl<'de> Deserialize<'de> for QualifiedName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_json_whatever_they_hold() {
        for name in [
            QualifiedName::new("tasks"),
            QualifiedName::qualified("audit", "tasks"),
            QualifiedName::new("odd.name"),
            QualifiedName::qualified("a.b\\", "\\c."),
            QualifiedName::new(""),
        ] {
            let json = serde_json::to_string(&name).unwrap();
            assert_eq!(serde_json::from_str::<QualifiedName>(&json).unwrap(), name, "{json}");
        }
    }
}
