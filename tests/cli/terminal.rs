//! On a terminal: the question before rows are lost, its answers, and colours.

use std::time::Duration;

use rexpect::session::PtySession;

use crate::sandbox::{Sandbox, generated, lab, with_crate};

const PATIENCE: Duration = Duration::from_secs(30);

fn with_rows() -> Sandbox {
    let sandbox = lab("lossy").env("TERM", "xterm");
    sandbox.ok("up");
    sandbox.sql("INSERT INTO notes (body, colour) VALUES ('a', 'red')");
    sandbox
}

fn on_terminal(sandbox: &Sandbox, arguments: &[&str]) -> PtySession {
    let mut command = sandbox.command(arguments);
    command.stdin(std::process::Stdio::inherit());
    rexpect::session::spawn_command(command, Some(PATIENCE.as_millis() as u64)).unwrap()
}

/// The rest of what is said, and the exit status: none where a signal ended it.
fn end(mut session: PtySession) -> (String, Option<i32>) {
    let rest = session.exp_eof().unwrap();
    // The type is nix's, of whichever version that crate has; it prints as `Exited(Pid(1), 0)`.
    let status = format!("{:?}", session.process().wait().unwrap());
    let code = status.strip_prefix("Exited").and_then(|it| it.trim_end_matches(')').rsplit(", ").next());
    (rest, code.and_then(|code| code.parse().ok()))
}

#[test]
fn the_question_tells_what_would_be_lost() {
    let sandbox = with_rows();
    let mut session = on_terminal(&sandbox, &["down"]);
    let before = session.exp_string("[y/N]").unwrap();
    assert!(before.contains("column notes.colour"), "{before}");
    assert!(before.contains("1 row"), "{before}");
    session.send_line("y").unwrap();
    let (rest, status) = end(session);
    assert!(rest.contains("undid 1 revision"), "{rest}");
    assert_eq!(status, Some(0), "{rest}");
    assert_eq!(sandbox.applied().len(), 2);
}

#[test]
fn no_is_a_refusal() {
    for answer in ["n", "no", "", "yep, why not"] {
        let sandbox = with_rows();
        let before = sandbox.bytes();
        let mut session = on_terminal(&sandbox, &["down"]);
        session.exp_string("[y/N]").unwrap();
        session.send_line(answer).unwrap();
        let (rest, status) = end(session);
        assert!(rest.contains("cancelled; nothing was touched"), "{rest}");
        assert_eq!(status, Some(4), "{rest}");
        assert!(sandbox.bytes() == before);
    }
}

#[test]
fn the_end_of_input_is_a_refusal() {
    let sandbox = with_rows();
    let before = sandbox.bytes();
    let mut session = on_terminal(&sandbox, &["reset"]);
    session.exp_string("[y/N]").unwrap();
    session.send_control('d').unwrap();
    let (rest, status) = end(session);
    assert!(rest.contains("cancelled; nothing was touched"), "{rest}");
    assert_eq!(status, Some(4), "{rest}");
    assert!(sandbox.bytes() == before);
}

#[test]
fn an_interrupt_at_the_question_touches_nothing() {
    let sandbox = with_rows();
    let before = sandbox.bytes();
    let mut session = on_terminal(&sandbox, &["fresh"]);
    session.exp_string("[y/N]").unwrap();
    session.send_control('c').unwrap();
    let (rest, status) = end(session);
    assert!(rest.contains("cancelled; nothing was touched"), "{rest:?} {status:?}");
    assert_eq!(status, Some(4), "{rest}");
    assert!(sandbox.bytes() == before);
}

#[test]
fn nothing_to_lose_is_not_asked_about() {
    let sandbox = with_rows();
    sandbox.sql("DELETE FROM notes");
    let (told, status) = end(on_terminal(&sandbox, &["reset"]));
    assert!(told.contains("undid 3 revisions"), "{told}");
    assert_eq!(status, Some(0));
}

#[test]
fn yes_beforehand_is_not_asked_about() {
    let sandbox = with_rows();
    let (told, status) = end(on_terminal(&sandbox, &["fresh", "-y"]));
    assert!(!told.contains("[y/N]"), "{told}");
    assert_eq!(status, Some(0));
}

#[test]
fn a_terminal_has_colours_unless_refused() {
    let sandbox = lab("lossy").env("TERM", "xterm");
    let (told, _) = end(on_terminal(&sandbox, &["status"]));
    assert!(told.contains("\x1b["), "{told:?}");
    let (told, _) = end(on_terminal(&sandbox, &["status", "--color", "never"]));
    assert!(!told.contains("\x1b["), "{told:?}");
    let sandbox = lab("lossy").env("TERM", "xterm").env("NO_COLOR", "1");
    let (told, _) = end(on_terminal(&sandbox, &["status"]));
    assert!(!told.contains("\x1b["), "{told:?}");
}

#[test]
fn a_terminal_sees_each_revision_once() {
    let sandbox = lab("lossy").env("TERM", "xterm");
    let (told, status) = end(on_terminal(&sandbox, &["up", "--color", "never"]));
    assert_eq!(status, Some(0));
    for id in ["m20250101_000001_create_notes", "m20250102_000001_add_title", "m20250103_000001_add_colour"] {
        assert_eq!(told.matches(&format!("up {id}  ")).count(), 1, "{id}\n{told}");
    }
}

