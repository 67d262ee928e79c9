//! Signing in, staying signed in, signing out.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::harness::{ADMINISTRATOR, Answer, Identity, PASSWORD, Server};

async fn attempt(server: &Server, email: &str, password: &str) -> Answer {
    server.anonymous().post(routes::SESSION, &json!({ "email": email, "password": password })).await
}

/// The body without what differs by design.
fn comparable(answer: &Answer) -> (u16, Value, Vec<String>) {
    let mut body = answer.json();
    body.as_object_mut().unwrap().remove("request_id");
    let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
    headers.sort();
    (answer.status, body, headers)
}

#[tokio::test]
async fn the_session_tells_who_is_signed_in() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let session = administrator.get(routes::SESSION).await.expect(200).json();
    assert_eq!(session["user"]["email"], ADMINISTRATOR);
    assert_eq!(session["user"]["administrator"], true);
    server.anonymous().get(routes::SESSION).await.remedy(ProblemCode::NotSignedIn);
}

#[tokio::test]
async fn asvs_3_3_1_the_cookie_is_host_bound_http_only_secure_and_strict() {
    let server = Server::start().await;
    server.administrator().await;
    let cookie = attempt(&server, ADMINISTRATOR, PASSWORD).await.expect(204).header("set-cookie").to_owned();
    let (pair, attributes) = cookie.split_once(';').unwrap();
    let value = pair.strip_prefix("__Host-consentry=").unwrap();
    assert!(value.len() >= 22, "128 bits or more");
    let attributes: Vec<String> = attributes.split(';').map(|a| a.trim().to_ascii_lowercase()).collect();
    for needed in ["secure", "httponly", "samesite=strict", "path=/"] {
        assert!(attributes.contains(&needed.to_owned()), "{needed} is missing in {cookie}");
    }
    assert!(!attributes.iter().any(|a| a.starts_with("domain")), "{cookie}");
}

#[tokio::test]
async fn asvs_7_2_4_every_sign_in_gets_a_session_of_its_own() {
    let server = Server::start().await;
    let first = server.administrator().await;
    let second = server.sign_in(ADMINISTRATOR, PASSWORD).await;
    assert_ne!(first.identity, second.identity);
}

#[tokio::test]
async fn asvs_6_3_8_an_unknown_account_and_a_wrong_password_are_answered_alike() {
    let server = Server::start().await;
    server.administrator().await;
    let wrong = attempt(&server, ADMINISTRATOR, "not-the-password").await;
    let unknown = attempt(&server, "nobody@example.com", "not-the-password").await;
    let malformed = attempt(&server, "nobody at all", "not-the-password").await;
    wrong.remedy(ProblemCode::WrongCredentials);
    assert_eq!(comparable(&wrong), comparable(&unknown));
    assert_eq!(comparable(&wrong), comparable(&malformed));
    assert_eq!(wrong.header("set-cookie"), "");
}

#[tokio::test]
async fn a_wrong_password_is_explained_in_dutch_too() {
    let server = Server::start().await;
    let body = json!({ "email": ADMINISTRATOR, "password": "not-the-password" });
    let english = server.anonymous().post(routes::SESSION, &body).await.problem(ProblemCode::WrongCredentials);
    let dutch = server.anonymous().in_dutch().post(routes::SESSION, &body).await;
    assert!(dutch.header("content-language").starts_with("nl"), "{:?}", dutch.headers);
    let dutch = dutch.problem(ProblemCode::WrongCredentials);
    assert_ne!(english.title, dutch.title);
    assert_ne!(english.remedy, dutch.remedy);
}

