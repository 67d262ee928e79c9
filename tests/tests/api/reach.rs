//! How far an application permission reaches: red until a limit is recorded and a mailbox was refused since.

use serde_json::json;
use shared::{
    api::reach::{Reach, ReachState, ScopingKind},
    routes,
};

use super::admin_consent::Scene;

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

    /// A run of the check that knocks at a mailbox, as if a mail server had answered so.
    async fn knocked(&self, state: &'static str) {
        let body = json!({ "checks": [{ "check": "mailbox_refused", "resource": self.id(),
            "arguments": { "mailbox": "director@contoso.example.com" } }] });
        let _ = self.administrator.post(&routes::checks("contoso", "production"), &body).await.expect(201);
        let last = "UPDATE check_runs SET state = ? WHERE id = (SELECT MAX(id) FROM check_runs WHERE check_id = 'mailbox_refused')";
        let statement = match state {
            "passed" => last.replace('?', "'passed'"),
            _ => last.replace('?', "'failed'"),
        };
        assert_eq!(self.server.installation().database().change(statement.leak()).await, 1);
    }
}

fn policy() -> serde_json::Value {
    json!({ "kind": "rbac_for_applications", "name": "Mail intake only", "scope": "Members of the group mail-intake" })
}

#[tokio::test]
async fn an_application_permission_is_red_until_a_limit_is_recorded_and_a_mailbox_refused_since() {
    let scene = Scene::ews().await;
    let before = scene.reach().await;
    assert_eq!(before.state, ReachState::Unscoped);
    assert_eq!(before.permissions[0].name, "full_access_as_app");
    assert_eq!(before.permissions[0].why.as_deref(), Some("Opens every mailbox over EWS, as the application."));
    assert_eq!(scene.check_reach().await, "failed");
    // A refusal from before the record says nothing about it.
    scene.knocked("passed").await;
    let recorded = scene.record(&policy()).await;
    assert_eq!(recorded.state, ReachState::Unproved);
    let kept = recorded.policy.expect("a record");
    assert_eq!((kept.kind, kept.recorded_by.as_str()), (ScopingKind::RbacForApplications, "Administrator"));
    assert_eq!(scene.check_reach().await, "failed");
    scene.knocked("failed").await;
    assert_eq!(scene.reach().await.state, ReachState::Opened);
    scene.knocked("passed").await;
    let proved = scene.reach().await;
    assert_eq!(proved.state, ReachState::Proved);
    assert_eq!(proved.proof.map(|proof| proof.mailbox).as_deref(), Some("director@contoso.example.com"));
    assert_eq!(scene.check_reach().await, "passed");
    assert_eq!(scene.audited("reach.record").await.len(), 1);
    // Recorded anew, it is to be proved anew.
    assert_eq!(scene.record(&policy()).await.state, ReachState::Unproved);
    assert_eq!(scene.record(&serde_json::Value::Null).await.state, ReachState::Unscoped);
}

#[tokio::test]
async fn what_was_recorded_for_another_application_counts_no_more() {
    let scene = Scene::ews().await;
    scene.record(&policy()).await;
    scene.knocked("passed").await;
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
