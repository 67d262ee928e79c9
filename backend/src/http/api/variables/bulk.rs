//! Several edits of variables, saved together or not at all.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::setting_change::{
        ChangeOrigin, ChangeVariables, OperationKind, SettingKind, SettingsChanged, VariableOperation,
    },
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{
        AppError, Body, LARGE_KIB, TenantContext,
        api::settings::{patch, save},
    },
    settings::{self, Act, Expected, Operation, apply},
};

/// `POST …/variables/changes`.
pub async fn bulk(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<ChangeVariables, LARGE_KIB>,
) -> Result<Json<SettingsChanged>, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let operations = request.operations.into_iter().enumerate().map(|(at, one)| operation(at, one)).collect();
    let author = context.author();
    let note = request.note.as_deref();
    let save = save(&context, &place, &author, ChangeOrigin::Bulk, note, request.dry_run);
    let changed = apply(&mut tx, &app, &save, operations).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

fn operation(at: usize, request: VariableOperation) -> Operation {
    let patch = patch(request.fields());
    Operation {
        kind: SettingKind::Variable,
        expected: match request.expected_version {
            None => Expected::Any,
            Some(None) => Expected::Absent,
            Some(Some(version)) => Expected::Version(vec![version]),
        },
        act: match request.op {
            OperationKind::Put => Act::Put(patch, None),
            OperationKind::Rename => Act::Put(patch, request.to),
            OperationKind::Delete => Act::Delete,
        },
        name: request.name,
        pointer: format!("/operations/{at}"),
    }
}
