//! Rules that hold on every engine, and the walk on which each engine's own are applied.

use crate::schema::Backend;

use super::{
    mysql,
    node::{Node, is_comparison},
    postgres, sqlite,
};

/// Where a part stands, for what its type may do there.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// Its value alone counts: it is compared, or is the whole.
    Value,
    /// Sums and products of it are.
    Sum,
    /// Its type may decide what comes out.
    Inner,
}

/// The tree in its normal form.
pub(super) fn normal(backend: Backend, node: Node) -> Node {
    walk(backend, node, Place::Value)
}

fn walk(backend: Backend, node: Node, place: Place) -> Node {
    let below = |node: Node, place: Place| walk(backend, node, place);
    let boxed = |node: Box<Node>, place: Place| Box::new(walk(backend, *node, place));
    let all =
        |nodes: Vec<Node>, place: Place| nodes.into_iter().map(|node| walk(backend, node, place)).collect();
    let node = match node {
        Node::Call(name, args) => {
            let inner = if is_transparent(&name) { transparent(place) } else { Place::Inner };
            Node::Call(name, all(args, inner))
        }
        Node::Unary(op, of) => Node::Unary(op, boxed(of, Place::Inner)),
        Node::Binary(op, left, right) => {
            let inner = match op.as_str() {
                "+" | "-" | "*" if place != Place::Inner => Place::Sum,
                op if is_comparison(op) || matches!(op, "<=>" | "@>" | "<@" | "&&") => Place::Value,
                _ => Place::Inner,
            };
            Node::Binary(op, boxed(left, inner), boxed(right, inner))
        }
        Node::And(parts) => Node::And(flat(all(parts, Place::Value), true)),
        Node::Or(parts) => Node::Or(flat(all(parts, Place::Value), false)),
        Node::Not(of) => Node::Not(boxed(of, Place::Value)),
        Node::In { of, list, negated } => {
            Node::In { of: boxed(of, Place::Value), list: all(list, Place::Value), negated }
        }
        Node::Quantified { left, op, all, right } => {
            Node::Quantified { left: boxed(left, Place::Value), op, all, right: boxed(right, Place::Value) }
        }
        Node::Like { of, pattern, escape, negated, any_case } => Node::Like {
            of: boxed(of, Place::Value),
            pattern: boxed(pattern, Place::Value),
            escape: escape.map(|escape| boxed(escape, Place::Value)),
            negated,
            any_case,
        },
        Node::Is { of, what, negated } => Node::Is { of: boxed(of, Place::Value), what, negated },
        Node::Distinct { left, right, negated } => {
            Node::Distinct { left: boxed(left, Place::Value), right: boxed(right, Place::Value), negated }
        }
        Node::Cast(of, ty) => Node::Cast(boxed(of, Place::Inner), ty),
        Node::Case { of, when, otherwise } => {
            let inner = transparent(place);
            Node::Case {
                of: of.map(|of| boxed(of, Place::Value)),
                when: when
                    .into_iter()
                    .map(|(if_, then)| (below(if_, Place::Value), below(then, inner)))
                    .collect(),
                otherwise: boxed(otherwise, inner),
            }
        }
        Node::Array(items) => Node::Array(all(items, transparent(place))),
        Node::Element(of, at) => Node::Element(boxed(of, Place::Inner), boxed(at, Place::Inner)),
        Node::Collate(of, collation) => Node::Collate(boxed(of, Place::Inner), collation),
        leaf => leaf,
    };
    let node = match backend {
        Backend::Postgres => postgres::rewrite(node, place),
        Backend::MySql => mysql::rewrite(node),
        Backend::Sqlite => sqlite::rewrite(node),
    };
    common(node, place)
}

/// What comes out is one of the arguments.
fn is_transparent(function: &str) -> bool {
    matches!(function, "coalesce" | "nullif" | "greatest" | "least" | "ifnull")
}

fn transparent(place: Place) -> Place {
    if place == Place::Value { Place::Value } else { Place::Inner }
}

/// `(a AND b) AND c` is `a AND b AND c`.
fn flat(parts: Vec<Node>, and: bool) -> Vec<Node> {
    let flatten = |part| match part {
        Node::And(inner) if and => inner,
        Node::Or(inner) if !and => inner,
        other => vec![other],
    };
    parts.into_iter().flat_map(flatten).collect()
}

fn common(node: Node, place: Place) -> Node {
    match node {
        Node::Number(digits) if place == Place::Value => Node::Number(without_zeros(digits)),
        Node::Not(of) => match *of {
            Node::In { of, list, negated } => Node::In { of, list, negated: !negated },
            Node::Like { of, pattern, escape, negated, any_case } => {
                Node::Like { of, pattern, escape, negated: !negated, any_case }
            }
            Node::Is { of, what, negated } => Node::Is { of, what, negated: !negated },
            Node::Distinct { left, right, negated } => Node::Distinct { left, right, negated: !negated },
            other => Node::Not(Box::new(other)),
        },
        Node::In { of, mut list, negated } if list.len() == 1 => match list.pop() {
            Some(one) => Node::binary(if negated { "<>" } else { "=" }, *of, one),
            None => Node::In { of, list, negated },
        },
        other => other,
    }
}

/// `0.50` is `0.5`.
fn without_zeros(digits: String) -> String {
    if !digits.contains('.') || digits.contains('e') {
        return digits;
    }
    let short = digits.trim_end_matches('0').trim_end_matches('.');
    match short {
        "" | "-" | "-0" => "0".to_owned(),
        short => short.to_owned(),
    }
}
