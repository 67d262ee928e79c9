//! Begins a device authorization: asks the provider for a code, keeps the server's half sealed, tells the other half.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use shared::{
    api::{
        catalog::Acquisition,
        device_authorization::{DeviceAuthorizationStarted, StartDeviceAuthorization},
    },
    ids::{DeviceAuthorizationId, ResourceId},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    audit::record,
    credentials,
    domain::resource::Target,
    http::{AppError, Body, TenantContext, provider_problem},
    jobs::device_code_place,
    oauth::{
        client_auth::Prover,
        grants::{self, DeviceCode, Exchange, begin_device},
    },
    resources::{Opened, open},
    store::{
        device_authorizations::{self, DeviceAuthorizationRow},
        dialect,
        tokens::Failure,
    },
};

/// Codes of one resource that may wait at a time: each is a question to the provider every few seconds.
const MOST_WAITING: i64 = 10;
/// When to come back if there are that many; most codes live fifteen minutes.
const WAIT_SECONDS: u32 = 60;

/// `POST /tenants/{tenant}/resources/{resource}/device-authorizations`.
pub async fn start(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<StartDeviceAuthorization>,
) -> Result<(StatusCode, Json<DeviceAuthorizationStarted>), AppError> {
    let mut tx = app.store.read().await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let waiting = device_authorizations::waiting(&mut tx, &context.tenant, &resource, app.clock.now().as_millis());
    if waiting.await? >= MOST_WAITING {
        return Err(AppError::new(ProblemCode::TooManyDeviceCodes).retry_after(WAIT_SECONDS));
    }
    drop(tx);
    let settings = &opened.settings;
    if grants::find(&settings.grant).is_none_or(|grant| grant.acquisition != Acquisition::Device) {
        return Err(AppError::new(ProblemCode::GrantUnsupported).arg("grant", &settings.grant));
    }
    let prover = Prover::new(&app.rng);
    let exchange = Exchange {
        settings,
        target: &Target::default(),
        outbound: &app.outbound,
        catalog: &app.catalog,
        clock: &app.clock,
        prover: &prover,
    };
    let given = begin_device(&exchange).await;
    credentials::remember(&app, settings, &prover).await;
    let given = given.map_err(|fault| provider_problem(&app.catalog, fault))?;
    let started = keep(&app, &context, &opened, request, given).await?;
    Ok((StatusCode::CREATED, Json(started)))
}

async fn keep(
    app: &AppState,
    context: &TenantContext,
    opened: &Opened,
    request: StartDeviceAuthorization,
    given: DeviceCode,
) -> Result<DeviceAuthorizationStarted, AppError> {
    let id = DeviceAuthorizationId::new(app.new_id());
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let key = app.vault.tenant(&mut tx, &context.tenant).await?;
    let shared_now = dialect::shared_now(&mut tx, now).await?;
    let row = DeviceAuthorizationRow {
        id: id.to_string(),
        tenant_id: context.tenant.to_string(),
        resource_id: opened.row.id.clone(),
        subject: request.subject.unwrap_or_default(),
        device_code: Some(key.seal(device_code_place(id.as_str()), given.device_code.expose().as_bytes())),
        begun_by: context.actor.binding(),
        resource_version: opened.row.version,
        interval_seconds: given.interval,
        next_poll_at: shared_now + given.interval * 1000,
        created_at: now.as_millis(),
        expires_at: given.expires_at.as_millis(),
        ..DeviceAuthorizationRow::default()
    };
    let code = ProblemCode::DeviceCodeReplaced.as_str();
    let failure = Failure { at: now.as_millis(), code, provider_code: None, correlation_id: None };
    let replaced = device_authorizations::replace(&mut tx, &row, &failure).await?;
    device_authorizations::insert(&mut tx, &row).await?;
    let entry = context.entry("device_authorization.start").target("resource", row.resource_id.as_str());
    let detail = serde_json::json!({ "device_authorization": id, "subject": row.subject, "replaced": replaced });
    record(&mut tx, app, entry.detail(detail)).await?;
    tx.commit().await?;
    Ok(DeviceAuthorizationStarted {
        id,
        user_code: given.user_code,
        verification_uri: given.verification_uri,
        verification_uri_complete: given.verification_uri_complete,
        begun_at: now,
        expires_at: given.expires_at,
        interval: u32::try_from(given.interval).unwrap_or_default(),
    })
}
