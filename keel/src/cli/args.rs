use std::{path::PathBuf, time::Duration};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::exit::EXIT_CODES;
use crate::exec::Waiting;

const EXAMPLES: &str = "\
Examples:
  migration up                 apply what is pending
  migration up --plan          show what would run, with its SQL
  migration down               undo the last revision
  migration status             what is applied and what is pending
  migration up --sql --dialect postgres > schema.sql

A target is head, heads, base, a revision (its id, or the beginning of its id, timestamp or name),
steps from what is applied (+2, -1) or from a revision (add_tags+1, head-2).";

/// Moves a database along the history of its schema.
#[derive(Debug, Parser)]
#[command(
    name = "migration",
    version,
    about = "Moves a database along the history of its schema",
    long_about = "Moves a database along the history of its schema.\n\n\
        Without a command it applies all pending revisions, as `up` does. Without a database it uses an \
        embedded SQLite file.",
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"),
    args_conflicts_with_subcommands = false,
    propagate_version = true
)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, ClapArgs)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// The database: postgres://…, mysql://…, mariadb://… or sqlite://…
    #[arg(
        short = 'u',
        long,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(super) database_url: Option<String>,
    /// PostgreSQL: the schema in which unqualified names live; it must exist [default: the server's]
    #[arg(short = 's', long, global = true, env = "DATABASE_SCHEMA", value_name = "NAME")]
    pub(super) database_schema: Option<String>,
    /// Say more: each step as it runs, and all of a revision in `history`
    #[arg(short = 'v', long, global = true)]
    pub(super) verbose: bool,
    #[command(flatten)]
    pub(super) choose: Choose,
    /// How results are written: text or json; `diff`, `check`, `inspect` and `diagram` know more
    #[arg(long, global = true, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub(super) format: Option<Format>,
    /// When to use colour: auto (on a terminal), always or never
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Color::Auto,
        value_name = "WHEN",
        hide_possible_values = true
    )]
    pub(super) color: Color,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// SQL
    Sql,
    /// The body of a revision
    Rust,
    /// For a comment on a pull request
    Markdown,
    /// Annotations of GitHub Actions
    Github,
    /// For code scanning
    Sarif,
    /// For test reports
    Junit,
    /// A diagram that GitHub draws
    Mermaid,
    /// A diagram for dbdiagram.io
    Dbml,
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(super) fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Apply pending revisions, all of them or up to a target
    #[command(after_help = "Examples:\n  \
        up                     apply all that is pending\n  \
        up add_conversations   up to that revision\n  \
        up +2                  the next two; `up -n 2` does the same\n  \
        up --plan              show what would run\n  \
        up --sql --dialect mysql base:head > all.sql")]
    Up(Move),
    /// Undo applied revisions: the last one, or down to a target
    #[command(after_help = "Examples:\n  \
        down                   undo the last revision\n  \
        down -2                the last two; `down -n 2` does the same\n  \
        down add_conversations down to that revision, which stays\n  \
        down base              everything\n  \
        down head:base --sql --dialect postgres\n\n\
        Where rows would be lost it says which, and asks; --yes agrees beforehand.")]
    Down(Move),
    /// Undo the last revision and apply it again
    Redo(Agree),
    /// Show each revision, applied or pending
    Status {
        /// Exit with 1 when a revision is pending, unknown or half-way
        #[arg(long)]
        check: bool,
    },
    /// Show the revision that the database is at
    Current {
        /// Exit with 1 when it is not at every head
        #[arg(long)]
        check_heads: bool,
    },
    /// Show the history, newest first
    History {
        /// Only a part: A:B, A: or :B
        #[arg(short = 'r', long, value_name = "A:B", allow_hyphen_values = true)]
        range: Option<String>,
    },
    /// Show the revisions that nothing revises
    Heads,
    /// Show where the history branches and merges
    Branches,
    /// Show a revision: what it does, its SQL, and what undoes it
    Show {
        /// The revision
        #[arg(value_name = "REV", allow_negative_numbers = true, default_value = "head")]
        target: String,
        /// Whose SQL: postgres, mysql, mariadb or sqlite [default: the database's]
        #[arg(long, value_name = "ENGINE")]
        dialect: Option<String>,
    },
    /// Note revisions as applied, or as not, without running anything
    Stamp {
        /// The revision at which the database is; `base` for none
        #[arg(value_name = "REV", allow_negative_numbers = true)]
        target: String,
        /// Forget revisions that the history does not know
        #[arg(long)]
        purge: bool,
        #[command(flatten)]
        wait: Wait,
    },
    /// Write a revision that makes the history follow the entities, and register it
    #[command(after_help = "Examples:\n  \
        generate -m \"add priority to tasks\"\n  \
        generate add_priority --fill tasks.priority=medium   a value for the rows that are there\n  \
        generate -m rename --rename tasks.titel:title        a rename, not a drop and an add\n  \
        generate --empty seed_tags                           an empty one, to be written by hand\n  \
        generate -m backfill --data tasks,users              with entities of its own, for a step in code\n  \
        generate --check                                     exit 1 if there were something to write\n\n\
        No database is needed. Before the new revision is kept it is run up, down and up again: on SQLite in\n\
        memory and, where a server is named, in a database of its own there, which is removed again.")]
    Generate(Box<Generate>),
    /// Compare two of entities, history, databases and snapshots
    #[command(
        after_help = "A side is `models`, `history`, `history@REV`, a database URL, or the path of a snapshot.\n\n\
        Examples:\n  \
        diff                                   from the history to the entities\n  \
        diff --from $DATABASE_URL --to models  what the database lacks\n  \
        diff --from URL-A --to URL-B --format sql\n\n\
        Formats: text, sql, json, rust, markdown. Exits with 1 when there is a difference."
    )]
    Diff(Box<Diff>),
    /// Check that entities, history and database agree
    #[command(after_help = "It checks, in this order:\n  \
        models   the entities and the history say the same\n  \
        replay   the history, run on a scratch database, makes what it says\n  \
        drift    the database is what the history says of its revisions\n  \
        history  nothing is pending, edited, missing, out of order or two-headed\n\n\
        Formats: text, json, github, sarif, junit, markdown. Exits with 1 when there is a finding.")]
    Check {
        /// Without a database: models, the history's shape, and replay in memory
        #[arg(long)]
        offline: bool,
        /// Only these checks, separated by commas: models, replay, drift, history
        #[arg(long, value_name = "CHECK", value_delimiter = ',', value_parser = ["models", "replay", "drift", "history"])]
        only: Vec<String>,
    },
    /// Write a schema as a file that `diff` reads
    Snapshot {
        /// Whose: models, history, history@REV or a database URL [default: the database]
        #[arg(long, value_name = "SIDE")]
        from: Option<String>,
        /// As which engine has it, where that is not a database: postgres, mysql, mariadb or sqlite
        #[arg(long, value_name = "ENGINE")]
        dialect: Option<String>,
        /// Into this file [default: the standard output]
        #[arg(short = 'o', long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Show what a database holds
    #[command(after_help = "Formats: text, json, mermaid, dbml, sql.")]
    Inspect,
    /// Draw the entities
    #[command(after_help = "Formats: mermaid, dbml.")]
    Diagram {
        /// As which engine has them: postgres, mysql, mariadb or sqlite [default: the database's]
        #[arg(long, value_name = "ENGINE")]
        dialect: Option<String>,
    },
    /// Join the heads of a history with a revision that comes after them all
    Merge {
        /// What it is about
        #[arg(short = 'm', long, value_name = "MESSAGE")]
        message: Option<String>,
        /// The migration crate [default: this one]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Put a branch of the history behind another one
    #[command(
        after_help = "What changes is the list in `revises` of the branch's first revision, and nothing else."
    )]
    Rebase {
        /// A revision of the branch that moves; it must not be applied anywhere yet
        #[arg(value_name = "REV")]
        branch: String,
        /// Where it goes [default: the other head]
        #[arg(long, value_name = "REV")]
        onto: Option<String>,
        /// The migration crate [default: this one]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Show who holds locks on the tables that pending revisions change
    #[command(
        after_help = "It names the run that is going on, and every session with a lock on those tables: how long \
        its transaction is open, and its statement.\n\n\
        Examples:\n  \
        locks                   who is in the way\n  \
        locks --terminate 4711  end that session, after a question"
    )]
    Locks {
        /// End this session; its transaction is rolled back
        #[arg(long, value_name = "SESSION")]
        terminate: Option<i64>,
        /// Agree beforehand to ending it
        #[arg(short = 'y', long, requires = "terminate")]
        yes: bool,
    },
    /// Show what a run that stopped half-way has left, and settle it
    #[command(
        after_help = "Most often nothing is to be settled: `up` (or `down`) goes on where the run stopped. Without \
        an option this shows the state and the choices, and exits with 1 where there is one to make."
    )]
    Repair {
        #[command(flatten)]
        asked: Repair,
        #[command(flatten)]
        wait: Wait,
    },
    /// Drop everything in the database and apply all revisions; what extensions own stays
    Fresh(Agree),
    /// Undo all revisions and apply them again
    Refresh(Agree),
    /// Undo all revisions
    Reset(Agree),
    /// Write a new migration crate
    Init {
        /// Where
        #[arg(value_name = "DIR", default_value = "migration")]
        dir: PathBuf,
    },
    /// Write shell completions
    Completions {
        /// For which shell
        shell: Shell,
    },
}

