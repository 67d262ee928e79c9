//! A refusal that says nothing of what it belongs to: Microsoft's older consent page leaves `state` out then. The browser's
//! own cookies tell. It is only explained: whoever can send a browser to an address can write such a refusal, so that the
//! request stays as it is, and the button can be pressed again.

use axum::{Json, extract::State};
use http::HeaderMap;
use shared::{
    api::{
        admin_consent::CompleteAdminConsent,
        consent_request::{ConsentRequestState, RefusedConsent, RefusedConsentLink},
    },
    ids::{ConsentRequestId, ResourceId, TenantId},
};

use super::{all_held, is_own, view};
use crate::{
    app::AppState,
    http::{
        AppError, Body, RequestInfo,
        api::{consent_requests::state_of, tokens::explained},
        attempts::count,
        consent_trip::judge,
    },
    identity::Attempt,
    resources::open,
    store::{
        Tx,
        consent_requests::{self, ConsentRequestRow},
        tokens::Failure,
    },
};

/// The most requests of one browser that are looked at.
const MOST: usize = 8;

/// `POST /consent-refusals`.
pub async fn refused(
    State(app): State<AppState>,
    info: RequestInfo,
    headers: HeaderMap,
    Body(request): Body<RefusedConsentLink>,
) -> Result<Json<RefusedConsent>, AppError> {
    let held: Vec<String> = all_held(&headers).take(MOST).collect();
    let mut tx = app.store.read().await?;
    let mut found = Vec::new();
    for id in &held {
        if let Some(row) = left_for(&mut tx, &app, &headers, (id, &request.callback)).await? {
            found.push(row);
        }
    }
    // Of two that went to the same place, nobody can tell which came back.
    let [row] = &found[..] else {
        drop(tx);
        if found.is_empty() && !held.is_empty() {
            count(&app, &Attempt::on_link(info.address)).await?;
        }
        return Ok(Json(RefusedConsent { link: None }));
    };
    let mut link = view::shown(&mut tx, &app, (row, ConsentRequestState::Started), info.locale).await?;
    let said = CompleteAdminConsent {
        error: Some(request.error),
        error_description: request.error_description,
        ..CompleteAdminConsent::default()
    };
    if let Err((_, fault)) = judge(&app, &row.directory_id, &said) {
        let (at, code) = (app.clock.now().as_millis(), fault.code.as_str());
        let failure = Failure { at, code, provider_code: fault.provider_code.as_deref(), correlation_id: None };
        link.problem = explained(&app, &failure, info.locale);
    }
    Ok(Json(RefusedConsent { link: Some(link) }))
}

/// The request of that id, if this browser began it, is not back yet, and went where the refusal came from.
async fn left_for(
    tx: &mut Tx,
    app: &AppState,
    headers: &HeaderMap,
    (id, callback): (&str, &str),
) -> Result<Option<ConsentRequestRow>, AppError> {
    let row = consent_requests::by_id(tx, &ConsentRequestId::new(id)).await?.filter(|row| is_own(row, headers));
    let Some(row) = row else { return Ok(None) };
    if state_of(app, &row)? != ConsentRequestState::Started {
        return Ok(None);
    }
    let opened = open(tx, app, &TenantId::new(&row.tenant_id), &ResourceId::new(&row.resource_id)).await?;
    Ok(opened.filter(|opened| opened.settings.callback_id == callback).map(|_| row))
}
