//! Uploads a playbook of one's own, or a newer version of it. Whatever is wrong is said by file and line.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    api::playbook::{UploadPlaybook, UploadedPlaybook},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    audit::{Entry, record},
    http::{AppError, Body, Caller, LARGE_KIB, RequestInfo},
    playbooks::{self, Around, Files, Judged, Known, PlaybookOrigin},
    store::{
        OnConstraint,
        playbooks::{PlaybookRow, insert},
    },
};

const VERSION_TAKEN: &str = "playbooks_id_version_key";

/// `POST /playbooks`.
pub async fn upload(
    State(app): State<AppState>,
    Caller(actor): Caller,
    info: RequestInfo,
    Body(request): Body<UploadPlaybook, LARGE_KIB>,
) -> Result<Response, AppError> {
    let UploadPlaybook { playbook, en, nl, dry_run } = request;
    let files = Files { playbook, en, nl };
    let mut tx = app.store.read().await?;
    let others = playbooks::all(&mut tx, &app).await?;
    drop(tx);
    let around = Around { catalog: &app.catalog, playbooks: &others, origin: PlaybookOrigin::Upload };
    let Judged { read, faults } = playbooks::judge(&files, &around);
    let now = app.clock.now();
    let known = read.map(|(playbook, texts)| Known { playbook, texts, built_in: false, uploaded_at: Some(now) });
    let mut answer = UploadedPlaybook { playbook: known.as_ref().map(Known::summary), faults, kept: false };
    let Some(known) = known.filter(|_| answer.faults.is_empty() && !dry_run) else {
        return Ok(Json(answer).into_response());
    };
    let author = actor.author(&info.id);
    let row = PlaybookRow {
        id: known.playbook.id.clone(),
        version: i64::from(known.playbook.version),
        playbook: files.playbook,
        en: files.en,
        nl: files.nl,
        uploaded_at: now.as_millis(),
        uploaded_by: author.name.clone(),
    };
    let mut tx = app.store.write().await?;
    // Somebody may have been faster, with the same version or with one that is newer.
    insert(&mut tx, &row).await.on_constraint(VERSION_TAKEN, || AppError::new(ProblemCode::Conflict))?;
    if playbooks::find(&mut tx, &app, &row.id)
        .await?
        .is_none_or(|newest| newest.playbook.version != known.playbook.version)
    {
        return Err(ProblemCode::Conflict.into());
    }
    let entry = Entry::new(author, "playbook.upload").target("playbook", &row.id);
    record(&mut tx, &app, entry.detail(serde_json::json!({ "version": row.version }))).await?;
    tx.commit().await?;
    answer.kept = true;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}
