//! Lists the migrations of an environment, the newest first.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        migration::MigrationSummary,
        page::{ListQuery, Page},
    },
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext, page_request},
    migrations::summaries,
    settings,
    store::migration_runs,
};

/// `GET …/migrations`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<MigrationSummary>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let before = page.after.as_deref().unwrap_or_default();
    let rows = migration_runs::list(&mut tx, &place, before, page.rows()).await?;
    let Page { items: rows, next_cursor } = page.page(rows, |row| &row.id);
    Ok(Json(Page { items: summaries(&mut tx, &app, &place, rows).await?, next_cursor }))
}
