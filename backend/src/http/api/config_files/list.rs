//! Lists the configuration files of an environment by name.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        config_file::ConfigFileSummary,
        page::{ListQuery, Page},
    },
    problem::ProblemCode,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext, page_request},
    settings,
    store::config_files,
};

/// `GET …/config-files`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<ConfigFileSummary>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let after = page.after.clone().unwrap_or_default();
    let rows = config_files::list(&mut tx, &place.tenant, &place.environment, &after, page.rows()).await?;
    let keyed = rows.iter().map(|row| (row.name.to_lowercase(), view::summary(row))).collect();
    let Page { items, next_cursor } = page.page(keyed, |(name, _): &(String, ConfigFileSummary)| name);
    Ok(Json(Page { items: items.into_iter().map(|(_, summary)| summary).collect(), next_cursor }))
}
