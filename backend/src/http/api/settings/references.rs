//! What a value can refer to, for whoever is typing one.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        page::{ListQuery, Page},
        variable::ReferenceSuggestion,
    },
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext},
    settings,
};

/// `GET …/references?q=`.
pub async fn references(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<ReferenceSuggestion>>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let variables = settings::variables(&mut tx, &app, &place).await?;
    let search = query.q.unwrap_or_default();
    let items = settings::suggestions(&mut tx, &app, &place, &variables, &search).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