/// How a half-way run, or an edited revision, is settled.
#[derive(Debug, Default, ClapArgs)]
#[group(id = "settle", multiple = false)]
pub(super) struct Repair {
    /// The step that was begun has taken effect: go on behind it
    #[arg(long)]
    pub(super) took_effect: bool,
    /// The step that was begun has not taken effect: begin it again
    #[arg(long)]
    pub(super) not_begun: bool,
    /// Forget the run: what it did has been undone by hand
    #[arg(long)]
    pub(super) forget: bool,
    /// Take an applied revision as it reads now: what was changed in it has been done by hand, or needs nothing
    #[arg(long, value_name = "REV")]
    pub(super) accept: Option<String>,
}

impl Command {
    /// How long it may wait, where it changes a database, and how batches are cut there.
    pub(super) fn waiting(&self, usual: Waiting) -> Waiting {
        let (wait, batches) = match self {
            Self::Up(to) | Self::Down(to) => (to.agree.wait, to.agree.batches),
            Self::Redo(agree) | Self::Refresh(agree) | Self::Reset(agree) | Self::Fresh(agree) => {
                (agree.wait, agree.batches)
            }
            Self::Stamp { wait, .. } | Self::Repair { wait, .. } => (*wait, Batches::default()),
            _ => return usual,
        };
        batches.over(wait.over(usual))
    }
}

