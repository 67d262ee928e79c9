//! Permissions and checks in the caller's words.

use shared::{
    api::permission::{ApiProof, NeededApi, NeededPermission, PermissionCheck, PermissionState, ResourcePermissions},
    ids::{AdminConsentId, PermissionCheckId},
    resource::{ApiDescriptor, NeededPermissions, PermissionKind},
    text::Locale,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    domain::permission::{Proof, Proofs},
    http::{AppError, api::tokens::explained},
    permissions::Need,
    store::{StoreError, permission_checks::PermissionCheckRow, tokens::Failure},
};

/// How long what was granted may take to show in new tokens.
const ON_ITS_WAY_SECONDS: i64 = 15 * 60;
/// When to look again in that time.
const AGAIN_AFTER_SECONDS: i64 = 60;

/// What the API shows of what is needed.
pub(super) fn permissions(
    app: &App,
    need: Need,
    last_check: Option<PermissionCheck>,
    locale: Locale,
) -> ResourcePermissions {
    ResourcePermissions {
        kind: need.kind,
        apis: needed_apis(app, &need, locale),
        overridden: need.overridden,
        directory_id: need.directory_id().map(str::to_owned),
        consent: need.place.is_ok(),
        needed: need.apis,
        last_check,
    }
}

/// What is needed with the resource's grant, with its words.
pub(in crate::http::api) fn needed_apis(app: &App, need: &Need, locale: Locale) -> Vec<NeededApi> {
    need.of_kind().map(|needed| needed_api(app, needed, need.kind, locale)).collect()
}

fn needed_api(app: &App, needed: &NeededPermissions, kind: PermissionKind, locale: Locale) -> NeededApi {
    let known = app.catalog.permissions().api(&needed.api);
    let permission = |name: &String| {
        let mut all = known.into_iter().flat_map(|api| &api.permissions);
        let described = all.find(|known| known.kind == kind && known.name == *name);
        NeededPermission {
            name: name.clone(),
            why: described.map(|known| known.why.get(locale).to_owned()),
            note: described.and_then(|known| known.note.as_ref()).map(|note| note.get(locale).to_owned()),
        }
    };
    NeededApi {
        api: needed.api.clone(),
        name: name_of(known, &needed.api),
        app_id: known.map(|api| api.app_id.clone()),
        permissions: needed.of(kind).iter().map(permission).collect(),
        grantors: grantors(app, known, kind, locale),
    }
}

fn name_of(known: Option<&ApiDescriptor>, api: &str) -> String {
    known.map_or_else(|| api.to_owned(), |known| known.name.clone())
}

fn grantors(app: &App, known: Option<&ApiDescriptor>, kind: PermissionKind, locale: Locale) -> Vec<String> {
    let ids = known.map(|api| match kind {
        PermissionKind::Application => api.application_grantors.as_slice(),
        PermissionKind::Delegated => api.delegated_grantors.as_slice(),
    });
    let roles = app.catalog.permissions().roles(ids.unwrap_or_default());
    roles.map(|role| role.name.get(locale).to_owned()).collect()
}

/// A check that was kept.
pub(in crate::http::api) fn shown_check(
    app: &App,
    row: PermissionCheckRow,
    locale: Locale,
) -> Result<PermissionCheck, AppError> {
    let unreadable = |column| StoreError::Unreadable { table: "permission_checks", column };
    let proofs: Proofs = serde_json::from_str(&row.proof).map_err(|_| unreadable("proof"))?;
    let state = PermissionState::parse(&row.state).ok_or(unreadable("state"))?;
    let checked_at = Timestamp::from_millis(row.checked_at);
    // Only what follows a consent can still be on its way.
    let on_its_way =
        row.admin_consent_id.is_some() && matches!(state, PermissionState::Partly | PermissionState::Missing);
    let again_at = checked_at.plus_seconds(AGAIN_AFTER_SECONDS);
    let still = app.clock.now().seconds_since(checked_at) < ON_ITS_WAY_SECONDS;
    Ok(PermissionCheck {
        id: PermissionCheckId::new(row.id),
        state,
        checked_at,
        checked_by: row.checked_by,
        admin_consent: row.admin_consent_id.map(AdminConsentId::new),
        directory_id: proofs.directory_id,
        apis: proofs.apis.into_iter().map(|proof| shown_proof(app, proof, proofs.kind, checked_at, locale)).collect(),
        again_at: (on_its_way && still).then_some(again_at),
    })
}

fn shown_proof(app: &App, proof: Proof, kind: PermissionKind, at: Timestamp, locale: Locale) -> ApiProof {
    let known = app.catalog.permissions().api(&proof.api);
    let problem = proof.fault.as_ref().and_then(|fault| {
        let failure = Failure {
            at: at.as_millis(),
            code: &fault.code,
            provider_code: fault.provider_code.as_deref(),
            correlation_id: fault.correlation_id.as_deref(),
        };
        explained(app, &failure, locale)
    });
    ApiProof {
        name: name_of(known, &proof.api),
        grantors: if proof.missing.is_empty() { Vec::new() } else { grantors(app, known, kind, locale) },
        api: proof.api,
        state: proof.state,
        audience: proof.audience,
        directory_id: proof.directory_id,
        granted: proof.granted,
        missing: proof.missing,
        extra: proof.extra,
        problem,
    }
}
