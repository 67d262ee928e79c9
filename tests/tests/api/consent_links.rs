//! Consent by a one-time link, from the customer's side and from ours, and everything that can be done to it.

use serde_json::{Value, json};
use shared::{
    api::{
        consent_request::{
            ConsentLink, ConsentLinkStarted, ConsentRequest, ConsentRequestCreated,
            ConsentRequestState::{
                self, Answered, Confirmed, Expired, Open, Refused, Rejected, Revoked, Started, WrongDirectory,
            },
        },
        permission::PermissionState,
    },
    problem::ProblemCode,
    routes,
};
use tests::{
    entra::{DIRECTORY, EXCHANGE, Entra, GRAPH, OTHER_DIRECTORY, Reply},
    harness::{Answer, Client, Identity, follow},
};

use super::admin_consent::Scene;

/// Somebody without an account who was sent a link, in a browser.
pub(crate) struct Guest {
    pub(crate) browser: Client,
    token: String,
    pub(crate) id: String,
}

/// A guest whose browser has come back from the provider.
pub(crate) struct Return {
    pub(crate) guest: Guest,
    pub(crate) callback: Value,
}

impl Guest {
    async fn look(&self) -> Answer {
        self.browser.get(&routes::consent_link(&self.token)).await
    }

    async fn sees(&self) -> ConsentLink {
        self.look().await.expect(200).to()
    }

    async fn press(&self, shown: i64) -> Answer {
        self.browser.post(&routes::consent_link_start(&self.token), &json!({ "shown": shown })).await
    }

    /// Presses the button and keeps the cookie.
    pub(crate) async fn leave(&mut self) -> String {
        let shown = self.sees().await.shown;
        let answer = self.press(shown).await.expect(200);
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("__Host-consentry-consent-"), "{cookie}");
        for attribute in ["Path=/", "HttpOnly", "Secure", "SameSite=Strict", "Max-Age="] {
            assert!(cookie.contains(attribute), "{attribute} is missing: {cookie}");
        }
        let cookie = cookie.split(';').next().expect("a cookie").to_owned();
        self.browser = self.browser.as_identity(Identity::Session(cookie));
        answer.to::<ConsentLinkStarted>().consent_url
    }

    pub(crate) async fn complete(&self, callback: &Value) -> Answer {
        self.browser.post(&routes::consent_link_complete(&self.id), callback).await
    }

    /// The same link in another browser.
    pub(crate) fn elsewhere(&self) -> Self {
        let browser = self.browser.as_identity(Identity::Nobody);
        Self { browser, token: self.token.clone(), id: self.id.clone() }
    }
}

impl Return {
    async fn complete(&self) -> Answer {
        self.guest.complete(&self.callback).await
    }

    fn path(&self) -> String {
        routes::consent_link_complete(&self.guest.id)
    }
}

impl Scene {
    async fn ask(&self, body: &Value) -> Answer {
        self.administrator.post(&routes::consent_requests("contoso"), body).await
    }

    /// Begins a migration of the tenant.
    async fn migration(&self, tenant: &str) -> String {
        let path = routes::migrations(tenant, "production");
        let made = self.administrator.post(&path, &json!({ "playbook": "k2-five-oauth" })).await.expect(201).json();
        made["id"].as_str().expect("an id").to_owned()
    }

    async fn send_link(&self) -> Guest {
        let made: ConsentRequestCreated = self.ask(&json!({ "resource": self.id() })).await.expect(201).to();
        self.guest(&made)
    }

    fn guest(&self, made: &ConsentRequestCreated) -> Guest {
        let token = made.url.expose().rsplit_once("/consent/").expect("the page's address").1.to_owned();
        Guest { browser: self.server.anonymous(), token, id: made.details.id.to_string() }
    }

    /// A guest who pressed the button, went to the provider, and is back.
    pub(crate) async fn returned(&self) -> Return {
        let mut guest = self.send_link().await;
        let address = guest.leave().await;
        Return { guest, callback: follow(&address).await }
    }

