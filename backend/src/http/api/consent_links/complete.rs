//! The browser is back from the provider's page. What it brings is kept and believed by nobody yet: somebody of the
//! tenant confirms it, and only then is a token asked for.

use axum::{
    Json,
    extract::{Path, State},
};
use http::HeaderMap;
use shared::{
    api::{
        admin_consent::{AdminConsentState, CompleteAdminConsent},
        consent_request::{ConsentLink, ConsentRequestState},
    },
    ids::{ConsentRequestId, TenantId},
    problem::ProblemCode,
};

use super::{entry, is_own, standing, view};
use crate::{
    app::AppState,
    audit::record,
    http::{
        AppError, Body, RequestInfo,
        attempts::count,
        consent_trip::judge,
        way_back::{Departure, Return},
    },
    identity::Attempt,
    oauth::error::ProviderFault,
    store::{
        Tx,
        consent_requests::{self, Answer, ConsentRequestRow},
    },
};

/// `POST /consent-requests/{consent_request}/complete`.
pub async fn complete(
    State(app): State<AppState>,
    info: RequestInfo,
    headers: HeaderMap,
    Path(id): Path<ConsentRequestId>,
    Body(request): Body<CompleteAdminConsent>,
) -> Result<Json<ConsentLink>, AppError> {
    let row = begun(&app, &info, &headers, &id).await?;
    if standing(&app, &row, &headers)? != ConsentRequestState::Started {
        return Err(ProblemCode::ConsentLinkUsed.into());
    }
    let mut tx = app.store.write().await?;
    came_from_here(&mut tx, &app, &row, &request).await?;
    let (state, fault) = match judge(&app, &row.directory_id, &request) {
        Ok(()) => (ConsentRequestState::Answered, None),
        Err((AdminConsentState::WrongDirectory, fault)) => (ConsentRequestState::WrongDirectory, Some(fault)),
        Err((_, fault)) => (ConsentRequestState::Refused, Some(fault)),
    };
    let row = keep(&mut tx, &app, &row, (state, fault.as_ref()), request.tenant.as_deref()).await?;
    let action = if fault.is_some() { "consent_request.fail" } else { "consent_request.answer" };
    let detail = serde_json::json!({
        "consent_request": row.id, "state": row.state, "answered_by": row.answered_by, "code": row.error_code,
        "provider_code": row.error_provider_code, "address": info.address,
    });
    record(&mut tx, &app, entry(&info, &row, action).detail(detail)).await?;
    let shown = view::shown(&mut tx, &app, (&row, state), info.locale).await?;
    tx.commit().await?;
    Ok(Json(shown))
}

/// The request of that id, if this browser began it.
async fn begun(
    app: &AppState,
    info: &RequestInfo,
    headers: &HeaderMap,
    id: &ConsentRequestId,
) -> Result<ConsentRequestRow, AppError> {
    let mut tx = app.store.read().await?;
    let row = consent_requests::by_id(&mut tx, id).await?;
    drop(tx);
    if let Some(row) = row.filter(|row| is_own(row, headers)) {
        return Ok(row);
    }
    // Whether there is one of that id is for nobody else to know.
    count(app, &Attempt::on_link(info.address)).await?;
    Err(ProblemCode::ConsentLinkOtherBrowser.into())
}

/// Whether `state`, callback and resource are those that the browser left with.
async fn came_from_here(
    tx: &mut Tx,
    app: &AppState,
    row: &ConsentRequestRow,
    request: &CompleteAdminConsent,
) -> Result<(), AppError> {
    let departure = Departure {
        resource_id: &row.resource_id,
        resource_version: row.resource_version.unwrap_or_default(),
        state_hash: row.state_hash.as_deref().unwrap_or_default(),
    };
    let back = Return { state: &request.state, callback: request.callback.as_deref() };
    let opened = departure.resource(tx, app, &TenantId::new(&row.tenant_id), &back).await?;
    departure.unchanged(&opened).map_err(|_| ProblemCode::ConsentLinkChanged)?;
    // The tenant may have been given another directory meanwhile.
    view::asked(tx, app, row).await.map(drop)
}

/// Keeps what was brought, once; gives the request as it is then.
async fn keep(
    tx: &mut Tx,
    app: &AppState,
    row: &ConsentRequestRow,
    (state, fault): (ConsentRequestState, Option<&ProviderFault>),
    answered_by: Option<&str>,
) -> Result<ConsentRequestRow, AppError> {
    let answer = Answer {
        state_hash: row.state_hash.as_deref().unwrap_or_default(),
        state,
        answered_by,
        code: fault.map(|fault| fault.code.as_str()),
        provider_code: fault.and_then(|fault| fault.provider_code.as_deref()),
        at: app.clock.now(),
    };
    let (tenant, id) = (TenantId::new(&row.tenant_id), ConsentRequestId::new(&row.id));
    if !consent_requests::answer(tx, &tenant, &id, &answer).await? {
        return Err(ProblemCode::ConsentLinkUsed.into());
    }
    Ok(consent_requests::get(tx, &tenant, &id).await?.ok_or(ProblemCode::ConsentLinkUnknown)?)
}
