//! The program, from its arguments to its exit code.

use std::{io, net::SocketAddr, process::ExitCode, sync::Arc};

use clap::Parser as _;
use sea_keel::{
    cli::Exit,
    exec::{DatabaseUrl, UrlError, database_message},
    rolling::{Watch, WriteError},
};
use sea_orm::DbErr;
use tokio::net::TcpListener;
use tracing_subscriber::filter::ParseError;

use crate::{
    access::{Keys, Secret, TokenError},
    args::{Args, Command, DEFAULT_URL, LogFormat},
    database, health, logs, sample,
    schema::{SchemaError, StartError, Stood, prepare, window},
    serve::{Patience, Told, seen, serve},
    service::{Service, Settings},
};

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Url(#[from] UrlError),
    #[error("a database in memory is gone with its connection, and the service needs several; name a file")]
    Memory,
    #[error("{0}")]
    Token(#[from] TokenError),
    #[error("--log: {0}")]
    Filter(#[from] ParseError),
    #[error("{0}")]
    Schema(#[from] SchemaError),
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("{}", database_message(.0))]
    Database(#[from] DbErr),
    #[error("--sample-data: {}", not_written(.0))]
    Sample(#[from] WriteError),
}

fn not_written(error: &WriteError) -> String {
    match error {
        WriteError::Database(error) => database_message(error),
        other => other.to_string(),
    }
}

impl Failure {
    fn exit(&self) -> Exit {
        match self {
            Self::Url(_) | Self::Memory | Self::Filter(_) | Self::Schema(_) => Exit::Usage,
            Self::Token(error) => error.exit(),
            Self::Start(error) => error.exit(),
            Self::Sample(WriteError::Lacking(_)) => Exit::Findings,
            Self::Listen { .. } | Self::Database(_) | Self::Sample(_) => Exit::Database,
        }
    }
}

/// Runs the service as the command line and the environment say.
pub async fn main() -> ExitCode {
    let _ = dotenvy::dotenv();
    let args = Args::parse();
    if let Some(Command::Health(asked)) = &args.command {
        return match health::ask(args.listen, asked).await {
            Ok(()) => {
                print_result("ready");
                Exit::Clean.into()
            }
            Err(why) => {
                print_error(&why.to_string());
                why.exit().into()
            }
        };
    }
    let format = args.log_format;
    match Box::pin(run(args)).await {
        Ok(()) => Exit::Clean.into(),
        Err(failure) => {
            match format {
                LogFormat::Text => print_error(&failure.to_string()),
                LogFormat::Json => tracing::error!("{failure}"),
            }
            failure.exit().into()
        }
    }
}

async fn run(args: Args) -> Result<(), Failure> {
    logs::begin(args.log_format, &args.log)?;
    let url = url(&args)?;
    let keys = keys(&args)?;
    let window = window(url.backend(), args.schema_level.as_deref())?;
    let told = Told::listen();
    // Before the schema is touched: an address that is taken is a reason not to begin.
    let listener = if args.once { None } else { Some(bind(args.listen).await?) };
    let stood = Box::pin(prepare(&url, &window, args.schema, args.schema_wait, told.stop())).await?;
    tracing::info!(%url, server = %stood.server, "{}", seen(&stood.sight));
    let db = database::pool(&url, args.connections, args.database_timeout, args.request_timeout).await?;
    let Stood { server, sight } = stood;
    let engine = server.to_string();
    let at = sight.standing.at().join(", ");
    let watch = Watch::new(window, server, sight);
    let settings = Settings { sign_up: args.sign_up, request_timeout: args.request_timeout };
    let service = Arc::new(Service::new(db, keys, watch, settings));
    let seeded = if args.sample_data { Some(sample::seed(&service).await?) } else { None };
    let Some(listener) = listener else {
        print_result(&format!("{url} ({engine}) is at {at}"));
        return Ok(());
    };
    let address = listener.local_addr().map_err(|source| Failure::Listen { address: args.listen, source })?;
    print_result(&format!("listening on http://{address}"));
    if let Some(token) = seeded {
        print_result(&format!("try: curl -H 'Authorization: Bearer {token}' http://{address}/tasks"));
    }
    let patience = Patience { idle: args.idle_timeout, shutdown: args.shutdown_timeout };
    serve(listener, service, told, patience).await;
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|source| Failure::Listen { address, source })
}

fn url(args: &Args) -> Result<DatabaseUrl, Failure> {
    let given = args.database_url.as_ref().map(Secret::expose).filter(|url| !url.trim().is_empty());
    let url: DatabaseUrl = given.unwrap_or(DEFAULT_URL).parse()?;
    let text = url.to_string();
    let in_memory = text.contains(":memory:") || text.contains("mode=memory");
    if in_memory && url.backend() == sea_keel::schema::Backend::Sqlite {
        Err(Failure::Memory)
    } else {
        Ok(url)
    }
}

fn keys(args: &Args) -> Result<Keys, Failure> {
    let said = |secret: &Option<Secret>| secret.clone().filter(|secret| !secret.expose().is_empty());
    let secret = said(&args.secret).unwrap_or_else(|| {
        if !args.once {
            tracing::warn!(
                "no APP_SECRET: tokens end with this process, and other replicas do not take them"
            );
        }
        Keys::random_secret()
    });
    let (previous, operator) = (said(&args.previous_secret), said(&args.operator_token));
    Ok(Keys::new(&secret, previous.as_ref(), operator.as_ref(), args.token_lifetime)?)
}

#[expect(clippy::print_stderr, reason = "why a program ends goes there")]
fn print_error(text: &str) {
    eprintln!("error: {text}");
}

#[expect(clippy::print_stdout, reason = "this is the program's result")]
fn print_result(text: &str) {
    println!("{text}");
}
