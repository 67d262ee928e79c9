//! Makes a connection entry what it was in one of its versions: a new version like any other. One that was deleted comes
//! back.

use axum::extract::{Path, State};
use shared::{
    api::{
        connection_entry::{ConnectionEntry, RestoreConnectionEntry},
        setting_change::ChangeOrigin,
    },
    ids::ConnectionEntryId,
    problem::ProblemCode,
};

use super::save::{Wanted, become_so};
use crate::{
    app::AppState,
    http::{AppError, Body, IfMatch, RequestInfo, Tagged, TenantContext},
    settings::{self, change, connection_strings},
};

/// `POST …/connection-strings/{entry}/versions/{version}/restore`.
pub async fn restore(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id, version)): Path<(String, String, ConnectionEntryId, String)>,
    seen: IfMatch,
    request: Option<Body<RestoreConnectionEntry>>,
) -> Result<Tagged<ConnectionEntry>, AppError> {
    let note = request.and_then(|Body(request)| request.note);
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    change::lock(&mut tx, &place).await?;
    let all = connection_strings::versions(&mut tx, &app, &place, &id).await?;
    let wanted = all.into_iter().find(|(setting, deleted)| !deleted && setting.version.to_string() == version);
    let (then, _) = wanted.ok_or(ProblemCode::NotFound)?;
    let wanted =
        Wanted { id, name: then.name, state: then.state, origin: ChangeOrigin::Restore, note: note.as_deref() };
    let entry = become_so(&mut tx, (&app, &context, &info), &place, &seen, wanted).await?;
    tx.commit().await?;
    Ok(Tagged(entry.version, entry))
}
