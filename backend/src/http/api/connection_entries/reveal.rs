//! A connection entry with its secrets, and what it comes to with its references resolved. People give their password
//! once more; the trail says who.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use shared::{
    api::connection_entry::RevealedConnectionEntry, connection_string::ConnectionString, ids::ConnectionEntryId,
    problem::ProblemCode, secret::SecretText, variable::references,
};

use super::view;
use crate::{
    app::{App, AppState},
    audit::record,
    http::{AppError, TenantContext, api::settings::step_up},
    settings::{self, Place, connection_strings::parsed},
    store::Tx,
};

/// `POST …/connection-strings/{entry}/reveal`.
pub async fn reveal(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConnectionEntryId)>,
) -> Result<Response, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let found = view::find(&mut tx, &app, &place, &id).await?;
    step_up(&context, app.clock.now())?;
    let (_, string) = parsed(&found.state).ok_or(ProblemCode::Internal)?;
    let resolved = resolved(&mut tx, &app, &place, string).await?;
    let entry = context.entry("connection_string.reveal").target("connection_string", &found.id);
    let detail = serde_json::json!({ "name": found.name, "environment": environment, "version": found.version });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    let mut response =
        axum::Json(RevealedConnectionEntry { text: found.state.value.clone(), resolved }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The text with what each reference comes to in its place, quoted as it then has to be.
async fn resolved(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    mut string: ConnectionString,
) -> Result<Option<SecretText>, AppError> {
    let referring: Vec<String> =
        string.pairs().filter_map(|pair| pair.value.clone()).filter(|value| value.contains("${")).collect();
    if referring.is_empty() {
        return Ok(Some(SecretText::new(string.emit())));
    }
    let refers = referring.iter().any(|value| !references(value).is_empty());
    let variables = if refers { settings::variables(tx, app, place).await? } else { Vec::new() };
    let texts: Vec<(&str, bool)> = referring.iter().map(|value| (value.as_str(), true)).collect();
    let resolution = settings::resolve(tx, app, place, &variables, &texts).await?;
    if resolution.texts.iter().any(|resolved| resolved.text.is_none()) {
        return Ok(None);
    }
    let written = string.rewrite(|_, value| {
        let at = referring.iter().position(|known| known == value)?;
        resolution.texts[at].text.as_ref().map(|text| text.expose().to_owned())
    });
    // What a reference comes to can be something that no connection string can hold.
    Ok(written.is_ok().then(|| SecretText::new(string.emit())))
}
