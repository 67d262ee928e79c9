//! The browser is back. Before the code is worth anything, everything must fit: the same session or key that began
//! it, the `state`, the resource's own callback, the resource as it was, the issuer, and all of it once.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{authorization::CompleteAuthorization, token::TokenMetadata},
    ids::{AuthorizationId, TokenId},
    permission::Permission,
    problem::ProblemCode,
    secret::SecretText,
};

use super::verifier_place;
use crate::{
    app::AppState,
    audit::record,
    credentials::remember,
    domain::resource::{ResourceSettings, Target},
    http::{
        AppError, Body, Caller, RequestInfo, TenantContext,
        api::tokens::metadata,
        enter_tenant, provider_problem, token_problem,
        way_back::{Departure, Return, not_begun},
    },
    oauth::{
        client_auth::Prover,
        error::{ProviderFault, explain_callback},
        grants::{CodeAnswer, Exchange, redeem},
        token_response::TokenAnswer,
    },
    store::{
        authorizations::{self, AuthorizationRow},
        tokens::TokenRow,
    },
    token_cache::{TokenFault, keep_sign_in},
};

/// `POST /authorizations/{authorization}/complete`.
pub async fn complete(
    State(app): State<AppState>,
    Caller(actor): Caller,
    info: RequestInfo,
    Path(id): Path<AuthorizationId>,
    Body(request): Body<CompleteAuthorization>,
) -> Result<Json<TokenMetadata>, AppError> {
    let row = begun(&app, &id, &actor.binding()).await?;
    let context = enter_tenant(&app, &actor, &row.tenant_id, Permission::TokenIssue, &info.id).await?;
    let (settings, verifier) = consume(&app, &context, &row, &request).await?;
    let answer = match judge(&app, &settings, &request) {
        Err(error) => {
            note_failure(&app, &context, &row, error.code()).await?;
            return Err(error);
        }
        Ok(code) => code,
    };
    // What follows goes on when the browser leaves: a code can be redeemed once.
    let work = redeem_and_keep(app.clone(), context, row, settings, verifier, answer);
    let kept = app.tasks.spawn(work).await.map_err(|error| AppError::new(ProblemCode::Internal).cause(error))??;
    Ok(Json(metadata(&app, kept, info.locale)))
}

async fn begun(app: &AppState, id: &AuthorizationId, binding: &str) -> Result<AuthorizationRow, AppError> {
    let mut tx = app.store.read().await?;
    if let Some(row) = authorizations::begun_by(&mut tx, id, binding).await? {
        return Ok(row);
    }
    Err(not_begun(authorizations::is_anothers(&mut tx, id, binding).await?))
}

/// Uses the authorization up if `state` and callback fit; gives the resource and the verifier.
async fn consume(
    app: &AppState,
    context: &TenantContext,
    row: &AuthorizationRow,
    request: &CompleteAuthorization,
) -> Result<(ResourceSettings, SecretText), AppError> {
    let departure = Departure {
        resource_id: &row.resource_id,
        resource_version: row.resource_version,
        state_hash: &row.state_hash,
    };
    let back = Return { state: &request.state, callback: request.callback.as_deref() };
    let mut tx = app.store.write().await?;
    let opened = departure.resource(&mut tx, app, &context.tenant, &back).await?;
    let id = AuthorizationId::new(&row.id);
    if !authorizations::consume(&mut tx, &context.tenant, &id, app.clock.now()).await? {
        return Err(ProblemCode::StateInvalid.into());
    }
    let key = app.vault.tenant(&mut tx, &context.tenant).await?;
    tx.commit().await?;
    departure.unchanged(&opened)?;
    let verifier = key.open_text(verifier_place(&row.id), &row.verifier)?;
    Ok((opened.settings, verifier))
}

/// The code, if the answer comes from the right server and is not a refusal.
fn judge(app: &AppState, settings: &ResourceSettings, request: &CompleteAuthorization) -> Result<SecretText, AppError> {
    let expected = settings.issuer.as_deref();
    let found = request.iss.as_deref();
    let promised = expected.is_some() && settings.issuer_in_callback;
    let fits = match (expected, found) {
        (Some(expected), Some(found)) => expected == found,
        (_, None) => !promised,
        (None, Some(_)) => true,
    };
    if !fits {
        let fault = ProviderFault::of(ProblemCode::CallbackIssuerMismatch)
            .arg("found", found.unwrap_or("–"))
            .arg("expected", expected.unwrap_or_default());
        return Err(provider_problem(&app.catalog, fault));
    }
    if let Some(error) = &request.error {
        let fault = explain_callback(error, request.error_description.as_deref(), &app.catalog);
        let host = settings.endpoints.authorization.as_deref().unwrap_or_default();
        return Err(provider_problem(&app.catalog, fault.arg("host", host)));
    }
    request.code.clone().ok_or_else(|| ProblemCode::StateInvalid.into())
}

async fn note_failure(
    app: &AppState,
    context: &TenantContext,
    row: &AuthorizationRow,
    code: ProblemCode,
) -> Result<(), AppError> {
    let mut tx = app.store.write().await?;
    let entry = context.entry("authorization.fail").target("resource", row.resource_id.as_str());
    let detail = serde_json::json!({ "authorization": row.id, "code": code.as_str() });
    record(&mut tx, app, entry.detail(detail)).await?;
    Ok(tx.commit().await?)
}

async fn redeem_and_keep(
    app: AppState,
    context: TenantContext,
    row: AuthorizationRow,
    settings: ResourceSettings,
    verifier: SecretText,
    code: SecretText,
) -> Result<TokenRow, AppError> {
    let target = Target::default();
    let prover = Prover::new(&app.rng);
    let exchange = Exchange {
        settings: &settings,
        target: &target,
        outbound: &app.outbound,
        catalog: &app.catalog,
        clock: &app.clock,
        prover: &prover,
    };
    let given = CodeAnswer { code: &code, verifier: &verifier, redirect_uri: &row.redirect_uri };
    let outcome = redeem(&exchange, &given).await;
    remember(&app, &settings, &prover).await;
    match outcome {
        Ok(answer) => {
            let kept = store(&app, &context, &row, &settings, &answer).await;
            kept.map_err(|fault| token_problem(&app.catalog, fault))
        }
        Err(fault) => {
            note_failure(&app, &context, &row, fault.code).await?;
            Err(provider_problem(&app.catalog, fault))
        }
    }
}

/// Keeps the new token and says in the audit trail who obtained it.
async fn store(
    app: &AppState,
    context: &TenantContext,
    row: &AuthorizationRow,
    settings: &ResourceSettings,
    answer: &TokenAnswer,
) -> Result<TokenRow, TokenFault> {
    let mut tx = app.store.write().await?;
    let kept = keep_sign_in(&mut tx, app, settings, &row.subject, answer).await?;
    let entry = context.entry("authorization.complete").target("token", kept.id.as_str());
    let detail = serde_json::json!({ "resource": row.resource_id, "authorization": row.id, "subject": row.subject });
    record(&mut tx, app, entry.detail(detail)).await?;
    tx.commit().await?;
    app.token_cache.signed_in(&context.tenant, &settings.id, &TokenId::new(&kept.id));
    Ok(kept)
}
