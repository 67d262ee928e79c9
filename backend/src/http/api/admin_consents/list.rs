//! The admin consents of a resource, the newest first.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        admin_consent::AdminConsent,
        page::{ListQuery, Page},
    },
    ids::ResourceId,
    problem::ProblemCode,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext, api::permissions::shown_check, page_request},
    store::{admin_consents, permission_checks, resources},
};

/// `GET /tenants/{tenant}/resources/{resource}/admin-consents`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<AdminConsent>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let rows = admin_consents::list(&mut tx, &context.tenant, &resource, &page).await?;
    let checks = permission_checks::after_consents(&mut tx, &context.tenant, &resource).await?;
    drop(tx);
    let mut checks: BTreeMap<_, _> = checks.into_iter().map(|row| (row.admin_consent_id.clone(), row)).collect();
    let mut items = Vec::new();
    for row in rows.items {
        let check =
            checks.remove(&Some(row.id.clone())).map(|check| shown_check(&app, check, info.locale)).transpose()?;
        items.push(view::shown(&app, row, check, info.locale)?);
    }
    Ok(Json(Page { items, next_cursor: rows.next_cursor }))
}
