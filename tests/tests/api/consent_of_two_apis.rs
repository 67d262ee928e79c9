//! A resource that needs permissions of two APIs: the page of v2 grants those of one at a time, so there is a second
//! link; the page of v1 grants all.

use serde_json::{Value, json};
use shared::{
    api::{
        admin_consent::{AdminConsent, AdminConsentStarted},
        permission::{PermissionState, ResourcePermissions},
    },
    routes,
};
use tests::{
    entra::{EXCHANGE, Entra, GRAPH},
    harness::follow,
};

use crate::admin_consent::Scene;

/// What a resource that reads over EWS and Graph needs during a cut-over.
fn both() -> Value {
    json!({ "needed": [
        { "api": "exchange", "application": ["full_access_as_app"] },
        { "api": "graph", "application": ["Mail.Read"] },
    ] })
}

impl Scene {
    async fn need_both(&self) {
        self.entra.list_roles(GRAPH, &["Mail.Read"]);
        let path = routes::resource_permissions("contoso", self.id());
        let _ = self.administrator.put(&path, &both()).await.expect(200);
    }

    /// Begins a consent and goes through with it.
    async fn granted(&self, body: &Value) -> (AdminConsentStarted, AdminConsent) {
        let path = routes::admin_consents("contoso", self.id());
        let started: AdminConsentStarted = self.administrator.post(&path, body).await.expect(201).to();
        let callback = follow(&started.consent_url).await;
        let finish = routes::admin_consent_complete(started.id.as_str());
        (started, self.administrator.post(&finish, &callback).await.expect(200).to())
    }
}

fn states(consent: &AdminConsent) -> Vec<PermissionState> {
    consent.check.as_ref().expect("a check").apis.iter().map(|api| api.state).collect()
}

#[tokio::test]
async fn at_v2_the_second_link_is_offered_and_grants_the_rest() {
    let scene = Scene::ews().await;
    scene.need_both().await;
    let (first, consent) = scene.granted(&json!({})).await;
    assert_eq!((first.api.as_deref(), first.then.as_slice()), (Some("exchange"), ["graph".to_owned()].as_slice()));
    assert_eq!(first.scope.as_deref(), Some("https://outlook.office365.com/.default"));
    assert_eq!(states(&consent), [PermissionState::Granted, PermissionState::Missing]);
    // Nobody has to name it: it is the one that is left.
    let (second, consent) = scene.granted(&json!({})).await;
    assert_eq!((second.api.as_deref(), second.then.len()), (Some("graph"), 0));
    assert_eq!(second.scope.as_deref(), Some("https://graph.microsoft.com/.default"));
    assert_eq!(states(&consent), [PermissionState::Granted, PermissionState::Granted]);
    assert_eq!(consent.check.map(|check| check.state), Some(PermissionState::Granted));
}

#[tokio::test]
async fn either_link_can_be_asked_for_by_name_and_no_other() {
    let scene = Scene::ews().await;
    scene.need_both().await;
    let (first, consent) = scene.granted(&json!({ "api": "graph" })).await;
    assert_eq!((first.api.as_deref(), first.then.as_slice()), (Some("graph"), ["exchange".to_owned()].as_slice()));
    assert_eq!(states(&consent), [PermissionState::Missing, PermissionState::Granted]);
    let path = routes::admin_consents("contoso", scene.id());
    let other = scene.administrator.post(&path, &json!({ "api": "sharepoint" })).await;
    assert_eq!(other.faults(), [("/api".to_owned(), "no_such_thing".to_owned())]);
}

#[tokio::test]
async fn at_v1_one_page_grants_both() {
    let scene = Scene::set(Entra::k2).await;
    scene.entra.list_roles(EXCHANGE, &["full_access_as_app"]);
    scene.need_both().await;
    let (started, consent) = scene.granted(&json!({})).await;
    assert_eq!((started.api, started.then.len(), started.scope), (None, 0, None));
    assert_eq!(states(&consent), [PermissionState::Granted, PermissionState::Granted]);
}

#[tokio::test]
async fn a_resource_can_need_something_else_than_its_type_and_of_two_apis() {
    let scene = Scene::ews().await;
    scene.entra.list_roles(GRAPH, &["Mail.ReadWrite"]);
    let path = routes::resource_permissions("contoso", scene.id());
    let needed = json!({ "needed": [
        { "api": "exchange", "application": ["full_access_as_app"] },
        { "api": "graph", "application": ["Mail.Read"] },
    ] });
    let own: ResourcePermissions = scene.administrator.put(&path, &needed).await.expect(200).to();
    assert!(own.overridden && own.apis.len() == 2);
    let check = scene.consent().await.check.expect("a check");
    let states: Vec<_> = check.apis.iter().map(|api| (api.api.as_str(), api.state)).collect();
    // The page was asked for Exchange; the other half is still missing, and said to be.
    assert_eq!(states, [("exchange", PermissionState::Granted), ("graph", PermissionState::Missing)]);
    assert_eq!(check.state, PermissionState::Partly);
    let wrong = json!({ "needed": [{ "api": "", "application": ["a b"] }] });
    assert_eq!(scene.administrator.put(&path, &wrong).await.faults().len(), 2);
    let back: ResourcePermissions = scene.administrator.put(&path, &json!({ "needed": null })).await.expect(200).to();
    assert!(!back.overridden && back.apis.len() == 1);
    assert_eq!(scene.audited("permissions.change").await.len(), 2);
}