fn to_be_decided(entities: &str) -> Sandbox {
    with_crate("lossy").becomes(&format!("lossy+{entities}")).env("TERM", "xterm")
}

#[test]
fn what_may_be_a_rename_is_asked() {
    for (entities, question, answer, expected, other) in [
        ("renamed", "Was notes.title renamed to titel?", "y", "rename_column", "drop_column"),
        ("renamed", "Was notes.title renamed to titel?", "n", "drop_column", "rename_column"),
        ("renamed", "Was notes.title renamed to titel?", "", "drop_column", "rename_column"),
        ("memos", "Was table notes renamed to memos?", "yes", "rename_table", "drop_table"),
        ("memos", "Was table notes renamed to memos?", "no", "drop_table", "rename_table"),
    ] {
        let sandbox = to_be_decided(entities);
        let mut session = on_terminal(&sandbox, &["generate", "follow"]);
        let before = session.exp_string("[y/N]").unwrap();
        assert!(before.contains(question), "{before}");
        session.send_line(answer).unwrap();
        let (rest, status) = end(session);
        assert_eq!(status, Some(0), "{rest}");
        let [file] = generated(&sandbox).try_into().unwrap();
        let text = sandbox.read(&format!("migration/src/{file}"));
        assert!(text.contains(expected) && !text.contains(other), "{entities} {answer:?}\n{text}");
    }
}

#[test]
fn what_rows_get_that_are_there_is_asked() {
    let sandbox = to_be_decided("required");
    let mut session = on_terminal(&sandbox, &["generate", "follow"]);
    let before = session.exp_string("nothing to stop]").unwrap();
    assert!(before.contains("notes.pages takes no NULL and has no default"), "{before}");
    session.send_line("1").unwrap();
    let (rest, status) = end(session);
    assert_eq!(status, Some(0), "{rest}");
    let [file] = generated(&sandbox).try_into().unwrap();
    let text = sandbox.read(&format!("migration/src/{file}"));
    assert!(text.contains("op.backfill(Notes::Table, Notes::Pages, Expr::val(1))"), "{text}");
}

#[test]
fn a_rename_needs_no_value() {
    let sandbox = || with_crate("people").becomes("people+people").env("TERM", "xterm");
    let renamed = sandbox();
    let mut session = on_terminal(&renamed, &["generate", "follow"]);
    session.exp_string("[y/N]").unwrap();
    session.send_line("y").unwrap();
    let (rest, status) = end(session);
    assert!(!rest.contains("takes no NULL"), "{rest}");
    assert_eq!(status, Some(0), "{rest}");
    // What is no rename is a new column, and needs one.
    let dropped = sandbox();
    let mut session = on_terminal(&dropped, &["generate", "follow"]);
    session.exp_string("[y/N]").unwrap();
    session.send_line("n").unwrap();
    session.exp_string("people.names takes no NULL").unwrap();
    session.send_line("nobody").unwrap();
    let (rest, status) = end(session);
    assert_eq!(status, Some(0), "{rest}");
    // To look asks nothing.
    let (told, status) = end(on_terminal(&sandbox(), &["generate", "--check"]));
    assert!(!told.contains("[y/N]"), "{told}");
    assert_eq!(status, Some(1), "{told}");
}

#[test]
fn a_question_that_is_not_answered_writes_nothing() {
    for end_it in [
        (|session: &mut PtySession| session.send_line("").map(drop)) as fn(&mut PtySession) -> _,
        |session| session.send_control('c'),
        |session| session.send_control('d'),
    ] {
        let sandbox = to_be_decided("required");
        let mut session = on_terminal(&sandbox, &["generate", "follow"]);
        session.exp_string("nothing to stop]").unwrap();
        end_it(&mut session).unwrap();
        let (rest, status) = end(session);
        assert!(rest.contains("cancelled; nothing was touched"), "{rest:?}");
        assert_eq!(status, Some(4), "{rest}");
        assert!(generated(&sandbox).is_empty());
    }
    // The end of the input is no answer to what may be a rename, either.
    let sandbox = to_be_decided("renamed");
    let mut session = on_terminal(&sandbox, &["generate", "follow"]);
    session.exp_string("[y/N]").unwrap();
    session.send_control('d').unwrap();
    let (rest, status) = end(session);
    assert_eq!(status, Some(4), "{rest}");
    assert!(generated(&sandbox).is_empty());
}

#[test]
fn decided_beforehand_is_not_asked() {
    let sandbox = to_be_decided("renamed");
    let (told, status) = end(on_terminal(&sandbox, &["generate", "follow", "--rename", "notes.title:titel"]));
    assert!(!told.contains("[y/N]"), "{told}");
    assert_eq!(status, Some(0), "{told}");
    // `diff` never asks.
    let (told, status) = end(on_terminal(&to_be_decided("renamed"), &["diff"]));
    assert!(!told.contains("[y/N]"), "{told}");
    assert_eq!(status, Some(1), "{told}");
}
