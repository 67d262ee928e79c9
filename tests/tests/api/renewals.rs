//! Tokens are renewed before anybody needs them, sign-ins are kept from lapsing, and what a crash left is taken up
//! without a caller. Time passes by changing when something is due.

use serde_json::{Value, json};
use shared::routes;
use tests::{
    harness::{Identity, Server, until},
    identity_server::{Endpoint, IdentityServer, Rotation, misbehaviour},
};

use crate::broker::Scene;

const DUE_NOW: &str = "UPDATE token_renewals SET due_at = 1 WHERE due_at IS NOT NULL";

impl Scene {
    async fn renewing(life: i64) -> Self {
        Self::on(Server::start_renewing().await, life).await
    }

    async fn listed(&self) -> Value {
        let list = routes::tokens("contoso", self.resource.id.as_str());
        self.administrator.list(&list).await.into_iter().next().expect("a token")
    }

    async fn change(&self, statement: &'static str) {
        assert!(self.server.installation().database().change(statement).await > 0, "{statement}");
    }

    /// Waits until so many were renewed ahead.
    async fn renewed(&self, count: i64) {
        until("renewed ahead", async || {
            (self.server.metric("consentry_renewals_done_total").await >= count).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_token_in_use_is_renewed_before_anybody_needs_it() {
    let scene = Scene::renewing(3600).await;
    let before = scene.served(json!({})).await;
    let plan = "SELECT COUNT(*) FROM token_renewals r JOIN tokens t ON t.id = r.token_id
                WHERE r.due_at - t.obtained_at BETWEEN 2700000 AND 3060000 AND r.due_at = r.fresh_at";
    assert_eq!(
        scene.server.installation().database().number(plan).await,
        1,
        "three quarters of its life, and a little"
    );
    scene.change(DUE_NOW).await;
    scene.renewed(1).await;
    let after = scene.served(json!({})).await;
    assert_eq!(after["source"], "cache");
    assert_ne!(after["access_token"], before["access_token"]);
    assert_eq!(scene.provider_calls(), 2);
    assert_eq!(scene.server.installation().database().number(plan).await, 1, "and so on");
}

#[tokio::test]
async fn the_providers_own_wish_is_honoured() {
    let scene = Scene::renewing(3600).await;
    scene.provider.always(Endpoint::Token, misbehaviour::replaced("refresh_in", json!(1200)));
    let _ = scene.served(json!({ "force": true })).await;
    let plan = "SELECT COUNT(*) FROM token_renewals r JOIN tokens t ON t.id = r.token_id
                WHERE r.due_at - t.obtained_at BETWEEN 1200000 AND 1560000";
    assert_eq!(scene.server.installation().database().number(plan).await, 1);
}

#[tokio::test]
async fn an_idle_sign_in_is_renewed_only_to_keep_it_from_lapsing() {
    let scene = Scene::renewing(3600).await;
    let ninety_days = json!(90 * 86_400);
    scene.provider.always(Endpoint::Token, misbehaviour::replaced("refresh_token_expires_in", ninety_days));
    // Nobody has asked for it for weeks.
    scene.change("UPDATE token_renewals SET used_at = 1, due_at = 1").await;
    scene.renewed(1).await;
    assert_eq!(scene.provider_calls(), 2);
    let plan = "SELECT (r.due_at - t.obtained_at) / 86400000 FROM token_renewals r JOIN tokens t ON t.id = r.token_id";
    let days = scene.server.installation().database().number(plan).await;
    assert!((67..=76).contains(&days), "{days}");
}

#[tokio::test]
async fn what_nobody_asks_for_and_cannot_lapse_is_left_alone() {
    let scene = Scene::renewing(3600).await;
    scene.change("UPDATE token_renewals SET used_at = 1, due_at = 1").await;
    scene.renewed(1).await;
    let waiting = "SELECT COUNT(*) FROM token_renewals WHERE due_at IS NOT NULL";
    assert_eq!(scene.server.installation().database().number(waiting).await, 0);
}

#[tokio::test]
async fn a_node_that_only_serves_renews_nothing_by_itself() {
    let scene = Scene::with_token(3600).await;
    let metrics = scene.server.anonymous().get(routes::METRICS).await.expect(200).text();
    assert!(!metrics.contains("consentry_renewals_"), "the job does not run: {metrics}");
    let started = scene.server.stderr().text() + &scene.server.stdout().text();
    assert!(started.contains("this node renews tokens only for those who ask"), "{started}");
}

#[tokio::test]
async fn what_a_crash_left_is_taken_up_without_anybody_asking() {
    let scene = Scene::renewing(3600).await;
    scene.provider.set_rotation(Rotation::Grace);
    let (hang, release) = misbehaviour::hang();
    scene.provider.always(Endpoint::Token, hang);
    let asking = tokio::spawn({
        let (robot, path) = (scene.robot.clone(), scene.path.clone());
        let request = robot.request(reqwest::Method::POST, &path).json(&json!({ "force": true }));
        async move { request.send().await.map(|answer| answer.status()) }
    });
    scene.provider.asked(Endpoint::Token, 2).await;
    let Scene { server, provider, administrator, resource, .. } = scene;
    let installation = server.kill().await;
    assert!(asking.await.unwrap().is_err(), "it was killed in the middle");
    provider.behave();
    drop(release);
    // PostgreSQL waits until the lease has run out: another node might hold it.
    assert_eq!(
        installation.database().change("UPDATE tokens SET lease_until = 1 WHERE lease_owner IS NOT NULL").await,
        1
    );
    let server = installation.start().await;
    provider.asked(Endpoint::Token, 3).await;
    let Identity::Session(_) = &administrator.identity else { panic!("a session") };
    let administrator = server.anonymous().as_identity(administrator.identity.clone());
    let list = routes::tokens("contoso", resource.id.as_str());
    until("the token is valid again", async || {
        let token = administrator.list(&list).await.remove(0);
        (token["state"] == "valid").then_some(())
    })
    .await;
    let presented = provider.requests(Endpoint::Token);
    assert_eq!(presented[1].parameter("refresh_token"), presented[2].parameter("refresh_token"));
    let leases = "SELECT COUNT(*) FROM tokens WHERE lease_owner IS NOT NULL";
    assert_eq!(server.installation().database().number(leases).await, 0);
}

#[tokio::test]
async fn a_failure_is_tried_again_later_and_a_valid_token_stays() {
    let scene = Scene::renewing(3600).await;
    scene.provider.always(Endpoint::Token, misbehaviour::retry_after(503, "90"));
    scene.change(DUE_NOW).await;
    until("the renewal has failed", async || {
        let failed = scene.server.metric("consentry_renewals_failed_total{class=\"transient\"}").await;
        (failed > 0).then_some(())
    })
    .await;
    let planned = "SELECT COUNT(*) FROM token_renewals r JOIN tokens t ON t.id = r.token_id
                   WHERE r.due_at - t.error_at BETWEEN 89000 AND 136000";
    assert_eq!(scene.server.installation().database().number(planned).await, 1, "not before the provider said");
    assert_eq!(scene.listed().await["state"], "valid");
    let served = scene.served(json!({})).await;
    assert_eq!((&served["source"], &served["warning"]), (&json!("cache"), &Value::Null));
}

/// Application tokens that are due: ten thousand of contoso at once, one of fabrikam not yet.
const MANY: [(&str, u64); 4] = [
    (
        "INSERT INTO tokens (id, tenant_id, resource_id, subject, audience, scope, token_type, obtained_at, expires_at,
             credential_version, fence, lease_until, created_at)
         SELECT 'one', r.tenant_id, r.id, '', '', '', 'Bearer', 0, 0, 0, 0, 0, 0
         FROM resources r JOIN tenants t ON t.id = r.tenant_id WHERE t.slug = 'fabrikam'",
        1,
    ),
    (
        "INSERT INTO token_renewals (token_id, tenant_id, due_at, used_at)
         SELECT id, tenant_id, 9000000000000, 0 FROM tokens WHERE id = 'one'",
        1,
    ),
    (
        "INSERT INTO tokens (id, tenant_id, resource_id, subject, audience, scope, token_type, obtained_at, expires_at,
             credential_version, fence, lease_until, created_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
         SELECT 'bulk-' || n.i, r.tenant_id, r.id, 'm' || n.i || '@contoso.example.com', '', '', 'Bearer', 0, 0, 0, 0,
             0, 0
         FROM n, resources r JOIN tenants t ON t.id = r.tenant_id WHERE t.slug = 'contoso'",
        10_000,
    ),
    (
        "INSERT INTO token_renewals (token_id, tenant_id, due_at, used_at)
         SELECT id, tenant_id, 1, 0 FROM tokens WHERE id LIKE 'bulk-%'",
        10_000,
    ),
];

#[tokio::test]
async fn ten_thousand_due_tokens_are_four_requests_at_once_and_no_other_tenant_waits() {
    let server = Server::start_renewing().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    for slug in ["contoso", "fabrikam"] {
        administrator.tenant(slug).await;
        let mut resource = provider.application("Mail");
        resource["parameters"]["scope"]["token"] = json!(slug);
        let _ = administrator.post(&routes::resources(slug), &resource).await.expect(201);
    }
    let (hang, release) = misbehaviour::hang();
    provider.always(Endpoint::Token, hang);
    let database = server.installation().database();
    for (statement, rows) in MANY {
        assert_eq!(database.change(statement).await, rows);
    }
    let of = |tenant: &str| {
        let asked = provider.requests(Endpoint::Token);
        asked.iter().filter(|request| request.parameter("scope") == tenant).count()
    };
    provider.asked(Endpoint::Token, 4).await;
    // Nobody is answered, so the four stay four; another tenant still has its turn.
    assert_eq!(database.change("UPDATE token_renewals SET due_at = 1 WHERE token_id = 'one'").await, 1);
    provider.asked(Endpoint::Token, 5).await;
    assert_eq!((of("contoso"), of("fabrikam")), (4, 1));
    // Now they are answered: on and on, and never more than four at once.
    let (counted, crowd) = misbehaviour::crowd();
    provider.always(Endpoint::Token, counted);
    release.release();
    provider.asked(Endpoint::Token, 200).await;
    assert!(crowd.most() <= 4, "{} at once", crowd.most());
    assert_eq!(of("fabrikam"), 1);
}
