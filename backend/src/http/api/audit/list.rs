//! Lists what happened, newest first: on one tenant, or everywhere.

use axum::{Json, extract::State};
use shared::{
    api::{
        audit::{AuditEntry, AuditQuery},
        page::Page,
    },
    permission::Permission,
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Caller, Query, RequestInfo, enter_tenant, page_request},
    store::audit::{self, Filter},
};

/// `GET /audit`.
pub async fn list(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let tenant = match &query.tenant {
        Some(tenant) => Some(enter_tenant(&app, &actor, tenant, Permission::AuditRead, &info.id).await?.tenant),
        None if actor.administers(Permission::AuditRead) => None,
        None => return Err(ProblemCode::Forbidden.into()),
    };
    let filter = Filter { tenant, actor: query.actor, action: query.action, since: query.since };
    app.journal.settled().await;
    let mut tx = app.store.read().await?;
    let rows = audit::list(&mut tx, &filter, &page).await?;
    Ok(Json(page.page(rows, |entry| entry.id.as_str())))
}
