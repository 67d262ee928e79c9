//! The first administrator: a link that works once.

use serde_json::json;
use shared::{problem::ProblemCode, routes};
use tests::harness::{ADMINISTRATOR, PASSWORD, Server};

#[tokio::test]
async fn asvs_6_3_2_a_fresh_installation_has_no_account_and_says_that_set_up_is_needed() {
    let server = Server::start().await;
    let state = server.anonymous().get(routes::SETUP).await.expect(200).json();
    assert_eq!(state, json!({ "needed": true }));
    let attempt = json!({ "email": ADMINISTRATOR, "password": PASSWORD });
    server.anonymous().post(routes::SESSION, &attempt).await.problem(ProblemCode::WrongCredentials);
}

#[tokio::test]
async fn the_set_up_link_works_once() {
    let server = Server::start().await;
    let token = server.setup_token().await;
    let request = |email: &str| json!({ "token": token, "email": email, "name": "A", "password": PASSWORD });
    let first = server.anonymous().post(routes::SETUP, &request(ADMINISTRATOR)).await;
    assert!((200..300).contains(&first.status), "{}", first.text());
    let second = server.anonymous().post(routes::SETUP, &request("second@example.com")).await;
    second.remedy(ProblemCode::SetupDone);
    let state = server.anonymous().get(routes::SETUP).await.expect(200).json();
    assert_eq!(state, json!({ "needed": false }));
    server.sign_in(ADMINISTRATOR, PASSWORD).await;
}

#[tokio::test]
async fn a_wrong_set_up_token_creates_nothing() {
    let server = Server::start().await;
    let request = json!({ "token": "not-the-token", "email": ADMINISTRATOR, "name": "A", "password": PASSWORD });
    let answer = server.anonymous().post(routes::SETUP, &request).await;
    answer.remedy(ProblemCode::SetupLinkInvalid);
    // Neither the account nor the link is used up.
    server.administrator().await;
}

#[tokio::test]
async fn asvs_6_2_1_a_short_password_is_refused_at_set_up_with_its_reason() {
    let server = Server::start().await;
    let token = server.setup_token().await;
    let request = json!({ "token": token, "email": "not an address", "name": "", "password": "short" });
    let faults = server.anonymous().post(routes::SETUP, &request).await.faults();
    assert_eq!(
        faults,
        [("/email", "email"), ("/name", "required"), ("/password", "too_short")]
            .map(|(pointer, code)| (pointer.to_owned(), code.to_owned()))
    );
}

#[tokio::test]
async fn a_second_start_without_an_account_prints_a_link_that_works() {
    let server = Server::start().await;
    let first = server.setup_token().await;
    let server = server.stop().await.start().await;
    let second = server.setup_token().await;
    assert_ne!(first, second, "a link from an old log must not open the door");
    let stale = json!({ "token": first, "email": ADMINISTRATOR, "name": "A", "password": PASSWORD });
    server.anonymous().post(routes::SETUP, &stale).await.problem(ProblemCode::SetupLinkInvalid);
    server.administrator().await;
    let server = server.stop().await.start().await;
    server.sign_in(ADMINISTRATOR, PASSWORD).await;
    assert!(!server.stdout().text().contains("/setup#"), "set-up is done:\n{}", server.stdout().text());
}
