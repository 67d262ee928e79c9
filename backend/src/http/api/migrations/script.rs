//! A script that does what a step says, filled from the migration. No secret is in it.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::script::{ScriptQuery, ScriptText},
    field::{Report, Validate},
    ids::MigrationId,
    problem::ProblemCode,
    script::{Language, ScriptId, write},
};

use super::found::find;
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext},
    migrations::{Run, registration},
};

/// `GET …/migrations/{migration}/scripts/{script}?language=…`.
pub async fn script(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id, script)): Path<(String, String, MigrationId, String)>,
    Query(query): Query<ScriptQuery>,
) -> Result<Json<ScriptText>, AppError> {
    let mut report = Report::default();
    query.validate(&mut report);
    AppError::check(report)?;
    let script = ScriptId::of(&script).ok_or(ProblemCode::NotFound)?;
    let mut tx = app.store.read().await?;
    let run = find(&mut tx, (&app, &context), &environment, &id).await?;
    let role = query.resource.or_else(|| role_of(&run, script)).ok_or(ProblemCode::NotFound)?;
    let filled = registration(&mut tx, &app, &run, &role).await?.ok_or(ProblemCode::NotFound)?;
    let written = write(script, query.language, &filled, info.locale)
        .map_err(|fault| AppError::new(ProblemCode::ScriptImpossible).phrase("reason", fault.words()))?;
    Ok(Json(ScriptText {
        script,
        language: written.language,
        languages: script.languages().to_vec(),
        file_name: written.file_name,
        bom: written.language == Language::PowerShell,
        text: written.text,
        about: written.about,
        left_out: written.left_out,
    }))
}

/// The role that a step gives the script, else the only one there is.
fn role_of(run: &Run, script: ScriptId) -> Option<String> {
    let named = run.own_steps().flat_map(|step| &step.scripts).find(|known| known.script == script.code());
    let needs = run.needs();
    named.map(|known| known.resource.clone()).or_else(|| match needs.as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    })
}
