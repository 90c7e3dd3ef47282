//! Source files that this writes or adds to.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Item, Macro, ReturnType, Signature, spanned::Spanned as _, visit::Visit};

use super::error::CliError;

/// Writes a file that must not exist yet.
pub(super) fn create(path: &Path, text: &str) -> Result<(), CliError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => CliError::Exists(path.to_owned()),
        _ => CliError::File { path: path.to_owned(), source },
    };
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}

/// Puts a new text in a file's place: whoever reads it sees the old one or the new one.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), CliError> {
    let failed = |source| CliError::File { path: path.to_owned(), source };
    let beside = path.with_extension("rs.keel-new");
    fs::write(&beside, text).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)
}

pub(super) fn read(path: &Path) -> Result<String, CliError> {
    fs::read_to_string(path).map_err(|source| CliError::File { path: path.to_owned(), source })
}

/// Adds a revision's module and its entry in the list of revisions to the text of a crate's `lib.rs`.
///
/// The file is parsed, and text is put in at two places; everything else stays as it was written.
///
/// # Errors
/// It is no Rust, or holds no list of revisions; also where the outcome would be no Rust.
pub(super) fn register(path: &Path, source: &str, module: &str) -> Result<String, CliError> {
    let syntax = |source| CliError::Syntax { path: path.to_owned(), source };
    let file = syn::parse_file(source).map_err(syntax)?;
    let mut finder = Finder::default();
    finder.visit_file(&file);
    let list = finder.list.ok_or_else(|| CliError::NoList(path.to_owned()))?;
    let mut edits = entry(source, &list, module);
    edits.push(declaration(source, &file.items, module));
    let edited = apply(source, edits);
    syn::parse_file(&edited).map_err(syntax)?;
    Ok(edited)
}

/// The text of a revision's file with other parents in `revises`; all else stays as it was written.
///
/// # Errors
/// It is no Rust, or `revises` is not a list of texts.
pub(super) fn with_parents(path: &Path, source: &str, parents: &[String]) -> Result<String, CliError> {
    let syntax = |source| CliError::Syntax { path: path.to_owned(), source };
    let file = syn::parse_file(source).map_err(syntax)?;
    let mut finder = Revises::default();
    finder.visit_file(&file);
    let unreadable =
        || CliError::Rebase(format!("{} has no `revises` that gives a list of texts", path.display()));
    let span = finder.list.ok_or_else(unreadable)?;
    let (head, tail) = source.get(..span.start).zip(source.get(span.end..)).ok_or_else(unreadable)?;
    let list = parents.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(", ");
    let edited = format!("{head}[{list}]{tail}");
    syn::parse_file(&edited).map_err(syntax)?;
    Ok(edited)
}

/// Looks for the array in `fn revises`.
#[derive(Default)]
struct Revises {
    within: bool,
    list: Option<std::ops::Range<usize>>,
}

impl<'ast> Visit<'ast> for Revises {
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.within = item.sig.ident == "revises";
        syn::visit::visit_impl_item_fn(self, item);
        self.within = false;
    }

    fn visit_expr_array(&mut self, found: &'ast syn::ExprArray) {
        if self.within && self.list.is_none() {
            self.list = Some(found.span().byte_range());
        }
    }
}

/// A text to put in at a byte.
type Edit = (usize, String);

fn apply(source: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(at, _)| *at);
    let mut out = source.to_owned();
    for (at, text) in edits.into_iter().rev() {
        if out.is_char_boundary(at) {
            out.insert_str(at, &text);
        }
    }
    out
}

/// `mod NAME;` behind the last module that is a revision's, or behind what else opens the file.
fn declaration(source: &str, items: &[Item], module: &str) -> Edit {
    let is_module = |item: &&Item| matches!(item, Item::Mod(item) if item.content.is_none());
    let last_module = items.iter().rfind(is_module);
    match (last_module, items.first()) {
        (Some(item), _) => (item.span().byte_range().end, format!("\nmod {module};")),
        (None, Some(first)) => (first.span().byte_range().start, format!("mod {module};\n\n")),
        (None, None) => (source.len(), format!("mod {module};\n")),
    }
}

