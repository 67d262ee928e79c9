//! One token, without the token.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::token::TokenMetadata,
    ids::{ResourceId, TokenId},
    problem::ProblemCode,
};

use super::{metadata, view::set_aside};
use crate::{
    app::AppState,
    http::{AppError, RequestInfo, TenantContext},
    store::{token_quarantines, tokens},
};

/// `GET /tenants/{tenant}/resources/{resource}/tokens/{token}`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource, token)): Path<(String, ResourceId, TokenId)>,
) -> Result<Json<TokenMetadata>, AppError> {
    let mut tx = app.store.read().await?;
    let row = tokens::get(&mut tx, &context.tenant, &resource, &token).await?.ok_or(ProblemCode::NotFound)?;
    let quarantine = token_quarantines::get(&mut tx, &context.tenant, &row.root()).await?;
    let mut shown = metadata(&app, row, info.locale);
    if let Some(quarantine) = quarantine {
        set_aside(&app, &mut shown, &quarantine, info.locale);
    }
    Ok(Json(shown))
}
