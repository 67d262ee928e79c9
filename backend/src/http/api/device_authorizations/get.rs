//! How far a device authorization has come. Only the session or key that began it may know.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::device_authorization::{DeviceAuthorization, DeviceAuthorizationState},
    ids::{DeviceAuthorizationId, ResourceId, TokenId},
    problem::ProblemCode,
    timestamp::Timestamp,
};

use crate::{
    app::AppState,
    http::{
        AppError, RequestInfo, TenantContext,
        api::tokens::{explained, metadata},
    },
    store::{
        device_authorizations::{self, DeviceAuthorizationRow},
        tokens::{self, Failure},
    },
};

/// `GET /tenants/{tenant}/resources/{resource}/device-authorizations/{device_authorization}`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource, id)): Path<(String, ResourceId, DeviceAuthorizationId)>,
) -> Result<Json<DeviceAuthorization>, AppError> {
    let begun_by = context.actor.binding();
    let mut tx = app.store.read().await?;
    let row = device_authorizations::begun_by(&mut tx, &context.tenant, &resource, &id, &begun_by).await?;
    let row = row.ok_or(ProblemCode::NotFound)?;
    let token = match &row.token_id {
        Some(token) => tokens::get(&mut tx, &context.tenant, &resource, &TokenId::new(token)).await?,
        None => None,
    };
    let failure = failure(&row);
    Ok(Json(DeviceAuthorization {
        id,
        state: DeviceAuthorizationState::parse(&row.state).ok_or(ProblemCode::Internal)?,
        begun_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        interval: u32::try_from(row.interval_seconds).unwrap_or_default(),
        token: token.map(|token| metadata(&app, token, info.locale)),
        problem: failure.and_then(|failure| explained(&app, &failure, info.locale)),
    }))
}

fn failure(row: &DeviceAuthorizationRow) -> Option<Failure<'_>> {
    Some(Failure {
        at: row.ended_at?,
        code: row.error_code.as_deref()?,
        provider_code: row.error_provider_code.as_deref(),
        correlation_id: row.error_correlation_id.as_deref(),
    })
}
