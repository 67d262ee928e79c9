//! Authorization code with PKCE, and everything that an attacker or an accident can do to the way back.

use serde_json::{Value, json};
use shared::{
    api::resource::Resource,
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::{
    harness::{ADMINISTRATOR, Answer, Client, PASSWORD, Server, callback_parameters},
    identity_server::{Endpoint, IdentityServer, misbehaviour},
};

struct Scene {
    server: Server,
    provider: IdentityServer,
    administrator: Client,
    resource: Resource,
}

/// An authorization whose browser has come back and that is not completed yet.
struct Return {
    path: String,
    callback: Value,
}

impl Scene {
    async fn set() -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let resource = administrator.resource("contoso", &provider).await;
        Self { server, provider, administrator, resource }
    }

    async fn promise_iss(&self) {
        let path = routes::resource("contoso", self.resource.id.as_str());
        let _ = self.administrator.patch(&path, &json!({ "issuer_in_callback": true })).await.expect(200);
    }

    async fn come_back(&self) -> Return {
        let (started, callback) = self.administrator.return_from_provider("contoso", &self.resource, None).await;
        Return { path: routes::authorization_complete(started.id.as_str()), callback }
    }

    async fn complete(&self, back: &Return) -> Answer {
        self.administrator.post(&back.path, &back.callback).await
    }

    async fn tokens(&self) -> usize {
        self.administrator.list(&routes::tokens("contoso", self.resource.id.as_str())).await.len()
    }
}

#[tokio::test]
async fn a_consent_ends_in_a_cached_token_with_its_life() {
    let scene = Scene::set().await;
    let token = scene.administrator.authorize("contoso", &scene.resource, Some("mail@contoso.example.com")).await;
    assert_eq!(token.subject.as_deref(), Some("mail@contoso.example.com"));
    assert!(token.refreshable);
    assert_eq!(token.expires_at.seconds_since(token.obtained_at), 3600);
    let listed = scene.administrator.get(&routes::tokens("contoso", scene.resource.id.as_str())).await.expect(200);
    assert_eq!(listed.json()["items"][0]["id"], token.id.as_str());
    for secret in scene.provider.secrets() {
        assert!(!listed.text().contains(&secret), "a token is shown in a list");
    }
}

#[tokio::test]
async fn asvs_10_2_1_the_request_carries_pkce_s256_a_long_state_and_the_resources_own_callback() {
    let scene = Scene::set().await;
    scene.administrator.authorize("contoso", &scene.resource, Some("mail@contoso.example.com")).await;
    scene.administrator.authorize("contoso", &scene.resource, Some("other@contoso.example.com")).await;
    let [first, second] = &scene.provider.requests(Endpoint::Authorize)[..] else { panic!("two requests") };
    assert_eq!(first.parameter("code_challenge_method"), "S256");
    assert_eq!(first.parameter("redirect_uri"), scene.resource.callback_url);
    assert_eq!(first.parameter("login_hint"), "mail@contoso.example.com");
    assert!(first.parameter("state").split_once('.').is_some_and(|(_, random)| random.len() >= 43));
    for once in ["state", "code_challenge"] {
        assert_ne!(first.parameter(once), second.parameter(once), "{once} is used once");
    }
    let exchange = &scene.provider.requests(Endpoint::Token)[0];
    assert!(exchange.parameter("code_verifier").len() >= 43);
}

#[tokio::test]
async fn asvs_2_3_1_a_replayed_callback_is_refused_and_the_token_stays() {
    let scene = Scene::set().await;
    let back = scene.come_back().await;
    let first = scene.complete(&back).await;
    assert!((200..300).contains(&first.status), "{}", first.text());
    scene.complete(&back).await.remedy(ProblemCode::StateInvalid);
    assert_eq!(scene.tokens().await, 1);
    assert_eq!(scene.provider.requests(Endpoint::Token).len(), 1, "the code is not sent a second time");
}

