//! Which database is meant: the flag, the environment, `.env`, the default.

use crate::sandbox::{Sandbox, lab, snapshot};

fn files(sandbox: &Sandbox) -> Vec<String> {
    let mut names: Vec<_> = sandbox
        .bytes()
        .into_iter()
        .map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.retain(|name| name != ".env");
    names
}

#[test]
fn the_default_is_said() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.run("up -n 1"), @"
    applied 1 revision: the database is at m20250101_000001_create_notes
    ------- stderr -------
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    up m20250101_000001_create_notes  N ms
    ");
    assert_eq!(files(&sandbox), ["app.db"]);
}

#[test]
fn the_environment_names_the_database() {
    let sandbox = lab("lossy").env("DATABASE_URL", "sqlite://environment.db?mode=rwc");
    snapshot!(sandbox.run("up -n 1"), @"
    applied 1 revision: the database is at m20250101_000001_create_notes
    ------- stderr -------
    up m20250101_000001_create_notes  N ms
    ");
    assert_eq!(files(&sandbox), ["environment.db"]);
}

#[test]
fn the_flag_overrides_the_environment() {
    let sandbox = lab("lossy").env("DATABASE_URL", "sqlite://environment.db?mode=rwc");
    sandbox.ok("up -u sqlite://flag.db?mode=rwc");
    sandbox.ok("-u sqlite://first.db?mode=rwc up");
    sandbox.ok("up --database-url sqlite:long.db?mode=rwc");
    assert_eq!(files(&sandbox), ["first.db", "flag.db", "long.db"]);
}

#[test]
fn a_file_names_the_database() {
    let sandbox = lab("lossy");
    sandbox.write(".env", "DATABASE_URL=sqlite://from_file.db?mode=rwc\n");
    sandbox.ok("up");
    assert_eq!(files(&sandbox), ["from_file.db"]);
}

#[test]
fn the_environment_overrides_the_file() {
    let sandbox = lab("lossy").env("DATABASE_URL", "sqlite://environment.db?mode=rwc");
    sandbox.write(".env", "DATABASE_URL=sqlite://from_file.db?mode=rwc\n");
    sandbox.ok("up");
    assert_eq!(files(&sandbox), ["environment.db"]);
}

#[test]
fn a_file_that_cannot_be_read_is_said() {
    let sandbox = lab("lossy");
    sandbox.write(".env", "DATABASE_URL='sqlite://unclosed.db\n");
    snapshot!(sandbox.untouched("status"), @"
    sqlite://app.db?mode=rwc  not there yet
      pending  m20250101_000001_create_notes
      pending  m20250102_000001_add_title
      pending  m20250103_000001_add_colour
    0 applied, 3 pending
    ------- stderr -------
    .env: the line of DATABASE_URL cannot be read, so it and those after it do not count
    no DATABASE_URL: using sqlite://app.db?mode=rwc
    there is no database app.db yet; `up` makes it
    ");
}

#[test]
fn an_empty_url_is_none() {
    let sandbox = lab("lossy").env("DATABASE_URL", "");
    sandbox.ok("up");
    assert_eq!(files(&sandbox), ["app.db"]);
}

#[test]
fn a_schema_is_passed_over_where_there_are_none() {
    let sandbox = lab("lossy").env("DATABASE_SCHEMA", "public");
    sandbox.ok("up");
}

#[test]
fn what_needs_no_database_says_nothing_of_one() {
    let sandbox = lab("merge");
    for command in ["heads", "branches", "show", "up --sql"] {
        let ran = sandbox.untouched(command);
        assert_eq!((ran.stderr.as_str(), ran.code), ("", Some(0)), "{command}");
    }
}

#[test]
fn urls_that_are_none() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.untouched("up -u app.db"), @"
    ------- stderr -------
    error: the database URL has no scheme; it begins with postgres://, mysql://, mariadb:// or sqlite:
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up -u oracle://me:secret@db/app"), @"
    ------- stderr -------
    error: the database URL begins with oracle:, which is none of postgres://, mysql://, mariadb://, sqlite:
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up -u postgres://me:secret@db:port/app"), @"
    ------- stderr -------
    error: the database URL cannot be read: invalid port number; special characters in a password are written as %XX
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("status -u mysql://me:secret"), @"
    ------- stderr -------
    error: the database URL cannot be read: invalid port number; special characters in a password are written as %XX
    [exit status: 2]
    ");
}

#[test]
fn flags_that_are_none() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.untouched("up --fast"), @"
    ------- stderr -------
    error: unexpected argument '--fast' found

      tip: to pass '--fast' as a value, use '-- --fast'

    Usage: cli_lab up [OPTIONS] [TARGET]

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("upgrade"), @"
    ------- stderr -------
    error: unrecognized subcommand 'upgrade'

      tip: a similar subcommand exists: 'up'

    Usage: cli_lab [OPTIONS] [COMMAND]

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up -n two"), @"
    ------- stderr -------
    error: invalid value 'two' for '--num <N>': invalid digit found in string

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("status --format yaml"), @"
    ------- stderr -------
    error: invalid value 'yaml' for '--format <FORMAT>'
      [possible values: text, json, sql, rust, markdown, github, sarif, junit, mermaid, dbml]

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("completions tcsh"), @"
    ------- stderr -------
    error: invalid value 'tcsh' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

      tip: a similar value exists: 'zsh'

    For more information, try '--help'.
    [exit status: 2]
    ");
}

#[test]
fn flags_that_do_not_go_together() {
    let sandbox = lab("lossy");
    snapshot!(sandbox.untouched("up head -n 1"), @"
    ------- stderr -------
    error: the argument '[TARGET]' cannot be used with '--num <N>'

    Usage: cli_lab up <TARGET>

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up --plan --sql"), @"
    ------- stderr -------
    error: the argument '--plan' cannot be used with '--sql'

    Usage: cli_lab up --plan [TARGET]

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up --dialect mysql"), @"
    ------- stderr -------
    error: the following required arguments were not provided:
      --sql

    Usage: cli_lab up --sql --dialect <ENGINE> [TARGET]

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("up --idempotent"), @"
    ------- stderr -------
    error: the following required arguments were not provided:
      --sql

    Usage: cli_lab up --sql --idempotent [TARGET]

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("generate add_notes -m notes"), @"
    ------- stderr -------
    error: the argument '[NAME]' cannot be used with '--message <MESSAGE>'

    Usage: cli_lab generate <NAME>

    For more information, try '--help'.
    [exit status: 2]
    ");
    snapshot!(sandbox.untouched("stamp"), @"
    ------- stderr -------
    error: the following required arguments were not provided:
      <REV>

    Usage: cli_lab stamp <REV>

    For more information, try '--help'.
    [exit status: 2]
    ");
}
