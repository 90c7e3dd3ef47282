//! A [`Node`] in one spelling: every operation in parentheses, names bare where they can be.

use crate::schema::Backend;

use super::node::Node;

/// The text.
pub(super) fn text(backend: Backend, node: &Node) -> String {
    let mut printer = Printer { backend, out: String::new() };
    printer.node(node, false);
    printer.out
}

struct Printer {
    backend: Backend,
    out: String,
}

impl Printer {
    fn say(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn part(&mut self, node: &Node) {
        self.node(node, true);
    }

    fn list(&mut self, nodes: &[Node], between: &str) {
        for (at, node) in nodes.iter().enumerate() {
            if at > 0 {
                self.say(between);
            }
            self.node(node, between != ", ");
        }
    }

    /// Several words, in parentheses where they are a part of others.
    fn grouped(&mut self, is_part: bool, inside: impl FnOnce(&mut Self)) {
        if is_part {
            self.say("(");
        }
        inside(self);
        if is_part {
            self.say(")");
        }
    }

    fn node(&mut self, node: &Node, is_part: bool) {
        match node {
            Node::Column(name) => {
                let name = match self.backend {
                    Backend::Postgres => name.clone(),
                    // Two columns of a table differ by more than case there.
                    Backend::MySql | Backend::Sqlite => name.to_lowercase(),
                };
                self.name(&name);
            }
            Node::Number(text) | Node::Literal(text) => self.say(text),
            Node::Word(word) => self.say(&word.to_uppercase()),
            Node::Text(text) => self.say(&format!("'{}'", text.replace('\'', "''"))),
            Node::Bool(value) => self.say(match (self.backend, value) {
                (Backend::Postgres, true) => "TRUE",
                (Backend::Postgres, false) => "FALSE",
                (_, true) => "1",
                (_, false) => "0",
            }),
            Node::Null => self.say("NULL"),
            Node::Call(name, args) => {
                self.name(name);
                self.grouped(true, |it| it.list(args, ", "));
            }
            Node::Array(items) => {
                self.say("ARRAY[");
                self.list(items, ", ");
                self.say("]");
            }
            Node::Element(of, at) => {
                self.part(of);
                self.say("[");
                self.node(at, false);
                self.say("]");
            }
            Node::Cast(of, ty) => {
                self.say("CAST(");
                self.node(of, false);
                self.say(&format!(" AS {ty})"));
            }
            Node::Case { of, when, otherwise } => self.case(of.as_deref(), when, otherwise),
            operation => self.grouped(is_part, |it| it.operation(operation)),
        }
    }

    fn operation(&mut self, node: &Node) {
        match node {
            Node::Unary(op, of) => {
                self.say(op);
                self.part(of);
            }
            Node::Binary(op, left, right) => self.between(left, &op.to_uppercase(), right),
            Node::And(parts) => self.list(parts, " AND "),
            Node::Or(parts) => self.list(parts, " OR "),
            Node::Not(of) => {
                self.say("NOT ");
                self.part(of);
            }
            Node::In { of, list, negated } => {
                self.part(of);
                self.say(if *negated { " NOT IN " } else { " IN " });
                self.grouped(true, |it| it.list(list, ", "));
            }
            Node::Quantified { left, op, all, right } => {
                self.part(left);
                self.say(&format!(" {op} {}", if *all { "ALL" } else { "ANY" }));
                self.grouped(true, |it| it.node(right, false));
            }
            Node::Like { of, pattern, escape, negated, any_case } => {
                let word = if *any_case { "ILIKE" } else { "LIKE" };
                self.between(of, &format!("{}{word}", if *negated { "NOT " } else { "" }), pattern);
                if let Some(escape) = escape {
                    self.say(" ESCAPE ");
                    self.part(escape);
                }
            }
            Node::Is { of, what, negated } => {
                self.part(of);
                self.say(if *negated { " IS NOT " } else { " IS " });
                self.say(&what.to_uppercase());
            }
            Node::Distinct { left, right, negated } => {
                self.between(left, if *negated { "IS NOT DISTINCT FROM" } else { "IS DISTINCT FROM" }, right);
            }
            Node::Collate(of, collation) => {
                self.part(of);
                self.say(" COLLATE ");
                self.name(collation);
            }
            _ => {}
        }
    }

    fn between(&mut self, left: &Node, op: &str, right: &Node) {
        self.part(left);
        self.say(&format!(" {op} "));
        self.part(right);
    }

    fn case(&mut self, of: Option<&Node>, when: &[(Node, Node)], otherwise: &Node) {
        self.say("CASE ");
        if let Some(of) = of {
            self.part(of);
            self.say(" ");
        }
        for (condition, then) in when {
            self.say("WHEN ");
            self.part(condition);
            self.say(" THEN ");
            self.part(then);
            self.say(" ");
        }
        self.say("ELSE ");
        self.part(otherwise);
        self.say(" END");
    }

    fn name(&mut self, name: &str) {
        let starts = name.starts_with(|c: char| c.is_lowercase() || c == '_');
        if starts && name.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '_') {
            return self.say(name);
        }
        self.say(&format!("\"{}\"", name.replace('"', "\"\"")));
    }
}