    async fn requests(&self) -> Vec<ConsentRequest> {
        let items = self.administrator.list(&routes::consent_requests("contoso")).await;
        items.into_iter().map(|item| serde_json::from_value(item).unwrap()).collect()
    }

    pub(crate) async fn state(&self) -> ConsentRequestState {
        self.requests().await[0].state
    }

    async fn confirm(&self, id: &str) -> Answer {
        self.administrator.post(&routes::consent_request_confirm("contoso", id), &json!({})).await
    }

    async fn reject(&self, id: &str) -> Answer {
        self.administrator.post(&routes::consent_request_reject("contoso", id), &json!({})).await
    }

    async fn revoke(&self, id: &str) -> Answer {
        self.administrator.delete(&routes::consent_request("contoso", id)).await
    }
}

#[tokio::test]
async fn a_yes_by_link_waits_until_it_is_confirmed_and_only_then_a_token_proves_it() {
    let scene = Scene::ews().await;
    let migration = scene.migration("contoso").await;
    let body = json!({ "resource": scene.id(), "note": "Before Friday, please.", "migration": migration });
    let made: ConsentRequestCreated = scene.ask(&body).await.expect(201).to();
    assert_eq!(made.details.expires_at.seconds_since(made.details.made_at), 72 * 3600);
    let mut guest = scene.guest(&made);
    let seen = guest.sees().await;
    assert_eq!((seen.state, seen.tenant.as_str(), seen.asked_by.as_str()), (Open, "Contoso", "Administrator"));
    assert_eq!((seen.directory_id.as_str(), seen.note.as_deref()), (DIRECTORY, Some("Before Friday, please.")));
    assert_eq!((seen.client_id.as_str(), seen.application.as_str()), (tests::entra::CLIENT_ID, "exchange-online-ews"));
    assert_eq!(seen.apis[0].permissions[0].name, "full_access_as_app");
    assert_eq!(seen.apis[0].permissions[0].why.as_deref(), Some("Opens every mailbox over EWS, as the application."));
    assert_eq!(scene.state().await, Open, "looking uses nothing up");
    let address = guest.leave().await;
    assert_eq!((scene.state().await, guest.sees().await.state), (Started, Started));
    let callback = follow(&address).await;
    let page = &scene.entra.visits("/v2.0/adminconsent")[0];
    assert_eq!(page.parameter("scope"), "https://outlook.office365.com/.default");
    assert!(page.parameter("state").starts_with("consent-link."));
    let held: ConsentLink = guest.complete(&callback).await.expect(200).to();
    assert_eq!((held.state, scene.state().await), (Answered, Answered));
    assert_eq!(scene.entra.token_requests(), 0, "nobody has confirmed it yet");
    let confirmed: ConsentRequest = scene.confirm(&guest.id).await.expect(200).to();
    assert_eq!((confirmed.state, confirmed.decided_by.as_deref()), (Confirmed, Some("Administrator")));
    assert_eq!(confirmed.check.as_ref().map(|check| check.state), Some(PermissionState::Granted));
    assert_eq!(scene.entra.token_requests(), 1);
    let [listed] = &scene.requests().await[..] else { panic!("one request") };
    assert_eq!((listed.check.is_some(), listed.migration.as_deref()), (true, Some(migration.as_str())));
    assert_eq!(guest.sees().await.state, Confirmed, "the browser that answered may look again");
    for action in ["create", "start", "answer", "confirm"] {
        let entries = scene.audited(&format!("consent_request.{action}")).await;
        assert_eq!(entries.len(), 1, "{action}");
        assert!(!entries[0].to_string().contains(&guest.token), "{action}");
    }
    scene.confirm(&guest.id).await.problem(ProblemCode::ConsentRequestState);
}

