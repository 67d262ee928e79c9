//! Lists the resources of a tenant by name.

use axum::{Json, extract::State};
use shared::{
    api::{
        page::{ListQuery, Page},
        resource::Resource,
    },
    ids::ResourceId,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext, page_request},
    resources::open,
    store::resources,
};

/// `GET /tenants/{tenant}/resources`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<Resource>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let search = query.q.unwrap_or_default();
    let rows = resources::list(&mut tx, &context.tenant, &search, &page).await?;
    let mut items = Vec::with_capacity(rows.items.len());
    for row in rows.items {
        let opened = open(&mut tx, &app, &context.tenant, &ResourceId::new(row.id)).await?;
        items.extend(opened.map(|opened| view::resource(&app, opened)));
    }
    Ok(Json(Page { items, next_cursor: rows.next_cursor }))
}
