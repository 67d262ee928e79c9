//! How far a resource's application permissions reach: everything that they say, until a limit is recorded and a mailbox
//! that had to be refused was refused.

use shared::{
    api::reach::{Reach, ReachProof, ReachState, Reached, ScopingKind, ScopingPolicy},
    resource::{PermissionKind, Phase},
    text::Locale,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    domain::resource::ResourceSettings,
    permissions::{Need, need},
    store::{
        StoreError, Tx,
        reach::{self, ReachRow, RefusalRow},
    },
};

/// The application's id in the directory, as requests have it.
pub fn client_id(settings: &ResourceSettings) -> Option<String> {
    [Phase::Token, Phase::Authorization].into_iter().find_map(|phase| settings.client_id(phase)).map(str::to_owned)
}

/// What the resource reaches, and what is known about its limits.
///
/// # Errors
/// Those of the store.
pub async fn look(tx: &mut Tx, app: &App, settings: &ResourceSettings, locale: Locale) -> Result<Reach, StoreError> {
    let need = need(tx, app, settings).await?;
    let row = reach::get(tx, &settings.tenant, &settings.id).await?;
    let refusal = match &row {
        Some(row) => reach::last_refusal(tx, &settings.tenant, &settings.id, row.recorded_at).await?,
        None => None,
    };
    let permissions = permissions(app, &need, locale);
    let policy = row.map(policy).transpose()?;
    let proof = refusal.map(proof);
    let state = state(settings, (need.kind, permissions.is_empty()), policy.as_ref(), proof.as_ref());
    Ok(Reach { state, permissions, policy, proof })
}

fn state(
    settings: &ResourceSettings,
    (kind, none): (PermissionKind, bool),
    policy: Option<&ScopingPolicy>,
    proof: Option<&ReachProof>,
) -> ReachState {
    match (kind, policy, proof) {
        (PermissionKind::Delegated, ..) => ReachState::SignedInOnly,
        _ if none => ReachState::Nothing,
        (_, None, _) => ReachState::Unscoped,
        (_, Some(policy), _) if policy.client_id != client_id(settings) => ReachState::Outdated,
        (_, _, None) => ReachState::Unproved,
        (_, _, Some(proof)) if proof.refused => ReachState::Proved,
        _ => ReachState::Opened,
    }
}

/// The application permissions that are needed; none where people sign in.
fn permissions(app: &App, need: &Need, locale: Locale) -> Vec<Reached> {
    if need.kind == PermissionKind::Delegated {
        return Vec::new();
    }
    let mut all = Vec::new();
    for needed in need.of_kind() {
        let known = app.catalog.permissions().api(&needed.api);
        for name in needed.of(need.kind) {
            let described = known.into_iter().flat_map(|api| &api.permissions);
            let described = described.into_iter().find(|known| known.kind == need.kind && known.name == *name);
            all.push(Reached { name: name.clone(), why: described.map(|known| known.why.get(locale).to_owned()) });
        }
    }
    all
}

fn policy(row: ReachRow) -> Result<ScopingPolicy, StoreError> {
    let unreadable = StoreError::Unreadable { table: "resource_reach", column: "kind" };
    Ok(ScopingPolicy {
        kind: ScopingKind::parse(&row.kind).ok_or(unreadable)?,
        name: row.name,
        scope: row.scope,
        client_id: row.client_id,
        recorded_by: row.recorded_by,
        recorded_at: Timestamp::from_millis(row.recorded_at),
    })
}

fn proof(row: RefusalRow) -> ReachProof {
    let arguments: serde_json::Value = serde_json::from_str(&row.arguments).unwrap_or_default();
    ReachProof {
        mailbox: arguments["mailbox"].as_str().unwrap_or("–").to_owned(),
        refused: row.state == "passed",
        at: Timestamp::from_millis(row.started_at),
        check_run: row.id,
    }
}
