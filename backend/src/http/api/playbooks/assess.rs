//! What stops working, when, and what mends it: asked of the playbooks of one product.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::playbook::{Assess, Assessment, UnreadInstance},
    playbook::{self, Assessable, InstanceList, judge_answers, read_instances},
    problem::ProblemCode,
};

use crate::{
    app::{App, AppState},
    http::{AppError, Body, LARGE_KIB},
    playbooks::{self, Known},
};

/// `POST /playbooks/{playbook}/assessment`: asks all playbooks of its product, because another one may suit better.
pub async fn assess(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Body(request): Body<Assess, LARGE_KIB>,
) -> Result<Json<Assessment>, AppError> {
    let mut tx = app.store.read().await?;
    let known = playbooks::find(&mut tx, &app, &id).await?.ok_or(ProblemCode::NotFound)?;
    let product = known.playbook.product.clone();
    let mut family = playbooks::all(&mut tx, &app).await?;
    drop(tx);
    family.retain(|known| known.playbook.product == product);
    assessed(&app, &family, Some(&product), &request).map(Json)
}

/// Judges the answers, and tells what follows from them.
pub(super) fn assessed(
    app: &App,
    of: &[Arc<Known>],
    family: Option<&str>,
    request: &Assess,
) -> Result<Assessment, AppError> {
    let of: Vec<Assessable<'_>> =
        of.iter().map(|known| Assessable { playbook: &known.playbook, texts: &known.texts }).collect();
    let faults = judge_answers(&of, &request.answers);
    if !faults.is_empty() {
        return Err(AppError::fields(faults));
    }
    let InstanceList { instances, unread } = request.instances.as_deref().map(read_instances).unwrap_or_default();
    let today: String = app.clock.now().to_rfc3339().chars().take(10).collect();
    let mut found = playbook::assess(&of, family, &request.answers, &instances, &today);
    let told = |(line, fault): (usize, playbook::ListFault)| UnreadInstance {
        line,
        detail: app.catalog.playbook_fault(fault.code()),
    };
    found.unread = unread.into_iter().map(told).collect();
    Ok(found)
}
