mod pairs;

use crate::schema::{Backend, Expression};

use super::canonical;

use pairs::{DIFFERENT, SAME};

fn text(backend: Backend, sql: &str) -> String {
    canonical(backend, &Expression::new(sql)).as_sql().to_owned()
}

#[test]
fn what_was_written_is_what_the_catalogue_gives_back() {
    for (backend, written, shown) in SAME {
        assert_eq!(
            text(*backend, written),
            text(*backend, shown),
            "{backend}: {written} is shown as {shown}"
        );
    }
}

#[test]
fn another_meaning_is_another_text() {
    for (backend, one, other) in DIFFERENT {
        assert_ne!(text(*backend, one), text(*backend, other), "{backend}: {one} is not {other}");
    }
}

#[test]
fn the_canonical_text_is_its_own() {
    for (backend, written, _) in SAME.iter().chain(DIFFERENT) {
        let once = text(*backend, written);
        // MySQL's quotes are not those of the printed text.
        if *backend != Backend::MySql {
            assert_eq!(text(*backend, &once), once, "{written}");
        }
    }
}

#[test]
fn nothing_is_too_odd() {
    let deep = format!("{}1{}", "(".repeat(5000), ")".repeat(5000));
    let long = vec!["a = 1"; 5000].join(" AND ");
    let sums = vec!["a"; 900].join(" + ");
    for backend in Backend::ALL {
        for sql in
            ["", "(", "'", "\"", "`", "a = ", "a ~~~ b ->", "\\", "/*", "--", "é = 'ü'", "a[", "$$x", "CASE"]
        {
            text(backend, sql);
        }
        for sql in [&deep, &long, &sums] {
            assert!(!text(backend, sql).is_empty());
        }
    }
}
