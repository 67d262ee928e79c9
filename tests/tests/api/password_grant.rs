//! The grant `password` (RFC 6749 §4.3): only where a resource says so, told apart from everything that is no fault of
//! the password, and never a machine that locks a mailbox out.

use serde_json::{Value, json};
use shared::{
    api::{catalog::Catalog, kept_password::KeptPassword, resource::Resource, token::TokenMetadata},
    permission::Scope,
    problem::ProblemCode,
    routes,
};
use tests::{
    harness::{Answer, Client, Server},
    identity_server::{Endpoint, IdentityServer, misbehaviour},
};

const MAILBOX: &str = "intake@contoso.example.com";
const RIGHT: &str = "correct-horse-battery-5521";
const WRONG: &str = "wrong-horse-battery-5521";

struct Scene {
    server: Server,
    provider: IdentityServer,
    administrator: Client,
    resource: Resource,
}

impl Scene {
    async fn set() -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        provider.set_account(MAILBOX, RIGHT, None);
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let body = provider.by_password("Mail");
        let resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
        Self { server, provider, administrator, resource }
    }

    async fn acquire(&self, body: Value) -> Answer {
        self.administrator.post(&routes::tokens("contoso", self.resource.id.as_str()), &body).await
    }

    async fn broker(&self, body: Value) -> Answer {
        self.administrator.post(&routes::broker("contoso", self.resource.id.as_str()), &body).await
    }

    async fn kept(&self) -> Vec<KeptPassword> {
        let path = routes::kept_passwords("contoso", self.resource.id.as_str());
        let items = self.administrator.list(&path).await;
        items.into_iter().map(|item| serde_json::from_value(item).expect("a kept password")).collect()
    }

    /// How often a password was presented.
    fn presented(&self) -> usize {
        let requests = self.provider.requests(Endpoint::Token);
        requests.iter().filter(|request| request.parameter("grant_type") == "password").count()
    }
}

fn login(password: &str) -> Value {
    json!({ "username": MAILBOX, "password": password })
}

#[tokio::test]
async fn a_password_brings_a_token_that_is_refreshed_without_it() {
    let scene = Scene::set().await;
    let token: TokenMetadata = scene.acquire(login(RIGHT)).await.expect(201).to();
    assert_eq!((token.subject.as_deref(), token.refreshable), (Some(MAILBOX), true));
    let sent = &scene.provider.requests(Endpoint::Token)[0];
    // What a person would agree to in a browser is asked for here.
    assert_eq!(sent.parameter("scope"), "mail offline_access");
    let served = scene.broker(json!({ "force": true })).await.expect(200).json();
    assert_eq!((&served["source"], &served["subject"]), (&json!("refresh"), &json!(MAILBOX)));
    assert_eq!(scene.presented(), 1);
    assert!(scene.kept().await.is_empty(), "nobody asked to keep it");
}

