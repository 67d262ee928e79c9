//! Obtains a token now, without a browser: the application's own.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use shared::{
    api::token::{AcquireToken, TokenMetadata},
    ids::ResourceId,
    problem::ProblemCode,
};

use super::metadata;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, TenantContext, token_problem},
    oauth::grants,
    store::{
        resources,
        tokens::{self, TokenRow},
    },
    token_cache::renew_now,
};

/// `POST /tenants/{tenant}/resources/{resource}/tokens`.
pub async fn acquire(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<AcquireToken>,
) -> Result<(StatusCode, Json<TokenMetadata>), AppError> {
    let mut tx = app.store.write().await?;
    let owner = resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    if grants::find(&owner.grant_id).is_none_or(|grant| grant.acquire.is_none()) {
        return Err(AppError::new(ProblemCode::GrantUnsupported).arg("grant", owner.grant_id));
    }
    let wanted = TokenRow {
        id: app.new_id(),
        resource_id: resource.to_string(),
        subject: request.subject.unwrap_or_default(),
        created_at: app.clock.now().as_millis(),
        ..TokenRow::default()
    };
    let row = tokens::ensure(&mut tx, &context.tenant, &wanted).await?;
    let entry = context.entry("token.acquire_request").target("token", row.id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "resource": resource }))).await?;
    tx.commit().await?;
    renew_now(&app, &context.tenant, &row).await.map_err(|fault| token_problem(&app.catalog, fault))?;
    let mut tx = app.store.read().await?;
    let id = shared::ids::TokenId::new(row.id);
    let row = tokens::get(&mut tx, &context.tenant, &resource, &id).await?.ok_or(ProblemCode::NotFound)?;
    Ok((StatusCode::CREATED, Json(metadata(&app, row, info.locale))))
}
