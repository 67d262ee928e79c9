//! Makes an address of the tenant's calendar. It is told once; only a digest is kept.

use axum::{Json, extract::State};
use http::StatusCode;
use shared::{
    api::deadline::{CalendarFeedCreated, CreateCalendarFeed},
    routes,
    secret::SecretText,
};

use super::{ENDING, shown};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, TenantContext},
    identity::hash,
    store::calendar_feeds::{self, CalendarFeedRow},
};

/// `POST /tenants/{tenant}/calendar-feeds`.
pub async fn create(
    State(app): State<AppState>,
    context: TenantContext,
    Body(request): Body<CreateCalendarFeed>,
) -> Result<(StatusCode, Json<CalendarFeedCreated>), AppError> {
    let token = app.rng.token::<32>();
    let author = context.author().name;
    let row = CalendarFeedRow { id: app.new_id(), name: request.name, author, created_at: app.clock.now().as_millis() };
    let mut tx = app.store.write().await?;
    calendar_feeds::insert(&mut tx, &context.tenant, &row, &hash(token.expose())).await?;
    let entry = context.entry("calendar_feed.create").target("calendar_feed", row.id.clone());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "name": row.name }))).await?;
    tx.commit().await?;
    let path = routes::calendar(&format!("{}{ENDING}", token.expose()));
    let url = SecretText::new(format!("{}{path}", app.public_url));
    Ok((StatusCode::CREATED, Json(CalendarFeedCreated { details: shown(row), url })))
}
