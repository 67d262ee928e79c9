//! Device codes (RFC 8628): the server asks the provider by itself, whoever watches, across a restart, and no longer
//! than it should.

use serde_json::json;
use shared::{
    api::{
        device_authorization::{
            DeviceAuthorization, DeviceAuthorizationStarted,
            DeviceAuthorizationState::{self, Completed, Declined, Expired, Failed, Pending},
        },
        resource::Resource,
    },
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::{
    harness::{ADMINISTRATOR, Client, PASSWORD, Server, until},
    identity_server::{Endpoint, IdentityServer, misbehaviour},
};

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
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let body = provider.device("Mail");
        let resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
        Self { server, provider, administrator, resource }
    }

    async fn begin(&self, subject: Option<&str>) -> DeviceAuthorizationStarted {
        let path = routes::device_authorizations("contoso", self.resource.id.as_str());
        self.administrator.post(&path, &json!({ "subject": subject })).await.expect(201).to()
    }

    fn path(&self, started: &DeviceAuthorizationStarted) -> String {
        routes::device_authorization("contoso", self.resource.id.as_str(), started.id.as_str())
    }

    async fn look(&self, started: &DeviceAuthorizationStarted) -> DeviceAuthorization {
        self.administrator.get(&self.path(started)).await.expect(200).to()
    }

    async fn ends(&self, started: &DeviceAuthorizationStarted, state: DeviceAuthorizationState) -> DeviceAuthorization {
        let ended = until("the end of a device authorization", async || {
            Some(self.look(started).await).filter(|seen| seen.state != Pending)
        })
        .await;
        assert_eq!(ended.state, state, "{ended:?}");
        ended
    }

    /// Lets the time until the next question, or until the end, pass.
    async fn pass(&self, statement: &'static str) {
        assert!(
            self.server.installation().database().change(statement).await > 0,
            "nothing was changed by {statement}"
        );
    }
}

const DUE: &str = "UPDATE device_authorizations SET next_poll_at = 0";

#[tokio::test]
async fn a_code_that_is_entered_ends_in_a_token_that_the_broker_hands_out_and_refreshes() {
    let scene = Scene::set().await;
    let started = scene.begin(Some("mail@contoso.example.com")).await;
    assert!(started.verification_uri.ends_with("/device") && started.interval == 1);
    assert!((899..=900).contains(&started.expires_at.seconds_since(started.begun_at)));
    scene.provider.asked(Endpoint::Token, 1).await;
    assert_eq!(scene.look(&started).await.state, Pending);
    scene.provider.approve_device(&started.user_code);
    let token = scene.ends(&started, Completed).await.token.expect("its metadata");
    assert_eq!(token.subject.as_deref(), Some("mail@contoso.example.com"));
    assert!(token.refreshable);
    let broker = routes::broker("contoso", scene.resource.id.as_str());
    let served = scene.administrator.post(&broker, &json!({})).await.expect(200).json();
    assert_eq!(served["source"], "cache");
    let forced = scene.administrator.post(&broker, &json!({ "force": true })).await.expect(200).json();
    assert_eq!(forced["source"], "refresh");
    assert_ne!(served["access_token"], forced["access_token"]);
    let first = &scene.provider.requests(Endpoint::DeviceAuthorization)[0];
    assert_eq!(first.parameter("scope"), "mail offline_access");
}

