//! Tokens: signed, not stored.

use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_keel::cli::Exit;
use sha2::Sha256;

use super::Secret;

type Signature = Hmac<Sha256>;

/// What a token begins with: another layout gets another number.
const VERSION: &str = "v1";

/// Shorter secrets can be guessed.
const SHORTEST: usize = 32;

/// What signs tokens and knows the operator.
pub struct Keys {
    /// The first one signs, all of them verify.
    signing: Vec<Signature>,
    operator: Option<Vec<u8>>,
    lifetime: Duration,
}

/// What lets a person in, and until when.
#[derive(Clone)]
pub struct Token {
    /// The text: it is given out once and kept nowhere.
    pub text: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A configuration that no token can be made with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Too short.
    #[error("{0} is shorter than {SHORTEST} characters; `openssl rand -hex 32` makes a good one")]
    Short(&'static str),
    /// No end can be told.
    #[error("the lifetime of tokens is zero, or longer than a hundred years")]
    Lifetime,
}

impl TokenError {
    /// What the process ends with.
    pub fn exit(&self) -> Exit {
        Exit::Usage
    }
}

const HUNDRED_YEARS: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

impl Keys {
    /// Keys of a secret, the one before it, and the operator's token.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn new(
        secret: &Secret,
        previous: Option<&Secret>,
        operator: Option<&Secret>,
        lifetime: Duration,
    ) -> Result<Self, TokenError> {
        if lifetime.is_zero() || lifetime > HUNDRED_YEARS {
            return Err(TokenError::Lifetime);
        }
        let mut signing = vec![key(secret, "APP_SECRET")?];
        signing.extend(previous.map(|secret| key(secret, "APP_PREVIOUS_SECRET")).transpose()?);
        let mut keys = Self { signing, operator: None, lifetime };
        if let Some(token) = operator {
            if token.expose().chars().count() < SHORTEST {
                return Err(TokenError::Short("APP_OPERATOR_TOKEN"));
            }
            keys.operator = keys.sign(&operator_text(token.expose()));
        }
        Ok(keys)
    }

    /// A secret for this process alone.
    pub fn random_secret() -> Secret {
        let bytes: Vec<u8> = (0..2).flat_map(|_| *uuid::Uuid::new_v4().as_bytes()).collect();
        Secret::from(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// A token of that person.
    pub fn token(&self, user: &str, now: DateTime<Utc>) -> Token {
        let lifetime = chrono::TimeDelta::from_std(self.lifetime).unwrap_or_default();
        let expires_at = now.checked_add_signed(lifetime).unwrap_or(now);
        let said = format!("{VERSION}.{}.{}", URL_SAFE_NO_PAD.encode(user), expires_at.timestamp());
        let signature = self.sign(&said).unwrap_or_default();
        Token { text: format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature)), expires_at }
    }

    /// Whose token that is, where one of the keys has signed it and it has not ended.
    pub fn user_of(&self, token: &str, now: DateTime<Utc>) -> Option<String> {
        let (said, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        // In a time that does not tell how much of it is right.
        let verified = |key: &Signature| key.clone().chain_update(said).verify_slice(&signature).is_ok();
        if !self.signing.iter().any(verified) {
            return None;
        }
        let mut parts = said.split('.');
        let (version, user, end) = (parts.next()?, parts.next()?, parts.next()?.parse::<i64>().ok()?);
        if version != VERSION || parts.next().is_some() || end <= now.timestamp() {
            return None;
        }
        String::from_utf8(URL_SAFE_NO_PAD.decode(user).ok()?).ok()
    }

    /// Whether that is the operator's token.
    pub fn is_operator(&self, token: &str) -> bool {
        let (Some(expected), Some(key)) = (&self.operator, self.signing.first()) else { return false };
        key.clone().chain_update(operator_text(token)).verify_slice(expected).is_ok()
    }

    /// Whether there is an operator at all.
    pub fn has_operator(&self) -> bool {
        self.operator.is_some()
    }

    fn sign(&self, text: &str) -> Option<Vec<u8>> {
        self.signing.first().map(|key| key.clone().chain_update(text).finalize().into_bytes().to_vec())
    }
}

/// Never the text of a token: an operator's signature opens nothing else.
fn operator_text(token: &str) -> String {
    format!("operator\n{token}")
}

fn key(secret: &Secret, name: &'static str) -> Result<Signature, TokenError> {
    if secret.expose().chars().count() < SHORTEST {
        return Err(TokenError::Short(name));
    }
    Signature::new_from_slice(secret.expose().as_bytes()).map_err(|_| TokenError::Short(name))
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0123456789abcdef0123456789abcdef";
    const TWO: &str = "fedcba9876543210fedcba9876543210";
    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn keys(secret: &str, previous: Option<&str>, operator: Option<&str>) -> Keys {
        let secret_of = |text: &str| Secret::from(text.to_owned());
        let (previous, operator) = (previous.map(secret_of), operator.map(secret_of));
        Keys::new(&secret_of(secret), previous.as_ref(), operator.as_ref(), DAY).unwrap()
    }

    #[test]
    fn a_token_is_its_users() {
        let (keys, now) = (keys(ONE, None, None), Utc::now());
        let token = keys.token("ada", now);
        assert_eq!(keys.user_of(&token.text, now).as_deref(), Some("ada"));
        assert_eq!(keys.user_of(&token.text, token.expires_at), None);
        let other = keys.token("bob", now).text;
        let (mine, theirs) = (token.text.rsplit_once('.').unwrap(), other.rsplit_once('.').unwrap());
        for forged in [
            format!("{}.{}", theirs.0, mine.1),
            format!("{}.", mine.0),
            mine.0.to_owned(),
            token.text.replace("v1", "v2"),
            format!("{}A", token.text),
            String::new(),
            "...".into(),
        ] {
            assert_eq!(keys.user_of(&forged, now), None, "{forged}");
        }
    }

    #[test]
    fn a_secret_can_be_changed() {
        let now = Utc::now();
        let token = keys(ONE, None, None).token("ada", now).text;
        assert_eq!(keys(TWO, None, None).user_of(&token, now), None);
        assert_eq!(keys(TWO, Some(ONE), None).user_of(&token, now).as_deref(), Some("ada"));
    }

    #[test]
    fn the_operator_is_one_text() {
        let with = keys(ONE, None, Some(TWO));
        assert!(with.is_operator(TWO) && !with.is_operator(ONE) && !with.is_operator(""));
        assert!(!keys(ONE, None, None).is_operator(TWO));
        let short = Secret::from("short".to_owned());
        assert_eq!(Keys::new(&short, None, None, DAY).unwrap_err(), TokenError::Short("APP_SECRET"));
    }
}
