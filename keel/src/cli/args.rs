use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::exit::EXIT_CODES;

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
    /// How results are written: text or json
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Format::Text,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub(super) format: Format,
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
    },
    /// Write a new, empty revision and register it
    #[command(after_help = "Examples:\n  generate add_priority\n  generate -m \"add priority to tasks\"")]
    Generate {
        /// Its name
        #[arg(value_name = "NAME", conflicts_with = "message")]
        name: Option<String>,
        /// What it is about; its name is made of that
        #[arg(short = 'm', long, value_name = "MESSAGE")]
        message: Option<String>,
        /// The revision it comes after [default: head]
        #[arg(long, value_name = "REV")]
        revises: Option<String>,
        /// The migration crate [default: this one]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
        /// Take the id's timestamp in local time
        #[arg(long, conflicts_with = "universal_time")]
        local_time: bool,
        /// Take the id's timestamp in UTC, as is the default
        #[arg(long)]
        universal_time: bool,
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

/// The answer to a question that may be asked.
#[derive(Debug, Default, Clone, Copy, ClapArgs)]
pub(super) struct Agree {
    /// Agree beforehand where a question about losing rows would be asked
    #[arg(short = 'y', long)]
    pub(super) yes: bool,
}
