//! The versions of a configuration file, newest first.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        config_file::ConfigFileVersion,
        page::{ListQuery, Page},
    },
    ids::ConfigFileId,
    problem::ProblemCode,
    timestamp::Timestamp,
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext, page_request},
    settings,
    store::config_files::{self, ConfigFileVersionRow},
};

/// `GET …/config-files/{config_file}/versions`.
pub async fn versions(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConfigFileId)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<ConfigFileVersion>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let before = page.after.as_deref().map_or(i64::MAX, |number| number.parse().unwrap_or(0));
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    config_files::get(&mut tx, &place.tenant, &place.environment, &id).await?.ok_or(ProblemCode::NotFound)?;
    let rows = config_files::versions(&mut tx, &place.tenant, &id, before, page.rows()).await?;
    let keyed = rows.into_iter().map(|row| (row.version.to_string(), shown(row))).collect();
    let Page { items, next_cursor } = page.page(keyed, |(number, _): &(String, ConfigFileVersion)| number);
    Ok(Json(Page { items: items.into_iter().map(|(_, version)| version).collect(), next_cursor }))
}

fn shown(row: ConfigFileVersionRow) -> ConfigFileVersion {
    ConfigFileVersion {
        version: row.version,
        origin: row.origin,
        name: row.name,
        size: row.size,
        sha256: row.sha256,
        at: Timestamp::from_millis(row.at),
        by: row.actor_name,
    }
}
