//! Lists the notices of a tenant, the newest first.

use axum::{Json, extract::State};
use serde::Deserialize;
use shared::api::{check::Notice, page::Page};

use crate::{
    app::AppState,
    checks,
    http::{AppError, Query, TenantContext, page_request},
    store::check_notices::{self, NoticeRow},
};

/// Which notices.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    unread: bool,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// `GET …/notices`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Notice>>, AppError> {
    let request = page_request(wanted.limit, wanted.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let rows =
        check_notices::list(&mut tx, &context.tenant, request.after.as_deref(), wanted.unread, request.rows()).await?;
    let Page { items, next_cursor } = request.page(rows, |row: &NoticeRow| &row.id);
    let items = items.into_iter().map(|row| checks::notice(&app, row)).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor }))
}
