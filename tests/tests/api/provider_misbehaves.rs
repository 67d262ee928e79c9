//! An identity server that is down, slow, talks nonsense or says no: a stable code, a remedy, and nothing lost.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::identity_server::{Endpoint, Rotation, misbehaviour};

use crate::broker::Scene;

#[tokio::test]
async fn a_life_written_as_text_is_understood() {
    let scene = Scene::with_token(30).await;
    scene.provider.set_life(3600);
    scene.provider.once(Endpoint::Token, misbehaviour::number_as_text());
    let served = scene.served(json!({})).await;
    assert!((3500..=3600).contains(&served["expires_in"].as_i64().unwrap()), "{served}");
}

#[tokio::test]
async fn an_answer_byte_by_byte_is_read() {
    let scene = Scene::with_token(30).await;
    scene.provider.once(Endpoint::Token, misbehaviour::drip());
    assert_eq!(scene.served(json!({})).await["source"], "refresh");
}

#[tokio::test]
async fn nonsense_is_a_clear_problem_in_both_languages_and_the_token_stays() {
    let scene = Scene::with_token(3600).await;
    // The request is not processed, or the old refresh token stays valid: so nothing is lost at the provider either.
    scene.provider.set_rotation(Rotation::None);
    let before = scene.served(json!({})).await;
    let nonsense = || {
        [
            misbehaviour::html(),
            misbehaviour::truncated(),
            misbehaviour::huge(),
            misbehaviour::replaced("access_token", json!(7)),
            misbehaviour::replaced("access_token", Value::Null),
            misbehaviour::replaced("access_token", json!("")),
        ]
    };
    let mut texts = [Vec::new(), Vec::new()];
    for (texts, robot) in texts.iter_mut().zip([scene.robot.clone(), scene.robot.in_dutch()]) {
        for misbehaviour in nonsense() {
            scene.provider.once(Endpoint::Token, misbehaviour);
            let answer = robot.post(&scene.path, &json!({ "force": true })).await;
            if answer.status == 200 {
                // A token that is still valid may be served, as long as it says why.
                let served = answer.json();
                assert_eq!(served["access_token"], before["access_token"], "{served}");
                assert_eq!(served["warning"], "oauth.provider_answer_invalid", "{served}");
            } else {
                texts.push(answer.remedy(ProblemCode::ProviderAnswerInvalid));
            }
        }
    }
    if let ([english, ..], [dutch, ..]) = (&texts[0][..], &texts[1][..]) {
        assert_ne!(english, dutch);
    }
    let after = scene.served(json!({})).await;
    assert_eq!(after["access_token"], before["access_token"]);
}

#[tokio::test]
async fn asvs_15_3_2_a_redirect_of_the_token_endpoint_is_not_followed() {
    let scene = Scene::with_token(0).await;
    let elsewhere = format!("{}/elsewhere", scene.provider.issuer());
    scene.provider.once(Endpoint::Token, misbehaviour::redirect(&elsewhere));
    let answer = scene.ask(json!({})).await;
    assert!(answer.status >= 400, "{}", answer.text());
    assert!(!answer.json()["remedy"].as_str().unwrap_or_default().is_empty(), "{}", answer.text());
    assert!(scene.provider.requests(Endpoint::Elsewhere).is_empty(), "the secret would have gone along");
}

#[tokio::test]
async fn a_busy_provider_is_left_alone_for_as_long_as_it_asks() {
    for (status, seconds) in [(429, "30"), (503, "45")] {
        let scene = Scene::with_token(0).await;
        scene.provider.always(Endpoint::Token, misbehaviour::retry_after(status, seconds));
        let first = scene.ask(json!({})).await;
        first.remedy(ProblemCode::ProviderUnavailable);
        let wait: u64 = first.header("retry-after").parse().expect("seconds");
        assert!(wait >= seconds.parse::<u64>().unwrap() - 1 && wait <= 3600, "{wait}");
        let calls = scene.provider_calls();
        scene.ask(json!({})).await.problem(ProblemCode::ProviderUnavailable);
        assert_eq!(scene.provider_calls(), calls, "it asked not to be asked");
    }
}

#[tokio::test]
async fn an_absurd_retry_after_is_kept_within_reason() {
    let scene = Scene::with_token(0).await;
    scene.provider.once(Endpoint::Token, misbehaviour::retry_after(429, "99999999999"));
    let answer = scene.ask(json!({})).await;
    answer.problem(ProblemCode::ProviderUnavailable);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=3600).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_provider_that_hangs_does_not_hold_the_caller_for_ever() {
    let scene = Scene::with_token(0).await;
    let (hang, release) = misbehaviour::hang();
    scene.provider.always(Endpoint::Token, hang);
    let answer = scene.ask(json!({})).await;
    answer.remedy(ProblemCode::ProviderUnavailable);
    release.release();
}

#[tokio::test]
async fn a_hanging_provider_does_not_hold_other_callers() {
    let scene = Scene::with_token(3600).await;
    let (hang, release) = misbehaviour::hang();
    scene.provider.always(Endpoint::Token, hang);
    let before = scene.provider_calls();
    let forced = tokio::spawn({
        let (robot, path) = (scene.robot.clone(), scene.path.clone());
        async move { robot.post(&path, &json!({ "force": true })).await }
    });
    scene.provider.asked(Endpoint::Token, before + 1).await;
    assert_eq!(scene.served(json!({})).await["source"], "cache");
    let _ = scene.administrator.get(&routes::tenant("contoso")).await.expect(200);
    assert!(!forced.is_finished());
    release.release();
    let _ = forced.await.unwrap().expect(200);
}

