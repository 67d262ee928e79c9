//! Accepts an answer: only now is a new token asked for, and what it carries is the proof.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::consent_request::{ConsentRequest, ConsentRequestState},
    ids::{ConsentRequestId, ResourceId},
    problem::ProblemCode,
};

use super::{existing, past, view};
use crate::{
    app::AppState,
    audit::record,
    domain::permission::Proofs,
    http::{AppError, RequestInfo, TenantContext, api::permissions::shown_check, token_problem},
    permissions::{keep, need, prove},
    resources::open,
    store::{
        consent_requests::{self, ConsentRequestRow},
        permission_checks::PermissionCheckRow,
    },
    token_cache::TokenFault,
};

/// `POST /tenants/{tenant}/consent-requests/{consent_request}/confirm`.
pub async fn confirm(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, id)): Path<(String, ConsentRequestId)>,
) -> Result<Json<ConsentRequest>, AppError> {
    let mut tx = app.store.read().await?;
    let row = existing(&mut tx, &context.tenant, &id).await?;
    if row.state != ConsentRequestState::Answered.as_str() {
        return Err(past(&row));
    }
    let resource = ResourceId::new(&row.resource_id);
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let need = need(&mut tx, &app, &opened.settings).await?;
    drop(tx);
    // The tenant or its endpoints may have been given another directory since.
    if need.directory_id() != Some(row.directory_id.as_str()) {
        let found = need.directory_id().unwrap_or("–").to_owned();
        let problem = AppError::new(ProblemCode::ConsentDirectoryDiffers);
        return Err(problem.arg("found", found).arg("expected", row.directory_id));
    }
    let proofs = match prove(&app, &opened.settings, &need, None).await {
        Ok(proofs) => Some(proofs),
        // Several people have signed in: whose token tells is for somebody to choose, later.
        Err(TokenFault::SubjectMissing) => None,
        Err(fault) => return Err(token_problem(&app.catalog, fault)),
    };
    let (row, check) = store(&app, &context, &row, proofs.as_ref()).await?;
    let check = check.map(|check| shown_check(&app, check, info.locale)).transpose()?;
    Ok(Json(view::shown(&app, row, check, info.locale)?))
}

async fn store(
    app: &AppState,
    context: &TenantContext,
    row: &ConsentRequestRow,
    proofs: Option<&Proofs>,
) -> Result<(ConsentRequestRow, Option<PermissionCheckRow>), AppError> {
    let (id, resource) = (ConsentRequestId::new(&row.id), ResourceId::new(&row.resource_id));
    let author = context.author().name;
    let mut tx = app.store.write().await?;
    let decision = (ConsentRequestState::Confirmed, author.as_str(), app.clock.now());
    if !consent_requests::decide(&mut tx, &context.tenant, &id, decision).await? {
        return Err(past(&existing(&mut tx, &context.tenant, &id).await?));
    }
    let place = (&context.tenant, &resource);
    let check = match proofs {
        Some(proofs) => Some(keep(&mut tx, app, place, author, Some(row.id.clone()), proofs).await?),
        None => None,
    };
    let entry = context.entry("consent_request.confirm").target("resource", resource.as_str());
    let (check_id, state) = check.as_ref().map(|check| (&check.id, &check.state)).unzip();
    let detail = serde_json::json!({ "consent_request": row.id, "check": check_id, "state": state });
    record(&mut tx, app, entry.detail(detail)).await?;
    let row = existing(&mut tx, &context.tenant, &id).await?;
    tx.commit().await?;
    Ok((row, check))
}
