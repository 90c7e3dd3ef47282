//! Types by the engine's own names.

use super::literal::quoted;
use crate::{
    dialect::mysql::quote_text,
    schema::{ColumnType, Length},
};

/// A type as `information_schema.columns.column_type` has it, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::dialect::mysql) struct TypeText {
    /// The engine's name for it.
    pub(in crate::dialect::mysql) name: String,
    /// What stands in brackets: numbers, or the values of an enum or set.
    pub(in crate::dialect::mysql) args: Vec<String>,
    pub(in crate::dialect::mysql) unsigned: bool,
    zerofill: bool,
    /// MariaDB's `COMPRESSED`, which stands within the type.
    pub(in crate::dialect::mysql) compressed: bool,
    /// `COLLATE`, or the default collation of a `CHARACTER SET`, where the text says one.
    pub(in crate::dialect::mysql) collation: Option<String>,
}

/// Words of one name that mean another (manual, "Using Data Types from Other Database Engines" and the
/// chapters on each type).
const SYNONYMS: [(&str, &str); 39] = [
    ("bool", "tinyint(1)"),
    ("boolean", "tinyint(1)"),
    ("character varying", "varchar"),
    ("char varying", "varchar"),
    ("varcharacter", "varchar"),
    ("nvarchar", "varchar"),
    ("national varchar", "varchar"),
    ("national character varying", "varchar"),
    ("national char varying", "varchar"),
    ("national varcharacter", "varchar"),
    ("nchar varchar", "varchar"),
    ("nchar varying", "varchar"),
    ("character", "char"),
    ("nchar", "char"),
    ("national char", "char"),
    ("national character", "char"),
    ("integer", "int"),
    ("int4", "int"),
    ("int1", "tinyint"),
    ("int2", "smallint"),
    ("int3", "mediumint"),
    ("int8", "bigint"),
    ("middleint", "mediumint"),
    ("numeric", "decimal"),
    ("dec", "decimal"),
    ("fixed", "decimal"),
    ("double precision", "double"),
    ("real", "double"),
    ("float8", "double"),
    ("float4", "float"),
    ("char byte", "binary"),
    ("character large object", "longtext"),
    ("clob", "longtext"),
    ("long", "mediumtext"),
    ("long varchar", "mediumtext"),
    ("long char varying", "mediumtext"),
    ("long character varying", "mediumtext"),
    ("long varbinary", "mediumblob"),
    ("geomcollection", "geometrycollection"),
];

/// Words behind a type that are no part of its name.
const ATTRIBUTES: [&str; 11] = [
    "unsigned",
    "signed",
    "zerofill",
    "character",
    "charset",
    "collate",
    "ascii",
    "unicode",
    "binary",
    "not",
    "null",
];

/// Whether the word goes on with the type's name.
fn is_name(words: &[String], word: &str) -> bool {
    match words {
        [] => true,
        [first] if word == "character" => ["national", "long"].contains(&first.as_str()),
        _ => !ATTRIBUTES.contains(&word),
    }
}

