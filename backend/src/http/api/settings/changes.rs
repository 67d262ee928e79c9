//! Lists the changes of an environment, the newest first.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        page::{ListQuery, Page},
        setting_change::SettingChange,
    },
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext, page_request},
    settings::{self, history},
};

/// `GET …/changes`.
pub async fn changes(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<SettingChange>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let before = page.after.as_deref().map_or(i64::MAX, |number| number.parse().unwrap_or(0));
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let rows = history::list(&mut tx, &place, before, page.rows()).await?;
    let keyed = rows.into_iter().map(|change| (change.number.to_string(), change)).collect();
    let Page { items, next_cursor } = page.page(keyed, |(number, _): &(String, SettingChange)| number);
    Ok(Json(Page { items: items.into_iter().map(|(_, change)| change).collect(), next_cursor }))
}
