//! Resource types. Tenants see the built-in ones; types of their own come later and will stand in the same list.

use axum::{Json, extract::State};
use shared::{api::page::Page, resource::ResourceType};

use crate::app::AppState;

/// `GET /resource-types` and `GET /tenants/{tenant}/resource-types`.
pub async fn list(State(app): State<AppState>) -> Json<Page<ResourceType>> {
    Json(Page { items: app.catalog.resource_types().to_vec(), next_cursor: None })
}
