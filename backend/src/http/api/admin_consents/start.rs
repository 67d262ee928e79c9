//! Begins an admin consent: the page of the right directory, a `state` used once, bound to whoever began it.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use shared::{
    api::{
        admin_consent::{AdminConsentStarted, StartAdminConsent},
        permission::PermissionState,
    },
    field::FieldFault,
    ids::{AdminConsentId, ResourceId, TenantId},
    problem::ProblemCode,
    resource::{NeededPermissions, Pair, Phase, authorization_url},
};

use super::LIFE_SECONDS;
use crate::{
    app::AppState,
    audit::record,
    domain::{
        consent::{ConsentPlace, NoConsent, scope},
        permission::Proofs,
    },
    http::{AppError, Body, TenantContext},
    oauth::state,
    permissions::{known, need},
    resources::{callback_url, open},
    store::{
        StoreError, Tx,
        admin_consents::{self, AdminConsentRow},
        permission_checks,
    },
};

/// `POST /tenants/{tenant}/resources/{resource}/admin-consents`.
pub async fn start(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<StartAdminConsent>,
) -> Result<(StatusCode, Json<AdminConsentStarted>), AppError> {
    let mut tx = app.store.write().await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let settings = &opened.settings;
    let need = need(&mut tx, &app, settings).await?;
    let granted = granted(&mut tx, &context.tenant, &resource).await?;
    let place = need.place.clone().map_err(problem)?;
    let incomplete = |missing| AppError::new(ProblemCode::ResourceIncomplete).arg("missing", missing);
    let phases = [Phase::Token, Phase::Authorization];
    let client_id = phases.into_iter().find_map(|phase| settings.client_id(phase));
    let client_id = client_id.ok_or_else(|| incomplete("client_id"))?;
    let needed: Vec<&NeededPermissions> = need.of_kind().collect();
    let chosen = chosen(&needed, &granted, request.api.as_deref())?.filter(|_| place.wants_scope);
    let scope = || scope(settings, &known(&app), &needed, chosen, need.kind).ok_or_else(|| incomplete("scope"));
    let scope = place.wants_scope.then(scope).transpose()?;
    let api = chosen.map(|chosen| chosen.api.clone());
    let after = needed.iter().filter(|_| place.wants_scope).map(|needed| needed.api.clone());
    let then = after.filter(|other| Some(other) != api.as_ref() && !granted.contains(other)).collect();
    let id = AdminConsentId::new(app.new_id());
    let state = state::issue_for_consent(&id, app.rng.bytes());
    let redirect_uri = callback_url(&app, &settings.callback_id);
    let consent_url = address(&place, client_id, scope.as_deref(), &redirect_uri, state.secret());
    let now = app.clock.now();
    let row = AdminConsentRow {
        id: id.to_string(),
        tenant_id: context.tenant.to_string(),
        resource_id: resource.to_string(),
        state_hash: state::fingerprint(state.secret()),
        directory_id: place.directory_id,
        begun_by: context.actor.binding(),
        author: context.author().name,
        resource_version: opened.row.version,
        created_at: now.as_millis(),
        expires_at: now.plus_seconds(LIFE_SECONDS).as_millis(),
        ..AdminConsentRow::default()
    };
    admin_consents::insert(&mut tx, &row).await?;
    let entry = context.entry("admin_consent.start").target("resource", resource.as_str());
    let directory_id = &row.directory_id;
    let detail = serde_json::json!({ "admin_consent": id, "directory_id": directory_id, "scope": scope, "api": api });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    let expires_at = now.plus_seconds(LIFE_SECONDS);
    let started = AdminConsentStarted { id, consent_url, directory_id: row.directory_id, scope, api, then, expires_at };
    Ok((StatusCode::CREATED, Json(started)))
}

/// The APIs of which the last check found everything.
async fn granted(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<Vec<String>, AppError> {
    let Some(row) = permission_checks::last(tx, tenant, resource).await? else { return Ok(Vec::new()) };
    let unreadable = |_| StoreError::Unreadable { table: "permission_checks", column: "proof" };
    let proofs: Proofs = serde_json::from_str(&row.proof).map_err(unreadable)?;
    let complete = proofs.apis.into_iter().filter(|proof| proof.state == PermissionState::Granted);
    Ok(complete.map(|proof| proof.api).collect())
}

/// The API that the page is asked about: the one that was named, else the first that is not granted yet.
fn chosen<'a>(
    needed: &[&'a NeededPermissions],
    granted: &[String],
    named: Option<&str>,
) -> Result<Option<&'a NeededPermissions>, AppError> {
    let found = |is: &dyn Fn(&NeededPermissions) -> bool| needed.iter().copied().find(|needed| is(needed));
    match named {
        Some(named) => {
            let unknown = || AppError::field("/api", FieldFault::NoSuchThing);
            found(&|needed| needed.api == named).map(Some).ok_or_else(unknown)
        }
        None => Ok(found(&|needed| !granted.contains(&needed.api)).or(needed.first().copied())),
    }
}

fn address(place: &ConsentPlace, client_id: &str, scope: Option<&str>, redirect_uri: &str, state: &str) -> String {
    let mut pairs = vec![Pair::new("client_id", client_id)];
    pairs.extend(scope.map(|scope| Pair::new("scope", scope)));
    pairs.extend([Pair::new("redirect_uri", redirect_uri), Pair::new("state", state)]);
    authorization_url(&place.page, &[], &pairs)
}

fn problem(reason: NoConsent) -> AppError {
    match reason {
        NoConsent::Unsupported => ProblemCode::ConsentUnsupported.into(),
        NoConsent::DirectoryUnknown => ProblemCode::ConsentDirectoryUnknown.into(),
        NoConsent::DirectoryDiffers { found, expected } => {
            AppError::new(ProblemCode::ConsentDirectoryDiffers).arg("found", found).arg("expected", expected)
        }
    }
}