#[tokio::test]
async fn asvs_6_3_1_guessing_is_slowed_down_with_retry_after_and_known_and_unknown_alike() {
    let server = Server::start().await;
    server.administrator().await;
    let mut refused = Vec::new();
    for email in [ADMINISTRATOR, "nobody@example.com"] {
        let mut tries = 0;
        let answer = loop {
            tries += 1;
            let answer = attempt(&server, email, "guess").await;
            if answer.status == 429 {
                break answer;
            }
            answer.problem(ProblemCode::WrongCredentials);
            assert!(tries < 50, "fifty guesses went through");
        };
        answer.remedy(ProblemCode::TooManyAttempts);
        let wait: u32 = answer.header("retry-after").parse().expect("seconds");
        assert!((1..=3600).contains(&wait), "{wait}");
        refused.push(tries);
    }
    assert!(refused[0] >= 4, "an honest mistake or two must be possible: {refused:?}");
}

#[tokio::test]
async fn asvs_6_3_1_while_it_is_closed_even_the_right_password_does_not_tell_that_it_is_right() {
    let server = Server::start().await;
    server.administrator().await;
    // The first wait is short; on a busy machine it may be over before the right password arrives, so try again.
    for _ in 0..5 {
        while attempt(&server, ADMINISTRATOR, "guess").await.status != 429 {}
        let right = attempt(&server, ADMINISTRATOR, PASSWORD).await;
        if right.status == 429 {
            right.problem(ProblemCode::TooManyAttempts);
            return;
        }
    }
    panic!("the right password was let in at once, five times");
}

#[tokio::test]
async fn asvs_7_4_1_signing_out_ends_the_session_on_the_server() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let other = server.sign_in(ADMINISTRATOR, PASSWORD).await;
    let out = administrator.delete(routes::SESSION).await.expect(204);
    assert!(out.header("clear-site-data").contains("storage"), "{:?}", out.headers);
    administrator.get(routes::SESSION).await.problem(ProblemCode::NotSignedIn);
    let _ = other.get(routes::SESSION).await.expect(200);
}

#[tokio::test]
async fn an_invented_cookie_is_nobody() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let Identity::Session(cookie) = &administrator.identity else { panic!("a session") };
    let mut altered = cookie.clone();
    let last = altered.pop().unwrap();
    altered.push(if last == 'A' { 'B' } else { 'A' });
    for cookie in [altered, "__Host-consentry=".into(), "__Host-consentry=x".into()] {
        let nobody = server.anonymous().as_identity(Identity::Session(cookie.clone()));
        let answer = nobody.get(routes::SESSION).await;
        assert_eq!(answer.status, 401, "{cookie}: {}", answer.text());
    }
}

#[tokio::test]
async fn asvs_7_2_3_a_session_survives_a_restart_and_is_stored_as_a_hash() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let Identity::Session(cookie) = administrator.identity.clone() else { panic!("a session") };
    let server = server.stop().await.start().await;
    let again = server.anonymous().as_identity(Identity::Session(cookie.clone()));
    let _ = again.get(routes::SESSION).await.expect(200);
    let value = cookie.split_once('=').unwrap().1;
    let stored = server.installation().database().contents().await;
    assert!(!stored.windows(value.len()).any(|part| part == value.as_bytes()), "the cookie is stored in clear");
}

#[tokio::test]
async fn asvs_7_5_3_reauthentication_wants_the_right_password() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let wrong = administrator.post(routes::SESSION_REAUTHENTICATION, &json!({ "password": "no" })).await;
    wrong.remedy(ProblemCode::WrongCredentials);
    let nobody = server.anonymous().post(routes::SESSION_REAUTHENTICATION, &json!({ "password": PASSWORD })).await;
    nobody.problem(ProblemCode::NotSignedIn);
}

#[tokio::test]
async fn asvs_7_2_4_reauthentication_gives_the_session_a_new_token_and_ends_the_old_one() {
    let server = Server::start().await;
    let before = server.administrator().await;
    let after = before.reauthenticated().await;
    assert_ne!(before.identity, after.identity);
    let _ = after.get(routes::SESSION).await.expect(200);
    before.get(routes::SESSION).await.problem(ProblemCode::NotSignedIn);
}
