//! The polling rules against a scripted provider and a moved clock.

use std::sync::{Arc, Mutex};

use axum::{Router, response::IntoResponse, routing::post};
use shared::{
    api::api_key::ApiKey,
    ids::{ApiKeyId, DeviceAuthorizationId},
    timestamp::Timestamp,
};

use super::*;
use crate::{
    store::{
        api_keys,
        resources::{self as resource_rows, ParameterRow, ResourceRow, tests as rows},
        tokens,
    },
    testing::TestApp,
};

const PENDING: &str = r#"{"error":"authorization_pending"}"#;
const SLOW_DOWN: &str = r#"{"error":"slow_down"}"#;
const TOKEN: &str = r#"{"access_token":"at","expires_in":3600,"refresh_token":"rt"}"#;

/// The answers that are left; an empty list is a provider that fails.
type Script = Arc<Mutex<Vec<&'static str>>>;

struct Scene {
    test: TestApp,
    script: Script,
    tenant: TenantId,
    begun_at: Timestamp,
}

impl Scene {
    /// A code begun now that lives 60 seconds, and a provider that gives these answers, the last one first.
    async fn with(script: &[&'static str]) -> Self {
        let script: Script = Arc::new(Mutex::new(script.to_vec()));
        let answers = Arc::clone(&script);
        let answer = async move || {
            let body = answers.lock().expect("script").pop();
            let status = match body {
                None => http::StatusCode::BAD_GATEWAY,
                Some(body) if body.contains("error") => http::StatusCode::BAD_REQUEST,
                Some(_) => http::StatusCode::OK,
            };
            (status, [("content-type", "application/json")], body.unwrap_or("{}")).into_response()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
        let endpoint = format!("http://{}/token", listener.local_addr().expect("address"));
        let router = Router::new().route("/token", post(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let test = TestApp::with(&[("CONSENTRY_OUTBOUND_ALLOW", "127.0.0.0/8,http")]).await;
        let app = &test.app;
        let mut tx = app.store.write().await.expect("write");
        let tenant = rows::add_tenant(&mut tx, "contoso").await;
        app.vault.create_tenant_key(&mut tx, &tenant, &app.clock).await.expect("key");
        let endpoints = serde_json::json!({ "token": endpoint }).to_string();
        let resource = ResourceRow { endpoints, client_auth: "none".into(), ..rows::row("r1", "Mail") };
        resource_rows::insert(&mut tx, &tenant, &resource).await.expect("resource");
        let client = ParameterRow {
            name: "client_id".into(),
            phase: "token".into(),
            value: Some("c".into()),
            sealed: None,
            last4: None,
            updated_at: 0,
        };
        let id = ResourceId::new("r1");
        resource_rows::put_parameter(&mut tx, &tenant, &id, &client).await.expect("parameter");
        let key = app.vault.tenant(&mut tx, &tenant).await.expect("key");
        let begun_at = app.clock.now();
        let starter = ApiKey {
            id: ApiKeyId::new("AAAAAAAAAAAA"),
            name: "Robot".into(),
            tenant: None,
            scopes: Vec::new(),
            created_at: begun_at,
            expires_at: None,
            last_used_at: None,
        };
        api_keys::insert(&mut tx, &starter, b"hash").await.expect("key");
        let version = resource_rows::get(&mut tx, &tenant, &id).await.expect("get").expect("there").version;
        let row = Row {
            id: "d1".into(),
            tenant_id: tenant.to_string(),
            resource_id: "r1".into(),
            subject: "a@example.com".into(),
            device_code: Some(key.seal(code_place("d1"), b"device")),
            begun_by: "api_key:AAAAAAAAAAAA".into(),
            resource_version: version,
            interval_seconds: 5,
            next_poll_at: begun_at.plus_seconds(5).as_millis(),
            created_at: begun_at.as_millis(),
            expires_at: begun_at.plus_seconds(60).as_millis(),
            ..Row::default()
        };
        store::insert(&mut tx, &row).await.expect("insert");
        tx.commit().await.expect("commit");
        Self { test, script, tenant, begun_at }
    }

    /// Lets a second pass at a time; tells at which seconds, up to `last`, the provider was asked.
    async fn run_to(&self, last: i64) -> Vec<i64> {
        let app = &self.test.app;
        let mut asked = Vec::new();
        while app.clock.now() < self.begun_at.plus_seconds(last) {
            app.clock.advance(Duration::from_secs(1));
            let left = self.script.lock().expect("script").len();
            run(app.clone()).await.expect("the job runs");
            app.tasks.close();
            app.tasks.wait().await;
            if self.script.lock().expect("script").len() < left {
                asked.push(app.clock.now().seconds_since(self.begun_at));
            }
        }
        asked
    }

    async fn row(&self) -> Row {
        let mut tx = self.test.app.store.read().await.expect("read");
        let (resource, id) = (ResourceId::new("r1"), DeviceAuthorizationId::new("d1"));
        let row = store::begun_by(&mut tx, &self.tenant, &resource, &id, "api_key:AAAAAAAAAAAA").await;
        row.expect("get").expect("there")
    }
}

#[tokio::test]
async fn the_interval_is_kept_and_slow_down_adds_five_seconds_for_good() {
    let scene = Scene::with(&[TOKEN, PENDING, SLOW_DOWN, PENDING]).await;
    assert_eq!(scene.run_to(59).await, [5, 10, 20, 30]);
    let row = scene.row().await;
    assert_eq!((row.state.as_str(), row.interval_seconds, row.device_code), ("completed", 10, None));
    let mut tx = scene.test.app.store.read().await.expect("read");
    let (resource, token) = (ResourceId::new("r1"), TokenId::new(row.token_id.expect("a token")));
    let token = tokens::get(&mut tx, &scene.tenant, &resource, &token).await.expect("get").expect("there");
    assert_eq!(token.subject, "a@example.com");
    assert!(token.access_token.is_some() && token.refresh_token.is_some() && token.lease_owner.is_none());
}

#[tokio::test]
async fn a_failing_provider_is_asked_more_seldom_until_the_code_ends() {
    let scene = Scene::with(&[]).await;
    scene.run_to(5).await;
    assert_eq!(scene.row().await.next_poll_at, scene.begun_at.plus_seconds(15).as_millis());
    scene.run_to(15).await;
    assert_eq!(scene.row().await.next_poll_at, scene.begun_at.plus_seconds(35).as_millis());
    scene.run_to(35).await;
    assert_eq!(scene.row().await.next_poll_at, scene.begun_at.plus_seconds(60).as_millis());
    scene.run_to(60).await;
    let row = scene.row().await;
    assert_eq!((row.state.as_str(), row.error_code.as_deref()), ("expired", Some("oauth.device_code_expired")));
}

#[tokio::test]
async fn nobody_is_asked_after_the_end() {
    let scene = Scene::with(&[TOKEN]).await;
    scene.test.app.clock.advance(Duration::from_mins(1));
    assert!(scene.run_to(120).await.is_empty());
    assert_eq!(scene.row().await.state, "expired");
}
