//! How far an application permission reaches: red until a limit is recorded and a mailbox was refused since.

use serde_json::json;
use shared::{
    api::reach::{Reach, ReachState, ScopingKind},
    routes,
};

use tests::{
    entra::Entra,
    exchange::{Exchange, Mailbox},
};

use super::admin_consent::Scene;

/// A mailbox outside the scope.
const DIRECTOR: &str = "director@contoso.example.com";
/// Another one.
const LEGAL: &str = "legal@contoso.example.com";
/// The one that the application is for.
const INTAKE: &str = "mail-intake@contoso.example.com";

impl Scene {
    async fn reach(&self) -> Reach {
        self.administrator.get(&routes::resource_reach("contoso", self.id())).await.expect(200).to()
    }

    async fn record(&self, policy: &serde_json::Value) -> Reach {
        let path = routes::resource_reach("contoso", self.id());
        self.administrator.put(&path, &json!({ "policy": policy })).await.expect(200).to()
    }

    async fn check_reach(&self) -> String {
        let body = json!({ "checks": [{ "check": "reach", "resource": self.id() }] });
        let run = self.administrator.post(&routes::checks("contoso", "production"), &body).await.expect(201).json();
        run["items"][0]["state"].as_str().unwrap().to_owned()
    }

    /// Knocks at a mailbox that must be refused, as the exchange has it now; gives the state and the run's id.
    async fn knock(&self, exchange: &Exchange, mailbox: &str, protocol: &str) -> (String, String) {
        let url = if protocol == "ews" { exchange.ews() } else { exchange.graph() };
        let body = json!({ "checks": [{ "check": "mailbox_refused", "resource": self.id(),
            "arguments": { "mailbox": mailbox, "protocol": protocol, "url": url } }] });
        let ran = self.administrator.post(&routes::checks("contoso", "production"), &body).await.expect(201).json();
        let text = |name: &str| ran["items"][0][name].as_str().unwrap().to_owned();
        (text("state"), text("id"))
    }

    /// The checks about which there is news that has not ended.
    async fn news(&self) -> Vec<serde_json::Value> {
        let all = self.administrator.list(&routes::notices("contoso")).await;
        all.into_iter().filter(|notice| notice["resolved_at"].is_null()).map(|notice| notice["check"].clone()).collect()
    }
}

/// An Exchange in which the directors' and the lawyers' mailboxes are shut for the application.
async fn exchange() -> Exchange {
    let exchange = Exchange::start().await;
    exchange.mailbox(DIRECTOR, Mailbox::Denied);
    exchange.mailbox(LEGAL, Mailbox::Denied);
    exchange.mailbox(INTAKE, Mailbox::Open);
    exchange
}

fn policy() -> serde_json::Value {
    json!({ "kind": "rbac_for_applications", "name": "Mail intake only", "scope": "Members of the group mail-intake" })
}

