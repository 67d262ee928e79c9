//! Sets the variables among the places of a value at once; what stays to be done elsewhere is in the answer.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        linked_setting::{LinkedSettingState, PutLinkedSetting},
        setting_change::{ChangeOrigin, SettingKind},
    },
    problem::ProblemCode,
    secret::SecretText,
};

use crate::{
    app::AppState,
    config_files::{self as files, Values, linked},
    http::{AppError, Body, TenantContext, api::settings::save},
    settings::{self, Act, Expected, Operation, Patch, apply},
};

/// `PUT …/linked-settings/{linked_setting}`.
pub async fn put(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, String)>,
    Body(request): Body<PutLinkedSetting>,
) -> Result<Json<LinkedSettingState>, AppError> {
    let known = app.catalog.settings().linked_settings.iter().find(|linked| linked.id == id);
    let linked = known.ok_or(ProblemCode::NotFound)?;
    linked.check(&request.value).map_err(|fault| AppError::field("/value", fault))?;
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let stored = settings::variables(&mut tx, &app, &place).await?;
    let put = |name: &String| {
        // A variable that is there keeps its kind.
        let there = stored.iter().any(|variable| variable.name.eq_ignore_ascii_case(name));
        let patch = Patch {
            value: Some(SecretText::new(&request.value)),
            kind: (!there).then(|| linked.kind.as_str().to_owned()),
            options: (!there).then(|| linked.options.clone()),
            ..Patch::default()
        };
        Operation {
            kind: SettingKind::Variable,
            name: name.clone(),
            expected: Expected::Any,
            act: Act::Put(patch, None),
            pointer: String::new(),
        }
    };
    let operations: Vec<Operation> =
        linked.places.iter().filter_map(|place| place.variable.as_ref()).map(put).collect();
    let author = context.author();
    let save = save(&context, &place, &author, ChangeOrigin::Bulk, None, false);
    apply(&mut tx, &app, &save, operations).await?;
    let values = Values::load(&mut tx, &app, &place).await?;
    let opened = files::all(&mut tx, &app, &place.tenant, &place.environment).await?;
    tx.commit().await?;
    Ok(Json(linked::state(&app, linked, &values, &opened)))
}
