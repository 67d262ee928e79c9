//! What a connection entry was before, the newest first; of one that was deleted too.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        connection_entry::ConnectionEntryVersion,
        page::{ListQuery, Page},
    },
    ids::ConnectionEntryId,
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext, page_request},
    settings::{
        self, Setting,
        connection_strings::{self, parsed},
    },
};

/// `GET …/connection-strings/{entry}/versions`.
pub async fn versions(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConnectionEntryId)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<ConnectionEntryVersion>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let all = connection_strings::versions(&mut tx, &app, &place, &id).await?;
    if all.is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    let before = page.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(i64::MAX);
    let rows = usize::try_from(page.rows()).unwrap_or(usize::MAX);
    let found = all.into_iter().filter(|(setting, _)| setting.version < before).take(rows);
    let keyed = found.map(|(setting, deleted)| (setting.version.to_string(), shown(setting, deleted))).collect();
    let Page { items, next_cursor } = page.page(keyed, |(version, _)| version);
    Ok(Json(Page { items: items.into_iter().map(|(_, version)| version).collect(), next_cursor }))
}

fn shown(setting: Setting, deleted: bool) -> ConnectionEntryVersion {
    let masked = || parsed(&setting.state).map(|(kind, string)| string.masked(|key| kind.is_secret(key)));
    ConnectionEntryVersion {
        text: if deleted { None } else { masked() },
        version: setting.version,
        change: setting.change,
        target: setting.state.target,
        at: setting.at,
        by: setting.by,
    }
}
