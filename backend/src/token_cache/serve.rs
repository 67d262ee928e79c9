//! The broker's question, answered: from memory, from the store, or by a renewal.

use std::sync::Arc;

use shared::{
    api::token::TokenSource,
    ids::{ResourceId, TenantId, TokenId},
    problem::ProblemCode,
    timestamp::Timestamp,
};

use super::{
    Entry, TokenFault,
    flight::fly,
    renew::{Errand, entry},
};
use crate::{
    app::AppState,
    domain::resource::{ResourceSettings, Target},
    oauth::{error::ProviderFault, grants},
    resources,
    store::tokens::{self, TokenRow},
};

/// What a caller wants.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The tenant.
    pub tenant: &'a TenantId,
    /// The resource.
    pub resource: &'a ResourceId,
    /// The mailbox or user; `None`: the only one there is, or the application.
    pub subject: Option<&'a str>,
    /// What is asked for beyond what is configured.
    pub target: Target,
    /// The life that is needed, in seconds.
    pub needed_seconds: i64,
    /// Ask the provider even if the token at hand would do.
    pub force: bool,
}

/// A token for a caller.
#[derive(Debug, Clone)]
pub struct Served {
    /// The token.
    pub entry: Arc<Entry>,
    /// Where it came from.
    pub source: TokenSource,
    /// Why it has less life than was asked for, when it has.
    pub warning: Option<ProblemCode>,
}

/// Serves a token.
///
/// # Errors
/// Why there is none.
pub async fn serve(app: &AppState, wanted: &Wanted<'_>) -> Result<Served, TokenFault> {
    let cache = &app.token_cache;
    let (now, identity) = (app.clock.now(), app.identity.epoch());
    if !wanted.force {
        let moment = (now, identity);
        let found = cache.memory.get(wanted.tenant, wanted.resource, wanted.subject, &wanted.target, moment);
        if let Some(entry) = found.filter(|entry| entry.lives(wanted.needed_seconds, now)) {
            return Ok(Served { entry, source: TokenSource::Cache, warning: None });
        }
    }
    let epoch = cache.memory.epoch();
    let seen = look(app, wanted, now).await?;
    cache.uses.note(wanted.tenant, &seen.token, now);
    let served = match seen.usable {
        Some(entry) => Served { entry, source: TokenSource::Cache, warning: None },
        None => renewed(app, wanted, &seen, now).await?,
    };
    // A stopgap is not worth remembering: the next caller deserves another try.
    if served.warning.is_none() {
        let place = (wanted.tenant, wanted.resource);
        cache.memory.put((epoch, identity), place, wanted.subject, &wanted.target, &served.entry);
    }
    Ok(served)
}

/// What the store has.
struct Seen {
    token: TokenId,
    credential_version: i64,
    /// Good for the caller as it is.
    usable: Option<Arc<Entry>>,
    /// Alive, if not as the caller wants it: better than nothing.
    alive: Option<Arc<Entry>>,
}

async fn look(app: &AppState, wanted: &Wanted<'_>, now: Timestamp) -> Result<Seen, TokenFault> {
    let mut tx = app.store.read().await?;
    let opened = resources::open(&mut tx, app, wanted.tenant, wanted.resource).await?;
    let settings = opened.ok_or(TokenFault::NoResource)?.settings;
    check_target(&settings, &wanted.target)?;
    let found = tokens::of_target(&mut tx, wanted.tenant, wanted.resource, wanted.subject, &wanted.target).await?;
    let key = app.vault.tenant(&mut tx, wanted.tenant).await?;
    drop(tx);
    let mut found = found.into_iter();
    let row = match (found.next(), found.next()) {
        // The token of nobody in particular is the one that is meant when nobody is named.
        (Some(row), _) if row.subject.is_empty() => row,
        (Some(row), None) => row,
        (Some(_), Some(_)) => return Err(TokenFault::SubjectMissing),
        (None, _) => first_row(app, wanted, &settings).await?,
    };
    let alive = entry(&key, &row, now)?.map(Arc::new);
    let current = row.credential_version == settings.credential_version && !wanted.force;
    let usable = alive.clone().filter(|entry| current && entry.lives(wanted.needed_seconds, now));
    Ok(Seen { token: TokenId::new(row.id), credential_version: settings.credential_version, usable, alive })
}