#[tokio::test]
async fn a_secret_that_ended_is_named_as_such_with_microsofts_code() {
    let scene = Scene::with_token(0).await;
    scene.provider.once(Endpoint::Token, misbehaviour::provider_error(401, "invalid_client", "AADSTS7000222"));
    let problem = scene.ask(json!({})).await.problem(ProblemCode::InvalidClient);
    assert_eq!(problem.provider_code.as_deref(), Some("AADSTS7000222"));
    assert!(problem.correlation_id.is_some());
    assert!(problem.remedy.is_some());
    let tokens = scene.administrator.list(&routes::tokens("contoso", scene.resource.id.as_str())).await;
    assert_eq!(tokens[0]["state"], "configuration_error", "{}", tokens[0]);
    assert_eq!(tokens[0]["last_error"]["provider_code"], "AADSTS7000222");
}

#[tokio::test]
async fn the_refresh_token_survives_a_wrong_secret() {
    let scene = Scene::with_token(0).await;
    scene.provider.set_life(3600);
    scene.provider.once(Endpoint::Token, misbehaviour::provider_error(401, "invalid_client", "AADSTS7000215"));
    scene.ask(json!({})).await.problem(ProblemCode::InvalidClient);
    // The administrator mends the secret; nobody has to sign in again.
    let path = routes::resource_parameter("contoso", scene.resource.id.as_str(), "client_secret");
    let secret = tests::identity_server::CLIENT_SECRET;
    let put = scene.administrator.put(&path, &json!({ "token": secret, "refresh": secret })).await;
    assert!((200..300).contains(&put.status), "{}", put.text());
    assert_eq!(scene.served(json!({ "force": true })).await["source"], "refresh");
}

#[tokio::test]
async fn a_refresh_token_that_is_dead_needs_somebody_to_sign_in_and_is_not_tried_again() {
    let scene = Scene::with_token(0).await;
    scene.provider.always(Endpoint::Token, misbehaviour::provider_error(400, "invalid_grant", "AADSTS700082"));
    let first = scene.ask(json!({})).await;
    assert!(
        ["oauth.invalid_grant", "oauth.interaction_required"].contains(&first.json()["code"].as_str().unwrap()),
        "{}",
        first.text()
    );
    let calls = scene.provider_calls();
    let second = scene.ask(json!({})).await;
    assert_eq!(second.status, 409, "{}", second.text());
    assert_eq!(scene.provider_calls(), calls, "a dead token is not presented again");
    let tokens = scene.administrator.list(&routes::tokens("contoso", scene.resource.id.as_str())).await;
    assert_eq!(tokens[0]["state"], "quarantined", "{}", tokens[0]);
}

#[tokio::test]
async fn consent_that_is_missing_is_told_apart() {
    let scene = Scene::with_token(0).await;
    scene.provider.once(Endpoint::Token, misbehaviour::provider_error(400, "invalid_grant", "AADSTS65001"));
    let problem = scene.ask(json!({})).await.problem(ProblemCode::ConsentRequired);
    assert_eq!(problem.provider_code.as_deref(), Some("AADSTS65001"));
    let tokens = scene.administrator.list(&routes::tokens("contoso", scene.resource.id.as_str())).await;
    assert_eq!(tokens[0]["state"], "consent_required", "{}", tokens[0]);
}

#[tokio::test]
async fn a_lost_reply_is_survived_where_the_provider_allows_the_token_once_more() {
    let scene = Scene::with_token(0).await;
    scene.provider.set_rotation(Rotation::Grace);
    scene.provider.once(Endpoint::Token, misbehaviour::lost_reply());
    let first = scene.ask(json!({})).await;
    // Either the retry happened within the request or the next request makes it.
    if first.status != 200 {
        assert_eq!(first.status, 503, "{}", first.text());
        let wait_is_told = !first.header("retry-after").is_empty();
        assert!(wait_is_told, "{:?}", first.headers);
        let again = scene.ask(json!({ "force": true })).await;
        assert_eq!(again.status, 200, "{}", again.text());
    }
}

#[tokio::test]
async fn an_answer_is_kept_whole_or_not_at_all() {
    let scene = Scene::with_token(3600).await;
    scene.provider.set_rotation(Rotation::None);
    let before = scene.served(json!({})).await;
    // A good access token beside a refresh token that is none.
    scene.provider.always(Endpoint::Token, misbehaviour::replaced("refresh_token", json!({ "value": 7 })));
    let stopgap = scene.served(json!({ "force": true })).await;
    assert_eq!(
        (&stopgap["access_token"], &stopgap["warning"]),
        (&before["access_token"], &json!("oauth.provider_answer_invalid"))
    );
    scene.provider.behave();
    assert_eq!(scene.served(json!({})).await["access_token"], before["access_token"]);
    assert_eq!(scene.served(json!({ "force": true })).await["source"], "refresh", "the old refresh token is there");
}

#[tokio::test]
async fn odd_but_usable_answers_are_used() {
    let scene = Scene::with_token(30).await;
    for (field, value, life) in [
        ("expires_in", json!("3599"), 3500..=3599),
        ("expires_in", json!(3599.9), 3500..=3599),
        ("expires_in", Value::Null, 500..=600),
        ("expires_in", json!("soon"), 500..=600),
        ("expires_in", json!(99_999_999_999_i64), 34_000_000..=34_560_000),
        ("token_type", Value::Null, 20..=30),
        ("surprise", json!({ "nested": [1, null, "x"] }), 20..=30),
    ] {
        scene.provider.always(Endpoint::Token, misbehaviour::replaced(field, value.clone()));
        let served = scene.served(json!({ "force": true })).await;
        assert_eq!((&served["source"], &served["token_type"]), (&json!("refresh"), &json!("Bearer")), "{served}");
        assert!(life.contains(&served["expires_in"].as_i64().unwrap()), "{field} {value}: {served}");
    }
}
