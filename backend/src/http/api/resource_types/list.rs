//! Lists the types that may be used, with how many resources each has.

use axum::{Json, extract::State};
use shared::api::{page::Page, resource_type::ResourceTypeEntry};

use super::{holder::Holder, view};
use crate::{app::AppState, http::AppError, resource_types};

/// `GET /resource-types` and `GET /tenants/{tenant}/resource-types`.
pub async fn list(State(app): State<AppState>, holder: Holder) -> Result<Json<Page<ResourceTypeEntry>>, AppError> {
    let mut tx = app.store.read().await?;
    let usage = view::Usage::of(&mut tx, &holder).await?;
    let types = resource_types::all(&mut tx, &app, holder.tenant.as_ref()).await?;
    let items = types.into_iter().map(|known| view::entry(known, &holder, &usage)).collect();
    Ok(Json(Page { items, next_cursor: None }))
}