/// From a permission without a limit to one that is proved, and on.
async fn walked(scene: &Scene, permission: &str, protocol: &str) {
    let exchange = exchange().await;
    let before = scene.reach().await;
    assert_eq!(before.state, ReachState::Unscoped);
    assert_eq!(before.permissions[0].name, permission);
    assert_eq!(scene.check_reach().await, "failed");
    // A refusal from before the record says nothing about it.
    assert_eq!(scene.knock(&exchange, DIRECTOR, protocol).await.0, "passed");
    assert_eq!(scene.check_reach().await, "failed");
    let recorded = scene.record(&policy()).await;
    assert_eq!(recorded.state, ReachState::Unproved);
    let kept = recorded.policy.expect("a record");
    assert_eq!((kept.kind, kept.recorded_by.as_str()), (ScopingKind::RbacForApplications, "Administrator"));
    assert_eq!(scene.check_reach().await, "failed");
    // The limit takes its time: the server still opens the mailbox.
    exchange.mailbox(DIRECTOR, Mailbox::Open);
    assert_eq!(scene.knock(&exchange, DIRECTOR, protocol).await.0, "failed");
    let opened = scene.reach().await;
    assert_eq!(
        (opened.state, opened.proof.map(|proof| proof.mailbox)),
        (ReachState::Opened, Some(DIRECTOR.to_owned()))
    );
    assert_eq!(scene.check_reach().await, "failed");
    // A mailbox that is refused does not make up for one that opens, and one that does not exist proves nothing.
    assert_eq!(scene.knock(&exchange, LEGAL, protocol).await.0, "passed");
    assert_eq!(scene.knock(&exchange, "nobody@contoso.example.com", protocol).await.0, "impossible");
    assert_eq!(scene.reach().await.state, ReachState::Opened);
    exchange.mailbox(DIRECTOR, Mailbox::Denied);
    assert_eq!(scene.knock(&exchange, DIRECTOR, protocol).await.0, "passed");
    let proved = scene.reach().await;
    assert_eq!(proved.state, ReachState::Proved);
    assert_eq!(proved.proof.map(|proof| proof.mailbox).as_deref(), Some(DIRECTOR));
    assert_eq!(scene.check_reach().await, "passed");
    assert!(scene.news().await.is_empty(), "all of it holds");
    // Somebody consents for the whole organization: it is open again, and that is news.
    exchange.mailbox(LEGAL, Mailbox::Open);
    assert_eq!(scene.knock(&exchange, LEGAL, protocol).await.0, "failed");
    let opened = scene.reach().await;
    assert_eq!((opened.state, opened.proof.map(|proof| proof.mailbox)), (ReachState::Opened, Some(LEGAL.to_owned())));
    assert_eq!(scene.check_reach().await, "failed");
    assert_eq!(scene.news().await, ["reach", "mailbox_refused"]);
    // A mailbox that nobody minds being open was asked about by mistake: forgotten, it counts no more.
    let (state, mistake) = scene.knock(&exchange, INTAKE, protocol).await;
    assert_eq!(state, "failed");
    exchange.mailbox(LEGAL, Mailbox::Denied);
    assert_eq!(scene.knock(&exchange, LEGAL, protocol).await.0, "passed");
    assert_eq!(scene.reach().await.state, ReachState::Opened);
    let path = routes::check_run("contoso", "production", &mistake);
    let _ = scene.administrator.delete(&path).await.expect(204);
    assert_eq!(scene.reach().await.state, ReachState::Proved);
    assert_eq!(scene.audited("reach.record").await.len(), 1);
    // Recorded anew, it is to be proved anew.
    assert_eq!(scene.record(&policy()).await.state, ReachState::Unproved);
    assert_eq!(scene.record(&serde_json::Value::Null).await.state, ReachState::Unscoped);
}

#[tokio::test]
async fn over_ews_it_is_red_until_a_limit_is_recorded_and_every_mailbox_asked_about_is_refused() {
    let scene = Scene::ews().await;
    let before = scene.reach().await;
    assert_eq!(before.permissions[0].why.as_deref(), Some("Opens every mailbox over EWS, as the application."));
    walked(&scene, "full_access_as_app", "ews").await;
}

#[tokio::test]
async fn over_graph_it_is_red_until_a_limit_is_recorded_and_every_mailbox_asked_about_is_refused() {
    let scene = Scene::set(|entra: &Entra| entra.application("microsoft-graph-mail")).await;
    scene.entra.list_roles(tests::entra::GRAPH, &["Mail.ReadWrite", "Mail.Send"]);
    walked(&scene, "Mail.ReadWrite", "graph").await;
}

#[tokio::test]
async fn what_was_recorded_for_another_application_counts_no_more() {
    let (scene, exchange) = (Scene::ews().await, exchange().await);
    scene.record(&policy()).await;
    assert_eq!(scene.knock(&exchange, DIRECTOR, "ews").await.0, "passed");
    assert_eq!(scene.reach().await.state, ReachState::Proved);
    let path = routes::resource_parameter("contoso", scene.id(), "client_id");
    let _ = scene.administrator.put(&path, &json!({ "token": "another" })).await.expect(200);
    assert_eq!(scene.reach().await.state, ReachState::Outdated);
    assert_eq!(scene.check_reach().await, "failed");
}

#[tokio::test]
async fn where_people_sign_in_only_their_own_mailbox_is_reached() {
    let scene = Scene::set(|entra| entra.person("exchange-online-ews")).await;
    let reach = scene.reach().await;
    assert_eq!((reach.state, reach.permissions.len()), (ReachState::SignedInOnly, 0));
    assert_eq!(scene.check_reach().await, "passed");
    let path = routes::resource_reach("contoso", scene.id());
    let wrong = json!({ "policy": { "kind": "rbac_for_applications", "name": "", "scope": "" } });
    let faults = scene.administrator.put(&path, &wrong).await.faults();
    assert_eq!(
        faults.iter().map(|(pointer, _)| pointer.as_str()).collect::<Vec<_>>(),
        ["/policy/name", "/policy/scope"]
    );
}
