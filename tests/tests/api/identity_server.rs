//! The scriptable identity server itself: a test double that accepts anything proves nothing.

use std::collections::HashMap;

use serde_json::Value;
use tests::identity_server::{CLIENT_ID, CLIENT_SECRET, Endpoint, IdentityServer, Rotation, misbehaviour};

/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1/back";

async fn code(provider: &IdentityServer) -> String {
    let url = format!(
        "{}/authorize?response_type=code&client_id={CLIENT_ID}&state=s&redirect_uri={BACK}\
         &code_challenge={CHALLENGE}&code_challenge_method=S256",
        provider.issuer()
    );
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let response = client.get(url).send().await.unwrap();
    let back = url::Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    let given: HashMap<String, String> = back.query_pairs().into_owned().collect();
    assert_eq!(given["iss"], provider.issuer());
    given["code"].clone()
}

async fn token(provider: &IdentityServer, pairs: &[(&str, &str)]) -> (u16, Value) {
    let mut form = vec![("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET), ("redirect_uri", BACK)];
    form.extend_from_slice(pairs);
    let request = reqwest::Client::new().post(format!("{}/token", provider.issuer())).form(&form);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn exchange(provider: &IdentityServer, code: &str, verifier: &str) -> (u16, Value) {
    token(provider, &[("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier)]).await
}

async fn refresh(provider: &IdentityServer, refresh_token: &Value) -> (u16, Value) {
    let refresh_token = refresh_token.as_str().unwrap();
    token(provider, &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
}

#[tokio::test]
async fn the_identity_server_checks_pkce_and_takes_a_code_once() {
    let provider = IdentityServer::start().await;
    let (status, body) = exchange(&provider, &code(&provider).await, &VERIFIER.replace('d', "e")).await;
    assert_eq!((status, &body["error"]), (400, &"invalid_grant".into()));
    let code = code(&provider).await;
    let (status, first) = exchange(&provider, &code, VERIFIER).await;
    assert_eq!(status, 200, "{first}");
    assert_eq!(exchange(&provider, &code, VERIFIER).await.0, 400);
}

#[tokio::test]
async fn the_identity_server_rotates_and_revokes_the_family_on_reuse() {
    let provider = IdentityServer::start().await;
    let (_, first) = exchange(&provider, &code(&provider).await, VERIFIER).await;
    let (status, second) = refresh(&provider, &first["refresh_token"]).await;
    assert_eq!(status, 200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(refresh(&provider, &first["refresh_token"]).await.0, 400, "reuse");
    assert_eq!(refresh(&provider, &second["refresh_token"]).await.0, 400, "the family is revoked");

    provider.set_rotation(Rotation::Grace);
    let (_, first) = exchange(&provider, &code(&provider).await, VERIFIER).await;
    assert_eq!(refresh(&provider, &first["refresh_token"]).await.0, 200);
    assert_eq!(refresh(&provider, &first["refresh_token"]).await.0, 200, "once more");
    assert_eq!(refresh(&provider, &first["refresh_token"]).await.0, 400, "and no more");
}

#[tokio::test]
async fn a_lost_reply_has_rotated_the_token_all_the_same() {
    let provider = IdentityServer::start().await;
    let (_, first) = exchange(&provider, &code(&provider).await, VERIFIER).await;
    provider.once(Endpoint::Token, misbehaviour::lost_reply());
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", first["refresh_token"].as_str().unwrap()),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
    ];
    let request = reqwest::Client::new().post(format!("{}/token", provider.issuer())).form(&form);
    assert!(request.send().await.is_err(), "no answer arrives");
    assert_eq!(refresh(&provider, &first["refresh_token"]).await.0, 400, "the old token is spent");
    assert_eq!(provider.requests(Endpoint::Token).len(), 3);
}

#[tokio::test]
async fn a_hanging_answer_comes_when_it_is_released() {
    let provider = IdentityServer::start().await;
    let (hang, release) = misbehaviour::hang();
    provider.once(Endpoint::Discovery, hang);
    let url = format!("{}/.well-known/openid-configuration", provider.issuer());
    let asking = tokio::spawn(async move { reqwest::get(url).await.unwrap().json::<Value>().await.unwrap() });
    provider.asked(Endpoint::Discovery, 1).await;
    assert!(!asking.is_finished());
    release.release();
    assert_eq!(asking.await.unwrap()["issuer"], provider.issuer());
}