#[tokio::test]
async fn a_link_is_made_for_a_migration_that_the_tenant_has_and_for_no_other() {
    let scene = Scene::ews().await;
    let tenant = json!({ "slug": "fabrikam", "name": "Fabrikam", "directory_id": DIRECTORY });
    let _ = scene.administrator.post(routes::TENANTS, &tenant).await.expect(201);
    let anothers = scene.migration("fabrikam").await;
    let gone = scene.migration("contoso").await;
    let _ = scene.administrator.delete(&routes::migration("contoso", "production", &gone)).await.expect(204);
    for migration in ["m1", &anothers, &gone] {
        let refused = scene.ask(&json!({ "resource": scene.id(), "migration": migration })).await;
        assert_eq!(refused.faults(), [("/migration".to_owned(), "no_such_thing".to_owned())], "{migration}");
    }
    assert!(scene.requests().await.is_empty(), "no link was made");
    // An empty one is none.
    let made = scene.ask(&json!({ "resource": scene.id(), "migration": "" })).await.expect(201).json();
    assert_eq!(made["migration"], Value::Null);
}

#[tokio::test]
async fn the_link_is_told_once_and_kept_nowhere() {
    let scene = Scene::ews().await;
    let guest = scene.send_link().await;
    let shown = scene.administrator.get(&routes::consent_requests("contoso")).await.text();
    let audit = scene.administrator.get(&format!("{}?tenant=contoso", routes::AUDIT)).await.text();
    let log = scene.server.stderr().text();
    for place in [&shown, &audit, &log] {
        assert!(!place.contains(&guest.token));
    }
    assert_eq!(guest.token.len(), 43, "256 random bits");
}

#[tokio::test]
async fn asvs_10_1_2_only_the_browser_that_pressed_the_button_goes_on() {
    let scene = Scene::ews().await;
    let back = scene.returned().await;
    let other = back.guest.elsewhere();
    other.look().await.remedy(ProblemCode::ConsentLinkOtherBrowser);
    other.press(1).await.problem(ProblemCode::ConsentLinkOtherBrowser);
    other.complete(&back.callback).await.problem(ProblemCode::ConsentLinkOtherBrowser);
    // A cookie of one's own making, another link's cookie, and a session are no better.
    let mut stranger = scene.send_link().await;
    stranger.leave().await;
    let made_up = Identity::Session(format!("__Host-consentry-consent-{}=guessed", back.guest.id));
    for identity in [made_up, stranger.browser.identity.clone(), scene.administrator.identity.clone()] {
        let thief = other.browser.as_identity(identity);
        thief.post(&back.path(), &back.callback).await.problem(ProblemCode::ConsentLinkOtherBrowser);
        thief.get(&routes::consent_link(&other.token)).await.problem(ProblemCode::ConsentLinkOtherBrowser);
    }
    assert_eq!(scene.requests().await[1].state, Started);
    // The one that began may go once more, and its first way back is worth nothing then.
    let mut guest = back.guest;
    let address = guest.leave().await;
    guest.complete(&back.callback).await.problem(ProblemCode::StateInvalid);
    let _ = guest.complete(&follow(&address).await).await.expect(200);
    assert_eq!(scene.entra.token_requests(), 0);
}

#[tokio::test]
async fn asvs_2_3_1_a_link_is_good_for_one_answer_and_a_replayed_or_forged_state_for_none() {
    let scene = Scene::ews().await;
    let back = scene.returned().await;
    let right = back.callback["state"].as_str().unwrap().to_owned();
    for wrong in [format!("{right}x"), right[..right.len() - 1].to_owned(), format!("consent-link.{}.x", back.guest.id)]
    {
        let mut callback = back.callback.clone();
        callback["state"] = json!(wrong);
        back.guest.complete(&callback).await.problem(ProblemCode::StateInvalid);
    }
    let mut callback = back.callback.clone();
    callback["callback"] = json!("0".repeat(32));
    back.guest.complete(&callback).await.problem(ProblemCode::StateInvalid);
    let _ = back.complete().await.expect(200);
    back.complete().await.remedy(ProblemCode::ConsentLinkUsed);
    back.guest.press(1).await.problem(ProblemCode::ConsentLinkUsed);
    back.guest.elsewhere().look().await.problem(ProblemCode::ConsentLinkUsed);
    // The state of a link opens neither a signed-in person's consent nor an authorization.
    let path = routes::admin_consent_complete(&back.guest.id);
    scene.administrator.post(&path, &back.callback).await.problem(ProblemCode::StateInvalid);
    assert_eq!(scene.requests().await.len(), 1);
}

