//! What the page behind a link shows: no more than somebody needs who is to say yes or no.

use shared::{
    api::consent_request::{ConsentLink, ConsentRequestState},
    ids::{ResourceId, TenantId},
    problem::ProblemCode,
    text::Locale,
    timestamp::Timestamp,
};

use crate::{
    app::AppState,
    http::{
        AppError,
        api::{consent_requests::problem, permissions::needed_apis},
        consent_trip::{Trip, prepare},
    },
    permissions::{Need, need},
    resources::{Opened, open},
    store::{StoreError, Tx, consent_requests::ConsentRequestRow, tenants},
};

/// The resource as it is, and the way to the provider.
pub(super) struct Asked {
    pub(super) opened: Opened,
    pub(super) need: Need,
    pub(super) trip: Trip,
}

/// What the request asks for now.
///
/// # Errors
/// `consent_link.changed` where the resource, or the tenant's directory, is not what the link was made for.
pub(super) async fn asked(tx: &mut Tx, app: &AppState, row: &ConsentRequestRow) -> Result<Asked, AppError> {
    let changed = || AppError::new(ProblemCode::ConsentLinkChanged);
    let (tenant, resource) = (TenantId::new(&row.tenant_id), ResourceId::new(&row.resource_id));
    let opened = open(tx, app, &tenant, &resource).await?.ok_or_else(changed)?;
    let need = need(tx, app, &opened.settings).await?;
    let trip = match prepare(tx, app, &opened.settings, &need, row.api.as_deref()).await {
        Err(error) if error.code().status() < 500 => return Err(changed().cause(error.code().as_str())),
        trip => trip?,
    };
    if trip.place.directory_id != row.directory_id || trip.api != row.api {
        return Err(changed());
    }
    Ok(Asked { opened, need, trip })
}

/// What the API shows.
pub(super) async fn shown(
    tx: &mut Tx,
    app: &AppState,
    (row, state): (&ConsentRequestRow, ConsentRequestState),
    locale: Locale,
) -> Result<ConsentLink, AppError> {
    let Asked { opened, need, trip } = asked(tx, app, row).await?;
    let missing = StoreError::Unreadable { table: "consent_requests", column: "tenant_id" };
    let (tenant, _) = tenants::get(tx, &TenantId::new(&row.tenant_id)).await?.ok_or(missing)?;
    let mut apis = needed_apis(app, &need, locale);
    apis.retain(|api| trip.api.as_ref().is_none_or(|asked| *asked == api.api));
    Ok(ConsentLink {
        state,
        tenant: tenant.name,
        asked_by: row.author.clone(),
        application: opened.row.name,
        client_id: trip.client_id,
        directory_id: row.directory_id.clone(),
        kind: need.kind,
        apis,
        everything: trip.scope.as_deref().is_none_or(|scope| scope.ends_with("/.default")),
        note: row.note.clone(),
        locale: tenant.locale,
        expires_at: Timestamp::from_millis(row.expires_at),
        shown: opened.row.version,
        problem: problem(app, row, locale),
    })
}
