//! Puts settings back as they were.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::setting_change::{ChangeOrigin, RestoreSettings, SettingsChanged},
    field::FieldFault,
    problem::ProblemCode,
};

use super::save;
use crate::{
    app::AppState,
    http::{AppError, Body, LARGE_KIB, TenantContext},
    settings::{
        self, SettingsFault, change,
        diff::number_at,
        restore::{Choice, restore as put_back},
    },
};

/// `POST …/restore`.
pub async fn restore(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<RestoreSettings, LARGE_KIB>,
) -> Result<Json<SettingsChanged>, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    change::lock(&mut tx, &place).await?;
    let number = number_at(&mut tx, &place, request.at).await.map_err(|fault| match fault {
        SettingsFault::NotFound => AppError::field("/at", FieldFault::NoSuchThing),
        other => other.into(),
    })?;
    let author = context.author();
    let save = save(&context, &place, &author, ChangeOrigin::Restore, request.note.as_deref(), request.dry_run);
    let choice = Choice { names: request.names.as_deref(), kinds: request.kinds.as_deref() };
    let changed = put_back(&mut tx, &app, &save, number, choice).await?;
    tx.commit().await?;
    Ok(Json(changed))
}