impl TypeText {
    /// Reads a type in any spelling; what is not known stays as it is, with small letters.
    pub(in crate::dialect::mysql) fn read(text: &str) -> Self {
        let mut it = Self::default();
        let bare = text.replace("/*M!100301 COMPRESSED*/", "");
        it.compressed = bare != text;
        let mut pieces = pieces(&bare).into_iter().peekable();
        let mut words: Vec<String> = Vec::new();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Args(args) => it.args = args,
                Piece::Word(word) if is_name(&words, &word) => words.push(word),
                Piece::Word(word) => match word.as_str() {
                    "unsigned" => it.unsigned = true,
                    "zerofill" => (it.unsigned, it.zerofill) = (true, true),
                    "ascii" => it.collation = Some("latin1_swedish_ci".into()),
                    "collate" => it.collation = pieces.next().and_then(Piece::word).or(it.collation),
                    "character" | "charset" => {
                        pieces.next_if(|next| matches!(next, Piece::Word(word) if word == "set"));
                        let set = pieces.next().and_then(Piece::word);
                        it.collation = it.collation.or_else(|| set.as_deref().and_then(default_collation));
                    }
                    _ => {}
                },
            }
        }
        it.name = words.join(" ");
        it.named_by_the_engine();
        it
    }

    fn named_by_the_engine(&mut self) {
        if let Some((_, name)) = SYNONYMS.iter().find(|(other, _)| *other == self.name) {
            match name.strip_suffix("(1)") {
                Some(name) => (self.name, self.args) = (name.into(), vec!["1".into()]),
                None => self.name = (*name).into(),
            }
        }
        let size = self.size();
        match (self.name.as_str(), size) {
            ("tinyint", Some(1)) if !self.unsigned => {}
            ("tinyint" | "smallint" | "mediumint" | "int" | "bigint", _) => self.args = self.width(),
            ("decimal", _) => {
                let number =
                    |at: usize, other: &str| self.args.get(at).cloned().unwrap_or_else(|| other.into());
                self.args = vec![number(0, "10"), number(1, "0")];
            }
            ("float", Some(bits)) if self.args.len() == 1 => {
                self.name = if bits > 24 { "double" } else { "float" }.into();
                self.args.clear();
            }
            ("bit" | "char" | "binary", None) => self.args = vec!["1".into()],
            ("timestamp" | "datetime" | "time", Some(0)) | ("year", _) => self.args.clear(),
            // TEXT(n) is the smallest of its kind in which n characters of four bytes have room.
            ("text", Some(n)) => self.large("text", u64::from(n).saturating_mul(4)),
            ("blob", Some(n)) => self.large("blob", n.into()),
            ("vector", None) => self.args = vec!["2048".into()],
            ("enum" | "set", _) => {
                // Spaces at a value's end are deleted when the table is made.
                self.args.iter_mut().for_each(|value| value.truncate(value.trim_end_matches(' ').len()));
            }
            _ => {}
        }
    }

    fn large(&mut self, kind: &str, bytes: u64) {
        let size = match bytes {
            0..=255 => "tiny",
            256..=65_535 => "",
            65_536..=16_777_215 => "medium",
            _ => "long",
        };
        self.name = format!("{size}{kind}");
        self.args.clear();
    }

    /// The display width, which means something only where zeros fill it.
    fn width(&self) -> Vec<String> {
        let usual = match self.name.as_str() {
            "tinyint" => "3",
            "smallint" => "5",
            "mediumint" => "8",
            "int" => "10",
            _ => "20",
        };
        match (self.zerofill, self.args.first()) {
            (false, _) => vec![],
            (true, given) => vec![given.cloned().unwrap_or_else(|| usual.into())],
        }
    }

    /// The first number in brackets.
    pub(in crate::dialect::mysql) fn size(&self) -> Option<u32> {
        self.args.first()?.parse().ok()
    }

    /// The second one.
    pub(in crate::dialect::mysql) fn scale(&self) -> Option<u32> {
        self.args.get(1)?.parse().ok()
    }

    /// Whether it is what `bool` means.
    pub(in crate::dialect::mysql) fn is_bool(&self) -> bool {
        self.name == "tinyint" && self.size() == Some(1) && !self.unsigned
    }

    /// Whether it is a whole number.
    pub(in crate::dialect::mysql) fn is_integer(&self) -> bool {
        ["tinyint", "smallint", "mediumint", "int", "bigint"].contains(&self.name.as_str())
    }

    /// Whether it is a date, a time or both.
    pub(in crate::dialect::mysql) fn is_temporal(&self) -> bool {
        ["date", "time", "datetime", "timestamp"].contains(&self.name.as_str())
    }

    /// Whether it holds bytes.
    pub(in crate::dialect::mysql) fn is_binary(&self) -> bool {
        self.name.ends_with("binary") || self.name.ends_with("blob")
    }

    /// In the one spelling: `decimal(10,2)`, `int unsigned`, `enum('a', 'b')`.
    pub(in crate::dialect::mysql) fn spelled(&self) -> String {
        let mut text = self.name.clone();
        if ["enum", "set"].contains(&self.name.as_str()) {
            text += &values(&self.args);
        } else if !self.args.is_empty() {
            text += &format!("({})", self.args.join(","));
        }
        if self.unsigned {
            text += " unsigned";
        }
        if self.zerofill {
            text += " zerofill";
        }
        text
    }

    /// As a type of the schema that the engine makes into this one again.
    pub(in crate::dialect::mysql) fn column_type(&self) -> ColumnType {
        use ColumnType as T;
        let custom = || T::Custom(self.spelled());
        if self.zerofill {
            return custom();
        }
        let sized = |make: fn(u32) -> T| self.size().map_or_else(custom, make);
        match (self.name.as_str(), self.unsigned) {
            ("tinyint", false) if self.is_bool() => T::Boolean,
            ("tinyint", false) => T::TinyInteger,
            ("tinyint", true) => T::TinyUnsigned,
            ("smallint", false) => T::SmallInteger,
            ("smallint", true) => T::SmallUnsigned,
            ("int", false) => T::Integer,
            ("int", true) => T::Unsigned,
            ("bigint", false) => T::BigInteger,
            ("bigint", true) => T::BigUnsigned,
            ("decimal", false) => match (self.size(), self.scale()) {
                (Some(precision), Some(scale)) => T::Decimal(Some((precision, scale))),
                _ => custom(),
            },
            ("float", false) if self.args.is_empty() => T::Float,
            ("double", false) if self.args.is_empty() => T::Double,
            ("char", _) => sized(|n| T::Char(Some(n))),
            ("varchar", _) => sized(|n| T::String(Length::N(n))),
            ("longtext", _) => T::String(Length::Max),
            ("text", _) => T::Text,
            ("blob", _) => T::Blob,
            ("longblob", _) => T::VarBinary(Length::Max),
            ("binary", _) => sized(T::Binary),
            ("varbinary", _) => sized(|n| T::VarBinary(Length::N(n))),
            ("bit", _) => sized(|n| T::Bit(Some(n))),
            ("datetime", _) if self.args.is_empty() => T::DateTime,
            ("timestamp", _) if self.args.is_empty() => T::Timestamp,
            ("time", _) if self.args.is_empty() => T::Time,
            ("date", _) => T::Date,
            ("year", _) => T::Year,
            ("json", _) => T::Json,
            ("vector", _) => sized(|n| T::Vector(Some(n))),
            _ => custom(),
        }
    }
}

