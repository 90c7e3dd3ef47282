//! One schema in two spellings: the differ sees nothing between them.

use sea_keel::{
    check::Told,
    dialect::dialect_of,
    diff::Decisions,
    exec::{ExecError, Silent},
    schema::Schema,
};
use tests::{Database, Outcome};

use crate::{
    case::{Case, Change, first},
    differ::{between, list, read},
    run::{at, at_once, equal, is_refusal},
};

/// A spelling: what it says, and what a database keeps of it.
struct Spelling {
    said: Schema,
    live: Schema,
}

pub(crate) async fn run(database: &Database, case: &Case) -> Outcome {
    let other = Database::fresh(database.engine()).await;
    let outcome = compare(database, &other, case).await;
    other.delete().await;
    outcome
}

async fn compare(here: &Database, there: &Database, case: &Case) -> Outcome {
    let equals = case.equals.as_deref().unwrap_or_default();
    if !case.change.is_empty() {
        return Err("a case has either a change or another spelling".into());
    }
    let refused = first(&case.unsupported, here.server()).and_then(Option::as_deref);
    let mut spellings = Vec::new();
    let mut errors = Vec::new();
    for (name, database, changes) in [("given", here, &case.given), ("equals", there, &equals.to_vec())] {
        let before = database.dump().await;
        match (make(database, changes).await?, refused) {
            (Ok(spelling), _) => spellings.push((name, spelling)),
            (Err(error), Some(text)) => {
                is_refusal(&error, text)?;
                equal("refused, and yet something happened", &before, &database.dump().await)?;
                errors.push(error);
            }
            (Err(error), None) => return Err(format!("{name}: {error}")),
        }
    }
    if refused.is_some() {
        return if errors.is_empty() {
            Err("this is done where it should be refused".into())
        } else {
            Ok(())
        };
    }
    for (name, one) in &spellings {
        for (other_name, other) in &spellings {
            let dialect = dialect_of(here.server().clone());
            for (how, from, to) in [
                ("said against said", Told::said(&one.said), Told::said(&other.said)),
                ("live against said", Told::live(&one.live), Told::said(&other.said)),
                ("said against live", Told::said(&one.said), Told::live(&other.live)),
                ("live against live", Told::live(&one.live), Told::live(&other.live)),
            ] {
                let found = between(dialect.as_ref(), from, to, &Decisions::default())?.difference.ops;
                if !found.is_empty() {
                    let what = list(&found);
                    let tables = |schema: &Schema| format!("{:#?}", dialect.canonical(schema));
                    let lines =
                        tests::difference(&tables(from.schema), &tables(to.schema)).unwrap_or_default();
                    return Err(format!("{name} against {other_name}, {how}:\n{what}\n{lines}"));
                }
            }
        }
    }
    Ok(())
}

async fn make(database: &Database, changes: &[Change]) -> Result<Result<Spelling, ExecError>, String> {
    let runner = database.runner().await;
    let history = at_once(changes, runner.backend())?;
    let done = runner.upgrade(&history, &mut Silent).await;
    at("closing", runner.close().await)?;
    if let Err(error) = done {
        return Ok(Err(error));
    }
    let said = at("fold", history.head_schema())?;
    Ok(Ok(Spelling { said, live: read(database).await? }))
}
