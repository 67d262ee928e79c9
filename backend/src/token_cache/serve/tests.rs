//! Serving, with a provider that answers when it is let.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::{Router, extract::State, response::IntoResponse, routing::post};
use shared::{ids::TokenId, secret::SecretText};
use tokio::sync::{Notify, Semaphore};

use super::*;
use crate::{
    oauth::token_response::TokenAnswer,
    resources,
    store::{
        resources::{self as resource_rows, ParameterRow, ResourceRow, tests as rows},
        tokens,
    },
    testing::TestApp,
    token_cache::obtained::{Kept, Obtained, REFRESH, keep},
};

/// A token endpoint that answers when it is let.
pub(in crate::token_cache) struct Provider {
    calls: AtomicUsize,
    pub(in crate::token_cache) asked: Notify,
    pub(in crate::token_cache) permits: Semaphore,
    answer: (u16, &'static str),
}

async fn token_endpoint(State(provider): State<Arc<Provider>>) -> impl IntoResponse {
    provider.calls.fetch_add(1, Ordering::SeqCst);
    provider.asked.notify_one();
    provider.permits.acquire().await.expect("open").forget();
    let status = http::StatusCode::from_u16(provider.answer.0).expect("status");
    (status, [("content-type", "application/json")], provider.answer.1)
}

pub(in crate::token_cache) struct Scene {
    pub(in crate::token_cache) test: TestApp,
    pub(in crate::token_cache) provider: Arc<Provider>,
    pub(in crate::token_cache) tenant: TenantId,
    resource: ResourceId,
}

pub(in crate::token_cache) const RENEWED: (u16, &str) =
    (200, r#"{"access_token":"at2","expires_in":3600,"refresh_token":"rt2"}"#);

impl Scene {
    /// A delegated token that lives `life` seconds, and a provider that answers `permits` times.
    pub(in crate::token_cache) async fn with_token(life: i64, permits: usize, answer: (u16, &'static str)) -> Self {
        let asked = Notify::new();
        let provider =
            Arc::new(Provider { calls: AtomicUsize::new(0), asked, permits: Semaphore::new(permits), answer });
        let router = Router::new().route("/token", post(token_endpoint)).with_state(Arc::clone(&provider));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
        let endpoint = format!("http://{}/token", listener.local_addr().expect("address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let test = TestApp::with(&[("CONSENTRY_OUTBOUND_ALLOW", "127.0.0.0/8,http")]).await;
        let mut tx = test.app.store.write().await.expect("write");
        let tenant = rows::add_tenant(&mut tx, "contoso").await;
        test.app.vault.create_tenant_key(&mut tx, &tenant, &test.app.clock).await.expect("key");
        let endpoints = serde_json::json!({ "token": endpoint }).to_string();
        let row = ResourceRow { endpoints, ..rows::row("r1", "Mail") };
        resource_rows::insert(&mut tx, &tenant, &row).await.expect("resource");
        let resource = ResourceId::new("r1");
        let client = ParameterRow {
            name: "client_id".into(),
            phase: "token".into(),
            value: Some("c".into()),
            sealed: None,
            last4: None,
            updated_at: 0,
        };
        resource_rows::put_parameter(&mut tx, &tenant, &resource, &client).await.expect("parameter");
        let settings =
            resources::open(&mut tx, &test.app, &tenant, &resource).await.expect("open").expect("there").settings;
        let wanted = TokenRow { id: "t1".into(), resource_id: "r1".into(), ..TokenRow::default() };
        let row = tokens::ensure(&mut tx, &tenant, &wanted).await.expect("row");
        let fence =
            tokens::lease(&mut tx, &tenant, &TokenId::new("t1"), "test", 0, 0).await.expect("lease").expect("free");
        let now = test.app.clock.now();
        let answer = TokenAnswer {
            access_token: SecretText::new("at1"),
            token_type: "Bearer".into(),
            obtained_at: now,
            expires_at: now.plus_seconds(life),
            refresh_token: Some(SecretText::new("rt1")),
            refresh_at: None,
            refresh_expires_at: None,
            scope: None,
        };
        let obtained =
            Obtained { settings: &settings, row: &row, fence, answer: &answer, event: "acquired", signed_in: true };
        let kept = keep(&mut tx, &test.app, &obtained).await.expect("kept");
        assert!(matches!(kept, Kept::Row(_)), "the fence holds");
        tx.commit().await.expect("commit");
        Self { test, provider, tenant, resource }
    }

    fn wanted(&self, needed_seconds: i64, force: bool) -> Wanted<'_> {
        let target = Target::default();
        Wanted { tenant: &self.tenant, resource: &self.resource, subject: None, target, needed_seconds, force }
    }

    pub(in crate::token_cache) async fn serve(&self, needed_seconds: i64, force: bool) -> Result<Served, TokenFault> {
        serve(&self.test.app, &self.wanted(needed_seconds, force)).await
    }

    pub(in crate::token_cache) fn calls(&self) -> usize {
        self.provider.calls.load(Ordering::SeqCst)
    }

    pub(in crate::token_cache) async fn row(&self) -> TokenRow {
        let mut tx = self.test.app.store.read().await.expect("read");
        tokens::get(&mut tx, &self.tenant, &self.resource, &TokenId::new("t1")).await.expect("get").expect("there")
    }

    pub(in crate::token_cache) async fn refresh_token(&self) -> String {
        let row = self.row().await;
        let key = self.test.app.vault.cached(&self.tenant).expect("key");
        crate::token_cache::obtained::open(&key, &row, REFRESH).expect("opens").expect("there").expose().to_owned()
    }
}

#[tokio::test]
async fn many_callers_cost_one_call_and_all_get_the_new_token() {
    let scene = Arc::new(Scene::with_token(30, 1, RENEWED).await);
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let scene = Arc::clone(&scene);
            tokio::spawn(async move { scene.serve(60, false).await.map(|served| served.entry.access_token.clone()) })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.expect("joined").expect("served").expose(), "at2");
    }
    assert_eq!((scene.calls(), scene.refresh_token().await.as_str()), (1, "rt2"));
    assert_eq!(scene.serve(60, false).await.expect("served").source, TokenSource::Cache);
}

#[tokio::test]
async fn what_the_provider_gave_is_kept_although_the_caller_has_left() {
    let scene = Arc::new(Scene::with_token(30, 0, RENEWED).await);
    let caller = tokio::spawn({
        let scene = Arc::clone(&scene);
        async move { scene.serve(60, false).await.map(drop) }
    });
    scene.provider.asked.notified().await;
    caller.abort();
    assert!(caller.await.is_err());
    scene.provider.permits.add_permits(1);
    scene.test.app.tasks.close();
    scene.test.app.tasks.wait().await;
    assert_eq!(scene.refresh_token().await, "rt2");
}

#[tokio::test]
async fn a_failed_renewal_keeps_the_tokens_says_why_and_is_not_repeated() {
    let refused = (400, r#"{"error":"invalid_grant","error_description":"AADSTS700082: inactive"}"#);
    let scene = Scene::with_token(30, 10, refused).await;
    let stopgap = scene.serve(60, false).await.expect("still alive");
    let warned = stopgap.warning.map(|fault| fault.code);
    assert_eq!((stopgap.entry.access_token.expose(), warned), ("at1", Some(ProblemCode::InteractionRequired)));
    let again = scene.serve(60, false).await.expect("still alive");
    assert!(again.warning.is_some() && scene.calls() == 1);
    let row = scene.row().await;
    assert_eq!(row.error_provider_code.as_deref(), Some("AADSTS700082"));
    assert_eq!((scene.refresh_token().await.as_str(), &row.lease_owner), ("rt1", &None));
    // The token has ended meanwhile; force alone does not present again what was refused.
    scene.test.app.clock.advance(std::time::Duration::from_secs(31));
    let is_refused = |fault: TokenFault| {
        assert!(matches!(fault, TokenFault::Provider(fault) if fault.code == ProblemCode::InteractionRequired));
    };
    is_refused(scene.serve(60, true).await.expect_err("dead"));
    assert_eq!(scene.calls(), 1);
    // Somebody insists.
    is_refused(renew_now(&scene.test.app, &scene.tenant, &row, true).await.expect_err("dead"));
    assert_eq!(scene.calls(), 2);
}

#[tokio::test]
async fn a_node_that_lost_its_lease_cannot_write_over_the_one_that_took_it() {
    let scene = Arc::new(Scene::with_token(30, 0, RENEWED).await);
    let caller = tokio::spawn({
        let scene = Arc::clone(&scene);
        async move { scene.serve(3600 * 2, true).await }
    });
    scene.provider.asked.notified().await;
    let mut tx = scene.test.app.store.write().await.expect("write");
    let taken = tokens::lease(&mut tx, &scene.tenant, &TokenId::new("t1"), "other", i64::MAX, i64::MAX).await;
    assert!(taken.expect("lease").is_some());
    tx.commit().await.expect("commit");
    scene.provider.permits.add_permits(1);
    let served = caller.await.expect("joined").expect("the old token is alive");
    assert!(served.warning.is_some() && served.entry.access_token.expose() == "at1");
    assert_eq!(scene.refresh_token().await, "rt1");
}

#[tokio::test]
async fn a_hit_does_not_carry_the_room_that_a_renewal_needs() {
    let scene = Scene::with_token(3_600, 0, RENEWED).await;
    let wanted = scene.wanted(60, false);
    let bytes = size_of_val(&serve(&scene.test.app, &wanted));
    assert!(bytes < 1_024, "{bytes} bytes are moved from layer to layer for every request");
}

#[tokio::test]
async fn a_hit_asks_neither_the_provider_nor_the_store() {
    let scene = Scene::with_token(3600, 0, RENEWED).await;
    assert_eq!(scene.serve(60, false).await.expect("served").source, TokenSource::Cache);
    scene.test.app.store.close().await;
    assert_eq!(scene.serve(60, false).await.expect("served from memory").entry.access_token.expose(), "at1");
    scene.test.app.token_cache.forget(&scene.tenant, &scene.resource);
    assert!(scene.serve(60, false).await.is_err(), "forgotten, and the store is gone");
    assert_eq!(scene.calls(), 0);
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_asked_once_after_a_while_and_then_by_all_again() {
    let scene = Arc::new(Scene::with_token(0, 1_000, (503, r#"{"error":"temporarily_unavailable"}"#)).await);
    let (app, calls) = (&scene.test.app, || scene.calls());
    let unavailable = |fault: TokenFault| match fault {
        TokenFault::Provider(fault) => {
            assert_eq!(fault.code, ProblemCode::ProviderUnavailable);
            fault.retry_after.expect("a time to wait")
        }
        other => panic!("{other}"),
    };
    for _ in 0..5 {
        unavailable(scene.serve(60, true).await.expect_err("failing"));
    }
    let before = calls();
    assert_eq!(unavailable(scene.serve(60, true).await.expect_err("left alone")), 31);
    app.clock.advance(std::time::Duration::from_secs(10));
    assert_eq!(unavailable(scene.serve(60, true).await.expect_err("left alone")), 21);
    assert_eq!(calls(), before, "whatever anybody wants");
    // Half a minute is over: one finds out, with the usual second attempt, and the next one waits for a minute.
    app.clock.advance(std::time::Duration::from_secs(20));
    unavailable(scene.serve(60, true).await.expect_err("failing"));
    assert_eq!(calls(), before + 2);
    assert_eq!(unavailable(scene.serve(60, true).await.expect_err("left alone")), 61);
    assert_eq!(calls(), before + 2);
    assert_eq!(scene.refresh_token().await, "rt1", "nothing is lost by that");
}
