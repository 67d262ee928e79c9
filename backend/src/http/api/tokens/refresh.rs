//! Refreshes a token now, whatever its life. A refresh token that the provider refused is presented again only when
//! the caller insists.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::token::{RefreshToken, TokenMetadata},
    ids::{ResourceId, TokenId},
    problem::ProblemCode,
};

use super::{metadata, view::set_aside};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, TenantContext, token_problem},
    store::{
        token_events,
        token_quarantines::{self, Quarantine},
        tokens,
    },
    token_cache::{renew_now, token_event},
};

/// `POST /tenants/{tenant}/resources/{resource}/tokens/{token}/refresh`.
pub async fn refresh(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource, token)): Path<(String, ResourceId, TokenId)>,
    request: Option<Body<RefreshToken>>,
) -> Result<Json<TokenMetadata>, AppError> {
    let insist = request.is_some_and(|Body(request)| request.insist);
    let mut tx = app.store.write().await?;
    let row = tokens::get(&mut tx, &context.tenant, &resource, &token).await?.ok_or(ProblemCode::NotFound)?;
    let root = row.root();
    if let Some(quarantine) = token_quarantines::get(&mut tx, &context.tenant, &root).await? {
        if !insist {
            return Err(refused_before(quarantine));
        }
        let insisted = token_event(&app, "insisted", None, None);
        token_events::insert(&mut tx, &context.tenant, &root, &insisted).await?;
    }
    let entry = context.entry("token.refresh_request").target("token", token.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "resource": resource, "insist": insist }))).await?;
    tx.commit().await?;
    renew_now(&app, &context.tenant, &row, insist).await.map_err(|fault| token_problem(&app.catalog, fault))?;
    let mut tx = app.store.read().await?;
    let row = tokens::get(&mut tx, &context.tenant, &resource, &token).await?.ok_or(ProblemCode::NotFound)?;
    let quarantine = token_quarantines::get(&mut tx, &context.tenant, &root).await?;
    let mut shown = metadata(&app, row, info.locale);
    if let Some(quarantine) = quarantine {
        set_aside(&app, &mut shown, &quarantine, info.locale);
    }
    Ok(Json(shown))
}

fn refused_before(quarantine: Quarantine) -> AppError {
    AppError::new(ProblemCode::Quarantined).provider(quarantine.provider_code, quarantine.correlation_id)
}