#[tokio::test]
async fn an_error_counts_although_the_answer_says_yes_beside_it() {
    for (reply, provider_code) in [(Reply::Cancel, "AADSTS65004"), (Reply::NotAllowed, "AADSTS90094")] {
        let scene = Scene::ews().await;
        scene.entra.reply(reply);
        let back = scene.returned().await;
        assert_eq!(back.callback["admin_consent"], "True");
        let link: ConsentLink = back.complete().await.expect(200).to();
        assert_eq!(link.state, Refused);
        assert_eq!(link.problem.and_then(|problem| problem.provider_code).as_deref(), Some(provider_code));
        scene.confirm(&back.guest.id).await.problem(ProblemCode::ConsentRequestState);
        assert_eq!((scene.state().await, scene.entra.token_requests()), (Refused, 0));
        assert_eq!(scene.audited("consent_request.fail").await.len(), 1);
    }
}

#[tokio::test]
async fn asvs_10_1_2_another_directory_is_refused_and_a_forged_one_proves_nothing() {
    let scene = Scene::ews().await;
    scene.entra.reply(Reply::Elsewhere(OTHER_DIRECTORY.to_owned()));
    let back = scene.returned().await;
    let link: ConsentLink = back.complete().await.expect(200).to();
    assert_eq!(link.state, WrongDirectory);
    let [listed] = &scene.requests().await[..] else { panic!("one request") };
    assert_eq!((listed.state, listed.answered_by.as_deref()), (WrongDirectory, Some(OTHER_DIRECTORY)));
    // Cancelled, and the address edited to say yes: it waits, and the token tells what it was worth.
    let scene = Scene::ews().await;
    scene.entra.reply(Reply::Cancel);
    let mut back = scene.returned().await;
    for name in ["error", "error_description"] {
        back.callback.as_object_mut().unwrap().remove(name);
    }
    back.callback["tenant"] = json!(DIRECTORY);
    assert_eq!(back.complete().await.expect(200).to::<ConsentLink>().state, Answered);
    let confirmed: ConsentRequest = scene.confirm(&back.guest.id).await.expect(200).to();
    assert_eq!(confirmed.check.map(|check| check.state), Some(PermissionState::Missing));
    // A token of another directory is no proof either.
    let scene = Scene::ews().await;
    scene.entra.set_token_directory(OTHER_DIRECTORY);
    let back = scene.returned().await;
    let _ = back.complete().await.expect(200);
    let confirmed: ConsentRequest = scene.confirm(&back.guest.id).await.expect(200).to();
    assert_eq!(confirmed.check.map(|check| check.state), Some(PermissionState::OtherDirectory));
}

#[tokio::test]
async fn a_link_revoked_between_start_and_return_holds_no_answer() {
    let scene = Scene::ews().await;
    let back = scene.returned().await;
    let _ = scene.revoke(&back.guest.id).await.expect(204);
    back.complete().await.remedy(ProblemCode::ConsentLinkRevoked);
    back.guest.look().await.problem(ProblemCode::ConsentLinkRevoked);
    back.guest.press(1).await.problem(ProblemCode::ConsentLinkRevoked);
    back.guest.elsewhere().look().await.problem(ProblemCode::ConsentLinkRevoked);
    scene.revoke(&back.guest.id).await.problem(ProblemCode::ConsentRequestState);
    scene.confirm(&back.guest.id).await.problem(ProblemCode::ConsentRequestState);
    assert_eq!((scene.state().await, scene.entra.token_requests()), (Revoked, 0));
    assert_eq!(scene.audited("consent_request.revoke").await.len(), 1);
}