/// Options of moving up or down.
#[derive(Debug, Default, ClapArgs)]
pub(super) struct Move {
    /// Where to go; with --sql also a range, A:B
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    pub(super) target: Option<String>,
    /// How many revisions
    #[arg(short = 'n', long = "num", value_name = "N", conflicts_with = "target")]
    pub(super) num: Option<usize>,
    /// Show what would run, and run nothing
    #[arg(long, conflicts_with = "sql")]
    pub(super) plan: bool,
    /// Write a script instead, without a connection
    #[arg(long)]
    pub(super) sql: bool,
    /// For which engine the script is: postgres, mysql, mariadb or sqlite, also as postgres:13
    #[arg(long, value_name = "ENGINE", requires = "sql")]
    pub(super) dialect: Option<String>,
    /// A script that runs on a database at any revision
    #[arg(long, requires = "sql")]
    pub(super) idempotent: bool,
    #[command(flatten)]
    pub(super) agree: Agree,
}

/// The answer to a question that may be asked, and how long to wait.
#[derive(Debug, Default, Clone, Copy, ClapArgs)]
pub(super) struct Agree {
    /// Agree beforehand where a question about losing rows would be asked
    #[arg(short = 'y', long)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(super) wait: Wait,
    #[command(flatten)]
    pub(super) batches: Batches,
}

/// What `generate` is asked for.
#[derive(Debug, Default, ClapArgs)]
pub(super) struct Generate {
    /// What it is about, or its name
    #[arg(value_name = "NAME", conflicts_with = "message")]
    pub(super) text: Option<String>,
    /// What it is about; its name is made of that
    #[arg(short = 'm', long, value_name = "MESSAGE")]
    pub(super) message: Option<String>,
    /// Its name, where it is not made of the message
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Write an empty revision
    #[arg(long, conflicts_with_all = ["check", "sql"])]
    pub(super) empty: bool,
    /// Show the SQL that it would run, and write nothing
    #[arg(long, conflicts_with_all = ["dry_run", "check"])]
    pub(super) sql: bool,
    /// For which engine --sql writes: postgres, mysql, mariadb or sqlite [default: the database's]
    #[arg(long, value_name = "ENGINE", requires = "sql")]
    pub(super) dialect: Option<String>,
    /// Show the file, and write nothing
    #[arg(long, conflicts_with = "check")]
    pub(super) dry_run: bool,
    /// Exit with 1 if there were something to write, and write nothing
    #[arg(long)]
    pub(super) check: bool,
    /// With entities of these tables as they stand, for a step in code that works on rows
    #[arg(long, value_name = "TABLES", value_delimiter = ',')]
    pub(super) data: Vec<String>,
    /// Keep it without running it on a scratch database
    #[arg(long)]
    pub(super) no_proof: bool,
    /// The revision it comes after [default: head]
    #[arg(long, value_name = "REV")]
    pub(super) revises: Option<String>,
    /// The migration crate [default: this one]
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Take the id's timestamp in local time
    #[arg(long, conflicts_with = "universal_time")]
    pub(super) local_time: bool,
    /// Take the id's timestamp in UTC, as is the default
    #[arg(long)]
    pub(super) universal_time: bool,
    #[command(flatten)]
    pub(super) decide: Decide,
}

