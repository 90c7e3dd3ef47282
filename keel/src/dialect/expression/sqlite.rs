//! SQLite keeps what was written; only its own synonyms count.

use super::node::Node;

pub(super) fn rewrite(node: Node) -> Node {
    match node {
        Node::Call(name, args) => {
            // SQLite, "Built-In Scalar SQL Functions".
            let canonical = match (name.as_str(), args.len()) {
                ("substring", 2 | 3) => "substr",
                ("ifnull", 2) => "coalesce",
                ("if", 3) => "iif",
                _ => return Node::Call(name, args),
            };
            Node::Call(canonical.to_owned(), args)
        }
        other => other,
    }
}