#[tokio::test]
async fn a_rejected_answer_is_never_proved() {
    let scene = Scene::ews().await;
    let back = scene.returned().await;
    scene.reject(&back.guest.id).await.problem(ProblemCode::ConsentRequestState);
    let _ = back.complete().await.expect(200);
    let rejected: ConsentRequest = scene.reject(&back.guest.id).await.expect(200).to();
    assert_eq!(rejected.state, Rejected);
    scene.confirm(&back.guest.id).await.problem(ProblemCode::ConsentRequestState);
    assert_eq!((back.guest.sees().await.state, scene.entra.token_requests()), (Rejected, 0));
}

#[tokio::test]
async fn an_expired_link_is_of_no_use_and_says_so_to_whoever_holds_it() {
    let scene = Scene::ews().await;
    let back = scene.returned().await;
    let database = scene.server.installation().database();
    assert_eq!(database.change("UPDATE consent_requests SET expires_at = created_at").await, 1);
    back.complete().await.remedy(ProblemCode::ConsentLinkExpired);
    back.guest.look().await.problem(ProblemCode::ConsentLinkExpired);
    back.guest.elsewhere().press(1).await.problem(ProblemCode::ConsentLinkExpired);
    assert_eq!((scene.state().await, scene.entra.token_requests()), (Expired, 0));
}

#[tokio::test]
async fn what_was_shown_is_what_is_asked_for() {
    let scene = Scene::ews().await;
    let guest = scene.send_link().await;
    let shown = guest.sees().await.shown;
    let path = routes::resource_parameter("contoso", scene.id(), "client_id");
    let _ = scene.administrator.put(&path, &json!({ "token": "another" })).await.expect(200);
    guest.press(shown).await.remedy(ProblemCode::ConsentLinkChanged);
    assert_eq!(guest.sees().await.client_id, "another");
    // Changed while the browser was away.
    let scene = Scene::ews().await;
    let back = scene.returned().await;
    let path = routes::resource_parameter("contoso", scene.id(), "client_id");
    let _ = scene.administrator.put(&path, &json!({ "token": "another" })).await.expect(200);
    back.complete().await.problem(ProblemCode::ConsentLinkChanged);
    // Another directory than the one that the link was made for: neither shown nor asked, nor confirmed.
    let scene = Scene::set(|entra| {
        let mut resource = entra.application("exchange-online-ews");
        resource["endpoints"]["token"] = json!(format!("{}/organizations/oauth2/v2.0/token", entra.url()));
        resource
    })
    .await;
    let (open, answered) = (scene.send_link().await, scene.returned().await);
    let _ = answered.complete().await.expect(200);
    let change = json!({ "directory_id": OTHER_DIRECTORY });
    let _ = scene.administrator.patch(&routes::tenant("contoso"), &change).await.expect(200);
    open.look().await.problem(ProblemCode::ConsentLinkChanged);
    open.press(1).await.problem(ProblemCode::ConsentLinkChanged);
    scene.confirm(&answered.guest.id).await.problem(ProblemCode::ConsentDirectoryDiffers);
    assert_eq!(scene.entra.token_requests(), 0);
}

#[tokio::test]
async fn another_tenants_request_is_not_there() {
    let scene = Scene::ews().await;
    let back = scene.returned().await;
    let _ = back.complete().await.expect(200);
    let tenant = json!({ "slug": "fabrikam", "name": "Fabrikam", "directory_id": DIRECTORY });
    let _ = scene.administrator.post(routes::TENANTS, &tenant).await.expect(201);
    let id = &back.guest.id;
    for path in [routes::consent_request_confirm("fabrikam", id), routes::consent_request_reject("fabrikam", id)] {
        scene.administrator.post(&path, &json!({})).await.problem(ProblemCode::NotFound);
    }
    scene.administrator.delete(&routes::consent_request("fabrikam", id)).await.problem(ProblemCode::NotFound);
    assert!(scene.administrator.list(&routes::consent_requests("fabrikam")).await.is_empty());
    let of_foreign = format!("{}?resource={}", routes::consent_requests("fabrikam"), scene.id());
    scene.administrator.get(&of_foreign).await.problem(ProblemCode::NotFound);
    let body = json!({ "resource": scene.id() });
    let answer = scene.administrator.post(&routes::consent_requests("fabrikam"), &body).await;
    assert_eq!(answer.faults()[0].0, "/resource");
    assert_eq!(scene.state().await, Answered);
}

