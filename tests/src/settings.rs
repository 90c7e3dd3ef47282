use std::str::FromStr;

/// A number that the environment may set.
pub fn number<N: FromStr>(name: &str, usual: N) -> N {
    std::env::var(name).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(usual)
}
