//! The README's diagram is that of the entities; `UPDATE=1` writes it anew.

use std::{env, fs, path::Path};

use sea_keel::{
    render::mermaid,
    schema::{Backend, NamingConvention},
};

const BEGIN: &str = "```mermaid\n";
const END: &str = "```\n<!-- end of diagram -->";

#[test]
fn the_diagram_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let schema = migration::models().schema(Backend::Postgres, &NamingConvention::default()).unwrap();
    let diagram = format!("{}\n", mermaid(&schema).trim_end());
    let (head, rest) = readme.split_once(BEGIN).expect("the README has a diagram");
    let (found, tail) = rest.split_once(END).expect("the README's diagram ends");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{head}{BEGIN}{diagram}{END}{tail}")).unwrap();
        return;
    }
    assert!(found == diagram, "the diagram is out of date: UPDATE=1 cargo test -p migration --test readme");
}