#[tokio::test]
async fn slow_down_lengthens_the_interval_by_five_seconds_for_good() {
    let scene = Scene::set().await;
    scene.provider.once(Endpoint::Token, misbehaviour::provider_error(400, "slow_down", "none"));
    let started = scene.begin(None).await;
    until("the longer interval", async || (scene.look(&started).await.interval == 6).then_some(())).await;
    scene.pass(DUE).await;
    scene.provider.asked(Endpoint::Token, 2).await;
    assert_eq!(scene.look(&started).await.interval, 6, "it stays");
    scene.provider.approve_device(&started.user_code);
    until("a question that waits", async || {
        scene.server.installation().database().change(DUE).await;
        (scene.look(&started).await.state == Completed).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_asked_more_seldom_and_not_given_up() {
    let scene = Scene::set().await;
    scene.provider.once(Endpoint::Token, misbehaviour::lost_reply());
    let started = scene.begin(None).await;
    until("the longer interval", async || (scene.look(&started).await.interval == 2).then_some(())).await;
    assert_eq!(scene.look(&started).await.state, Pending);
}

#[tokio::test]
async fn a_no_is_told_with_its_remedy_in_the_callers_language_and_ends_the_questions() {
    let scene = Scene::set().await;
    let started = scene.begin(None).await;
    scene.provider.decline_device(&started.user_code);
    let problem = scene.ends(&started, Declined).await.problem.expect("why");
    assert_eq!(problem.code, ProblemCode::AccessDenied.as_str());
    let dutch = scene.administrator.in_dutch().get(&scene.path(&started)).await.expect(200).to::<DeviceAuthorization>();
    assert_ne!(dutch.problem.expect("why").remedy, problem.remedy);
    let asked = scene.provider.requests(Endpoint::Token).len();
    // Another one is asked about meanwhile; this one is not.
    let other = scene.begin(None).await;
    scene.provider.approve_device(&other.user_code);
    scene.ends(&other, Completed).await;
    let since = &scene.provider.requests(Endpoint::Token)[asked..];
    let first = scene.provider.requests(Endpoint::Token)[0].parameter("device_code").to_owned();
    assert!(since.iter().all(|request| request.parameter("device_code") != first));
}

#[tokio::test]
async fn microsofts_refusals_end_it_and_say_why() {
    let table = [
        ("authorization_declined", "AADSTS65004", Declined, ProblemCode::AccessDenied),
        ("expired_token", "none", Expired, ProblemCode::DeviceCodeExpired),
        ("bad_verification_code", "none", Failed, ProblemCode::DeviceCodeRefused),
    ];
    let scene = Scene::set().await;
    for (error, provider_code, state, code) in table {
        scene.provider.once(Endpoint::Token, misbehaviour::provider_error(400, error, provider_code));
        let started = scene.begin(None).await;
        let problem = scene.ends(&started, state).await.problem.expect("why");
        assert_eq!(problem.code, code.as_str(), "{error}");
        assert!(problem.remedy.is_some_and(|remedy| !remedy.is_empty()), "{error}");
    }
}

#[tokio::test]
async fn it_ends_with_its_time_without_another_question() {
    let scene = Scene::set().await;
    let started = scene.begin(None).await;
    scene.pass("UPDATE device_authorizations SET expires_at = created_at, next_poll_at = 0").await;
    let ended = scene.ends(&started, Expired).await;
    assert_eq!(ended.problem.expect("why").code, ProblemCode::DeviceCodeExpired.as_str());
    assert!(scene.provider.requests(Endpoint::Token).is_empty());
}

#[tokio::test]
async fn it_goes_on_after_a_crash_without_anybody_watching() {
    let scene = Scene::set().await;
    let started = scene.begin(None).await;
    scene.provider.asked(Endpoint::Token, 1).await;
    let Scene { server, provider, administrator, resource } = scene;
    let installation = server.kill().await;
    for secret in provider.secrets() {
        let kept = installation.database().contents().await;
        assert!(!kept.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "a device code in clear");
    }
    provider.approve_device(&started.user_code);
    // Where other nodes could hold the lease it has to run out; here it has.
    installation.database().change("UPDATE device_authorizations SET lease_until = 0").await;
    let server = installation.start().await;
    let administrator = server.anonymous().as_identity(administrator.identity.clone());
    let scene = Scene { server, provider, administrator, resource };
    let tokens = routes::tokens("contoso", scene.resource.id.as_str());
    until("the token", async || (!scene.administrator.list(&tokens).await.is_empty()).then_some(())).await;
    scene.ends(&started, Completed).await;
}

#[tokio::test]
async fn only_the_session_or_key_that_began_it_sees_it() {
    let scene = Scene::set().await;
    let started = scene.begin(None).await;
    let path = scene.path(&started);
    let other_session = scene.server.sign_in(ADMINISTRATOR, PASSWORD).await;
    let key = scene.administrator.key(Some("contoso"), &[Scope::All]).await;
    let editor = scene.server.member(&scene.administrator, "contoso", Role::Editor).await;
    for client in [&other_session, &key, &editor] {
        client.get(&path).await.problem(ProblemCode::NotFound);
    }
    let begun: DeviceAuthorizationStarted = key
        .post(&routes::device_authorizations("contoso", scene.resource.id.as_str()), &json!({}))
        .await
        .expect(201)
        .to();
    let seen: DeviceAuthorization = key.get(&scene.path(&begun)).await.expect(200).to();
    assert_eq!(seen.state, Pending);
    scene.administrator.get(&scene.path(&begun)).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_resource_that_is_changed_meanwhile_is_not_sent_the_code() {
    let mut scene = Scene::set().await;
    scene.administrator = scene.administrator.reauthenticated().await;
    let started = scene.begin(None).await;
    let elsewhere = json!({ "endpoints": {
        "token": format!("{}/elsewhere", scene.provider.issuer()),
        "device_authorization": format!("{}/device_authorization", scene.provider.issuer()),
    } });
    let path = routes::resource("contoso", scene.resource.id.as_str());
    let _ = scene.administrator.patch(&path, &elsewhere).await.expect(200);
    let ended = scene.ends(&started, Failed).await;
    assert_eq!(ended.problem.expect("why").code, ProblemCode::DeviceCodeRefused.as_str());
    assert!(scene.provider.requests(Endpoint::Elsewhere).is_empty(), "the code went elsewhere");
}

#[tokio::test]
async fn a_newer_code_for_the_same_mailbox_takes_the_place_of_the_older() {
    let scene = Scene::set().await;
    let other = scene.begin(Some("other@contoso.example.com")).await;
    let first = scene.begin(Some("mail@contoso.example.com")).await;
    let second = scene.begin(Some("mail@contoso.example.com")).await;
    let ended = scene.ends(&first, Failed).await;
    assert_eq!(ended.problem.expect("why").code, ProblemCode::DeviceCodeReplaced.as_str());
    assert_eq!((scene.look(&second).await.state, scene.look(&other).await.state), (Pending, Pending));
}

#[tokio::test]
async fn a_resource_waits_for_so_many_codes_and_no_more() {
    let scene = Scene::set().await;
    let path = routes::device_authorizations("contoso", scene.resource.id.as_str());
    for number in 0..10 {
        let _ = scene.begin(Some(&format!("mail{number}@contoso.example.com"))).await;
    }
    let asked = scene.provider.requests(Endpoint::DeviceAuthorization).len();
    let refused = scene.administrator.post(&path, &json!({})).await;
    assert!(!refused.remedy(ProblemCode::TooManyDeviceCodes).is_empty());
    assert_eq!(refused.header("retry-after"), "60");
    assert_eq!(scene.provider.requests(Endpoint::DeviceAuthorization).len(), asked, "nobody was asked");
}

#[tokio::test]
async fn whoever_may_do_nothing_any_more_gets_no_token_from_a_code_begun_before() {
    let scene = Scene::set().await;
    let path = routes::device_authorizations("contoso", scene.resource.id.as_str());
    let (id, key) = scene.administrator.key_with_id(Some("contoso"), &[Scope::TokensIssue]).await;
    let by_key: DeviceAuthorizationStarted =
        key.post(&path, &json!({ "subject": "key@contoso.example.com" })).await.expect(201).to();
    let _ = scene.administrator.delete(&routes::api_key(&id)).await.expect(204);
    let session = scene.server.sign_in(ADMINISTRATOR, PASSWORD).await;
    let by_session: DeviceAuthorizationStarted =
        session.post(&path, &json!({ "subject": "session@contoso.example.com" })).await.expect(201).to();
    let _ = session.delete(routes::SESSION).await.expect(204);
    scene.provider.approve_device(&by_key.user_code);
    scene.provider.approve_device(&by_session.user_code);
    let trail = format!("{}?action=device_authorization.fail", routes::audit());
    until("the end of both", async || {
        scene.server.installation().database().change(DUE).await;
        (scene.administrator.list(&trail).await.len() == 2).then_some(())
    })
    .await;
    let tokens = routes::tokens("contoso", scene.resource.id.as_str());
    assert!(scene.administrator.list(&tokens).await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_begun_says_why() {
    let scene = Scene::set().await;
    let path = routes::device_authorizations("contoso", scene.resource.id.as_str());
    scene.provider.once(Endpoint::DeviceAuthorization, misbehaviour::html());
    scene.administrator.post(&path, &json!({})).await.remedy(ProblemCode::ProviderAnswerInvalid);
    let refusal = misbehaviour::provider_error(401, "invalid_client", "AADSTS7000218");
    scene.provider.once(Endpoint::DeviceAuthorization, refusal);
    scene.administrator.post(&path, &json!({})).await.remedy(ProblemCode::InvalidClient);
    let browser: Resource = {
        let body = scene.provider.resource("Browser");
        scene.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to()
    };
    let path = routes::device_authorizations("contoso", browser.id.as_str());
    scene.administrator.post(&path, &json!({})).await.remedy(ProblemCode::GrantUnsupported);
    let mut body = scene.provider.device("Without");
    body["endpoints"]["device_authorization"] = serde_json::Value::Null;
    let made: Resource = scene.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    let path = routes::device_authorizations("contoso", made.id.as_str());
    scene.administrator.post(&path, &json!({})).await.remedy(ProblemCode::ResourceIncomplete);
}