#[tokio::test]
async fn a_wrong_state_is_refused_and_does_not_use_the_code_up_at_the_provider() {
    let scene = Scene::set().await;
    let mut back = scene.come_back().await;
    let right = back.callback["state"].as_str().unwrap().to_owned();
    for wrong in [String::new(), "x".to_owned(), format!("{right}x"), right[..right.len() - 1].to_owned()] {
        back.callback["state"] = json!(wrong);
        let answer = scene.complete(&back).await;
        assert!(matches!(answer.status, 400 | 422), "{wrong}: {}", answer.text());
    }
    assert!(scene.provider.requests(Endpoint::Token).is_empty());
}

#[tokio::test]
async fn an_unknown_authorization_is_answered_like_a_wrong_state() {
    let scene = Scene::set().await;
    let back = scene.come_back().await;
    let path = routes::authorization_complete("00000000-0000-7000-8000-000000000000");
    let answer = scene.administrator.post(&path, &back.callback).await;
    answer.remedy(ProblemCode::StateInvalid);
}

#[tokio::test]
async fn asvs_10_1_2_a_callback_in_another_session_of_the_same_person_is_refused() {
    let scene = Scene::set().await;
    let back = scene.come_back().await;
    let other = scene.server.sign_in(ADMINISTRATOR, PASSWORD).await;
    other.post(&back.path, &back.callback).await.remedy(ProblemCode::SessionMismatch);
    let key = scene.administrator.key(None, &[Scope::All]).await;
    key.post(&back.path, &back.callback).await.problem(ProblemCode::SessionMismatch);
    let editor = scene.server.member(&scene.administrator, "contoso", Role::Editor).await;
    editor.post(&back.path, &back.callback).await.problem(ProblemCode::SessionMismatch);
    let nobody = scene.server.anonymous().post(&back.path, &back.callback).await;
    nobody.problem(ProblemCode::NotSignedIn);
    assert!(scene.provider.requests(Endpoint::Token).is_empty());
    assert_eq!(scene.tokens().await, 0);
}

#[tokio::test]
async fn the_callback_of_another_resource_is_refused() {
    let scene = Scene::set().await;
    let other: Resource = {
        let body = scene.provider.resource("Other");
        scene.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to()
    };
    assert_ne!(other.callback_url, scene.resource.callback_url);
    let mut back = scene.come_back().await;
    back.callback["callback"] = json!(other.callback_url.rsplit('/').next().unwrap());
    scene.complete(&back).await.remedy(ProblemCode::StateInvalid);
    assert!(scene.provider.requests(Endpoint::Token).is_empty());
    assert_eq!(scene.tokens().await, 0);
}

#[tokio::test]
async fn asvs_10_2_2_another_issuer_in_the_callback_is_refused() {
    let scene = Scene::set().await;
    for wrong in ["https://evil.example.com".to_owned(), format!("{}/", scene.provider.issuer())] {
        scene.provider.set_callback_issuer(Some(&wrong));
        let back = scene.come_back().await;
        scene.complete(&back).await.remedy(ProblemCode::CallbackIssuerMismatch);
    }
    assert!(scene.provider.requests(Endpoint::Token).is_empty());
}

#[tokio::test]
async fn a_callback_without_issuer_is_refused_where_the_provider_promised_one() {
    let scene = Scene::set().await;
    scene.promise_iss().await;
    scene.provider.set_callback_issuer(None);
    let back = scene.come_back().await;
    scene.complete(&back).await.remedy(ProblemCode::CallbackIssuerMismatch);
    assert!(scene.provider.requests(Endpoint::Token).is_empty());
}

#[tokio::test]
async fn a_refusal_at_the_consent_page_is_explained_with_cause_and_remedy() {
    let scene = Scene::set().await;
    scene.administrator.authorize("contoso", &scene.resource, None).await;
    scene.provider.set_refusal(Some(("access_denied", "the person said no")));
    let back = scene.come_back().await;
    let english = scene.complete(&back).await.remedy(ProblemCode::AccessDenied);
    let back = scene.come_back().await;
    let dutch = scene.administrator.in_dutch().post(&back.path, &back.callback).await;
    assert_ne!(english, dutch.remedy(ProblemCode::AccessDenied));
    assert_eq!(scene.tokens().await, 1, "the token from before stays");
}