/// What `diff` compares.
#[derive(Debug, Default, ClapArgs)]
pub(super) struct Diff {
    /// What is there
    #[arg(long, value_name = "SIDE", default_value = "history")]
    pub(super) from: String,
    /// What should be there
    #[arg(long, value_name = "SIDE", default_value = "models")]
    pub(super) to: String,
    /// As which engine has them, where neither is a database: postgres, mysql, mariadb or sqlite
    #[arg(long, value_name = "ENGINE")]
    pub(super) dialect: Option<String>,
    #[command(flatten)]
    pub(super) decide: Decide,
}

/// Answers to what cannot be seen.
#[derive(Debug, Default, Clone, ClapArgs)]
#[command(next_help_heading = "Decisions")]
pub(super) struct Decide {
    /// A column was renamed
    #[arg(long, value_name = "TABLE.FROM:TO")]
    pub(super) rename: Vec<String>,
    /// A table was renamed
    #[arg(long, value_name = "FROM:TO")]
    pub(super) rename_table: Vec<String>,
    /// A value of an enum was renamed
    #[arg(long, value_name = "ENUM.FROM:TO")]
    pub(super) rename_value: Vec<String>,
    /// A table or column goes, whatever resembles it
    #[arg(long, value_name = "TABLE[.COLUMN]")]
    pub(super) drop: Vec<String>,
    /// What rows get that are there, in a column that takes no NULL
    #[arg(long, value_name = "TABLE.COLUMN=VALUE")]
    pub(super) fill: Vec<String>,
}

/// Which tables count.
#[derive(Debug, Default, Clone, ClapArgs)]
pub(super) struct Choose {
    /// Leave out tables that match a pattern, such as `legacy_*`
    #[arg(long, global = true, value_name = "PATTERN", env = "KEEL_EXCLUDE", value_delimiter = ',')]
    pub(super) exclude: Vec<String>,
    /// Look at tables that match a pattern, and no others
    #[arg(long, global = true, value_name = "PATTERN", env = "KEEL_INCLUDE", value_delimiter = ',')]
    pub(super) include: Vec<String>,
}

/// How long a run waits, and for what.
#[derive(Debug, Default, Clone, Copy, ClapArgs)]
#[command(next_help_heading = "Waiting: 500ms, 30s, 5min; a number alone is seconds")]
pub(super) struct Wait {
    /// For another run to end [default: 60s]
    #[arg(long, value_name = "TIME", env = "KEEL_LOCK_WAIT", value_parser = duration, hide_env_values = true)]
    pub(super) lock_wait: Option<Duration>,
    /// For a lock, in one try [default: 2s]
    #[arg(long, value_name = "TIME", env = "KEEL_LOCK_TIMEOUT", value_parser = duration, hide_env_values = true)]
    pub(super) lock_timeout: Option<Duration>,
    /// For a statement that keeps others out, 0 without end; PostgreSQL and MariaDB [default: 5s]
    #[arg(long, value_name = "TIME", env = "KEEL_STATEMENT_TIMEOUT", value_parser = duration, hide_env_values = true)]
    pub(super) statement_timeout: Option<Duration>,
    /// In all, for tries that failed because of another session's lock [default: 15min]
    #[arg(long, value_name = "TIME", env = "KEEL_RETRY_FOR", value_parser = duration, hide_env_values = true)]
    pub(super) retry_for: Option<Duration>,
}

/// How batches are cut.
#[derive(Debug, Default, Clone, Copy, ClapArgs)]
#[command(next_help_heading = "Batches")]
pub(super) struct Batches {
    /// About how long one window of rows takes [default: 100ms]
    #[arg(long, value_name = "TIME", env = "KEEL_BATCH_TIME", value_parser = duration, hide_env_values = true)]
    pub(super) batch_time: Option<Duration>,
    /// How long to rest after it, in percent of its time [default: 25]
    #[arg(long, value_name = "PERCENT", env = "KEEL_BATCH_REST", hide_env_values = true)]
    pub(super) batch_rest: Option<u32>,
}

impl Batches {
    pub(super) fn over(self, waiting: Waiting) -> Waiting {
        Waiting {
            window: self.batch_time.unwrap_or(waiting.window),
            rest_percent: self.batch_rest.unwrap_or(waiting.rest_percent),
            ..waiting
        }
    }
}

/// A time with its unit, or seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Ok(Duration::from_secs(seconds.into()));
    }
    humantime::parse_duration(text).map_err(|error| format!("{error}; write 500ms, 30s or 5min"))
}

impl Wait {
    /// What the program says, and flags beyond that.
    pub(super) fn over(self, waiting: Waiting) -> Waiting {
        Waiting {
            run: self.lock_wait.unwrap_or(waiting.run),
            lock: self.lock_timeout.unwrap_or(waiting.lock),
            statement: match self.statement_timeout {
                Some(time) => Some(time).filter(|time| !time.is_zero()),
                None => waiting.statement,
            },
            retry: self.retry_for.unwrap_or(waiting.retry),
            ..waiting
        }
    }
}
