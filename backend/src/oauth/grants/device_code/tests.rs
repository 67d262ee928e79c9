//! What both requests carry, and what every answer means.

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
    let values = [("client_id", "c 1"), ("client_secret", "s&1"), ("scope", "mail"), ("redirect_uri", "https://x/")];
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
        ("grant_type", DEVICE_CODE_GRANT),
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