#[tokio::test]
async fn microsofts_codes_are_recognised_in_the_callback() {
    let scene = Scene::set().await;
    let description = "AADSTS65001: The user or administrator has not consented. Correlation ID: \
                       3f1c1f2e-9d53-4b9e-8a54-0c9d3c1b7a11 Timestamp: 2026-01-01";
    scene.provider.set_refusal(Some(("invalid_client", description)));
    let back = scene.come_back().await;
    let answer = scene.complete(&back).await;
    let problem = answer.problem(ProblemCode::ConsentRequired);
    assert_eq!(problem.provider_code.as_deref(), Some("AADSTS65001"));
    assert_eq!(problem.correlation_id.as_deref(), Some("3f1c1f2e-9d53-4b9e-8a54-0c9d3c1b7a11"));
}

#[tokio::test]
async fn what_the_provider_says_cannot_break_out_of_the_message() {
    let scene = Scene::set().await;
    let nasty = format!("<script>alert(1)</script>\r\nSet-Cookie: a=b\u{1b}[31m {}", "x".repeat(4000));
    scene.provider.set_refusal(Some(("server_error", &nasty)));
    let back = scene.come_back().await;
    let answer = scene.complete(&back).await;
    assert!(answer.status >= 400, "{}", answer.text());
    let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
    assert!(!detail.chars().any(char::is_control), "{detail}");
    assert!(detail.chars().count() < 1500, "{}", detail.len());
    assert!(!scene.server.stderr().text().contains('\u{1b}'), "escape sequences in the log (ASVS 16.4.1)");
}

#[tokio::test]
async fn a_code_that_the_provider_refuses_is_explained_and_can_be_begun_anew() {
    let scene = Scene::set().await;
    let mut back = scene.come_back().await;
    back.callback["code"] = json!("not-the-code");
    scene.complete(&back).await.remedy(ProblemCode::InvalidGrant);
    assert_eq!(scene.tokens().await, 0);
    scene.administrator.authorize("contoso", &scene.resource, None).await;
    assert_eq!(scene.tokens().await, 1);
}

#[tokio::test]
async fn a_failed_authorization_leaves_the_older_token_usable() {
    let scene = Scene::set().await;
    scene.administrator.authorize("contoso", &scene.resource, None).await;
    scene.provider.once(Endpoint::Token, misbehaviour::html());
    let back = scene.come_back().await;
    scene.complete(&back).await.remedy(ProblemCode::ProviderAnswerInvalid);
    let broker = routes::broker("contoso", scene.resource.id.as_str());
    let served = scene.administrator.post(&broker, &json!({})).await.expect(200).json();
    assert_eq!(served["source"], "cache");
}

#[tokio::test]
async fn a_resource_without_a_client_id_says_what_is_missing_before_the_browser_leaves() {
    let scene = Scene::set().await;
    let mut body = scene.provider.resource("Incomplete");
    body["parameters"] = json!({});
    let made: Resource = scene.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    let path = routes::resource_authorizations("contoso", made.id.as_str());
    scene.administrator.post(&path, &json!({})).await.remedy(ProblemCode::ResourceIncomplete);
}

#[tokio::test]
async fn a_key_can_begin_and_finish_an_authorization_by_itself() {
    let scene = Scene::set().await;
    let key = scene.administrator.key(Some("contoso"), &[Scope::All]).await;
    key.authorize("contoso", &scene.resource, None).await;
    assert_eq!(scene.tokens().await, 1);
}

#[tokio::test]
async fn two_authorizations_at_once_do_not_disturb_each_other() {
    let scene = Scene::set().await;
    let start = async |subject: &str| {
        let path = routes::resource_authorizations("contoso", scene.resource.id.as_str());
        scene.administrator.post(&path, &json!({ "subject": subject })).await.expect(201).json()
    };
    let (first, second) = (start("one@example.com").await, start("two@example.com").await);
    let back = async |started: &Value| callback_parameters(started["authorize_url"].as_str().unwrap()).await;
    let (one, two) = (back(&first).await, back(&second).await);
    let path = |started: &Value| routes::authorization_complete(started["id"].as_str().unwrap());
    // The state of one with the other's authorization fits neither.
    scene.administrator.post(&path(&second), &one).await.problem(ProblemCode::StateInvalid);
    for (started, callback) in [(&first, &one), (&second, &two)] {
        let answer = scene.administrator.post(&path(started), callback).await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
    }
    assert_eq!(scene.tokens().await, 2);
}
