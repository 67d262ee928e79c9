//! Makes a connection entry of a text or of properties.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    api::{
        connection_entry::CreateConnectionEntry,
        setting_change::{ChangeOrigin, SettingKind},
    },
    field::FieldFault,
    problem::ProblemCode,
    variable::key,
};

use super::{given, save::target_taken, view};
use crate::{
    app::AppState,
    http::{AppError, Body, RequestInfo, Tagged, TenantContext, api::settings::save},
    settings::{self, Act, Expected, Operation, apply, connection_strings::state},
};

/// `POST …/connection-strings`.
pub async fn create(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<CreateConnectionEntry>,
) -> Result<Response, AppError> {
    let kind = app.catalog.connection_kinds().find(&request.kind);
    let kind = kind.ok_or_else(|| AppError::field("/kind", FieldFault::Choice))?;
    let target = request.target.as_deref();
    kind.check_target(target).map_err(|fault| AppError::field("/target", fault))?;
    let string = match (&request.text, &request.properties) {
        (Some(text), _) => given::of_text(kind, text, None)?,
        (None, properties) => given::of_properties(kind, &properties.clone().unwrap_or_default(), None)?,
    };
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let name = kind.entry_name(target);
    let operation = Operation {
        kind: SettingKind::ConnectionString,
        name: name.clone(),
        expected: Expected::Absent,
        act: Act::Become { id: None, state: state(kind, target, &string) },
        pointer: String::new(),
    };
    let author = context.author();
    let save = save(&context, &place, &author, ChangeOrigin::Edit, request.note.as_deref(), false);
    let _ = apply(&mut tx, &app, &save, vec![operation]).await.map_err(target_taken)?;
    let all = view::all(&mut tx, &app, &place).await?;
    let setting = all.iter().find(|setting| key(&setting.name) == key(&name)).ok_or(ProblemCode::Internal)?;
    let entry = view::one(&mut tx, &app, &place, setting, info.locale).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Tagged(entry.version, entry)).into_response())
}
