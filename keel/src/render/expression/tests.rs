use sea_orm::sea_query::{ExprTrait as _, *};

use crate::{
    dialect::canonical_expression,
    op::expression_sql,
    schema::{Backend, Expression},
};

use super::rust_expression;

#[derive(Clone, Copy)]
struct T(&'static str);

impl Iden for T {
    fn unquoted(&self) -> &str {
        self.0
    }
}

const AGE: T = T("age");
const NAME: T = T("name");

fn path(column: &str) -> Option<String> {
    match column {
        "age" => Some("AGE".to_owned()),
        "name" => Some("NAME".to_owned()),
        _ => None,
    }
}

/// The expected code as text, and evaluated.
macro_rules! code {
    ($($code:tt)*) => {
        (stringify!($($code)*), Expr::from($($code)*))
    };
}

/// `stringify!` breaks lines and sets blanks as it likes.
fn squeezed(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_code_is_what_a_person_would_write_and_means_the_same() {
    use Backend::{MySql, Postgres, Sqlite};
    let cases: Vec<(Backend, &str, (&str, Expr))> = vec![
        (Postgres, "(age >= 0)", code!(Expr::col(AGE).gte(0))),
        (Postgres, "((name)::text = 'x'::text)", code!(Expr::col(NAME).eq("x"))),
        (
            Postgres,
            "((name)::text = ANY ((ARRAY['low'::character varying, 'high'::character varying])::text[]))",
            code!(Expr::col(NAME).is_in(["low", "high"])),
        ),
        (
            MySql,
            r"(`name` in (_utf8mb4\'low\',_utf8mb4\'it\\\'s\'))",
            code!(Expr::col(NAME).is_in(["low", "it's"])),
        ),
        (Sqlite, r#""t"."age" NOT IN (1, 2)"#, code!(Expr::col(AGE).is_not_in([1, 2]))),
        (Postgres, "((age >= 1) AND (age <= 5))", code!(Expr::col(AGE).between(1, 5))),
        (MySql, "(`age` not between 1 and 5)", code!(Expr::col(AGE).not_between(1, 5))),
        (
            Postgres,
            "(((age >= 1) AND (age <= 5)) AND (name IS NOT NULL))",
            code!(Expr::col(AGE).between(1, 5).and(Expr::col(NAME).is_not_null())),
        ),
        (
            Sqlite,
            "age > 0 AND (age < 5 OR name IS NULL)",
            code!(Expr::col(AGE).gt(0).and(Expr::col(AGE).lt(5).or(Expr::col(NAME).is_null()))),
        ),
        (
            Sqlite,
            "(age > 0 OR age < -5) AND name <> ''",
            code!(Expr::col(AGE).gt(0).or(Expr::col(AGE).lt(-5)).and(Expr::col(NAME).ne(""))),
        ),
        (Postgres, "((name)::text ~~ 'x%'::text)", code!(Expr::col(NAME).like("x%"))),
        (MySql, r"(not((`name` like _utf8mb4\'x%\')))", code!(Expr::col(NAME).not_like("x%"))),
        (Postgres, "(NOT (age > 5))", code!(Expr::col(AGE).gt(5).not())),
        (Postgres, "((age + 1) > 0)", code!(Expr::col(AGE).add(1).gt(0))),
        (
            Postgres,
            "((age - (1 - age)) > 0)",
            code!(Expr::col(AGE).sub(Expr::val(1).sub(Expr::col(AGE))).gt(0)),
        ),
        (MySql, "((`age` % 2) = 0)", code!(Expr::col(AGE).modulo(2).eq(0))),
        (Sqlite, "age * 2 / 3 > 1.5", code!(Expr::col(AGE).mul(2).div(3).gt(1.5))),
        (Postgres, "(age > '5000000000'::bigint)", code!(Expr::col(AGE).gt(5000000000_i64))),
        (
            Postgres,
            "(lower((name)::text) = (name)::text)",
            code!(Func::lower(Expr::col(NAME)).eq(Expr::col(NAME))),
        ),
        (MySql, "ucase(`name`)", code!(Func::upper(Expr::col(NAME)))),
        (Sqlite, "length(name) > 0", code!(Func::char_length(Expr::col(NAME)).gt(0))),
        (
            Postgres,
            "((COALESCE(name, ''::character varying))::text <> ''::text)",
            code!(Func::coalesce([Expr::col(NAME), Expr::val("")]).ne("")),
        ),
        (
            Postgres,
            "(num_nonnulls(age, lower((name)::text)) = 1)",
            code!(
                Func::cust("num_nonnulls")
                    .args([Expr::col(AGE), Expr::from(Func::lower(Expr::col(NAME)))])
                    .eq(1)
            ),
        ),
        (MySql, "json_valid(`name`)", code!(Func::cust("json_valid").args([Expr::col(NAME)]))),
        (Postgres, "now()", code!(Expr::current_timestamp())),
        (Postgres, "(age IS NOT TRUE)", code!(Expr::col(AGE).is_not(true))),
        (Sqlite, "0 < age", code!(Expr::val(0).lt(Expr::col(AGE)))),
        (Postgres, "'x'::text", code!(Expr::val("x"))),
        (Postgres, "(other > 0)", code!(Expr::cust("(other > 0)"))),
        (Postgres, r#"("localId" ? 'a')"#, code!(Expr::cust(r#"("localId" ? 'a')"#))),
        (Postgres, "(doc ?| ARRAY['$1'::text])", code!(Expr::cust("(doc ?| ARRAY['$1'::text])"))),
        (Postgres, "((age)::numeric > 1.5)", code!(Expr::cust("((age)::numeric > 1.5)"))),
        (Postgres, "(age IS DISTINCT FROM 3)", code!(Expr::cust("(age IS DISTINCT FROM 3)"))),
        (Sqlite, "\"q\" = '\"#'", code!(Expr::cust(r##""q" = '"#'"##))),
    ];
    for (backend, sql, (code, expr)) in cases {
        let original = Expression::new(sql);
        let written = rust_expression(backend, &original, &path);
        assert_eq!(squeezed(&written), squeezed(code), "{backend}: {sql}");
        let evaluated = Expression::new(expression_sql(backend, &expr));
        let canonical = |expression: &Expression| canonical_expression(backend, expression);
        assert_eq!(canonical(&evaluated), canonical(&original), "{backend}: {sql} became {evaluated}");
    }
}

#[test]
fn an_odd_text_is_a_rust_literal_still() {
    for text in ["a\rb", "\"", "\"#", "\"##\"#", "\\", "a\n\"b\"", "", "é\u{0}"] {
        let code = rust_expression(Backend::Sqlite, &Expression::new(format!("{text} ~~ ?? $1")), &path);
        assert!(syn::parse_str::<syn::Expr>(&code).is_ok(), "{text:?} became {code}");
    }
}