#[tokio::test]
async fn whoever_tries_links_that_nobody_made_is_slowed_down_and_whoever_holds_one_is_not() {
    let scene = Scene::ews().await;
    let guest = scene.send_link().await;
    let unknown = routes::consent_link(&"A".repeat(43));
    let mut last = None;
    for _ in 0..32 {
        last = Some(guest.browser.get(&unknown).await);
    }
    let last = last.expect("an answer");
    last.problem(ProblemCode::TooManyAttempts);
    assert!(!last.header("retry-after").is_empty());
    assert_eq!(guest.sees().await.state, Open);
    // And no link can be pressed without end.
    let mut guest = guest;
    let shown = guest.sees().await.shown;
    guest.leave().await;
    let mut statuses = Vec::new();
    for _ in 0..32 {
        statuses.push(guest.press(shown).await.status);
    }
    assert_eq!(statuses.last(), Some(&429));
}

#[tokio::test]
async fn a_page_of_another_site_presses_no_button() {
    let scene = Scene::ews().await;
    let guest = scene.send_link().await;
    let path = routes::consent_link_start(&guest.token);
    let request = guest.browser.bare(reqwest::Method::POST, &path).json(&json!({ "shown": 1 }));
    let request = request.header("sec-fetch-site", "cross-site").header("origin", "https://evil.example.com");
    guest.browser.send(request).await.problem(ProblemCode::CrossOrigin);
    assert_eq!(scene.state().await, Open);
}

#[tokio::test]
async fn of_two_apis_each_has_a_link_of_its_own_and_dead_requests_are_refused_when_they_are_made() {
    let scene = Scene::ews().await;
    let needed = json!({ "needed": [
        { "api": "exchange", "application": ["full_access_as_app"] }, { "api": "graph", "application": ["Mail.Send"] },
    ] });
    let _ = scene.administrator.put(&routes::resource_permissions("contoso", scene.id()), &needed).await.expect(200);
    let first: ConsentRequestCreated = scene.ask(&json!({ "resource": scene.id() })).await.expect(201).to();
    assert_eq!(
        (first.details.api.as_deref(), first.then.as_slice()),
        (Some("exchange"), ["graph".to_owned()].as_slice())
    );
    let body = json!({ "resource": scene.id(), "api": "graph", "expires_in_hours": 1 });
    let second: ConsentRequestCreated = scene.ask(&body).await.expect(201).to();
    let mut guest = scene.guest(&second);
    let seen = guest.sees().await;
    assert_eq!(seen.apis.iter().map(|api| api.api.as_str()).collect::<Vec<_>>(), ["graph"]);
    let callback = follow(&guest.leave().await).await;
    assert_eq!(callback["scope"], format!("{GRAPH}/.default"));
    let dutch = guest.browser.in_dutch().get(&routes::consent_link(&guest.token)).await.expect(200).to::<ConsentLink>();
    assert_ne!(dutch.apis[0].permissions[0].why, seen.apis[0].permissions[0].why);
    for (body, pointer) in [
        (json!({ "resource": scene.id(), "api": "nonsense" }), "/api"),
        (json!({ "resource": scene.id(), "expires_in_hours": 169 }), "/expires_in_hours"),
        (json!({ "resource": "nonsense" }), "/resource"),
    ] {
        assert_eq!(scene.ask(&body).await.faults()[0].0, pointer);
    }
    let scene = Scene::set(Entra::k2).await;
    scene.entra.list_roles(EXCHANGE, &["full_access_as_app"]);
    assert!(scene.send_link().await.sees().await.everything, "v1 grants whatever the registration lists");
}
