//! Lists the connection entries of an environment by name.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use shared::{
    api::{connection_entry::ConnectionEntry, page::Page},
    problem::ProblemCode,
    variable::key,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext, page_request},
    settings::{self, Setting, connection_strings::parsed},
};

/// Which entries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    kind: Option<String>,
    q: Option<String>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// `GET …/connection-strings`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Json<Page<ConnectionEntry>>, AppError> {
    let page = page_request(which.limit, which.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let wanted = which.q.unwrap_or_default().to_lowercase();
    let after = page.after.as_deref().unwrap_or_default();
    let mut found: Vec<(String, Setting)> = view::all(&mut tx, &app, &place)
        .await?
        .into_iter()
        .filter(|setting| which.kind.as_ref().is_none_or(|kind| *kind == setting.state.kind) && has(setting, &wanted))
        .map(|setting| (key(&setting.name), setting))
        .filter(|(name, _)| name.as_str() > after)
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found.truncate(usize::try_from(page.rows()).unwrap_or(usize::MAX));
    let Page { items, next_cursor } = page.page(found, |(name, _)| name);
    let entries: Vec<Setting> = items.into_iter().map(|(_, setting)| setting).collect();
    let shower = view::Shower::of(&mut tx, &app, &place, &entries, info.locale).await?;
    let mut shown = Vec::with_capacity(entries.len());
    for entry in &entries {
        shown.push(shower.show(&mut tx, &place, entry).await?);
    }
    Ok(Json(Page { items: shown, next_cursor }))
}

/// Whether the name, or the text without its secrets, has these words.
fn has(setting: &Setting, wanted: &str) -> bool {
    let text = || parsed(&setting.state).map(|(kind, string)| string.masked(|key| kind.is_secret(key)).to_lowercase());
    key(&setting.name).contains(wanted) || text().is_some_and(|text| text.contains(wanted))
}