fn check_target(settings: &ResourceSettings, target: &Target) -> Result<(), TokenFault> {
    if target.audience.is_some() && !settings.accepts("resource") {
        return Err(TokenFault::NoParameter("audience"));
    }
    if target.scope.is_some() && !settings.accepts("scope") {
        return Err(TokenFault::NoParameter("scope"));
    }
    Ok(())
}

/// A row for a token that nobody asked for before. Only an application gets one: anybody else has to sign in first.
async fn first_row(app: &AppState, wanted: &Wanted<'_>, settings: &ResourceSettings) -> Result<TokenRow, TokenFault> {
    let needs_somebody = || TokenFault::Provider(ProviderFault::of(ProblemCode::InteractionRequired));
    let grant = grants::find(&settings.grant).ok_or_else(needs_somebody)?;
    if grant.acquire.is_none() {
        return Err(needs_somebody());
    }
    let row = TokenRow {
        id: app.rng.id(&app.clock),
        resource_id: wanted.resource.to_string(),
        subject: wanted.subject.unwrap_or_default().to_owned(),
        audience: wanted.target.audience.clone().unwrap_or_default(),
        scope: wanted.target.scope.clone().unwrap_or_default(),
        created_at: app.clock.now().as_millis(),
        ..TokenRow::default()
    };
    let mut tx = app.store.write().await?;
    let row = tokens::ensure(&mut tx, wanted.tenant, &row).await?;
    tx.commit().await?;
    Ok(row)
}

async fn renewed(app: &AppState, wanted: &Wanted<'_>, seen: &Seen, asked_at: Timestamp) -> Result<Served, TokenFault> {
    let held =
        if wanted.force { None } else { app.token_cache.pauses.get(&seen.token, seen.credential_version, asked_at) };
    let outcome = if let Some(fault) = held {
        Err(fault)
    } else {
        let errand = Errand {
            tenant: wanted.tenant.clone(),
            resource: wanted.resource.clone(),
            token: seen.token.clone(),
            target: wanted.target.clone(),
            asked_at,
            needed_seconds: wanted.needed_seconds,
            force: wanted.force,
        };
        fly(app, errand).await
    };
    match (outcome, &seen.alive) {
        (Ok((entry, source)), _) => Ok(Served { entry, source, warning: None }),
        (Err(fault), _) if fault.code == ProblemCode::NotFound => Err(TokenFault::NoResource),
        (Err(fault), Some(entry)) if entry.lives(0, app.clock.now()) => {
            Ok(Served { entry: Arc::clone(entry), source: TokenSource::Cache, warning: Some(fault.code) })
        }
        (Err(fault), _) => Err(TokenFault::Provider(fault)),
    }
}

