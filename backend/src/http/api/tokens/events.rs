//! What happened to a token, the newest first.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        page::{ListQuery, Page},
        token::TokenEvent,
    },
    ids::{ResourceId, TokenId},
    problem::ProblemCode,
    timestamp::Timestamp,
};

use super::view::explained;
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext, page_request},
    store::{
        token_events,
        tokens::{self, Failure},
    },
};

/// `GET /tenants/{tenant}/resources/{resource}/tokens/{token}/events`.
pub async fn events(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource, token)): Path<(String, ResourceId, TokenId)>,
    Query(query): Query<ListQuery>,
    request: RequestInfo,
) -> Result<Json<Page<TokenEvent>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    tokens::get(&mut tx, &context.tenant, &resource, &token).await?.ok_or(ProblemCode::NotFound)?;
    let rows = token_events::list(&mut tx, &context.tenant, &token, &page).await?;
    let items = rows.items.into_iter().map(|row| TokenEvent {
        error: row.code.as_deref().and_then(|code| {
            let provider_code = row.provider_code.as_deref();
            let failure = Failure { at: row.at, code, provider_code, correlation_id: None };
            explained(&app, &failure, request.locale)
        }),
        at: Timestamp::from_millis(row.at),
        kind: row.kind,
        code: row.code,
        provider_code: row.provider_code,
    });
    Ok(Json(Page { items: items.collect(), next_cursor: rows.next_cursor }))
}
