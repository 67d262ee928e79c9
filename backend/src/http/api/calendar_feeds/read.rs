//! The calendar itself, to whoever knows the address: what ends and when, no value of anything.

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use http::header;
use shared::{
    api::deadline::TenantDeadline,
    deadline::{Day, Event, calendar},
    ids::TenantId,
    problem::ProblemCode,
};

use super::ENDING;
use crate::{
    app::AppState,
    deadlines::{self, Sight},
    http::{AppError, RequestInfo, attempts::count},
    identity::{Attempt, hash},
    store::{calendar_feeds, tenants},
};

/// `GET /calendar/{feed}`.
pub async fn read(
    State(app): State<AppState>,
    info: RequestInfo,
    Path(feed): Path<String>,
) -> Result<impl IntoResponse, AppError> {
    let mut tx = app.store.read().await?;
    let tenant = match feed.strip_suffix(ENDING) {
        Some(token) => calendar_feeds::tenant_of(&mut tx, &hash(token)).await?,
        None => None,
    };
    let Some(id) = tenant else {
        drop(tx);
        count(&app, &Attempt::on_link(info.address)).await?;
        return Err(ProblemCode::NotFound.into());
    };
    let (tenant, _) = tenants::get(&mut tx, &id).await?.ok_or(ProblemCode::NotFound)?;
    let all = deadlines::of_tenant(&mut tx, &app, &id, (Sight::ALL, tenant.locale)).await?;
    let events: Vec<Event> = all.into_iter().filter_map(|deadline| event(&id, &tenant.name, deadline)).collect();
    let text = calendar(&format!("{} · Consentry", tenant.name), &events, app.clock.now());
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text))
}

fn event(tenant: &TenantId, name: &str, deadline: TenantDeadline) -> Option<Event> {
    let names: Vec<&str> = deadline.concerns.iter().map(|one| one.name.as_str()).collect();
    Some(Event {
        uid: format!("{}@{tenant}.consentry", deadline.id.replace(':', ".")),
        day: Day::of(deadline.at?),
        summary: format!("{name}: {}", deadline.name),
        description: format!("{}\n{}\n\n{}", deadline.what, deadline.remedy, names.join(", ")),
        url: deadline.source,
    })
}
