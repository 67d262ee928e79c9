//! Device code (RFC 8628): somebody enters a short code at the provider, on any device, and the server asks now and
//! then whether that has happened.

use serde_json::Value;
use shared::{
    api::{catalog::Acquisition, device_authorization::DeviceAuthorizationState as State},
    problem::ProblemCode,
    resource::{DEVICE_CODE_GRANT, NOT_OF_DEVICES, Phase},
    secret::SecretText,
    timestamp::Timestamp,
};

use super::{
    Exchange, Grant,
    exchange::{at_host, incomplete},
};
use crate::oauth::{error::ProviderFault, token_response::TokenAnswer};

pub(super) const GRANT: Grant = Grant {
    id: "device_code",
    name: ["Code on another device (device code)", "Code op een ander apparaat (device code)"],
    description: [
        "Somebody enters a short code at the provider, on any device; after that the token is refreshed whenever it is asked for. Choose it when no redirect URI can be registered.",
        "Iemand voert een korte code in bij de provider, op een willekeurig apparaat; daarna wordt het token vernieuwd zodra erom gevraagd wordt. Kies dit als er geen redirect-URI geregistreerd kan worden.",
    ],
    warning: None,
    acquisition: Acquisition::Device,
    delegated: true,
    acquire: None,
};

/// What RFC 8628 §3.2 says when the provider does not.
const USUAL_INTERVAL_SECONDS: i64 = 5;
/// What `slow_down` adds, for this and all later questions (RFC 8628 §3.5).
const SLOW_DOWN_SECONDS: i64 = 5;
/// Doubling after failures ends here.
const LONGEST_BACK_OFF_SECONDS: i64 = 60;
const LONGEST_INTERVAL_SECONDS: i64 = 300;
/// The life of a code whose answer does not tell it.
const UNTOLD_SECONDS: i64 = 600;
/// A code that lives longer is begun anew rather than asked about for hours.
const MOST_SECONDS: i64 = 3600;
const MOST_USER_CODE: usize = 64;

/// What the provider gave to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCode {
    /// What the server asks with.
    pub device_code: SecretText,
    /// What somebody enters.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// The same with the code in it.
    pub verification_uri_complete: Option<String>,
    /// When both end.
    pub expires_at: Timestamp,
    /// Seconds between two questions.
    pub interval: i64,
}

/// What an answer to a question means.
#[derive(Debug)]
pub enum Polled {
    /// Here is the token.
    Token(Box<TokenAnswer>),
    /// Ask again.
    Wait {
        /// Seconds between two questions from now on.
        interval: i64,
        /// Seconds until the next.
        seconds: i64,
    },
    /// There will be none.
    Over(State, ProviderFault),
}

/// Asks for a code (RFC 8628 §3.1). What the resource sends in an authorization request is sent here, as far as it
/// does not concern a browser.
///
/// # Errors
/// Why the provider gave none.
pub async fn begin_device(exchange: &Exchange<'_>) -> Result<DeviceCode, ProviderFault> {
    let endpoint = exchange.settings.endpoints.device_authorization.as_deref();
    let endpoint = endpoint.ok_or_else(|| incomplete("device authorization endpoint"))?;
    let own = exchange.settings.authorization_pairs().into_iter();
    let form = own.filter(|pair| !NOT_OF_DEVICES.contains(&pair.name.as_str())).map(|pair| (pair.name, pair.value));
    let asked_at = exchange.clock.now();
    let ended = exchange.post(endpoint, form.collect()).await?;
    let read = exchange.body(ended, &[]).and_then(|body| {
        read(&body, asked_at).ok_or_else(|| ProviderFault {
            description: Some("the device authorization response lacks a usable code or address".to_owned()),
            ..ProviderFault::of(ProblemCode::ProviderAnswerInvalid)
        })
    });
    read.map_err(|fault| at_host(fault, Some(endpoint)))
}