/// The type of an enum's columns.
pub(in crate::dialect::mysql) fn enum_type(values_of_it: &[String]) -> ColumnType {
    ColumnType::Custom(format!("enum{}", values(values_of_it)))
}

fn values(values: &[String]) -> String {
    format!("({})", values.iter().map(|value| quote_text(value)).collect::<Vec<_>>().join(", "))
}

/// The collation that a column gets with a character set that is not the server's own.
pub(in crate::dialect::mysql) fn default_collation(character_set: &str) -> Option<String> {
    let known = match character_set {
        "latin1" => "latin1_swedish_ci",
        "ascii" => "ascii_general_ci",
        "utf8" | "utf8mb3" => "utf8mb3_general_ci",
        "ucs2" => "ucs2_general_ci",
        "utf16" => "utf16_general_ci",
        "utf32" => "utf32_general_ci",
        "latin2" => "latin2_general_ci",
        "cp1251" => "cp1251_general_ci",
        "koi8r" => "koi8r_general_ci",
        "binary" => "binary",
        _ => return None,
    };
    Some(known.into())
}

enum Piece {
    /// With small letters.
    Word(String),
    /// What brackets hold.
    Args(Vec<String>),
}

impl Piece {
    fn word(self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word),
            Self::Args(_) => None,
        }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), text.trim());
    while let Some(first) = rest.chars().next() {
        let after = rest.strip_prefix(first).unwrap_or_default();
        rest = match first {
            '(' => {
                let (args, after) = args(after);
                pieces.push(Piece::Args(args));
                after
            }
            c if c.is_whitespace() || c == ')' || c == ',' => after,
            _ => {
                let end = |c: char| c.is_whitespace() || c == '(';
                let (word, after) =
                    rest.split_at_checked(rest.find(end).unwrap_or(rest.len())).unwrap_or((rest, ""));
                pieces.push(Piece::Word(word.trim_matches(['`', '\'', '"']).to_ascii_lowercase()));
                after
            }
        };
    }
    pieces
}

