//! Proves what a resource has been granted: asks its provider for a new token of each API that it needs, through the
//! token cache like any other, and compares what the token says of itself with what is needed.

use serde_json::Value;
use shared::{
    api::permission::PermissionState,
    claims::{Decoded, decode},
    ids::{ResourceId, TenantId},
    problem::ProblemCode,
    resource::{NeededPermissions, PermissionKind},
    secret::SecretText,
};

use crate::{
    app::{App, AppState},
    domain::{
        consent::{ConsentPlace, Known, NoConsent, place},
        permission::{Carried, Expected, Fault, Proof, Proofs, overall, target},
        resource::{ResourceSettings, Target},
    },
    oauth::{error::ProviderFault, grants},
    store::{StoreError, Tx, permission_checks, permission_checks::PermissionCheckRow, tenants},
    token_cache::{TokenFault, Wanted, serve},
};

/// What a resource needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Whose permissions its grant works with.
    pub kind: PermissionKind,
    /// Which.
    pub apis: Vec<NeededPermissions>,
    /// Whether the resource has its own instead of its type's.
    pub overridden: bool,
    /// Where consent is granted.
    pub place: Result<ConsentPlace, NoConsent>,
}

impl Need {
    /// The directory in which they are to be granted, where it is known.
    pub fn directory_id(&self) -> Option<&str> {
        self.place.as_ref().ok().map(|place| place.directory_id.as_str())
    }

    /// Those of which something is needed with the resource's grant.
    pub fn of_kind(&self) -> impl Iterator<Item = &NeededPermissions> {
        self.apis.iter().filter(|needed| !needed.of(self.kind).is_empty())
    }
}

/// Whose permissions a grant works with.
fn kind_of(settings: &ResourceSettings) -> PermissionKind {
    let delegated = grants::find(&settings.grant).is_none_or(|grant| grant.delegated);
    if delegated { PermissionKind::Delegated } else { PermissionKind::Application }
}

/// The pages, hosts and APIs that the product knows.
pub fn known(app: &App) -> Known<'_> {
    Known { clouds: app.catalog.clouds(), permissions: app.catalog.permissions() }
}

/// What the resource needs, and where it is granted.
pub async fn need(tx: &mut Tx, app: &App, settings: &ResourceSettings) -> Result<Need, StoreError> {
    let own = permission_checks::needed(tx, &settings.tenant, &settings.id).await?;
    let unreadable = |_| StoreError::Unreadable { table: "resource_permissions", column: "needed" };
    let own: Option<Vec<NeededPermissions>> =
        own.map(|text| serde_json::from_str(&text)).transpose().map_err(unreadable)?;
    let tenant = tenants::get(tx, &settings.tenant).await?;
    let directory_id = tenant.and_then(|(tenant, _)| tenant.directory_id);
    Ok(Need {
        kind: kind_of(settings),
        overridden: own.is_some(),
        apis: own.unwrap_or_else(|| settings.kind.permissions.clone()),
        place: place(settings, &known(app), directory_id.as_deref()),
    })
}

/// Asks for new tokens and compares. The provider's refusals are part of what is found.
///
/// # Errors
/// What keeps the question from being put: several subjects and none named, no such resource, storage.
pub async fn prove(
    app: &AppState,
    settings: &ResourceSettings,
    need: &Need,
    subject: Option<&str>,
) -> Result<Proofs, TokenFault> {
    let nothing = NeededPermissions::default();
    let mut apis: Vec<&NeededPermissions> = need.of_kind().collect();
    if apis.is_empty() {
        // Nothing to compare with; which directory answers, and what the token carries, is worth knowing all the same.
        apis.push(&nothing);
    }
    let mut proofs = Vec::new();
    for needed in &apis {
        let known = app.catalog.permissions().api(&needed.api);
        let expected = Expected {
            api: &needed.api,
            known,
            kind: need.kind,
            names: needed.of(need.kind),
            directory_id: need.directory_id(),
        };
        let target = target(settings, needed, known, need.kind, apis.len() == 1);
        proofs.push(prove_one(app, settings, &expected, target, subject).await?);
    }
    Ok(Proofs { kind: need.kind, directory_id: need.directory_id().map(str::to_owned), apis: proofs })
}

async fn prove_one(
    app: &AppState,
    settings: &ResourceSettings,
    expected: &Expected<'_>,
    target: Target,
    subject: Option<&str>,
) -> Result<Proof, TokenFault> {
    let wanted =
        Wanted { tenant: &settings.tenant, resource: &settings.id, subject, target, needed_seconds: 0, force: true };
    let fault = match serve(app, &wanted).await {
        Ok(served) => match served.warning {
            None => return Ok(judge(expected, &served.entry.access_token)),
            Some(fault) => *fault,
        },
        Err(TokenFault::Provider(fault)) => fault,
        // The type cannot ask for another API than the configured one.
        Err(TokenFault::NoParameter(_)) => ProviderFault::of(ProblemCode::ResourceIncomplete),
        Err(other) => return Err(other),
    };
    // Without a provider's code nobody was asked: there is nothing yet that could be refreshed.
    let nobody_yet = expected.kind == PermissionKind::Delegated
        && fault.code == ProblemCode::InteractionRequired
        && fault.provider_code.is_none();
    if nobody_yet {
        return Ok(expected.without(PermissionState::Waiting, None));
    }
    let fault = Fault {
        code: fault.code.as_str().to_owned(),
        provider_code: fault.provider_code,
        correlation_id: fault.correlation_id,
    };
    Ok(expected.without(PermissionState::NoToken, Some(fault)))
}

fn judge(expected: &Expected<'_>, access_token: &SecretText) -> Proof {
    match carried(access_token) {
        Some(carried) => expected.judge(&carried),
        None => expected.without(PermissionState::Unreadable, None),
    }
}

/// What the token says of itself, if it is one that says anything (RFC 7519).
fn carried(access_token: &SecretText) -> Option<Carried> {
    let Decoded::Jwt { claims, .. } = decode(access_token.expose()) else { return None };
    let text = |name: &str| claims.get(name)?.as_str().map(str::to_owned);
    let first = |name: &str| claims.get(name)?.get(0)?.as_str().map(str::to_owned);
    let roles = claims.get("roles").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Some(Carried {
        audience: text("aud").or_else(|| first("aud")),
        directory_id: text("tid"),
        roles: roles.iter().filter_map(|role| role.as_str().map(str::to_owned)).collect(),
        scopes: text("scp")
            .or_else(|| text("scope"))
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
    })
}

/// Keeps what was found. `consent`: after which one, if after one.
///
/// # Errors
/// Those of the store.
pub async fn keep(
    tx: &mut Tx,
    app: &App,
    (tenant, resource): (&TenantId, &ResourceId),
    checked_by: String,
    consent: Option<String>,
    proofs: &Proofs,
) -> Result<PermissionCheckRow, StoreError> {
    let unwritable = |_| StoreError::Unreadable { table: "permission_checks", column: "proof" };
    let row = PermissionCheckRow {
        id: app.rng.id(&app.clock),
        resource_id: resource.to_string(),
        admin_consent_id: consent,
        state: overall(&proofs.apis).as_str().to_owned(),
        proof: serde_json::to_string(proofs).map_err(unwritable)?,
        checked_by,
        checked_at: app.clock.now().as_millis(),
    };
    permission_checks::insert(tx, tenant, &row).await?;
    Ok(row)
}