#[tokio::test]
async fn what_is_missing_or_belongs_to_another_grant_is_told_field_by_field() {
    let scene = Scene::set().await;
    let required =
        |fields: &[&str]| fields.iter().map(|f| ((*f).to_owned(), "required".to_owned())).collect::<Vec<_>>();
    assert_eq!(scene.acquire(json!({})).await.faults(), required(&["/username", "/password"]));
    assert_eq!(scene.acquire(json!({ "username": MAILBOX })).await.faults(), required(&["/password"]));
    assert_eq!(scene.acquire(json!({ "password": RIGHT })).await.faults(), required(&["/username"]));
    let foreign = scene.acquire(json!({ "username": MAILBOX, "password": RIGHT, "refresh_token": "r" })).await;
    assert_eq!(foreign.faults(), [("/refresh_token".to_owned(), "unknown_field".to_owned())]);
    let body = scene.provider.application("Application");
    let application: Resource = scene.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    let path = routes::tokens("contoso", application.id.as_str());
    let foreign = scene.administrator.post(&path, &login(RIGHT)).await.faults();
    assert_eq!(foreign.iter().map(|(pointer, _)| pointer.as_str()).collect::<Vec<_>>(), ["/username", "/password"]);
    assert!(scene.provider.requests(Endpoint::Token).is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_presented_once_and_explained() {
    let scene = Scene::set().await;
    let remedy = scene.acquire(json!({ "username": MAILBOX, "password": WRONG, "keep": true })).await;
    assert!(!remedy.remedy(ProblemCode::PasswordRefused).contains(WRONG));
    assert_eq!(scene.presented(), 1);
    assert!(scene.kept().await.is_empty(), "a refused password is not kept");
    scene.broker(json!({})).await.problem(ProblemCode::InteractionRequired);
    let dutch = scene.administrator.in_dutch();
    let path = routes::tokens("contoso", scene.resource.id.as_str());
    let title = dutch.post(&path, &login(WRONG)).await.problem(ProblemCode::PasswordRefused).title;
    assert_eq!(title, "Gebruikersnaam of wachtwoord niet aanvaard");
}

#[tokio::test]
async fn more_than_a_password_is_asked_for_and_that_is_said() {
    let scene = Scene::set().await;
    for (code, word) in [("AADSTS50076", "factor"), ("AADSTS53003", "Conditional Access")] {
        scene.provider.set_account(MAILBOX, RIGHT, Some(code));
        let problem = scene.acquire(login(RIGHT)).await.problem(ProblemCode::InteractionRequired);
        assert_eq!(problem.provider_code.as_deref(), Some(code));
        assert!(problem.detail.contains(word) && problem.remedy.is_some(), "{}", problem.detail);
    }
}

#[tokio::test]
async fn a_kept_password_signs_in_again_when_the_refresh_token_has_ended() {
    let scene = Scene::set().await;
    let _ = scene.acquire(json!({ "username": MAILBOX, "password": RIGHT, "keep": true })).await.expect(201);
    let kept = scene.kept().await;
    assert_eq!((kept[0].subject.as_str(), kept[0].username.as_str()), (MAILBOX, MAILBOX));
    assert!(kept[0].refused.is_none());
    scene.provider.revoke_refresh_tokens();
    let served = scene.broker(json!({ "force": true })).await.expect(200).json();
    assert_eq!(served["source"], "acquire");
    assert_eq!(scene.presented(), 2);
    // Whoever may obtain tokens can use it, without knowing it.
    let robot = scene.administrator.key(None, &[Scope::TokensIssue]).await;
    let path = routes::tokens("contoso", scene.resource.id.as_str());
    let _ = robot.post(&path, &json!({ "subject": MAILBOX })).await.expect(201);
    assert_eq!(scene.presented(), 3);
}

#[tokio::test]
async fn a_kept_password_that_is_refused_is_never_presented_again_until_somebody_enters_another() {
    let scene = Scene::set().await;
    let _ = scene.acquire(json!({ "username": MAILBOX, "password": RIGHT, "keep": true })).await.expect(201);
    scene.provider.revoke_refresh_tokens();
    scene.provider.set_account(MAILBOX, "changed-at-the-provider-77", None);
    // Still alive, so it is served; what went wrong is said.
    let served = scene.broker(json!({ "force": true })).await.expect(200).json();
    assert_eq!(served["warning"], "oauth.password_refused");
    assert_eq!(scene.presented(), 2);
    for _ in 0..5 {
        let _ = scene.broker(json!({ "force": true })).await.expect(200);
        scene.acquire(json!({ "subject": MAILBOX })).await.problem(ProblemCode::InvalidFields);
    }
    assert_eq!(scene.presented(), 2, "the account would be locked by now");
    let kept = scene.kept().await.remove(0);
    assert_eq!(kept.refused.expect("why").code, "oauth.password_refused");
    let again = json!({ "username": MAILBOX, "password": "changed-at-the-provider-77", "keep": true });
    let _ = scene.acquire(again).await.expect(201);
    assert!(scene.kept().await[0].refused.is_none());
    scene.provider.revoke_refresh_tokens();
    assert_eq!(scene.broker(json!({ "force": true })).await.expect(200).json()["source"], "acquire");
}

#[tokio::test]
async fn a_provider_that_fails_costs_nobody_a_kept_password() {
    let scene = Scene::set().await;
    let _ = scene.acquire(json!({ "username": MAILBOX, "password": RIGHT, "keep": true })).await.expect(201);
    scene.provider.always(Endpoint::Token, misbehaviour::provider_error(401, "invalid_client", "no"));
    scene.acquire(json!({ "subject": MAILBOX })).await.problem(ProblemCode::InvalidClient);
    scene.provider.always(Endpoint::Token, misbehaviour::provider_error(503, "temporarily_unavailable", "busy"));
    scene.acquire(json!({ "subject": MAILBOX })).await.problem(ProblemCode::ProviderUnavailable);
    scene.provider.behave();
    let _ = scene.acquire(json!({ "subject": MAILBOX })).await.expect(201);
}

#[tokio::test]
async fn a_provider_that_fails_between_a_refused_refresh_token_and_the_kept_password_costs_neither() {
    let scene = Scene::set().await;
    let _ = scene.acquire(json!({ "username": MAILBOX, "password": RIGHT, "keep": true })).await.expect(201);
    // The refresh token is refused; the password is presented instead, and right then the provider is busy.
    scene.provider.once(Endpoint::Token, misbehaviour::provider_error(400, "invalid_grant", "AADSTS50173"));
    scene.provider.once(Endpoint::Token, misbehaviour::provider_error(503, "temporarily_unavailable", "busy"));
    let served = scene.broker(json!({ "force": true })).await.expect(200).json();
    assert_eq!(served["warning"], "oauth.provider_unavailable", "still alive, and it is said that it passes");
    assert_eq!(scene.presented(), 2);
    let kept = scene.kept().await;
    assert!(kept.len() == 1 && kept[0].refused.is_none(), "nobody looked at the password: {kept:?}");
    // Had the refresh token been set aside, nobody would be asked any more and the password never be used.
    let token = scene.administrator.list(&routes::tokens("contoso", scene.resource.id.as_str())).await.remove(0);
    assert_eq!((&token["state"], &token["refreshable"]), (&json!("valid"), &json!(true)));
    scene.provider.revoke_refresh_tokens();
    let served = scene.broker(json!({ "force": true })).await.expect(200).json();
    assert_eq!((&served["source"], served.get("warning")), (&json!("acquire"), None));
    assert_eq!(scene.presented(), 3);
    // From here on the new sign-in's refresh token does it again.
    assert_eq!(scene.broker(json!({ "force": true })).await.expect(200).json()["source"], "refresh");
    assert_eq!(scene.presented(), 3);
}

#[tokio::test]
async fn a_kept_password_is_sealed_forgotten_on_request_and_gone_with_what_it_was_for() {
    let scene = Scene::set().await;
    let keep = json!({ "username": MAILBOX, "password": RIGHT, "keep": true });
    let token: TokenMetadata = scene.acquire(keep.clone()).await.expect(201).to();
    let contents = scene.server.installation().database().contents().await;
    let in_clear = contents.windows(RIGHT.len()).any(|part| part == RIGHT.as_bytes());
    assert!(!in_clear, "the database has the password in clear");
    let id = scene.kept().await[0].id.clone();
    let path = routes::kept_password("contoso", scene.resource.id.as_str(), id.as_str());
    let reader = scene.administrator.key(None, &[Scope::TokensRead]).await;
    reader.delete(&path).await.problem(ProblemCode::Forbidden);
    let _ = scene.administrator.delete(&path).await.expect(204);
    scene.administrator.delete(&path).await.problem(ProblemCode::NotFound);
    assert!(scene.kept().await.is_empty());
    // Deleting the token, or choosing another grant, forgets it too.
    let _ = scene.acquire(keep.clone()).await.expect(201);
    let token_path = routes::token("contoso", scene.resource.id.as_str(), token.id.as_str());
    let _ = scene.administrator.delete(&token_path).await.expect(204);
    assert!(scene.kept().await.is_empty());
    let _ = scene.acquire(keep).await.expect(201);
    let resource = routes::resource("contoso", scene.resource.id.as_str());
    let _ = scene.administrator.patch(&resource, &json!({ "grant": "refresh_only" })).await.expect(200);
    assert!(scene.kept().await.is_empty());
}

#[tokio::test]
async fn no_built_in_type_chooses_it_and_the_catalog_warns_in_both_languages() {
    let scene = Scene::set().await;
    let catalog: Catalog = scene.administrator.get(&routes::catalog()).await.expect(200).to();
    assert!(catalog.resource_types.iter().all(|kind| kind.grants[0] != "password"));
    let warned: Vec<_> = catalog.grants.iter().filter(|grant| grant.warning.is_some()).collect();
    assert_eq!(warned.iter().map(|grant| grant.id.as_str()).collect::<Vec<_>>(), ["password"]);
    let warning = warned[0].warning.as_ref().expect("it warns");
    assert!(warning.en.contains("client credentials") && warning.nl.contains("client credentials"));
    let _ = scene.acquire(login(RIGHT)).await.expect(201);
    let trail = scene.administrator.list(&format!("{}?action=token.password", routes::audit())).await;
    assert_eq!(trail.len(), 1);
    assert_eq!(trail[0]["detail"]["grant"], "password");
}
