//! Asking a service whether it is ready: what a container's health check runs.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use axum::body::Bytes;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::{Request, StatusCode, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use sea_keel::cli::Exit;
use serde::Deserialize;
use tokio::{net::TcpStream, time::timeout};
use url::{Host, Url};

use crate::args::Health;

const READY: &str = "/health/ready";

/// More than that is no answer of the service.
const LONGEST: usize = 64 << 10;

/// A page that is asked for over plain HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    host: Host,
    port: u16,
    path: String,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PageError {
    #[error("{0}")]
    Url(#[from] url::ParseError),
    #[error("only http:// can be asked")]
    Scheme,
    #[error("health is asked for without a user and a password")]
    Credentials,
    #[error("there is no host in it")]
    NoHost,
}

impl Page {
    /// Reads a URL; without a path it means the readiness of the service there.
    fn read(text: &str) -> Result<Self, PageError> {
        let url = Url::parse(text)?;
        if url.scheme() != "http" {
            return Err(PageError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(PageError::Credentials);
        }
        let host = url.host().ok_or(PageError::NoHost)?.to_owned();
        let path = if url.path() == "/" { READY } else { url.path() };
        Ok(Self { host, port: url.port_or_known_default().unwrap_or(80), path: path.to_owned() })
    }

    /// The readiness of the service that listens there, asked from the same machine; port 0 names none.
    fn of(listening: SocketAddr) -> Option<Self> {
        let ip = match listening.ip() {
            ip if !ip.is_unspecified() => ip,
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        let host = match ip {
            IpAddr::V4(ip) => Host::Ipv4(ip),
            IpAddr::V6(ip) => Host::Ipv6(ip),
        };
        (listening.port() != 0).then(|| Self { host, port: listening.port(), path: READY.to_owned() })
    }

    async fn connect(&self) -> io::Result<TcpStream> {
        match &self.host {
            Host::Domain(name) => TcpStream::connect((name.as_str(), self.port)).await,
            Host::Ipv4(ip) => TcpStream::connect((*ip, self.port)).await,
            Host::Ipv6(ip) => TcpStream::connect((*ip, self.port)).await,
        }
    }
}

impl std::fmt::Display for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "http://{}:{}{}", self.host, self.port, self.path)
    }
}

/// Why a service is not known to be ready.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotReady {
    #[error("--url: {0}")]
    Page(#[from] PageError),
    #[error("--listen: port 0 is any free one; name the service with --url")]
    AnyPort,
    #[error("nobody answers at {page}: {source}")]
    Nobody { page: Page, source: io::Error },
    #[error("no answer of HTTP from {page}: {source}")]
    NotHttp { page: Page, source: hyper::Error },
    #[error("no answer from {page} within {}", humantime::format_duration(*.within))]
    Slow { page: Page, within: Duration },
    #[error("not ready: {page} says {status}{}", told(.why))]
    Status { page: Page, status: StatusCode, why: String },
}

fn told(why: &str) -> String {
    if why.is_empty() { String::new() } else { format!(": {why}") }
}

impl NotReady {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Page(_) | Self::AnyPort => Exit::Usage,
            Self::Status { .. } | Self::NotHttp { .. } => Exit::Findings,
            Self::Nobody { .. } | Self::Slow { .. } => Exit::Database,
        }
    }
}

/// Asks the page that was named, or the readiness of the service that listens there.
pub(crate) async fn ask(listening: SocketAddr, asked: &Health) -> Result<(), NotReady> {
    let page = match &asked.url {
        Some(url) => Page::read(url.expose())?,
        None => Page::of(listening).ok_or(NotReady::AnyPort)?,
    };
    let within = asked.timeout;
    timeout(within, get(&page)).await.unwrap_or(Err(NotReady::Slow { page, within }))
}

async fn get(page: &Page) -> Result<(), NotReady> {
    let stream = page.connect().await.map_err(|source| NotReady::Nobody { page: page.clone(), source })?;
    let not_http = |source| NotReady::NotHttp { page: page.clone(), source };
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(not_http)?;
    tokio::spawn(connection);
    let mut request = Request::new(Empty::<Bytes>::new());
    // Both have come out of a URL.
    *request.uri_mut() = page.path.parse().unwrap_or_default();
    if let Ok(host) = format!("{}:{}", page.host, page.port).parse() {
        request.headers_mut().insert(header::HOST, host);
    }
    let response = sender.send_request(request).await.map_err(not_http)?;
    let status = response.status();
    if status == StatusCode::OK {
        return Ok(());
    }
    let body = Limited::new(response.into_body(), LONGEST).collect().await;
    let why = body.map(|body| detail(&body.to_bytes())).unwrap_or_default();
    Err(NotReady::Status { page: page.clone(), status, why })
}

/// The detail of a problem document, or its title, on one line.
fn detail(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Problem {
        title: Option<String>,
        detail: Option<String>,
    }
    let problem: Option<Problem> = serde_json::from_slice(body).ok();
    let text = problem.and_then(|problem| problem.detail.or(problem.title)).unwrap_or_default();
    // Whatever answers there: it shall not write to a terminal as it likes.
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_where_the_service_listens() {
        for (listening, expected) in [
            ("127.0.0.1:3000", Some("http://127.0.0.1:3000/health/ready")),
            ("0.0.0.0:80", Some("http://127.0.0.1:80/health/ready")),
            ("[::]:3000", Some("http://[::1]:3000/health/ready")),
            ("10.1.2.3:3000", Some("http://10.1.2.3:3000/health/ready")),
            ("127.0.0.1:0", None),
        ] {
            let page = Page::of(listening.parse().unwrap()).map(|page| page.to_string());
            assert_eq!(page.as_deref(), expected, "{listening}");
        }
    }

    #[test]
    fn a_url_names_a_page() {
        for (url, expected) in [
            ("http://localhost", Ok("http://localhost:80/health/ready")),
            ("http://localhost:3000/", Ok("http://localhost:3000/health/ready")),
            ("http://[::1]:3000/health/live", Ok("http://[::1]:3000/health/live")),
            ("https://localhost", Err(PageError::Scheme)),
            ("localhost:3000", Err(PageError::Scheme)),
            ("http://me:pw@localhost", Err(PageError::Credentials)),
            ("http://", Err(PageError::Url(url::ParseError::EmptyHost))),
        ] {
            let page = Page::read(url).map(|page| page.to_string());
            assert_eq!(page, expected.map(ToOwned::to_owned), "{url}");
        }
    }

    #[test]
    fn an_answer_is_one_line() {
        assert_eq!(detail(br#"{"title": "T", "detail": "a\nb\u001b[2J"}"#), "a b [2J");
        assert_eq!(detail(br#"{"title": "T"}"#), "T");
        assert_eq!(detail(b"<html>"), "");
    }
}
