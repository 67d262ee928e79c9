//! What happened in a migration, the newest first.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        migration::MigrationEvent,
        page::{ListQuery, Page},
    },
    ids::MigrationId,
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext, page_request},
    migrations::events::shown,
    settings,
    store::{migration_events, migration_runs},
};

/// `GET …/migrations/{migration}/events`.
pub async fn events(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<MigrationEvent>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    migration_runs::get(&mut tx, &place, &id).await?.ok_or(ProblemCode::NotFound)?;
    let before = page.after.as_deref().unwrap_or_default();
    let rows = migration_events::list(&mut tx, &place.tenant, &id, before, page.rows()).await?;
    let Page { items, next_cursor } = page.page(rows, |row| &row.id);
    let undoable = migration_events::undoable(&mut tx, &place.tenant, &id).await?;
    let items = items.into_iter().map(|row| shown(row, &undoable)).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor }))
}
