//! Admin consent that proves itself, and everything that can be done to the way back.

use serde_json::{Value, json};
use shared::{
    api::{
        admin_consent::{AdminConsent, AdminConsentStarted, AdminConsentState},
        permission::{PermissionCheck, PermissionState, ResourcePermissions},
        resource::Resource,
    },
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::{
    entra::{DIRECTORY, EXCHANGE, Entra, GRAPH, OTHER_DIRECTORY, Reply},
    harness::{ADMINISTRATOR, Answer, Client, PASSWORD, Server, follow},
};

pub(crate) struct Scene {
    pub(crate) server: Server,
    pub(crate) entra: Entra,
    pub(crate) administrator: Client,
    resource: Resource,
}

/// An admin consent whose browser has come back and that is not completed yet.
struct Return {
    started: AdminConsentStarted,
    callback: Value,
}

impl Return {
    fn path(&self) -> String {
        routes::admin_consent_complete(self.started.id.as_str())
    }
}

impl Scene {
    /// A tenant of the directory, with the resource that `make` describes.
    pub(crate) async fn set(make: impl FnOnce(&Entra) -> Value) -> Self {
        let (server, entra) = (Server::start().await, Entra::start().await);
        let administrator = server.administrator().await;
        let tenant = json!({ "slug": "contoso", "name": "Contoso", "directory_id": DIRECTORY });
        let _ = administrator.post(routes::TENANTS, &tenant).await.expect(201);
        let resource = administrator.post(&routes::resources("contoso"), &make(&entra)).await.expect(201).to();
        Self { server, entra, administrator, resource }
    }

    /// An application that reads over EWS and is registered with the permission for it.
    pub(crate) async fn ews() -> Self {
        let scene = Self::set(|entra| entra.application("exchange-online-ews")).await;
        scene.entra.list_roles(EXCHANGE, &["full_access_as_app"]);
        scene
    }

    pub(crate) fn id(&self) -> &str {
        self.resource.id.as_str()
    }

    async fn start(&self) -> AdminConsentStarted {
        self.administrator.post(&routes::admin_consents("contoso", self.id()), &json!({})).await.expect(201).to()
    }

    async fn come_back(&self) -> Return {
        let started = self.start().await;
        let callback = follow(&started.consent_url).await;
        Return { started, callback }
    }

    async fn complete(&self, back: &Return) -> Answer {
        self.administrator.post(&back.path(), &back.callback).await
    }

    pub(crate) async fn consent(&self) -> AdminConsent {
        self.complete(&self.come_back().await).await.expect(200).to()
    }

    async fn check(&self) -> PermissionCheck {
        self.administrator.post(&routes::permission_check("contoso", self.id()), &json!({})).await.expect(201).to()
    }

    async fn permissions(&self) -> ResourcePermissions {
        self.administrator.get(&routes::resource_permissions("contoso", self.id())).await.expect(200).to()
    }

    async fn history(&self) -> Vec<AdminConsent> {
        let items = self.administrator.list(&routes::admin_consents("contoso", self.id())).await;
        items.into_iter().map(|item| serde_json::from_value(item).unwrap()).collect()
    }

    pub(crate) async fn audited(&self, action: &str) -> Vec<Value> {
        self.administrator.list(&format!("{}?tenant=contoso&action={action}", routes::AUDIT)).await
    }
}

#[tokio::test]
async fn consent_ends_in_a_new_token_that_proves_what_was_granted() {
    let scene = Scene::ews().await;
    let before = scene.check().await;
    assert_eq!(before.state, PermissionState::Missing);
    assert_eq!(before.apis[0].missing, ["full_access_as_app"]);
    assert_eq!(before.apis[0].grantors[0], "Cloud Application Administrator");
    let asked = scene.entra.token_requests();
    let consent = scene.consent().await;
    assert_eq!(consent.state, AdminConsentState::Completed);
    let check = consent.check.expect("a check");
    assert_eq!(
        (check.state, check.apis[0].granted.as_slice()),
        (PermissionState::Granted, ["full_access_as_app".to_owned()].as_slice())
    );
    assert_eq!(
        (check.apis[0].audience.as_deref(), check.apis[0].directory_id.as_deref()),
        (Some(EXCHANGE), Some(DIRECTORY))
    );
    assert_eq!(scene.entra.token_requests(), asked + 1, "a new token, although there was one that lived");
    let page = &scene.entra.visits("/v2.0/adminconsent")[0];
    assert_eq!(page.parameter("scope"), "https://outlook.office365.com/.default");
    assert_eq!(page.parameter("redirect_uri"), scene.resource.callback_url);
    let permissions = scene.permissions().await;
    assert_eq!(permissions.last_check.map(|check| check.id), Some(check.id));
    assert_eq!(permissions.directory_id.as_deref(), Some(DIRECTORY));
    let [listed] = &scene.history().await[..] else { panic!("one consent") };
    assert_eq!((listed.state, listed.begun_by.as_str()), (AdminConsentState::Completed, "Administrator"));
    assert_eq!(scene.audited("admin_consent.complete").await.len(), 1);
    for secret in scene.entra.secrets() {
        let shown = scene.administrator.get(&routes::admin_consents("contoso", scene.id())).await;
        assert!(!shown.text().contains(&secret), "a token is shown");
        assert!(!scene.server.stderr().text().contains(&secret), "a token is in the log");
    }
}

#[tokio::test]
async fn v1_grants_what_the_registration_lists_and_is_asked_for_no_scope() {
    let scene = Scene::set(Entra::k2).await;
    scene.entra.list_roles(EXCHANGE, &["full_access_as_app"]);
    let consent = scene.consent().await;
    assert_eq!(consent.check.map(|check| check.state), Some(PermissionState::Granted));
    let page = &scene.entra.visits("/adminconsent")[0];
    assert_eq!((page.path.as_str(), page.parameter("scope")), (format!("/{DIRECTORY}/adminconsent").as_str(), ""));
}

#[tokio::test]
async fn imap_is_granted_under_the_name_that_its_consent_page_wants() {
    let scene = Scene::set(|entra| entra.application("exchange-online-imap")).await;
    scene.entra.list_roles(EXCHANGE, &["IMAP.AccessAsApp"]);
    assert_eq!(scene.consent().await.check.map(|check| check.state), Some(PermissionState::Granted));
    assert_eq!(scene.entra.visits("/adminconsent")[0].parameter("scope"), "https://ps.outlook.com/.default");
}

#[tokio::test]
async fn what_is_missing_is_named_with_who_can_grant_it_in_the_callers_language() {
    let scene = Scene::set(|entra| entra.application("microsoft-graph-mail")).await;
    scene.entra.list_roles(GRAPH, &["Mail.Send", "User.Read.All"]);
    let check = scene.consent().await.check.expect("a check");
    assert_eq!(check.state, PermissionState::Partly);
    let graph = &check.apis[0];
    assert_eq!(
        (graph.granted.as_slice(), graph.missing.as_slice()),
        (["Mail.Send".to_owned()].as_slice(), ["Mail.ReadWrite".to_owned()].as_slice())
    );
    assert_eq!(graph.extra, ["User.Read.All"]);
    assert_eq!(
        graph.grantors,
        ["Privileged Role Administrator"],
        "others cannot grant application permissions of Graph"
    );
    assert!(check.again_at.is_some(), "it may still be on its way");
    let path = routes::resource_permissions("contoso", scene.id());
    let dutch: ResourcePermissions = scene.administrator.in_dutch().get(&path).await.expect(200).to();
    let english = scene.permissions().await;
    assert_ne!(english.apis[0].permissions[0].why, dutch.apis[0].permissions[0].why);
    assert_ne!(english.apis[0].grantors, dutch.apis[0].grantors);
}

#[tokio::test]
async fn what_was_granted_may_take_a_while_to_show() {
    let scene = Scene::ews().await;
    scene.entra.delay(2);
    let first = scene.consent().await.check.expect("a check");
    assert_eq!(first.state, PermissionState::Missing);
    assert!(first.again_at.is_some_and(|again| again > first.checked_at));
    let states = [scene.check().await.state, scene.check().await.state];
    assert_eq!(states, [PermissionState::Missing, PermissionState::Granted]);
    assert_eq!(scene.permissions().await.last_check.map(|check| check.state), Some(PermissionState::Granted));
}

#[tokio::test]
async fn an_error_counts_although_the_answer_says_yes_beside_it() {
    for (reply, provider_code) in [(Reply::Cancel, "AADSTS65004"), (Reply::NotAllowed, "AADSTS90094")] {
        let scene = Scene::ews().await;
        scene.entra.reply(reply);
        let back = scene.come_back().await;
        assert_eq!(back.callback["admin_consent"], "True");
        let answer = scene.complete(&back).await;
        assert_eq!(answer.problem(ProblemCode::ConsentRefused).provider_code.as_deref(), Some(provider_code));
        answer.remedy(ProblemCode::ConsentRefused);
        assert_eq!(scene.entra.token_requests(), 0);
        let [listed] = &scene.history().await[..] else { panic!("one consent") };
        assert_eq!(listed.state, AdminConsentState::Refused);
        let problem = listed.problem.as_ref().expect("why");
        assert_eq!(problem.provider_code.as_deref(), Some(provider_code));
        assert_eq!(scene.audited("admin_consent.fail").await.len(), 1);
    }
}

#[tokio::test]
async fn a_v1_refusal_is_understood_in_both_languages() {
    let scene = Scene::set(Entra::k2).await;
    scene.entra.reply(Reply::Cancel);
    let english = scene.complete(&scene.come_back().await).await.remedy(ProblemCode::ConsentRefused);
    let back = scene.come_back().await;
    let dutch = scene.administrator.in_dutch().post(&back.path(), &back.callback).await;
    assert_ne!(english, dutch.remedy(ProblemCode::ConsentRefused));
}

#[tokio::test]
async fn asvs_10_1_2_another_directory_that_answers_is_refused_without_a_token_request() {
    let scene = Scene::ews().await;
    scene.entra.reply(Reply::Elsewhere(OTHER_DIRECTORY.to_owned()));
    let answer = scene.complete(&scene.come_back().await).await;
    let problem = answer.problem(ProblemCode::ConsentWrongDirectory);
    assert!(problem.detail.contains(OTHER_DIRECTORY) && problem.detail.contains(DIRECTORY), "{}", problem.detail);
    assert_eq!(scene.entra.token_requests(), 0);
    let [listed] = &scene.history().await[..] else { panic!("one consent") };
    assert_eq!(
        (listed.state, listed.answered_by.as_deref()),
        (AdminConsentState::WrongDirectory, Some(OTHER_DIRECTORY))
    );
    let [entry] = &scene.audited("admin_consent.fail").await[..] else { panic!("one entry") };
    assert_eq!(entry["detail"]["answered_by"], OTHER_DIRECTORY);
}

#[tokio::test]
async fn the_callbacks_tenant_proves_nothing_the_tokens_does() {
    let scene = Scene::ews().await;
    scene.entra.set_token_directory(OTHER_DIRECTORY);
    let back = scene.come_back().await;
    assert_eq!(back.callback["tenant"], DIRECTORY, "forged: it names the right one");
    let consent: AdminConsent = scene.complete(&back).await.expect(200).to();
    let check = consent.check.expect("a check");
    assert_eq!(check.state, PermissionState::OtherDirectory);
    assert_eq!((check.apis[0].granted.len(), check.apis[0].missing.len()), (0, 1));
    // And nobody gains by claiming a yes that was never said.
    let scene = Scene::ews().await;
    scene.entra.reply(Reply::Cancel);
    let mut back = scene.come_back().await;
    for name in ["error", "error_description"] {
        back.callback.as_object_mut().unwrap().remove(name);
    }
    back.callback["tenant"] = json!(DIRECTORY);
    let consent: AdminConsent = scene.complete(&back).await.expect(200).to();
    assert_eq!(consent.check.map(|check| check.state), Some(PermissionState::Missing));
}

#[tokio::test]
async fn asvs_2_3_1_a_replayed_a_forged_and_a_foreign_state_are_refused_without_a_token_request() {
    let scene = Scene::ews().await;
    let (first, second) = (scene.come_back().await, scene.come_back().await);
    let right = first.callback["state"].as_str().unwrap().to_owned();
    let others = second.callback["state"].as_str().unwrap().to_owned();
    for wrong in [format!("{right}x"), right[..right.len() - 1].to_owned(), others, "consent.a.b".to_owned()] {
        let mut callback = first.callback.clone();
        callback["state"] = json!(wrong);
        scene.administrator.post(&first.path(), &callback).await.remedy(ProblemCode::StateInvalid);
    }
    let unknown = routes::admin_consent_complete("00000000-0000-7000-8000-000000000000");
    scene.administrator.post(&unknown, &first.callback).await.remedy(ProblemCode::StateInvalid);
    assert_eq!(scene.entra.token_requests(), 0);
    let _ = scene.complete(&first).await.expect(200);
    let asked = scene.entra.token_requests();
    scene.complete(&first).await.remedy(ProblemCode::StateInvalid);
    assert_eq!(scene.entra.token_requests(), asked);
}

#[tokio::test]
async fn asvs_10_1_2_only_the_session_that_began_it_finishes_it() {
    let scene = Scene::ews().await;
    let back = scene.come_back().await;
    let other = scene.server.sign_in(ADMINISTRATOR, PASSWORD).await;
    other.post(&back.path(), &back.callback).await.remedy(ProblemCode::SessionMismatch);
    let key = scene.administrator.key(None, &[Scope::All]).await;
    key.post(&back.path(), &back.callback).await.problem(ProblemCode::SessionMismatch);
    let editor = scene.server.member(&scene.administrator, "contoso", Role::Editor).await;
    editor.post(&back.path(), &back.callback).await.problem(ProblemCode::SessionMismatch);
    scene.server.anonymous().post(&back.path(), &back.callback).await.problem(ProblemCode::NotSignedIn);
    assert_eq!(scene.entra.token_requests(), 0);
    assert!(scene.complete(&back).await.status == 200, "it still belongs to whoever began it");
}

#[tokio::test]
async fn the_callback_of_another_resource_or_of_an_authorization_is_refused() {
    let scene = Scene::ews().await;
    let mut body = scene.entra.application("exchange-online-smtp");
    body["name"] = json!("Other");
    let other: Resource = scene.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    let mut back = scene.come_back().await;
    let own = back.callback["callback"].clone();
    back.callback["callback"] = json!(other.callback_url.rsplit('/').next().unwrap());
    scene.complete(&back).await.remedy(ProblemCode::StateInvalid);
    // The state of a consent opens no authorization.
    let path = routes::authorization_complete(back.started.id.as_str());
    let posted = json!({ "state": back.callback["state"], "code": "c", "callback": own });
    scene.administrator.post(&path, &posted).await.problem(ProblemCode::StateInvalid);
    assert_eq!(scene.entra.token_requests(), 0);
}

#[tokio::test]
async fn a_resource_or_tenant_changed_meanwhile_makes_the_answer_worthless() {
    let scene = Scene::ews().await;
    let back = scene.come_back().await;
    let path = routes::resource_parameter("contoso", scene.id(), "client_id");
    let _ = scene.administrator.put(&path, &json!({ "token": "another" })).await.expect(200);
    scene.complete(&back).await.problem(ProblemCode::StateInvalid);
    let scene = Scene::set(|entra| {
        let mut resource = entra.application("exchange-online-ews");
        resource["endpoints"]["token"] = json!(format!("{}/organizations/oauth2/v2.0/token", entra.url()));
        resource
    })
    .await;
    let back = scene.come_back().await;
    let moved = json!({ "directory_id": OTHER_DIRECTORY });
    let _ = scene.administrator.patch(&routes::tenant("contoso"), &moved).await.expect(200);
    scene.complete(&back).await.problem(ProblemCode::StateInvalid);
    assert_eq!(scene.entra.token_requests(), 0);
}

#[tokio::test]
async fn where_no_consent_can_be_asked_for_is_said_before_anybody_leaves() {
    let scene = Scene::ews().await;
    let start = async |body: &Value| {
        let made: Resource = scene.administrator.post(&routes::resources("contoso"), body).await.expect(201).to();
        scene.administrator.post(&routes::admin_consents("contoso", made.id.as_str()), &json!({})).await
    };
    let mut body = scene.entra.application("exchange-online-ews");
    body["name"] = json!("Elsewhere");
    body["endpoints"]["token"] = json!(format!("{}/token", scene.entra.url()));
    start(&body).await.remedy(ProblemCode::ConsentUnsupported);
    body["name"] = json!("Other directory");
    body["endpoints"]["token"] = json!(format!("{}/{OTHER_DIRECTORY}/oauth2/v2.0/token", scene.entra.url()));
    start(&body).await.remedy(ProblemCode::ConsentDirectoryDiffers);
    body["name"] = json!("Nobody");
    body["endpoints"]["token"] = json!(format!("{}/organizations/oauth2/v2.0/token", scene.entra.url()));
    body["parameters"] = json!({});
    start(&body).await.remedy(ProblemCode::ResourceIncomplete);
    let _ = scene.administrator.patch(&routes::tenant("contoso"), &json!({ "directory_id": null })).await.expect(200);
    body["name"] = json!("No directory");
    start(&body).await.remedy(ProblemCode::ConsentDirectoryUnknown);
}

#[tokio::test]
async fn a_provider_that_gives_no_token_is_part_of_what_was_found() {
    let scene = Scene::ews().await;
    let back = scene.come_back().await;
    scene.entra.forget_client();
    let consent: AdminConsent = scene.complete(&back).await.expect(200).to();
    let check = consent.check.expect("a check");
    assert_eq!(check.state, PermissionState::NoToken);
    let problem = check.apis[0].problem.as_ref().expect("why");
    assert_eq!(problem.provider_code.as_deref(), Some("AADSTS700016"));
}

#[tokio::test]
async fn a_token_that_says_nothing_of_itself_is_no_proof() {
    let scene = Scene::ews().await;
    scene.entra.set_opaque(true);
    assert_eq!(scene.consent().await.check.map(|check| check.state), Some(PermissionState::Unreadable));
}

#[tokio::test]
async fn a_persons_permissions_are_proved_once_somebody_has_signed_in() {
    let scene = Scene::set(|entra| entra.person("exchange-online-ews")).await;
    scene.entra.list_scopes(EXCHANGE, &["EWS.AccessAsUser.All"]);
    let check = scene.consent().await.check.expect("a check");
    assert_eq!(check.state, PermissionState::Waiting);
    assert_eq!(scene.entra.token_requests(), 0);
    scene.administrator.authorize("contoso", &scene.resource, Some("mail@contoso.example.com")).await;
    let check = scene.check().await;
    assert_eq!(
        (check.state, check.apis[0].granted.as_slice()),
        (PermissionState::Granted, ["EWS.AccessAsUser.All".to_owned()].as_slice())
    );
    scene.administrator.authorize("contoso", &scene.resource, Some("other@contoso.example.com")).await;
    let path = routes::permission_check("contoso", scene.id());
    assert_eq!(scene.administrator.post(&path, &json!({})).await.faults()[0].0, "/subject");
    let body = json!({ "subject": "other@contoso.example.com" });
    let check: PermissionCheck = scene.administrator.post(&path, &body).await.expect(201).to();
    assert_eq!(check.state, PermissionState::Granted);
    // Whose token tells is not known when the directory's administrator comes back; the yes is kept all the same.
    let consent = scene.consent().await;
    assert_eq!((consent.state, consent.check), (AdminConsentState::Completed, None));
}

#[tokio::test]
async fn an_expired_consent_is_refused_without_a_token_request() {
    let Scene { server, entra, administrator, resource } = Scene::ews().await;
    let path = routes::admin_consents("contoso", resource.id.as_str());
    let started: AdminConsentStarted = administrator.post(&path, &json!({})).await.expect(201).to();
    let callback = follow(&started.consent_url).await;
    let installation = server.stop().await;
    assert_eq!(installation.database().change("UPDATE admin_consents SET expires_at = created_at").await, 1);
    let server = installation.start().await;
    let administrator = server.anonymous().as_identity(administrator.identity.clone());
    let finish = routes::admin_consent_complete(started.id.as_str());
    administrator.post(&finish, &callback).await.remedy(ProblemCode::StateInvalid);
    assert_eq!(entra.token_requests(), 0);
    let listed = administrator.list(&path).await;
    assert_eq!(listed[0]["state"], "expired");
}

#[tokio::test]
async fn the_address_is_told_once_and_waits_for_an_hour() {
    let scene = Scene::ews().await;
    scene.start().await;
    let [listed] = &scene.history().await[..] else { panic!("one consent") };
    assert_eq!((listed.state, listed.finished_at), (AdminConsentState::Pending, None));
    assert!(listed.expires_at.seconds_since(listed.begun_at) == 3600);
    let shown = scene.administrator.get(&routes::admin_consents("contoso", scene.id())).await.text();
    assert!(!shown.contains("adminconsent") && !shown.contains("consent."), "the address is told once: {shown}");
}
