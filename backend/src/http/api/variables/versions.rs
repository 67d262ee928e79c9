//! What a variable was before, the newest first; of one that was deleted too.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        page::{ListQuery, Page},
        variable::VariableVersion,
    },
    problem::ProblemCode,
    variable::key,
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext, page_request},
    settings::{
        self, Source as _,
        variables::{Variables, opened},
    },
    store::variables,
};

/// `GET …/variables/{name}/versions`.
pub async fn versions(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, name)): Path<(String, String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<VariableVersion>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let found = variables::find(&mut tx, &place.tenant, &place.environment, &key(&name)).await?;
    let found = found.ok_or(ProblemCode::NotFound)?;
    let sealing = app.vault.tenant(&mut tx, &place.tenant).await?;
    let Page { items, next_cursor } = variables::versions(&mut tx, &place.tenant, &found.id, &page).await?;
    let mut shown = Vec::with_capacity(items.len());
    for row in items {
        let deleted = row.deleted;
        let setting = opened(&sealing, row)?;
        shown.push(VariableVersion {
            version: setting.version,
            change: setting.change,
            at: setting.at,
            deleted,
            setting: Variables.shown(&setting.name, &setting.state, setting.value_at),
            by: setting.by,
        });
    }
    Ok(Json(Page { items: shown, next_cursor }))
}
