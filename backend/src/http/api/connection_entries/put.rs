//! Changes a connection entry: its target, its text, or its properties.

use axum::extract::{Path, State};
use shared::{
    api::{
        connection_entry::{ConnectionEntry, PutConnectionEntry},
        setting_change::ChangeOrigin,
    },
    field::FieldFault,
    ids::ConnectionEntryId,
    problem::ProblemCode,
};

use super::{
    given,
    save::{Wanted, become_so},
    view,
};
use crate::{
    app::AppState,
    http::{AppError, Body, IfMatch, RequestInfo, Tagged, TenantContext},
    settings::{
        self, change,
        connection_strings::{parsed, state},
    },
};

/// `PUT …/connection-strings/{entry}`.
pub async fn put(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id)): Path<(String, String, ConnectionEntryId)>,
    seen: IfMatch,
    Body(request): Body<PutConnectionEntry>,
) -> Result<Tagged<ConnectionEntry>, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    change::lock(&mut tx, &place).await?;
    let before = view::find(&mut tx, &app, &place, &id).await?;
    let (kind, kept) = parsed(&before.state).ok_or(ProblemCode::Internal)?;
    if request.kind.as_ref().is_some_and(|given| *given != kind.id) {
        return Err(AppError::field("/kind", FieldFault::Choice));
    }
    let target = request.target.clone().unwrap_or_else(|| before.state.target.clone());
    kind.check_target(target.as_deref()).map_err(|fault| AppError::field("/target", fault))?;
    let string = match (&request.text, &request.properties) {
        (Some(text), _) => given::of_text(kind, text, Some(&kept)),
        (None, Some(properties)) => given::of_properties(kind, properties, Some(&kept)),
        (None, None) => Ok(kept.clone()),
    };
    let wanted = Wanted {
        id,
        name: kind.entry_name(target.as_deref()),
        state: state(kind, target.as_deref(), string.as_ref().unwrap_or(&kept)),
        origin: ChangeOrigin::Edit,
        note: request.note.as_deref(),
    };
    let entry = become_so(&mut tx, (&app, &context, &info), &place, &seen, wanted).await?;
    // Only now: whoever has seen another version is told that before their text is judged by this one.
    string?;
    tx.commit().await?;
    Ok(Tagged(entry.version, entry))
}