/// What stands up to the closing bracket, split at commas.
fn args(text: &str) -> (Vec<String>, &str) {
    let (mut args, mut word, mut rest) = (Vec::new(), String::new(), text);
    while let Some(c) = rest.chars().next() {
        if let Some((value, after)) = quoted(rest) {
            args.push(value);
            rest = after;
            continue;
        }
        rest = rest.strip_prefix(c).unwrap_or_default();
        match c {
            ',' | ')' => {
                let done = std::mem::take(&mut word);
                args.extend((!done.is_empty()).then_some(done));
                if c == ')' {
                    break;
                }
            }
            c if c.is_whitespace() => {}
            c => word.push(c),
        }
    }
    args.extend((!word.is_empty()).then_some(word));
    (args, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ColumnType as T;

    #[test]
    fn every_spelling_of_a_type_is_one() {
        for (text, spelled) in [
            ("INTEGER", "int"),
            ("int(11)", "int"),
            ("INT ( 10 ) UNSIGNED", "int unsigned"),
            ("bigint(20) unsigned", "bigint unsigned"),
            ("int(5) unsigned zerofill", "int(5) unsigned zerofill"),
            ("int zerofill", "int(10) unsigned zerofill"),
            ("int signed", "int"),
            ("bool", "tinyint(1)"),
            ("tinyint(1)", "tinyint(1)"),
            ("tinyint(4)", "tinyint"),
            ("tinyint(1) unsigned", "tinyint unsigned"),
            ("numeric", "decimal(10,0)"),
            ("DEC(5)", "decimal(5,0)"),
            ("decimal(10, 2) unsigned", "decimal(10,2) unsigned"),
            ("double precision", "double"),
            ("float(24)", "float"),
            ("float(53)", "double"),
            ("float(7,3)", "float(7,3)"),
            ("character varying(20)", "varchar(20)"),
            ("National Character Varying (20)", "varchar(20)"),
            ("nchar", "char(1)"),
            ("char(3) character set latin1", "char(3)"),
            ("character(3) CHARSET utf8", "char(3)"),
            ("bit", "bit(1)"),
            ("binary", "binary(1)"),
            ("year(4)", "year"),
            ("datetime(0)", "datetime"),
            ("datetime(6)", "datetime(6)"),
            ("text(10)", "tinytext"),
            ("blob(70000)", "mediumblob"),
            ("geomcollection", "geometrycollection"),
            ("ENUM('a','b')", "enum('a', 'b')"),
            (r"enum('x','y\\z','q''r', 'a,b)c')", r"enum('x', 'y\\z', 'q''r', 'a,b)c')"),
            ("set('a')", "set('a')"),
            ("uuid", "uuid"),
            ("enum('open", "enum"),
            ("", ""),
            (")(", ""),
        ] {
            let read = TypeText::read(text).spelled();
            match text {
                // Nothing that an engine says; it only has to be read somehow.
                "enum('open" => assert!(read.starts_with(spelled), "{read}"),
                _ => assert_eq!(read, spelled, "{text}"),
            }
            assert_eq!(TypeText::read(&read).spelled(), read, "{text}");
        }
    }

    #[test]
    fn columns_get_the_nicest_type() {
        let custom = |text: &str| T::Custom(text.into());
        for (text, ty) in [
            ("int(11)", T::Integer),
            ("int(10) unsigned", T::Unsigned),
            ("int(5) unsigned zerofill", custom("int(5) unsigned zerofill")),
            ("tinyint(1)", T::Boolean),
            ("tinyint(4)", T::TinyInteger),
            ("mediumint(9)", custom("mediumint")),
            ("varchar(20)", T::String(Length::N(20))),
            ("char(1)", T::Char(Some(1))),
            ("longtext", T::String(Length::Max)),
            ("mediumtext", custom("mediumtext")),
            ("longblob", T::VarBinary(Length::Max)),
            ("decimal(10,2)", T::Decimal(Some((10, 2)))),
            ("decimal(10,2) unsigned", custom("decimal(10,2) unsigned")),
            ("datetime", T::DateTime),
            ("datetime(6)", custom("datetime(6)")),
            ("binary(16)", T::Binary(16)),
            ("bit(8)", T::Bit(Some(8))),
            ("float", T::Float),
            ("float(7,3)", custom("float(7,3)")),
            ("float unsigned", custom("float unsigned")),
            ("enum('a','b')", custom("enum('a', 'b')")),
            ("set('a','b')", custom("set('a', 'b')")),
            ("geometry", custom("geometry")),
            ("vector(3)", T::Vector(Some(3))),
            ("year(4)", T::Year),
            ("json", T::Json),
        ] {
            assert_eq!(TypeText::read(text).column_type(), ty, "{text}");
        }
    }
}
