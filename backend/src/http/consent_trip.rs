//! The way to a provider's consent page and back, whoever goes it: somebody who is signed in here, or whoever holds a
//! link.

use shared::{
    api::{
        admin_consent::{AdminConsentState, CompleteAdminConsent},
        permission::PermissionState,
    },
    field::FieldFault,
    ids::{ResourceId, TenantId},
    problem::ProblemCode,
    resource::{NeededPermissions, Pair, Phase, authorization_url},
};

use super::AppError;
use crate::{
    app::AppState,
    domain::{
        consent::{ConsentPlace, NoConsent, scope},
        permission::Proofs,
        resource::ResourceSettings,
    },
    oauth::error::{ProviderFault, explain_callback},
    permissions::{Need, known},
    resources::callback_url,
    store::{StoreError, Tx, permission_checks},
};

/// What the provider's page is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// The page, and the directory that has to answer.
    pub place: ConsentPlace,
    /// The application's id in the directory.
    pub client_id: String,
    /// What the page is asked for; `None`: whatever the app registration lists.
    pub scope: Option<String>,
    /// The API that it is asked about, where it takes one at a time.
    pub api: Option<String>,
    /// The APIs that are left for pages of their own.
    pub then: Vec<String>,
    redirect_uri: String,
}

impl Trip {
    /// Where the browser goes, with `state`.
    pub fn address(&self, state: &str) -> String {
        let mut pairs = vec![Pair::new("client_id", &self.client_id)];
        pairs.extend(self.scope.as_deref().map(|scope| Pair::new("scope", scope)));
        pairs.extend([Pair::new("redirect_uri", &self.redirect_uri), Pair::new("state", state)]);
        authorization_url(&self.place.page, &[], &pairs)
    }
}

/// Where to go for the resource's consent: about `api`, or about the first API that was not found granted.
///
/// # Errors
/// Why nobody can be sent there.
pub async fn prepare(
    tx: &mut Tx,
    app: &AppState,
    settings: &ResourceSettings,
    need: &Need,
    api: Option<&str>,
) -> Result<Trip, AppError> {
    let granted = granted(tx, &settings.tenant, &settings.id).await?;
    let place = need.place.clone().map_err(problem)?;
    let incomplete = |missing| AppError::new(ProblemCode::ResourceIncomplete).arg("missing", missing);
    let phases = [Phase::Token, Phase::Authorization];
    let client_id = phases.into_iter().find_map(|phase| settings.client_id(phase));
    let client_id = client_id.ok_or_else(|| incomplete("client_id"))?.to_owned();
    let needed: Vec<&NeededPermissions> = need.of_kind().collect();
    let chosen = chosen(&needed, &granted, api)?.filter(|_| place.wants_scope);
    let scope = || scope(settings, &known(app), &needed, chosen, need.kind).ok_or_else(|| incomplete("scope"));
    let scope = place.wants_scope.then(scope).transpose()?;
    let api = chosen.map(|chosen| chosen.api.clone());
    let after = needed.iter().filter(|_| place.wants_scope).map(|needed| needed.api.clone());
    let then = after.filter(|other| Some(other) != api.as_ref() && !granted.contains(other)).collect();
    Ok(Trip { place, client_id, scope, api, then, redirect_uri: callback_url(app, &settings.callback_id) })
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

fn problem(reason: NoConsent) -> AppError {
    match reason {
        NoConsent::Unsupported => ProblemCode::ConsentUnsupported.into(),
        NoConsent::DirectoryUnknown => ProblemCode::ConsentDirectoryUnknown.into(),
        NoConsent::DirectoryDiffers { found, expected } => {
            AppError::new(ProblemCode::ConsentDirectoryDiffers).arg("found", found).arg("expected", expected)
        }
    }
}

/// Whether it is worth asking for a token. An error counts whatever stands beside it: the provider says
/// `admin_consent=True` even then.
///
/// # Errors
/// What the answer is instead of a yes of the directory `expected`, and why.
pub fn judge(
    app: &AppState,
    expected: &str,
    request: &CompleteAdminConsent,
) -> Result<(), (AdminConsentState, ProviderFault)> {
    let refused = |fault| Err((AdminConsentState::Refused, fault));
    if let Some(error) = &request.error {
        let mut fault = explain_callback(error, request.error_description.as_deref(), &app.catalog);
        if !fault.is_transient() {
            fault.code = ProblemCode::ConsentRefused;
        }
        return refused(fault.arg("host", "–"));
    }
    if request.admin_consent.as_deref().is_none_or(|said| !said.eq_ignore_ascii_case("true")) {
        return refused(ProviderFault::of(ProblemCode::ConsentRefused));
    }
    match request.tenant.as_deref() {
        Some(found) if !found.eq_ignore_ascii_case(expected) => {
            let fault = ProviderFault::of(ProblemCode::ConsentWrongDirectory);
            Err((AdminConsentState::WrongDirectory, fault.arg("found", found).arg("expected", expected)))
        }
        // The right one proves nothing yet.
        _ => Ok(()),
    }
}
