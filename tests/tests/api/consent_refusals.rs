//! A refusal that comes back without `state`, as Microsoft's older consent page sends it: the browser that began a request
//! is told which one it was and what to do, and nobody else learns or changes anything.

use serde_json::{Value, json};
use shared::{
    api::consent_request::{ConsentLink, ConsentRequestState, RefusedConsent},
    problem::ProblemCode,
    routes,
};
use tests::{
    entra::{EXCHANGE, Entra},
    harness::Client,
};

use super::{
    admin_consent::Scene,
    consent_links::{Guest, Return},
};

const SAID: &str = "AADSTS65004: User declined to consent to access the app.";

async fn refused(browser: &Client, callback: &str) -> Option<ConsentLink> {
    let body = json!({ "error": "permission_denied", "error_description": SAID, "callback": callback });
    let answer: RefusedConsent = browser.post(routes::CONSENT_LINK_REFUSED, &body).await.expect(200).to();
    answer.link
}

fn callback(back: &Return) -> &str {
    back.callback["callback"].as_str().expect("the callback's id")
}

#[tokio::test]
async fn a_refusal_without_state_is_explained_to_the_browser_that_began_and_the_button_can_be_pressed_again() {
    let scene = Scene::set(Entra::k2).await;
    scene.entra.list_roles(EXCHANGE, &["full_access_as_app"]);
    let mut back = scene.returned().await;
    let link = refused(&back.guest.browser, callback(&back)).await.expect("its own request");
    assert_eq!((link.state, link.tenant.as_str()), (ConsentRequestState::Started, "Contoso"));
    let problem = link.problem.expect("why");
    assert_eq!(problem.provider_code.as_deref(), Some("AADSTS65004"));
    let dutch = refused(&back.guest.browser.in_dutch(), callback(&back)).await.and_then(|link| link.problem);
    assert_ne!(dutch.expect("why").detail, problem.detail);
    // Nothing came of it: the request is as open as it was.
    assert_eq!(scene.state().await, ConsentRequestState::Started);
    assert!(scene.audited("consent_request.fail").await.is_empty());
    let address = back.guest.leave().await;
    let _ = back.guest.complete(&tests::harness::follow(&address).await).await.expect(200);
    assert_eq!(scene.state().await, ConsentRequestState::Answered);
    // Answered, it is no more what a refusal could belong to.
    assert_eq!(refused(&back.guest.browser, callback(&back)).await, None);
}

#[tokio::test]
async fn a_refusal_without_state_tells_nobody_else_anything() {
    let scene = Scene::set(Entra::k2).await;
    scene.entra.list_roles(EXCHANGE, &["full_access_as_app"]);
    let back = scene.returned().await;
    let own = callback(&back);
    assert_eq!(refused(&back.guest.elsewhere().browser, own).await, None, "another browser");
    assert_eq!(refused(&scene.administrator, own).await, None, "somebody who is signed in");
    assert_eq!(refused(&back.guest.browser, &"0".repeat(32)).await, None, "another place to come back to");
    let name = format!("__Host-consentry-consent-{}", back.guest.id);
    let guessed = back.guest.browser.as_identity(tests::harness::Identity::Session(format!("{name}=guessed")));
    assert_eq!(refused(&guessed, own).await, None, "a cookie of one's own making");
    // Two that left for the same place: which came back, nothing tells.
    let other: Guest = scene.returned().await.guest;
    let cookies = [&back.guest, &other].map(|guest| match &guest.browser.identity {
        tests::harness::Identity::Session(cookie) => cookie.clone(),
        _ => panic!("a cookie"),
    });
    let both = back.guest.browser.as_identity(tests::harness::Identity::Session(cookies.join("; ")));
    assert_eq!(refused(&both, own).await, None);
    let bad = json!({ "error": "", "callback": Value::Null });
    assert!(scene.administrator.post(routes::CONSENT_LINK_REFUSED, &bad).await.status >= 400);
    let request = both.bare(reqwest::Method::POST, routes::CONSENT_LINK_REFUSED);
    let request = request.json(&json!({ "error": "x", "callback": own }));
    let request = request.header("sec-fetch-site", "cross-site").header("origin", "https://evil.example.com");
    both.send(request).await.problem(ProblemCode::CrossOrigin);
}
