//! PostgreSQL: `pg_get_expr` shows casts that nobody wrote, and its own names for syntax.

use super::{node::Node, normal::Place};

pub(super) fn rewrite(node: Node, place: Place) -> Node {
    match node {
        Node::Cast(of, ty) => cast(*of, ty, place),
        Node::Quantified { left, op, all, right } => match *right {
            Node::Array(list) if op == "=" && !all => Node::In { of: left, list, negated: false },
            Node::Array(list) if op == "<>" && all => Node::In { of: left, list, negated: true },
            right => Node::Quantified { left, op, all, right: Box::new(right) },
        },
        Node::Call(name, args) => call(name, args),
        Node::Word(word) if word == "user" => Node::Word("current_user".to_owned()),
        other => other,
    }
}

/// Syntax and the functions that it stands for (PostgreSQL manual, "Functions and Operators").
fn call(name: String, mut args: Vec<Node>) -> Node {
    match (name.as_str(), args.as_mut_slice()) {
        // Both are the start of the transaction.
        ("now" | "transaction_timestamp", []) => Node::Word("current_timestamp".to_owned()),
        ("extract", [Node::Word(field), of]) => {
            let field = Node::Text(std::mem::take(field));
            Node::call("date_part", [field, of.clone()])
        }
        ("trim", [Node::Word(end), ..]) => {
            let function = match end.as_str() {
                "leading" => "ltrim",
                "trailing" => "rtrim",
                _ => "btrim",
            };
            args.remove(0);
            Node::Call(function.to_owned(), args)
        }
        ("nextval" | "currval", [of]) => match of.clone() {
            Node::Cast(text, ty) if ty == "regclass" => Node::Call(name, vec![*text]),
            other => Node::Call(name, vec![other]),
        },
        ("to_tsvector" | "to_tsquery" | "plainto_tsquery", [Node::Cast(text, ty), ..])
            if ty == "regconfig" =>
        {
            let text = (**text).clone();
            args.splice(..1, [text]);
            Node::Call(name, args)
        }
        _ => Node::Call(name, args),
    }
}

fn cast(of: Node, ty: String, place: Place) -> Node {
    let keep = |of: Node, ty: String| Node::Cast(Box::new(of), ty);
    match of {
        Node::Null => Node::Null,
        Node::Text(text) => literal(text, ty, place),
        Node::Number(digits) => number(digits, ty, place),
        Node::Array(items) if is_text(ty.trim_end_matches("[]")) && ty.ends_with("[]") => {
            let texts = items.iter().all(|item| matches!(item, Node::Text(_) | Node::Null));
            if texts { Node::Array(items) } else { keep(Node::Array(items), ty) }
        }
        Node::Array(items) if is_of(&items, &ty) => Node::Array(items),
        // Said twice.
        Node::Cast(inner, first) if first == ty => Node::Cast(inner, first),
        of if is_text(&ty) && yields_text(&of) => of,
        of => keep(of, ty),
    }
}

/// Whether an array of these has that type without being told.
fn is_of(items: &[Node], ty: &str) -> bool {
    match ty.strip_suffix("[]") {
        None => false,
        Some("integer" | "bigint" | "smallint") => !items.is_empty() && items.iter().all(Node::is_integer),
        // An enum's values are written as texts.
        Some(item) => {
            !items.is_empty() && is_custom(item) && items.iter().all(|item| matches!(item, Node::Text(_)))
        }
    }
}

/// Whether a cast to text is one that the engine adds: between `varchar` and `text` nothing changes.
fn yields_text(node: &Node) -> bool {
    match node {
        Node::Column(_) | Node::Text(_) => true,
        Node::Word(word) => matches!(word.as_str(), "current_user" | "session_user" | "current_role"),
        Node::Binary(op, ..) => matches!(op.as_str(), "||" | "->>" | "#>>"),
        Node::Cast(_, ty) => is_text(ty.split('(').next().unwrap_or(ty)),
        Node::Call(name, args) if matches!(name.as_str(), "coalesce" | "nullif" | "greatest" | "least") => {
            args.iter().any(|arg| matches!(arg, Node::Text(_)))
        }
        Node::Call(name, _) => {
            matches!(name.as_str(), "lower" | "upper" | "btrim" | "ltrim" | "rtrim" | "substring" | "substr")
        }
        Node::Case { when, otherwise, .. } => {
            when.iter().map(|(_, then)| then).chain([&**otherwise]).any(|one| matches!(one, Node::Text(_)))
        }
        _ => false,
    }
}

