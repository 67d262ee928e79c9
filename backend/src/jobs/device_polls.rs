//! Asks providers whether device codes were entered (RFC 8628 §3.4, §3.5). What waits is in the database, so it goes
//! on when the browser has left and after a restart; each is asked about by one node at a time, under a lease.

use std::time::Duration;

use shared::{
    api::device_authorization::DeviceAuthorizationState as State,
    ids::{ResourceId, TenantId, TokenId},
    problem::ProblemCode,
    secret::SecretText,
};

use crate::{
    app::AppState,
    audit::{self, Author, Entry},
    credentials,
    domain::resource::{ResourceSettings, Target},
    oauth::{
        client_auth::Prover,
        error::ProviderFault,
        grants::{Exchange, Polled, judge_poll, poll_device},
        token_response::TokenAnswer,
    },
    resources,
    store::{
        StoreError,
        device_authorizations::{self as store, Claim, DeviceAuthorizationRow as Row},
        dialect,
        tokens::Failure,
    },
    token_cache::{TokenFault, keep_sign_in},
    vault::Place,
};

/// Longer than a question to the provider and writing its answer down can take.
const LEASE_MILLIS: i64 = 30_000;
/// Questions begun in one go.
const MOST_AT_ONCE: i64 = 32;
/// Attempts to commit what the provider gave: a device code brings a token once.
const COMMIT_ATTEMPTS: u32 = 6;

/// Where a sealed device code belongs.
pub fn code_place(device_authorization: &str) -> Place<'_> {
    Place { table: "device_authorizations", row: device_authorization, column: "device_code" }
}

/// Begins the questions that are due; each goes on in a task of its own.
pub(super) async fn run(app: AppState) -> Result<(), StoreError> {
    let mut tx = app.store.read().await?;
    let now = dialect::shared_now(&mut tx, app.clock.now()).await?;
    if !store::any_due(&mut tx, now).await? {
        return Ok(());
    }
    drop(tx);
    let mut tx = app.store.write().await?;
    let alone = !dialect::has_other_nodes(&tx);
    let owner = app.token_cache.owner();
    let claim = Claim { owner, now, until: now + LEASE_MILLIS, alone, most: MOST_AT_ONCE };
    let due = store::claim(&mut tx, &claim).await?;
    tx.commit().await?;
    for row in due {
        let worker = app.clone();
        app.tasks.spawn(async move {
            if let Err(fault) = ask(&worker, &row, now).await {
                tracing::error!(%fault, device_authorization = row.id, "a device authorization could not go on yet");
            }
        });
    }
    Ok(())
}

async fn ask(app: &AppState, row: &Row, now: i64) -> Result<(), TokenFault> {
    if now >= row.expires_at {
        return end(app, row, State::Expired, &ProviderFault::of(ProblemCode::DeviceCodeExpired)).await;
    }
    let Some((settings, device_code)) = open(app, row).await? else {
        // Whoever changed the resource may have changed where the code would be sent.
        return end(app, row, State::Failed, &ProviderFault::of(ProblemCode::DeviceCodeRefused)).await;
    };
    let prover = Prover::new(&app.rng);
    let exchange = Exchange {
        settings: &settings,
        target: &Target::default(),
        outbound: &app.outbound,
        catalog: &app.catalog,
        clock: &app.clock,
        prover: &prover,
    };
    let outcome = poll_device(&exchange, &device_code).await;
    credentials::remember(app, &settings, &prover).await;
    match judge_poll(outcome, row.interval_seconds) {
        Polled::Token(answer) => keep(app, row, &settings, &answer).await,
        Polled::Wait { interval, seconds } => wait(app, row, interval, seconds).await,
        Polled::Over(state, fault) => end(app, row, state, &fault).await,
    }
}

