//! Lists the tokens of a resource.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        page::{ListQuery, Page},
        token::TokenMetadata,
    },
    ids::ResourceId,
    problem::ProblemCode,
};

use super::{metadata, view::set_aside};
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext, page_request},
    store::{resources, token_quarantines, tokens},
};

/// `GET /tenants/{tenant}/resources/{resource}/tokens`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<TokenMetadata>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let rows = tokens::list(&mut tx, &context.tenant, &resource, &page).await?;
    let quarantines = token_quarantines::of_resource(&mut tx, &context.tenant, &resource).await?;
    let items = rows.items.into_iter().map(|row| {
        let quarantine = quarantines.get(row.root().as_str());
        let mut shown = metadata(&app, row, info.locale);
        if let Some(quarantine) = quarantine {
            set_aside(&app, &mut shown, quarantine, info.locale);
        }
        shown
    });
    Ok(Json(Page { items: items.collect(), next_cursor: rows.next_cursor }))
}
