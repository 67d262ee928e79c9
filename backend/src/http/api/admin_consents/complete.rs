//! The browser is back from the consent page. What it brings is only said by whoever wrote the address; so it decides
//! nothing but whether to go on, and a new token proves the rest. What does not fit costs no request to anybody.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::admin_consent::{AdminConsent, AdminConsentState, CompleteAdminConsent},
    ids::{AdminConsentId, ResourceId},
    permission::Permission,
    problem::ProblemCode,
    text::Locale,
};

use super::view;
use crate::{
    app::AppState,
    audit::record,
    domain::{permission::Proofs, resource::ResourceSettings},
    http::{
        AppError, Body, Caller, RequestInfo, TenantContext,
        api::permissions::shown_check,
        consent_trip::judge,
        enter_tenant, provider_problem, token_problem,
        way_back::{Departure, Return, not_begun},
    },
    oauth::error::ProviderFault,
    permissions::{Need, keep, need, prove},
    store::{
        admin_consents::{self, AdminConsentRow, Ending},
        permission_checks::PermissionCheckRow,
    },
    token_cache::TokenFault,
};

/// `POST /admin-consents/{admin_consent}/complete`.
pub async fn complete(
    State(app): State<AppState>,
    Caller(actor): Caller,
    info: RequestInfo,
    Path(id): Path<AdminConsentId>,
    Body(request): Body<CompleteAdminConsent>,
) -> Result<Json<AdminConsent>, AppError> {
    let row = begun(&app, &id, &actor.binding()).await?;
    let context = enter_tenant(&app, &actor, &row.tenant_id, Permission::TokenIssue, &info.id).await?;
    let (settings, need) = consume(&app, &context, &row, &request).await?;
    if let Err((state, fault)) = judge(&app, &row.directory_id, &request) {
        end(&app, &context, &row, (state, &fault), request.tenant.as_deref()).await?;
        return Err(provider_problem(&app.catalog, fault));
    }
    // What follows goes on when the browser leaves: the administrator said yes, and will not be asked twice.
    let work = prove_and_keep(app.clone(), context, row, settings, need, info.locale);
    let proven = app.tasks.spawn(work).await.map_err(|error| AppError::new(ProblemCode::Internal).cause(error))??;
    Ok(Json(proven))
}

async fn begun(app: &AppState, id: &AdminConsentId, binding: &str) -> Result<AdminConsentRow, AppError> {
    let mut tx = app.store.read().await?;
    if let Some(row) = admin_consents::begun_by(&mut tx, id, binding).await? {
        return Ok(row);
    }
    Err(not_begun(admin_consents::is_anothers(&mut tx, id, binding).await?))
}

/// Uses the consent up if `state` and callback fit; gives the resource and what it needs.
async fn consume(
    app: &AppState,
    context: &TenantContext,
    row: &AdminConsentRow,
    request: &CompleteAdminConsent,
) -> Result<(ResourceSettings, Need), AppError> {
    let invalid = || AppError::new(ProblemCode::StateInvalid);
    let departure = Departure {
        resource_id: &row.resource_id,
        resource_version: row.resource_version,
        state_hash: &row.state_hash,
    };
    let back = Return { state: &request.state, callback: request.callback.as_deref() };
    let mut tx = app.store.write().await?;
    let opened = departure.resource(&mut tx, app, &context.tenant, &back).await?;
    let id = AdminConsentId::new(&row.id);
    if !admin_consents::consume(&mut tx, &context.tenant, &id, app.clock.now()).await? {
        return Err(invalid());
    }
    let need = need(&mut tx, app, &opened.settings).await?;
    tx.commit().await?;
    departure.unchanged(&opened)?;
    // The tenant may have been given another directory meanwhile.
    if need.directory_id() != Some(row.directory_id.as_str()) {
        return Err(invalid());
    }
    Ok((opened.settings, need))
}

async fn end(
    app: &AppState,
    context: &TenantContext,
    row: &AdminConsentRow,
    (state, fault): (AdminConsentState, &ProviderFault),
    tenant: Option<&str>,
) -> Result<(), AppError> {
    let answered_by = tenant.filter(|_| state == AdminConsentState::WrongDirectory);
    let (code, provider_code) = (Some(fault.code.as_str()), fault.provider_code.as_deref());
    let ending = Ending { state, answered_by, code, provider_code };
    let mut tx = app.store.write().await?;
    admin_consents::end(&mut tx, &context.tenant, &AdminConsentId::new(&row.id), &ending).await?;
    let entry = context.entry("admin_consent.fail").target("resource", row.resource_id.as_str());
    let detail = serde_json::json!({
        "admin_consent": row.id, "state": state.as_str(), "code": code, "provider_code": provider_code,
        "answered_by": answered_by,
    });
    record(&mut tx, app, entry.detail(detail)).await?;
    Ok(tx.commit().await?)
}

async fn prove_and_keep(
    app: AppState,
    context: TenantContext,
    row: AdminConsentRow,
    settings: ResourceSettings,
    need: Need,
    locale: Locale,
) -> Result<AdminConsent, AppError> {
    let proofs = prove(&app, &settings, &need, None).await;
    let (proofs, failure) = match proofs {
        Ok(proofs) => (Some(proofs), None),
        // Several people have signed in: whose token tells is for somebody to choose, later.
        Err(TokenFault::SubjectMissing) => (None, None),
        Err(fault) => (None, Some(token_problem(&app.catalog, fault))),
    };
    // The provider said yes, whether or not that could be proved.
    let (row, check) = store(&app, &context, &row, proofs.as_ref()).await?;
    if let Some(failure) = failure {
        return Err(failure);
    }
    let check = check.map(|check| shown_check(&app, check, locale)).transpose()?;
    view::shown(&app, row, check, locale)
}

/// Keeps the proof and says in the audit trail what it was.
async fn store(
    app: &AppState,
    context: &TenantContext,
    row: &AdminConsentRow,
    proofs: Option<&Proofs>,
) -> Result<(AdminConsentRow, Option<PermissionCheckRow>), AppError> {
    let (id, resource) = (AdminConsentId::new(&row.id), ResourceId::new(&row.resource_id));
    let mut tx = app.store.write().await?;
    let ending = Ending { state: AdminConsentState::Completed, answered_by: None, code: None, provider_code: None };
    admin_consents::end(&mut tx, &context.tenant, &id, &ending).await?;
    let place = (&context.tenant, &resource);
    let check = match proofs {
        Some(proofs) => Some(keep(&mut tx, app, place, context.author().name, Some(row.id.clone()), proofs).await?),
        None => None,
    };
    let entry = context.entry("admin_consent.complete").target("resource", resource.as_str());
    let detail = serde_json::json!({ "admin_consent": row.id, "check": check.as_ref().map(|check| &check.id), "state": check.as_ref().map(|check| &check.state) });
    record(&mut tx, app, entry.detail(detail)).await?;
    let row = admin_consents::get(&mut tx, &context.tenant, &resource, &id).await?.ok_or(ProblemCode::NotFound)?;
    tx.commit().await?;
    Ok((row, check))
}
