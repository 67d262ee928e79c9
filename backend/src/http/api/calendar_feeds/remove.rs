//! Takes an address of the tenant's calendar back; calendars that read it keep what they have and learn nothing new.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{ids::CalendarFeedId, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, TenantContext},
    store::calendar_feeds,
};

/// `DELETE /tenants/{tenant}/calendar-feeds/{calendar_feed}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, id)): Path<(String, CalendarFeedId)>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let name = calendar_feeds::delete(&mut tx, &context.tenant, &id).await?.ok_or(ProblemCode::NotFound)?;
    let entry = context.entry("calendar_feed.delete").target("calendar_feed", id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "name": name }))).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
