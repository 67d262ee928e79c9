//! The button: binds the request to this browser and tells the way to the provider's page.

use axum::{
    Json,
    extract::{Path, State},
    response::IntoResponse,
};
use http::{HeaderMap, header};
use shared::{
    api::consent_request::{ConsentLinkStarted, ConsentRequestState, StartConsentLink},
    ids::{ConsentRequestId, TenantId},
    problem::ProblemCode,
    secret::SecretText,
};

use super::{entry, held, is_own, of_link, set_cookie, standing, view};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, attempts::count},
    identity::{Attempt, hash},
    oauth::state,
    store::consent_requests::{self, Leaving},
};

/// `POST /consent/{link}/start`.
pub async fn start(
    State(app): State<AppState>,
    info: RequestInfo,
    headers: HeaderMap,
    Path(token): Path<String>,
    Body(request): Body<StartConsentLink>,
) -> Result<impl IntoResponse, AppError> {
    let row = of_link(&app, &info, &token).await?;
    if !matches!(standing(&app, &row, &headers)?, ConsentRequestState::Open | ConsentRequestState::Started) {
        return Err(ProblemCode::ConsentLinkUsed.into());
    }
    count(&app, &Attempt::of_link(&row.id)).await?;
    let mut tx = app.store.write().await?;
    let asked = view::asked(&mut tx, &app, &row).await?;
    if asked.opened.row.version != request.shown {
        return Err(ProblemCode::ConsentLinkChanged.into());
    }
    let own = held(&headers, &row.id).filter(|_| is_own(&row, &headers));
    let secret = own.map_or_else(|| app.rng.token::<32>(), SecretText::new);
    let (tenant, id) = (TenantId::new(&row.tenant_id), ConsentRequestId::new(&row.id));
    let state = state::issue_for_link(&id, app.rng.bytes());
    let now = app.clock.now();
    let leaving = Leaving {
        browser_hash: &hash(secret.expose()),
        state_hash: &state::fingerprint(state.secret()),
        resource_version: asked.opened.row.version,
        at: now,
    };
    if !consent_requests::leave(&mut tx, &tenant, &id, &leaving).await? {
        // Somebody else was faster, or it was taken back in between.
        let row = consent_requests::get(&mut tx, &tenant, &id).await?.ok_or(ProblemCode::ConsentLinkUnknown)?;
        standing(&app, &row, &headers)?;
        return Err(ProblemCode::ConsentLinkOtherBrowser.into());
    }
    let detail = serde_json::json!({
        "consent_request": row.id, "directory_id": row.directory_id, "scope": asked.trip.scope,
        "address": info.address,
    });
    record(&mut tx, &app, entry(&info, &row, "consent_request.start").detail(detail)).await?;
    tx.commit().await?;
    let seconds = (row.expires_at - now.as_millis()) / 1000 + 1;
    let cookie = set_cookie(&row, &secret, seconds);
    let consent_url = asked.trip.address(state.secret());
    Ok(([(header::SET_COOKIE, cookie)], Json(ConsentLinkStarted { consent_url })))
}
