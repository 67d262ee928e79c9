//! The broker: a valid access token in one request. A token at hand costs no database and no decryption; that it was
//! handed out is in the trail before it leaves.

use axum::{
    Json,
    extract::{Path, State},
};
use http::{HeaderName, HeaderValue, header};
use shared::{
    api::token::{BrokerRequest, BrokerToken},
    ids::ResourceId,
};

use crate::{
    app::AppState,
    domain::resource::Target,
    http::{AppError, Body, TenantContext, token_problem},
    token_cache::{Served, Wanted, serve},
};

/// `POST /tenants/{tenant}/resources/{resource}/token`.
pub async fn broker(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<BrokerRequest>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<BrokerToken>), AppError> {
    let wanted = Wanted {
        tenant: &context.tenant,
        resource: &resource,
        subject: request.subject.as_deref().filter(|subject| !subject.is_empty()),
        target: Target::new(request.audience.as_deref(), request.scope.as_deref()),
        needed_seconds: i64::from(request.needed_seconds()),
        force: request.force,
    };
    let served = serve(&app, &wanted).await.map_err(|fault| token_problem(&app.catalog, fault))?;
    let Served { entry, source, warning } = served;
    app.journal.record(context.hand_out(resource, &entry.token, source, app.clock.now())).await?;
    let token = BrokerToken {
        access_token: entry.access_token.clone(),
        token_type: entry.token_type.clone(),
        expires_at: entry.expires_at,
        expires_in: entry.expires_at.seconds_since(app.clock.now()).max(0),
        subject: entry.subject.clone(),
        source,
        warning: warning.map(|code| code.as_str().to_owned()),
    };
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(token)))
}