/// Renews the token of `row` whatever its life, and says so when that fails.
///
/// # Errors
/// Why the provider gave none.
pub async fn renew_now(app: &AppState, tenant: &TenantId, row: &TokenRow) -> Result<(), TokenFault> {
    let resource = ResourceId::new(&row.resource_id);
    let errand = Errand {
        tenant: tenant.clone(),
        resource: resource.clone(),
        token: TokenId::new(&row.id),
        target: Target::new(Some(&row.audience), Some(&row.scope)),
        asked_at: app.clock.now(),
        needed_seconds: 0,
        force: true,
    };
    let outcome = fly(app, errand).await;
    app.token_cache.forget(tenant, &resource);
    match outcome {
        Ok(_) => Ok(()),
        Err(fault) if fault.code == ProblemCode::NotFound => Err(TokenFault::NoResource),
        Err(fault) => Err(TokenFault::Provider(fault)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::{Router, extract::State, response::IntoResponse, routing::post};
    use shared::secret::SecretText;
    use tokio::sync::{Notify, Semaphore};

    use super::*;
    use crate::{
        oauth::token_response::TokenAnswer,
        store::resources::{self as resource_rows, ParameterRow, ResourceRow, tests as rows},
        testing::TestApp,
        token_cache::obtained::{Obtained, REFRESH, keep},
    };

    /// A token endpoint that answers when it is let.
    struct Provider {
        calls: AtomicUsize,
        asked: Notify,
        permits: Semaphore,
        answer: (u16, &'static str),
    }

    async fn token_endpoint(State(provider): State<Arc<Provider>>) -> impl IntoResponse {
        provider.calls.fetch_add(1, Ordering::SeqCst);
        provider.asked.notify_one();
        provider.permits.acquire().await.expect("open").forget();
        let status = http::StatusCode::from_u16(provider.answer.0).expect("status");
        (status, [("content-type", "application/json")], provider.answer.1)
    }

    struct Scene {
        test: TestApp,
        provider: Arc<Provider>,
        tenant: TenantId,
        resource: ResourceId,
    }

    const RENEWED: (u16, &str) = (200, r#"{"access_token":"at2","expires_in":3600,"refresh_token":"rt2"}"#);

    impl Scene {
        /// A delegated token that lives `life` seconds, and a provider that answers `permits` times.
        async fn with_token(life: i64, permits: usize, answer: (u16, &'static str)) -> Self {
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
            let obtained = Obtained { settings: &settings, row: &row, fence, answer: &answer, event: "acquired" };
            keep(&mut tx, &test.app, &obtained).await.expect("kept").expect("fence");
            tx.commit().await.expect("commit");
            Self { test, provider, tenant, resource }
        }

        fn wanted(&self, needed_seconds: i64, force: bool) -> Wanted<'_> {
            let target = Target::default();
            Wanted { tenant: &self.tenant, resource: &self.resource, subject: None, target, needed_seconds, force }
        }

        async fn serve(&self, needed_seconds: i64, force: bool) -> Result<Served, TokenFault> {
            serve(&self.test.app, &self.wanted(needed_seconds, force)).await
        }

        fn calls(&self) -> usize {
            self.provider.calls.load(Ordering::SeqCst)
        }

        async fn row(&self) -> TokenRow {
            let mut tx = self.test.app.store.read().await.expect("read");
            tokens::get(&mut tx, &self.tenant, &self.resource, &TokenId::new("t1")).await.expect("get").expect("there")
        }

        async fn refresh_token(&self) -> String {
            let row = self.row().await;
            let key = self.test.app.vault.cached(&self.tenant).expect("key");
            super::super::obtained::open(&key, &row, REFRESH).expect("opens").expect("there").expose().to_owned()
        }
    }

    #[tokio::test]
    async fn many_callers_cost_one_call_and_all_get_the_new_token() {
        let scene = Arc::new(Scene::with_token(30, 1, RENEWED).await);
        let callers: Vec<_> = (0..50)
            .map(|_| {
                let scene = Arc::clone(&scene);
                tokio::spawn(
                    async move { scene.serve(60, false).await.map(|served| served.entry.access_token.clone()) },
                )
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
        assert_eq!(
            (stopgap.entry.access_token.expose(), stopgap.warning),
            ("at1", Some(ProblemCode::InteractionRequired))
        );
        let again = scene.serve(60, false).await.expect("still alive");
        assert!(again.warning.is_some() && scene.calls() == 1);
        let row = scene.row().await;
        assert_eq!(row.error_provider_code.as_deref(), Some("AADSTS700082"));
        assert_eq!((scene.refresh_token().await.as_str(), row.lease_owner), ("rt1", None));
        // Somebody insists, and the token has ended meanwhile.
        scene.test.app.clock.advance(std::time::Duration::from_secs(31));
        let fault = scene.serve(60, true).await.expect_err("dead");
        assert!(matches!(fault, TokenFault::Provider(fault) if fault.code == ProblemCode::InteractionRequired));
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
    async fn a_hit_asks_neither_the_provider_nor_the_store() {
        let scene = Scene::with_token(3600, 0, RENEWED).await;
        assert_eq!(scene.serve(60, false).await.expect("served").source, TokenSource::Cache);
        scene.test.app.store.close().await;
        assert_eq!(scene.serve(60, false).await.expect("served from memory").entry.access_token.expose(), "at1");
        scene.test.app.token_cache.forget(&scene.tenant, &scene.resource);
        assert!(scene.serve(60, false).await.is_err(), "forgotten, and the store is gone");
        assert_eq!(scene.calls(), 0);
    }
}
