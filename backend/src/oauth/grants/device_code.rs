//! Device code (RFC 8628): somebody enters a short code at the provider, on any device, and the server asks now and
//! then whether that has happened.

use serde_json::Value;
use shared::{
    api::{catalog::Acquisition, device_authorization::DeviceAuthorizationState as State},
    problem::ProblemCode,
    resource::Phase,
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

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Belongs to a browser that comes back, or to the protocol.
const NOT_OF_DEVICES: [&str; 9] = [
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "response_mode",
    "response_type",
    "state",
];
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
    form.push(("grant_type".to_owned(), GRANT_TYPE.to_owned()));
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
mod tests {
    use serde_json::json;
    use shared::resource::ClientAuth;

    use super::{super::exchange::tests::*, *};
    use crate::{
        catalog::Catalog,
        clock::Clock,
        domain::resource::{ResourceSettings, Target, tests::settings},
        oauth::client_auth::Prover,
        rng::Rng,
    };

    fn fault(error: &str, code: ProblemCode) -> Result<TokenAnswer, ProviderFault> {
        Err(ProviderFault { error: Some(error.to_owned()), ..ProviderFault::of(code) })
    }

    #[test]
    fn every_answer_to_a_question_and_what_follows_from_it() {
        use ProblemCode::{
            AccessDenied, ConsentRequired, DeviceCodeExpired, DeviceCodeRefused, InvalidClient, InvalidGrant,
            ProviderAnswerInvalid, ProviderRefused, ProviderUnavailable,
        };
        let waits = [
            (fault("authorization_pending", ProviderRefused), 5, (5, 5)),
            (fault("slow_down", ProviderUnavailable), 5, (10, 10)),
            (fault("slow_down", ProviderUnavailable), 298, (300, 300)),
            (Err(ProviderFault::of(ProviderUnavailable)), 5, (10, 10)),
            (Err(ProviderFault::of(ProviderUnavailable)), 40, (60, 60)),
            (Err(ProviderFault::of(ProviderUnavailable)), 90, (90, 90)),
            (Err(ProviderFault { retry_after: Some(45), ..ProviderFault::of(ProviderUnavailable) }), 5, (10, 45)),
        ];
        for (outcome, interval, expected) in waits {
            let said = format!("{outcome:?}");
            let Polled::Wait { interval, seconds } = judge_poll(outcome, interval) else { panic!("{said}") };
            assert_eq!((interval, seconds), expected, "{said}");
        }
        let ends = [
            (fault("authorization_declined", AccessDenied), State::Declined, AccessDenied),
            (fault("access_denied", ConsentRequired), State::Declined, AccessDenied),
            (fault("expired_token", InvalidGrant), State::Expired, DeviceCodeExpired),
            (fault("code_expired", ProviderRefused), State::Expired, DeviceCodeExpired),
            (fault("bad_verification_code", InvalidGrant), State::Failed, DeviceCodeRefused),
            (fault("invalid_grant", InvalidGrant), State::Failed, DeviceCodeRefused),
            (fault("invalid_grant", ConsentRequired), State::Failed, ConsentRequired),
            (fault("invalid_client", InvalidClient), State::Failed, InvalidClient),
            (Err(ProviderFault::of(ProviderAnswerInvalid)), State::Failed, ProviderAnswerInvalid),
        ];
        for (outcome, state, code) in ends {
            let said = format!("{outcome:?}");
            let Polled::Over(found, fault) = judge_poll(outcome, 5) else { panic!("{said}") };
            assert_eq!((found, fault.code), (state, code), "{said}");
        }
    }

    #[test]
    fn the_first_answer_however_it_is_written() {
        let asked = Timestamp::from_millis(0);
        let with = |changes: Value| {
            let mut body = json!({ "device_code": "d", "user_code": "WDJB-MJHT",
                "verification_uri": "https://login.example.com/device", "expires_in": 900, "interval": 7 });
            for (name, value) in changes.as_object().expect("an object") {
                body[name] = value.clone();
            }
            read(&body, asked)
        };
        let usual = with(json!({})).expect("usable");
        assert_eq!((usual.expires_at, usual.interval), (asked.plus_seconds(900), 7));
        let odd = with(json!({ "expires_in": "1800", "interval": null })).expect("usable");
        assert_eq!((odd.expires_at, odd.interval), (asked.plus_seconds(1800), 5));
        let absurd = with(json!({ "expires_in": 9_999_999, "interval": 0 })).expect("usable");
        assert_eq!((absurd.expires_at, absurd.interval), (asked.plus_seconds(MOST_SECONDS), 5));
        let google = with(json!({ "verification_uri": null, "verification_url": "https://www.google.com/device" }));
        assert_eq!(google.expect("usable").verification_uri, "https://www.google.com/device");
        for wrong in [
            json!({ "device_code": "" }),
            json!({ "user_code": 12 }),
            json!({ "user_code": "a\u{1b}[31m" }),
            json!({ "verification_uri": "javascript:alert(1)" }),
            json!({ "verification_uri": "data:text/html,x" }),
            json!({ "verification_uri": null }),
        ] {
            assert!(with(wrong.clone()).is_none(), "{wrong}");
        }
        let complete = with(json!({ "verification_uri_complete": "javascript:alert(1)" })).expect("usable");
        assert_eq!(complete.verification_uri_complete, None);
    }

    async fn with_provider<T>(
        auth: ClientAuth,
        body: &'static str,
        ask: impl AsyncFnOnce(&Exchange<'_>) -> T,
    ) -> (T, Vec<(String, String)>, Option<String>) {
        let provider = Provider::answering(200, "application/json", body).await;
        let values =
            [("client_id", "c 1"), ("client_secret", "s&1"), ("scope", "mail"), ("redirect_uri", "https://x/")];
        let mut settings = ResourceSettings { client_auth: auth, ..settings("oauth2", &values) };
        settings.endpoints = provider.endpoints();
        settings.endpoints.device_authorization = Some(provider.url.clone());
        let (outbound, catalog, clock) = (outbound(), Catalog::load().expect("sound"), Clock::system());
        let (target, prover) = (Target::default(), Prover::new(&Rng::seeded(1)));
        let exchange = Exchange {
            settings: &settings,
            target: &target,
            outbound: &outbound,
            catalog: &catalog,
            clock: &clock,
            prover: &prover,
        };
        let found = ask(&exchange).await;
        let basic = provider.asked.lock().expect("record")[0].0.clone();
        (found, provider.form(), basic)
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[tokio::test]
    async fn both_requests_carry_what_the_rfc_says_and_nothing_of_a_browser() {
        let body = r#"{"device_code":"d1","user_code":"AB","verification_uri":"https://login.example.com/d"}"#;
        let first = async |exchange: &Exchange<'_>| begin_device(exchange).await;
        let (begun, form, basic) = with_provider(ClientAuth::ClientSecretBasic, body, first).await;
        assert_eq!(begun.expect("a code").device_code.expose(), "d1");
        assert_eq!((form, basic.as_deref()), (pairs(&[("scope", "mail")]), Some("Basic YysxOnMlMjYx")));
        let (_, form, basic) = with_provider(ClientAuth::None, body, first).await;
        assert_eq!((form, basic), (pairs(&[("client_id", "c 1"), ("scope", "mail")]), None));

        let token = r#"{"access_token":"at","refresh_token":"rt"}"#;
        let poll = async |exchange: &Exchange<'_>| poll_device(exchange, &SecretText::new("d1")).await;
        let (answer, form, basic) = with_provider(ClientAuth::ClientSecretPost, token, poll).await;
        assert_eq!(answer.expect("token").refresh_token.as_ref().map(SecretText::expose), Some("rt"));
        let expected = [
            ("client_id", "c 1"),
            ("client_secret", "s&1"),
            ("device_code", "d1"),
            ("grant_type", GRANT_TYPE),
            ("scope", "mail"),
        ];
        assert_eq!((form, basic), (pairs(&expected), None));
    }

    #[tokio::test]
    async fn an_answer_that_cannot_be_used_and_a_missing_endpoint_say_so() {
        let first = async |exchange: &Exchange<'_>| begin_device(exchange).await;
        let (begun, ..) = with_provider(ClientAuth::None, r#"{"device_code":"d1"}"#, first).await;
        assert_eq!(begun.expect_err("unusable").code, ProblemCode::ProviderAnswerInvalid);
        let poll_without = async |exchange: &Exchange<'_>| {
            let _ = begin_device(exchange).await;
            let settings = settings("oauth2", &[("client_id", "c1")]);
            begin_device(&Exchange { settings: &settings, ..*exchange }).await
        };
        let (begun, ..) = with_provider(ClientAuth::None, "{}", poll_without).await;
        assert_eq!(begun.expect_err("incomplete").code, ProblemCode::ResourceIncomplete);
    }
}
