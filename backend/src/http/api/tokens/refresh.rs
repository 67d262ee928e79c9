//! Refreshes a token now, whatever its life.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::token::TokenMetadata,
    ids::{ResourceId, TokenId},
    problem::ProblemCode,
};

use super::metadata;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, RequestInfo, TenantContext, token_problem},
    store::tokens,
    token_cache::renew_now,
};

/// `POST /tenants/{tenant}/resources/{resource}/tokens/{token}/refresh`.
pub async fn refresh(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource, token)): Path<(String, ResourceId, TokenId)>,
) -> Result<Json<TokenMetadata>, AppError> {
    let mut tx = app.store.write().await?;
    let row = tokens::get(&mut tx, &context.tenant, &resource, &token).await?.ok_or(ProblemCode::NotFound)?;
    let entry = context.entry("token.refresh_request").target("token", token.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "resource": resource }))).await?;
    tx.commit().await?;
    renew_now(&app, &context.tenant, &row).await.map_err(|fault| token_problem(&app.catalog, fault))?;
    let mut tx = app.store.read().await?;
    let row = tokens::get(&mut tx, &context.tenant, &resource, &token).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Json(metadata(&app, row, info.locale)))
}