fn literal(text: String, ty: String, place: Place) -> Node {
    let keep = |text: String, ty: String| Node::Cast(Box::new(Node::Text(text)), ty);
    if is_text(&ty) {
        return Node::Text(text);
    }
    if is_number(&text) && is_numeric(&ty) {
        return number(text, ty, place);
    }
    match (ty.as_str(), text.as_str()) {
        ("boolean", "t" | "true") => return Node::Bool(true),
        ("boolean", "f" | "false") => return Node::Bool(false),
        ("bit", bits) => return Node::Literal(format!("b'{bits}'")),
        _ => {}
    }
    let says_nothing = match ty.as_str() {
        // A part that the type cuts off would count without it.
        "date" => is_date(&text),
        "timestamp" => is_date(text.strip_suffix(" 00:00:00").unwrap_or(&text)),
        "interval" | "time" | "uuid" | "json" | "jsonb" | "bytea" => true,
        ty if ty.ends_with("[]") => !ty.contains('('),
        ty => is_custom(ty),
    };
    if place == Place::Value && says_nothing { Node::Text(text) } else { keep(text, ty) }
}

/// What a number is without its type: a whole one is the same in all of them.
fn number(digits: String, ty: String, place: Place) -> Node {
    let whole = !digits.contains('.');
    let is_plain = match (place, whole) {
        (Place::Value | Place::Sum, true) => is_numeric(&ty),
        (Place::Value, false) => matches!(ty.as_str(), "numeric" | "double precision"),
        (Place::Sum | Place::Inner, false) => ty == "numeric",
        (Place::Inner, true) => ty == "integer" && digits.parse::<i32>().is_ok(),
    };
    if is_plain {
        return Node::Number(digits);
    }
    // 5::numeric and '5'::numeric
    Node::Cast(Box::new(Node::Number(digits)), ty)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut parts = digits.split('.');
    let is_digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.next().is_some_and(is_digits) && parts.next().is_none_or(is_digits) && parts.next().is_none()
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> =
        text.split('-').map(|part| (part.len(), part.chars().all(|c| c.is_ascii_digit()))).collect();
    parts == [(4, true), (2, true), (2, true)]
}

fn is_text(ty: &str) -> bool {
    matches!(ty, "text" | "varchar" | "bpchar")
}

fn is_numeric(ty: &str) -> bool {
    matches!(ty, "smallint" | "integer" | "bigint" | "numeric" | "double precision")
}

/// Whether it is none of the engine's own: an enum, most likely.
fn is_custom(ty: &str) -> bool {
    const OWN: [&str; 43] = [
        "bit",
        "varbit",
        "boolean",
        "box",
        "bpchar",
        "bytea",
        "char",
        "cidr",
        "circle",
        "citext",
        "date",
        "hstore",
        "inet",
        "interval",
        "json",
        "jsonb",
        "jsonpath",
        "line",
        "lseg",
        "macaddr",
        "macaddr8",
        "money",
        "name",
        "oid",
        "path",
        "pg_lsn",
        "point",
        "polygon",
        "real",
        "regclass",
        "regconfig",
        "regproc",
        "regtype",
        "text",
        "time",
        "timestamp",
        "timestamptz",
        "timetz",
        "tsquery",
        "tsvector",
        "uuid",
        "varchar",
        "xml",
    ];
    let is_name = ty.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    is_name && !is_numeric(ty) && !OWN.contains(&ty) && !ty.ends_with("range")
}

/// A type by one of its names, from lower-case text.
pub(super) fn type_name(text: &str) -> String {
    if let Some(item) = text.strip_suffix("[]") {
        return format!("{}[]", type_name(item));
    }
    let (base, rest) = match text.split_once('(') {
        Some((base, rest)) => (base.trim_end(), Some(rest)),
        None => (text, None),
    };
    let (size, tail) = match rest.and_then(|rest| rest.split_once(')')) {
        Some((size, tail)) => (format!("({size})"), tail.trim()),
        None => (String::new(), ""),
    };
    let name = match (base, tail) {
        ("int" | "int4" | "integer", "") => "integer",
        ("int8" | "bigint", "") => "bigint",
        ("int2" | "smallint", "") => "smallint",
        ("decimal" | "dec" | "numeric", "") => "numeric",
        ("float8" | "double precision" | "double", "") => "double precision",
        ("float4" | "real", "") => "real",
        ("bool" | "boolean", "") => "boolean",
        ("character varying" | "varchar" | "char varying", "") => "varchar",
        // CHAR alone is CHAR(1), bpchar is of any length.
        ("character" | "char", "") if size.is_empty() => return "bpchar(1)".to_owned(),
        ("character" | "char" | "bpchar", "") => "bpchar",
        ("timestamp with time zone" | "timestamptz", "") | ("timestamp", "with time zone") => "timestamptz",
        ("timestamp without time zone" | "timestamp", "") | ("timestamp", "without time zone") => "timestamp",
        ("time with time zone" | "timetz", "") | ("time", "with time zone") => "timetz",
        ("time without time zone" | "time", "") | ("time", "without time zone") => "time",
        ("\"bit\"", "") => "bit",
        _ => return text.to_owned(),
    };
    format!("{name}{size}")
}
