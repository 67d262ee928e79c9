//! Obtains a token now, without a browser: the application's own, one for a user name and password, or one for a
//! refresh token that is handed in.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use shared::{
    api::{
        catalog::Acquisition,
        token::{AcquireToken, TokenMetadata},
    },
    field::{FieldFault, Report},
    ids::{ResourceId, TokenId},
    problem::ProblemCode,
};

use super::{handed_in, metadata, password};
use crate::{
    app::AppState,
    audit::record,
    domain::resource::Target,
    http::{AppError, Body, RequestInfo, TenantContext, token_problem},
    oauth::grants,
    resources::open,
    store::tokens::{self, TokenRow},
    token_cache::{TokenFault, Wanted, renew_now, serve},
};

/// `POST /tenants/{tenant}/resources/{resource}/tokens`.
pub async fn acquire(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<AcquireToken>,
) -> Result<(StatusCode, Json<TokenMetadata>), AppError> {
    let row = obtain(&app, &context, &resource, request).await?;
    Ok((StatusCode::CREATED, Json(metadata(&app, row, info.locale))))
}

/// Obtains it and tells where it is kept.
pub(in crate::http::api) async fn obtain(
    app: &AppState,
    context: &TenantContext,
    resource: &ResourceId,
    request: AcquireToken,
) -> Result<TokenRow, AppError> {
    let mut tx = app.store.read().await?;
    let settings = open(&mut tx, app, &context.tenant, resource).await?.ok_or(ProblemCode::NotFound)?.settings;
    drop(tx);
    let acquisition = grants::find(&settings.grant).map_or(Acquisition::None, |grant| grant.acquisition);
    let audience = request.audience.as_deref().filter(|audience| !audience.is_empty());
    // Another audience is asked for with the sign-in that is there: nothing can be handed in with it.
    check_fields(if audience.is_some() { Acquisition::None } else { acquisition }, &request)?;
    if let Some(audience) = audience {
        return for_audience(app, context, resource, request.subject.as_deref(), audience).await;
    }
    match acquisition {
        Acquisition::Server => by_server(app, context, resource, request).await,
        Acquisition::Password => password::acquire(app, context, settings, request).await,
        Acquisition::HandedIn => handed_in::acquire(app, context, settings, request).await,
        Acquisition::Browser | Acquisition::Device | Acquisition::None => {
            Err(AppError::new(ProblemCode::GrantUnsupported).arg("grant", settings.grant))
        }
    }
}

/// What another grant wants is refused rather than ignored: whoever gave it expects it to be used.
fn check_fields(acquisition: Acquisition, request: &AcquireToken) -> Result<(), AppError> {
    let mut report = Report::default();
    let given = [
        (Acquisition::Password, "/username", request.username.is_some()),
        (Acquisition::Password, "/password", request.password.is_some()),
        (Acquisition::Password, "/keep", request.keep),
        (Acquisition::HandedIn, "/refresh_token", request.refresh_token.is_some()),
    ];
    let foreign = given.into_iter().filter(|(owner, _, given)| *given && *owner != acquisition);
    for (_, pointer, _) in foreign {
        report.add(pointer, FieldFault::Unknown);
    }
    AppError::check(report)
}

/// Another audience with the sign-in that is there: asked for as the broker would, without handing the token out.
async fn for_audience(
    app: &AppState,
    context: &TenantContext,
    resource: &ResourceId,
    subject: Option<&str>,
    audience: &str,
) -> Result<TokenRow, AppError> {
    let wanted = Wanted {
        tenant: &context.tenant,
        resource,
        subject: subject.filter(|subject| !subject.is_empty()),
        target: Target::new(Some(audience), None),
        needed_seconds: 0,
        force: true,
    };
    let refused = |fault| token_problem(&app.catalog, fault);
    let served = serve(app, &wanted).await.map_err(refused)?;
    // The broker would make do with the token at hand; here a new one was asked for.
    if let Some(fault) = served.warning {
        return Err(refused(TokenFault::Provider(*fault)));
    }
    let mut tx = app.store.write().await?;
    let token = &served.entry.token;
    let row = tokens::get(&mut tx, &context.tenant, resource, token).await?.ok_or(ProblemCode::NotFound)?;
    let entry = context.entry("token.acquire_request").target("token", token.as_str());
    record(&mut tx, app, entry.detail(serde_json::json!({ "resource": resource, "audience": audience }))).await?;
    tx.commit().await?;
    Ok(row)
}

async fn by_server(
    app: &AppState,
    context: &TenantContext,
    resource: &ResourceId,
    request: AcquireToken,
) -> Result<TokenRow, AppError> {
    let wanted = TokenRow {
        id: app.new_id(),
        resource_id: resource.to_string(),
        subject: request.subject.unwrap_or_default(),
        created_at: app.clock.now().as_millis(),
        ..TokenRow::default()
    };
    let mut tx = app.store.write().await?;
    let row = tokens::ensure(&mut tx, &context.tenant, &wanted).await?;
    let entry = context.entry("token.acquire_request").target("token", row.id.as_str());
    record(&mut tx, app, entry.detail(serde_json::json!({ "resource": resource }))).await?;
    tx.commit().await?;
    renew_now(app, &context.tenant, &row, false).await.map_err(|fault| token_problem(&app.catalog, fault))?;
    let mut tx = app.store.read().await?;
    let found = tokens::get(&mut tx, &context.tenant, resource, &TokenId::new(row.id)).await?;
    found.ok_or_else(|| ProblemCode::NotFound.into())
}