/// `Box::new(NAME::Migration),` at the end of the list.
fn entry(source: &str, list: &Macro, module: &str) -> Vec<Edit> {
    let element = format!("Box::new({module}::Migration)");
    let close = match &list.delimiter {
        syn::MacroDelimiter::Paren(token) => token.span.close(),
        syn::MacroDelimiter::Brace(token) => token.span.close(),
        syn::MacroDelimiter::Bracket(token) => token.span.close(),
    }
    .byte_range()
    .start;
    let Some(last) = list.tokens.clone().into_iter().last() else {
        let indent = indent_at(source, close);
        return vec![(close, format!("\n{indent}    {element},\n{indent}"))];
    };
    let end = last.span().byte_range().end;
    let comma = if is_comma(&last) { "" } else { "," };
    let gap = source.get(end..close).unwrap_or_default();
    match gap.rfind('\n') {
        None => vec![(end, format!("{comma} {element}"))],
        Some(line_end) => {
            let entry = (end + line_end, format!("\n{}{element},", indent_at(source, end)));
            if comma.is_empty() { vec![entry] } else { vec![(end, comma.to_owned()), entry] }
        }
    }
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

/// The white space with which the line begins that holds the byte.
fn indent_at(source: &str, at: usize) -> &str {
    let line = source.get(..at).and_then(|head| head.rsplit('\n').next()).unwrap_or_default();
    line.strip_suffix(line.trim_start()).unwrap_or_default()
}

/// Looks for the list: a `vec![…]` in a function that returns revisions.
#[derive(Default)]
struct Finder {
    list: Option<Macro>,
    returns_revisions: bool,
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.returns_revisions = returns_revisions(&item.sig);
        syn::visit::visit_item_fn(self, item);
        self.returns_revisions = false;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.returns_revisions = returns_revisions(&item.sig);
        syn::visit::visit_impl_item_fn(self, item);
        self.returns_revisions = false;
    }

    fn visit_macro(&mut self, found: &'ast Macro) {
        if self.returns_revisions && self.list.is_none() && found.path.is_ident("vec") {
            self.list = Some(found.clone());
        }
    }
}

fn returns_revisions(signature: &Signature) -> bool {
    let ReturnType::Type(_, ty) = &signature.output else { return false };
    holds_ident(ty.to_token_stream(), "Revision")
}

fn holds_ident(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => holds_ident(group.stream(), name),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registered(source: &str) -> String {
        register(Path::new("lib.rs"), source, "m2_b").unwrap()
    }

    #[test]
    fn a_hand_edited_file_keeps_all_else() {
        let source = "//! Docs.\n\nmod helpers; // not a revision\nmod m1_a;\n\nfn other() -> Vec<u8> { vec![1, 2] }\n\n\
            /// All.\npub fn revisions() -> Vec<Box<dyn Revision>> {\n    // in order\n    vec![\n        \
            Box::new(m1_a::Migration), // first, \"vec![]\"\n    ]\n}\n";
        let expected = "//! Docs.\n\nmod helpers; // not a revision\nmod m1_a;\nmod m2_b;\n\n\
            fn other() -> Vec<u8> { vec![1, 2] }\n\n/// All.\npub fn revisions() -> Vec<Box<dyn Revision>> {\n    \
            // in order\n    vec![\n        Box::new(m1_a::Migration), // first, \"vec![]\"\n        \
            Box::new(m2_b::Migration),\n    ]\n}\n";
        assert_eq!(registered(source), expected);
    }

    #[test]
    fn short_lists_are_added_to() {
        for (list, expected) in [
            ("\n    vec![]\n", "\n    vec![\n        Box::new(m2_b::Migration),\n    ]\n"),
            ("vec![Box::new(m1_a::Migration)]", "vec![Box::new(m1_a::Migration), Box::new(m2_b::Migration)]"),
            (
                "vec![\n    Box::new(m1_a::Migration)\n]",
                "vec![\n    Box::new(m1_a::Migration),\n    Box::new(m2_b::Migration),\n]",
            ),
        ] {
            let source = format!("fn revisions() -> Vec<Box<dyn Revision>> {{ {list} }}\n");
            assert!(registered(&source).contains(expected), "{}", registered(&source));
        }
    }

    #[test]
    fn parents_are_replaced_and_nothing_else() {
        let source = "// [\"a\"]\nimpl Revision for Migration {\n    fn revises(&self) -> &[&str] {\n        \
            &[\"m1_a\"] // before\n    }\n\n    fn up(&self, op: &mut Operations) { let _ = [\"x\"]; }\n}\n";
        let edited = with_parents(Path::new("m2.rs"), source, &["m1_b".into()]).unwrap();
        assert_eq!(edited, source.replace("m1_a", "m1_b"));
        assert!(with_parents(Path::new("m2.rs"), "fn x() {}", &[]).is_err());
    }

    #[test]
    fn files_without_a_list_are_left_alone() {
        let error = |source| register(Path::new("lib.rs"), source, "m2_b").unwrap_err().to_string();
        assert!(error("fn revisions() -> Vec<u8> { vec![] }").contains("no list of revisions"));
        assert!(error("fn revisions( {").contains("lib.rs"));
    }
}
