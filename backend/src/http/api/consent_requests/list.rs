//! The consent requests of a tenant, the newest first.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use shared::{
    api::{
        consent_request::{ConsentRequest, ConsentRequestQuery},
        page::Page,
    },
    ids::ResourceId,
    problem::ProblemCode,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext, api::permissions::shown_check, page_request},
    store::{consent_requests, permission_checks, resources},
};

/// `GET /tenants/{tenant}/consent-requests`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Query(query): Query<ConsentRequestQuery>,
) -> Result<Json<Page<ConsentRequest>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    if let Some(resource) = &query.resource {
        resources::get(&mut tx, &context.tenant, resource).await?.ok_or(ProblemCode::NotFound)?;
    }
    let rows = consent_requests::list(&mut tx, &context.tenant, query.resource.as_ref(), &page).await?;
    let mut of: Vec<&str> = rows.items.iter().map(|row| row.resource_id.as_str()).collect();
    of.sort_unstable();
    of.dedup();
    let mut checks = BTreeMap::new();
    for resource in of {
        let rows = permission_checks::after_consents(&mut tx, &context.tenant, &ResourceId::new(resource)).await?;
        checks.extend(rows.into_iter().map(|row| (row.admin_consent_id.clone(), row)));
    }
    drop(tx);
    let mut items = Vec::new();
    for row in rows.items {
        let check = checks.remove(&Some(row.id.clone()));
        let check = check.map(|check| shown_check(&app, check, info.locale)).transpose()?;
        items.push(view::shown(&app, row, check, info.locale)?);
    }
    Ok(Json(Page { items, next_cursor: rows.next_cursor }))
}