/// The resource and the code, if the resource is as it was.
async fn open(app: &AppState, row: &Row) -> Result<Option<(ResourceSettings, SecretText)>, TokenFault> {
    let (tenant, resource) = (TenantId::new(&row.tenant_id), ResourceId::new(&row.resource_id));
    let mut tx = app.store.read().await?;
    let opened = resources::open(&mut tx, app, &tenant, &resource).await?.ok_or(TokenFault::NoResource)?;
    let key = app.vault.tenant(&mut tx, &tenant).await?;
    let Some(sealed) = row.device_code.as_ref().filter(|_| opened.row.version == row.resource_version) else {
        return Ok(None);
    };
    let device_code = key.open_text(code_place(&row.id), sealed).map_err(|fault| TokenFault::Vault(fault.into()))?;
    Ok(Some((opened.settings, device_code)))
}

async fn wait(app: &AppState, row: &Row, interval: i64, seconds: i64) -> Result<(), TokenFault> {
    let mut tx = app.store.write().await?;
    let now = dialect::shared_now(&mut tx, app.clock.now()).await?;
    let next_poll_at = now.saturating_add(seconds * 1000).min(row.expires_at);
    store::wait(&mut tx, &Row { interval_seconds: interval, next_poll_at, ..row.clone() }).await?;
    Ok(tx.commit().await?)
}

async fn end(app: &AppState, row: &Row, state: State, fault: &ProviderFault) -> Result<(), TokenFault> {
    let failure = Failure {
        at: app.clock.now().as_millis(),
        code: fault.code.as_str(),
        provider_code: fault.provider_code.as_deref(),
        correlation_id: fault.correlation_id.as_deref(),
    };
    let mut tx = app.store.write().await?;
    if store::fail(&mut tx, row, state, &failure).await? {
        let entry = entry(row, "device_authorization.fail").target("resource", row.resource_id.as_str());
        let detail = serde_json::json!({ "device_authorization": row.id, "state": state, "code": failure.code });
        audit::record(&mut tx, app, entry.detail(detail)).await?;
    }
    Ok(tx.commit().await?)
}

/// Commits the token, more than once if need be.
async fn keep(app: &AppState, row: &Row, settings: &ResourceSettings, answer: &TokenAnswer) -> Result<(), TokenFault> {
    let mut pause = Duration::from_millis(50);
    for attempt in 1..COMMIT_ATTEMPTS {
        match write(app, row, settings, answer).await {
            Err(fault) if !matches!(fault, TokenFault::NoResource) => {
                tracing::error!(%fault, attempt, device_authorization = row.id, "a new token could not be stored yet");
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            outcome => return outcome,
        }
    }
    write(app, row, settings, answer).await
}

async fn write(app: &AppState, row: &Row, settings: &ResourceSettings, answer: &TokenAnswer) -> Result<(), TokenFault> {
    let mut tx = app.store.write().await?;
    let kept = keep_sign_in(&mut tx, app, settings, &row.subject, answer).await?;
    store::complete(&mut tx, row, &kept.id, app.clock.now().as_millis()).await?;
    let entry = entry(row, "device_authorization.complete").target("token", kept.id.as_str());
    let detail =
        serde_json::json!({ "resource": row.resource_id, "device_authorization": row.id, "subject": row.subject });
    audit::record(&mut tx, app, entry.detail(detail)).await?;
    tx.commit().await?;
    app.token_cache.signed_in(&settings.tenant, &settings.id, &TokenId::new(kept.id));
    Ok(())
}

fn entry(row: &Row, action: &'static str) -> Entry {
    Entry::new(Author::system("token engine"), action).tenant(&TenantId::new(&row.tenant_id))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::{Router, response::IntoResponse, routing::post};
    use shared::{ids::DeviceAuthorizationId, timestamp::Timestamp};

    use super::*;
    use crate::{
        store::{
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
            let version = resource_rows::get(&mut tx, &tenant, &id).await.expect("get").expect("there").version;
            let row = Row {
                id: "d1".into(),
                tenant_id: tenant.to_string(),
                resource_id: "r1".into(),
                subject: "a@example.com".into(),
                device_code: Some(key.seal(code_place("d1"), b"device")),
                begun_by: "session:s".into(),
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
            let row = store::begun_by(&mut tx, &self.tenant, &resource, &id, "session:s").await;
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
}