/// Asks once whether the code was entered (RFC 8628 §3.4).
///
/// # Errors
/// The provider's answer when it gave no token; [`judge_poll`] says what it means.
pub async fn poll_device(exchange: &Exchange<'_>, device_code: &SecretText) -> Result<TokenAnswer, ProviderFault> {
    let endpoint = exchange.settings.endpoints.of(Phase::Token).ok_or_else(|| incomplete("token endpoint"))?;
    let mut form: Vec<(String, String)> = exchange.extra(Phase::Token).collect();
    form.push(("grant_type".to_owned(), DEVICE_CODE_GRANT.to_owned()));
    form.push(("device_code".to_owned(), device_code.expose().to_owned()));
    let asked_at = exchange.clock.now();
    let ended = exchange.post(endpoint, form).await?;
    exchange.read(Phase::Token, ended, asked_at, &[device_code])
}

/// What the answer to a question means, asked every `interval` seconds until now (RFC 8628 §3.5, with Microsoft's
/// names).
pub fn judge_poll(outcome: Result<TokenAnswer, ProviderFault>, interval: i64) -> Polled {
    let fault = match outcome {
        Ok(answer) => return Polled::Token(Box::new(answer)),
        Err(fault) => fault,
    };
    let wait = |interval: i64, at_least: i64| Polled::Wait { interval, seconds: interval.max(at_least) };
    let over = |state, code| Polled::Over(state, ProviderFault { code, ..fault.clone() });
    match fault.error.as_deref() {
        Some("authorization_pending") => wait(interval, 0),
        Some("slow_down") => wait((interval + SLOW_DOWN_SECONDS).min(LONGEST_INTERVAL_SECONDS), 0),
        Some("access_denied" | "authorization_declined") => over(State::Declined, ProblemCode::AccessDenied),
        Some("expired_token" | "code_expired") => over(State::Expired, ProblemCode::DeviceCodeExpired),
        _ if fault.is_transient() => {
            let doubled = interval.saturating_mul(2).min(LONGEST_BACK_OFF_SECONDS).max(interval);
            wait(doubled, fault.retry_after.map_or(0, i64::from))
        }
        // A stored sign-in it is not, so the words for one would mislead.
        _ if fault.code == ProblemCode::InvalidGrant => over(State::Failed, ProblemCode::DeviceCodeRefused),
        _ => Polled::Over(State::Failed, fault),
    }
}

/// Reads RFC 8628 §3.2, with Google's name for the address and numbers as text.
fn read(body: &Value, asked_at: Timestamp) -> Option<DeviceCode> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let seconds = |name: &str| {
        let value = body.get(name)?;
        value.as_i64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|seconds| *seconds > 0)
    };
    let device_code = text("device_code").filter(|code| code.bytes().all(|b| (0x20..0x7f).contains(&b)))?;
    let user_code = text("user_code").map(str::trim).filter(|code| is_shown(code))?;
    let address = text("verification_uri").or_else(|| text("verification_url")).and_then(page)?;
    let life = seconds("expires_in").unwrap_or(UNTOLD_SECONDS).min(MOST_SECONDS);
    Some(DeviceCode {
        device_code: SecretText::new(device_code),
        user_code: user_code.to_owned(),
        verification_uri: address,
        verification_uri_complete: text("verification_uri_complete").and_then(page),
        expires_at: asked_at.plus_seconds(life),
        interval: seconds("interval").unwrap_or(USUAL_INTERVAL_SECONDS).min(LONGEST_INTERVAL_SECONDS),
    })
}

fn is_shown(code: &str) -> bool {
    !code.is_empty() && code.chars().count() <= MOST_USER_CODE && !code.chars().any(char::is_control)
}

/// The address of a page: somebody will follow it, so it can be nothing but one.
fn page(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    (matches!(url.scheme(), "https" | "http") && url.has_host() && address.len() <= 2000).then(|| url.into())
}

#[cfg(test)]
mod tests;
