//! MySQL and MariaDB: both rewrite NOT and functions with several names, each in its own way.

use super::node::Node;

pub(super) fn rewrite(node: Node) -> Node {
    match node {
        Node::Not(of) => not(*of),
        Node::And(parts) => Node::And(parts.into_iter().map(condition).collect()),
        Node::Or(parts) => Node::Or(parts.into_iter().map(condition).collect()),
        // Shown as 0 = a, and as a = 0.
        Node::Binary(op, left, right) if op == "=" || op == "<>" => {
            if is_zero(&left) && !is_zero(&right) {
                Node::Binary(op, right, left)
            } else {
                Node::Binary(op, left, right)
            }
        }
        Node::Binary(op, left, right) if op == "->" => Node::call("json_extract", [*left, *right]),
        Node::Binary(op, left, right) if op == "->>" => {
            Node::call("json_unquote", [Node::call("json_extract", [*left, *right])])
        }
        Node::Is { of, what: "unknown", negated } => Node::Is { of, what: "null", negated },
        Node::Is { of, what, negated } if what != "null" => {
            Node::Is { of: Box::new(truth(*of)), what, negated }
        }
        Node::Call(name, args) => call(name, args),
        Node::Word(word) => Node::Word(match word.as_str() {
            "localtime" | "localtimestamp" => "current_timestamp".to_owned(),
            _ => word,
        }),
        other => other,
    }
}

fn is_zero(node: &Node) -> bool {
    matches!(node, Node::Number(digits) if digits == "0")
}

/// Three-valued logic lets a NOT go through comparisons, AND and OR.
fn not(of: Node) -> Node {
    match of {
        Node::Binary(op, left, right) => {
            let contrary = match op.as_str() {
                "=" => "<>",
                "<>" => "=",
                "<" => ">=",
                ">=" => "<",
                ">" => "<=",
                "<=" => ">",
                _ => return Node::Not(Box::new(Node::Binary(op, left, right))),
            };
            Node::binary(contrary, *left, *right)
        }
        Node::And(parts) => Node::Or(parts.into_iter().map(contrary).collect()),
        Node::Or(parts) => Node::And(parts.into_iter().map(contrary).collect()),
        column @ Node::Column(_) => Node::binary("=", column, Node::Number("0".to_owned())),
        other => Node::Not(Box::new(other)),
    }
}

fn contrary(node: Node) -> Node {
    match node {
        Node::In { of, list, negated } => Node::In { of, list, negated: !negated },
        Node::Like { of, pattern, escape, negated, any_case } => {
            Node::Like { of, pattern, escape, negated: !negated, any_case }
        }
        Node::Is { of, what, negated } => Node::Is { of, what, negated: !negated },
        other => not(other),
    }
}

/// A number as a part of AND or OR is asked whether it is 0.
fn condition(node: Node) -> Node {
    match node {
        column @ Node::Column(_) => Node::binary("<>", column, Node::Number("0".to_owned())),
        other => other,
    }
}

/// `(0 <> a) IS TRUE` is `a IS TRUE`.
fn truth(node: Node) -> Node {
    match node {
        Node::Binary(op, left, right) if op == "<>" && is_zero(&right) => *left,
        other => other,
    }
}

/// Functions by one of their names (MySQL 9.1 manual, chapter 14; MariaDB, "Built-in Functions").
fn call(name: String, mut args: Vec<Node>) -> Node {
    let canonical = match (name.as_str(), args.len()) {
        ("now" | "current_timestamp" | "localtime" | "localtimestamp", 0) => {
            return Node::Word("current_timestamp".to_owned());
        }
        ("now" | "localtime" | "localtimestamp", 1) => "current_timestamp",
        ("curdate" | "current_date", 0) => return Node::Word("current_date".to_owned()),
        ("curtime" | "current_time", 0) => return Node::Word("current_time".to_owned()),
        ("lcase", 1) => "lower",
        ("ucase", 1) => "upper",
        ("octet_length", 1) => "length",
        ("character_length", 1) => "char_length",
        ("substring" | "mid", 2 | 3) => "substr",
        ("ceil", 1) => "ceiling",
        ("power", 2) => "pow",
        ("position" | "instr", 2) => {
            args.reverse();
            "locate"
        }
        ("date", 1) => return Node::Cast(Box::new(args.remove(0)), "date".to_owned()),
        ("mod", 2) => return operation("%", args),
        ("date_add" | "adddate", 2) if is_interval(&args) => return operation("+", args),
        ("date_sub" | "subdate", 2) if is_interval(&args) => return operation("-", args),
        ("trim", 2) if matches!(args.first(), Some(Node::Word(end)) if end == "both") => {
            args.remove(0);
            "trim"
        }
        _ => return Node::Call(name, args),
    };
    Node::Call(canonical.to_owned(), args)
}

fn is_interval(args: &[Node]) -> bool {
    matches!(args, [_, Node::Call(name, _)] if name == "interval")
}

fn operation(op: &str, mut args: Vec<Node>) -> Node {
    match (args.pop(), args.pop()) {
        (Some(right), Some(left)) => Node::binary(op, left, right),
        _ => Node::Null,
    }
}
