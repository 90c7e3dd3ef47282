//! What a person says on the command line or in the environment.

use std::{net::SocketAddr, time::Duration};

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};

use crate::access::Secret;

/// As the migration command has it.
pub(crate) const DEFAULT_URL: &str = "sqlite://app.db?mode=rwc";

const EXIT_CODES: &str = "\
Exit codes:
  0    told to stop, and stopped; or --once, and done
  1    --schema verify or wait: revisions are pending that this build needs
  2    the command line or the configuration is wrong
  3    the database cannot be reached or refused something, or the address is taken
  4    the schema is not one that this build can work with; nothing was touched
  130  stopped by a signal while the schema was brought up to date; the same command goes on from there";

const HEALTH_EXIT_CODES: &str = "\
Exit codes:
  0  it is ready
  1  it answers that it is not, or something else answers
  2  the command line or the configuration is wrong
  3  nobody answers";

/// Serves people, tasks and conversations over HTTP, on a database whose schema it keeps current.
#[derive(Clone, Debug, Parser)]
#[command(name = "app", version, after_help = EXIT_CODES)]
pub struct Args {
    /// What to do instead of serving
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The database: postgres://…, mysql://…, mariadb://… or sqlite://… [default: the SQLite file app.db]
    #[arg(short = 'u', long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<Secret>,
    /// Where to listen; port 0 takes a free one, and the line on the standard output names it
    #[arg(long, env = "APP_LISTEN", default_value = "127.0.0.1:3000", value_name = "ADDRESS", global = true)]
    pub listen: SocketAddr,
    /// What to do about the schema before serving
    #[arg(long, env = "APP_SCHEMA", value_enum, default_value_t = SchemaMode::Migrate)]
    pub schema: SchemaMode,
    /// How long to wait for another process that migrates
    #[arg(long, env = "APP_SCHEMA_WAIT", default_value = "60s", value_name = "TIME", value_parser = time)]
    pub schema_wait: Duration,
    /// Behave as the build of that revision did: write and read nothing that came later, while such builds run beside it
    #[arg(long, env = "APP_SCHEMA_LEVEL", value_name = "REVISION")]
    pub schema_level: Option<String>,
    /// Do that, say where the database is, and end without serving
    #[arg(long)]
    pub once: bool,
    /// Put a few people and tasks in, where they are not yet, and print a token to try
    #[arg(long)]
    pub sample_data: bool,
    /// Signs tokens: 32 characters or more, the same for all replicas; without it tokens end with the process
    #[arg(long, env = "APP_SECRET", hide_env_values = true, value_name = "TEXT")]
    pub secret: Option<Secret>,
    /// The secret of before: tokens that it signed are still taken
    #[arg(long, env = "APP_PREVIOUS_SECRET", hide_env_values = true, value_name = "TEXT")]
    pub previous_secret: Option<Secret>,
    /// For how long a token is good
    #[arg(long, env = "APP_TOKEN_LIFETIME", default_value = "30days", value_name = "TIME", value_parser = time)]
    pub token_lifetime: Duration,
    /// The bearer token of whoever runs this: it signs people in who were vouched for; 32 characters or more
    #[arg(long, env = "APP_OPERATOR_TOKEN", hide_env_values = true, value_name = "TEXT")]
    pub operator_token: Option<Secret>,
    /// Who may sign up
    #[arg(long, env = "APP_SIGN_UP", value_enum, default_value_t = SignUp::Open)]
    pub sign_up: SignUp,
    /// How log lines look
    #[arg(long, env = "APP_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// What is logged: a level, or directives as of tracing's EnvFilter
    #[arg(long, env = "APP_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// How long a request may take
    #[arg(long, env = "APP_REQUEST_TIMEOUT", default_value = "15s", value_name = "TIME", value_parser = time)]
    pub request_timeout: Duration,
    /// How long a connection may say nothing, or not all of a request's head; longer than a proxy in front keeps it
    #[arg(long, env = "APP_IDLE_TIMEOUT", default_value = "75s", value_name = "TIME", value_parser = time)]
    pub idle_timeout: Duration,
    /// How long to wait for a connection to the database, and for a SQLite file that somebody else writes to
    #[arg(long, env = "APP_DATABASE_TIMEOUT", default_value = "5s", value_name = "TIME", value_parser = time)]
    pub database_timeout: Duration,
    /// How long requests that are under way may go on after the word to stop
    #[arg(long, env = "APP_SHUTDOWN_TIMEOUT", default_value = "20s", value_name = "TIME", value_parser = time)]
    pub shutdown_timeout: Duration,
    /// Connections to the database at most
    #[arg(long, env = "APP_CONNECTIONS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub connections: u32,
}

/// What the program does instead of serving.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Asks a service whether it is ready, and says why where it is not
    #[command(after_help = HEALTH_EXIT_CODES)]
    Health(Health),
}

/// Which service is asked, and for how long.
#[derive(Clone, Debug, Arguments)]
pub struct Health {
    /// The service, or a page of it such as http://127.0.0.1:3000/health/live
    /// [default: /health/ready where --listen says, on this machine]
    #[arg(long, value_name = "URL")]
    pub url: Option<Secret>,
    /// How long to wait for the answer; longer than --database-timeout, so that the service can say why
    #[arg(long, default_value = "7s", value_name = "TIME", value_parser = time)]
    pub timeout: Duration,
}

/// What happens to the schema at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaMode {
    /// Apply what is pending, as the only one at a time
    Migrate,
    /// Refuse to start unless the database is where this build can serve it
    Verify,
    /// Wait until another process has brought it there
    Wait,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SignUp {
    /// Anybody who can reach the service
    Open,
    /// Only with the operator's token
    Operator,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// An object a line
    Json,
}

fn time(text: &str) -> Result<Duration, humantime::DurationError> {
    humantime::parse_duration(text)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn secrets_are_not_shown() {
        let args = Args::parse_from(["app", "--secret", "hush-hush", "-u", "postgres://me:pw@db/x"]);
        let shown = format!("{args:?}");
        assert!(!shown.contains("hush") && !shown.contains("pw@"), "{shown}");
    }
}
