//! The broker: a valid access token in one request. A token at hand costs no database and no decryption; that it was
//! handed out is in the trail before it leaves.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use shared::{
    api::token::{BrokerRequest, BrokerToken},
    ids::ResourceId,
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    domain::resource::Target,
    http::{AppError, Body, TenantContext, token_problem},
    token_cache::{Served, Wanted, serve},
};

/// What an answer has beside the token, in bytes; it may have more.
const AROUND_A_TOKEN: usize = 256;

/// `POST /tenants/{tenant}/resources/{resource}/token`.
pub async fn broker(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<BrokerRequest>,
) -> Result<Response, AppError> {
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
        access_token: &entry.access_token,
        token_type: &entry.token_type,
        expires_at: entry.expires_at,
        expires_in: entry.expires_at.seconds_since(app.clock.now()).max(0),
        subject: entry.subject.as_deref(),
        source,
        warning: warning.map(ProblemCode::as_str),
    };
    written(&token)
}

/// The answer, written into one piece of memory that is large enough: a token is long.
fn written(token: &BrokerToken<'_>) -> Result<Response, AppError> {
    let mut body = Vec::with_capacity(token.access_token.expose().len() + AROUND_A_TOKEN);
    serde_json::to_writer(&mut body, token).map_err(|error| AppError::new(ProblemCode::Internal).cause(error))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}
