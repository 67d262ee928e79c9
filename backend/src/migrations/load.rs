//! Reads a migration with everything that it is judged by.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::de::DeserializeOwned;
use shared::{
    api::{consent_request::ConsentRequestState, setting_change::SettingKind},
    ids::{MigrationId, ResourceId, ResourceTypeId, TenantId},
    timestamp::Timestamp,
    variable::key,
};

use super::{Played, Run, facts, kept, values};
use crate::{
    app::App,
    checks,
    playbooks::{self, Known},
    resource_types,
    resources::{callback_url, open},
    settings::{self, Place, source},
    store::{
        StoreError, Tx, check_runs, consent_requests, migration_runs::MigrationRow, migration_steps, page::PageRequest,
        permission_checks, resources, tenants, tokens,
    },
    vault::VaultError,
};

/// The date, as conditions compare it.
pub fn today(now: Timestamp) -> String {
    now.to_rfc3339().chars().take(10).collect()
}

/// Reads it; `None`: its playbook is not there any more.
///
/// # Errors
/// Those of storage.
pub async fn load(tx: &mut Tx, app: &App, place: &Place, row: MigrationRow) -> Result<Option<Run>, VaultError> {
    let Some(known) = playbooks::find(tx, app, &row.playbook).await? else { return Ok(None) };
    let id = MigrationId::new(&row.id);
    let tenant = &place.tenant;
    let given: BTreeMap<String, String> = json(&row.options, "options")?;
    let roles: BTreeMap<String, ResourceId> = json(&row.resources, "resources")?;
    let today = today(app.clock.now());
    let options = facts::chosen(&known.playbook, &given, &today);
    let (owner, _) = tenants::get(tx, tenant).await?.ok_or(unreadable("tenant_id"))?;
    let strings = match source(SettingKind::ConnectionString) {
        Some(source) => source.load(tx, app, place, None).await?,
        None => Vec::new(),
    };
    let steps = migration_steps::list(tx, tenant, &id).await?;
    let runs = check_runs::of_migration(tx, place, &row.id).await?;
    let (kept, accepted) = kept::parted(kept::all(tx, app, tenant, &id).await?);
    let mut run = Run {
        tenant: owner,
        facts: facts::of(&options, &BTreeMap::new(), &today),
        resources: played(tx, app, tenant, &roles).await?,
        proposed: BTreeMap::new(),
        types: types(tx, app, tenant, &known).await?,
        variables: settings::variables(tx, app, place).await?,
        strings,
        steps: steps.into_iter().map(|step| (step.step_id.clone(), step)).collect(),
        checks: runs.into_iter().map(checks::stored).collect::<Result<_, _>>()?,
        kept,
        accepted,
        values: BTreeMap::new(),
        place: place.clone(),
        known: Arc::clone(&known),
        row,
        options,
        roles,
    };
    run.values = values::all(&run);
    // What waits for a resource as it was accepted goes there as it would be proposed now.
    for (id, (text, _)) in &mut run.kept {
        if let (Some(accepted), Some(held)) = (run.accepted.get(id), run.values.get(id))
            && accepted.expose() == text.expose()
        {
            text.clone_from(&held.text);
        }
    }
    run.facts = facts::of(&run.options, &run.values, &today);
    run.proposed = proposed(tx, &run).await?;
    Ok(Some(run))
}

async fn played(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    roles: &BTreeMap<String, ResourceId>,
) -> Result<BTreeMap<String, Played>, VaultError> {
    let mut found = BTreeMap::new();
    for (role, id) in roles {
        let Some(opened) = open(tx, app, tenant, id).await? else { continue };
        let played = Played {
            callback_url: callback_url(app, &opened.settings.callback_id),
            has_token: tokens::count(tx, tenant, id).await? > 0,
            has_consent: consented(tx, tenant, id).await?,
            opened,
        };
        found.insert(role.clone(), played);
    }
    Ok(found)
}

/// Whether somebody confirmed what the directory answered, or a token proved that everything was granted.
async fn consented(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<bool, StoreError> {
    let proved = permission_checks::last(tx, tenant, resource).await?;
    if proved.is_some_and(|check| check.state == "granted") {
        return Ok(true);
    }
    let page = PageRequest { limit: 50, after: None };
    let requests = consent_requests::list(tx, tenant, Some(resource), &page).await?;
    Ok(requests.items.iter().any(|request| request.state == ConsentRequestState::Confirmed.as_str()))
}

async fn types(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    known: &Known,
) -> Result<BTreeMap<String, shared::resource::ResourceType>, VaultError> {
    let mut found = BTreeMap::new();
    let ids: BTreeSet<&str> = known.playbook.resources.iter().map(|need| need.kind.as_str()).collect();
    for id in ids {
        if let Some(kind) = resource_types::of_tenant(tx, app, tenant, &ResourceTypeId::new(id)).await? {
            found.insert(id.to_owned(), kind);
        }
    }
    Ok(found)
}

/// The one resource of the needed type with the needed name, where nobody has chosen any. It is never just taken.
async fn proposed(tx: &mut Tx, run: &Run) -> Result<BTreeMap<String, ResourceId>, StoreError> {
    let mut found = BTreeMap::new();
    let open: Vec<_> = run.needs().into_iter().filter(|need| !run.resources.contains_key(&need.id)).collect();
    if open.is_empty() {
        return Ok(found);
    }
    let names = resources::names(tx, &run.place.tenant).await?;
    for need in open {
        let name = run.fill_plain(&need.name).text;
        let mut same = names.iter().filter(|(_, known)| key(known) == key(name.expose()));
        let (Some((id, _)), None) = (same.next(), same.next()) else { continue };
        let id = ResourceId::new(id);
        let row = resources::get(tx, &run.place.tenant, &id).await?;
        if row.is_some_and(|row| row.type_id == need.kind) {
            found.insert(need.id.clone(), id);
        }
    }
    Ok(found)
}

/// Whether a resource plays a role in a migration.
pub fn uses(row: &MigrationRow, resource: &ResourceId) -> bool {
    let roles: Result<BTreeMap<String, ResourceId>, _> = json(&row.resources, "resources");
    roles.is_ok_and(|roles| roles.values().any(|id| id == resource))
}

fn json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, VaultError> {
    serde_json::from_str(text).map_err(|_| unreadable(column))
}

fn unreadable(column: &'static str) -> VaultError {
    StoreError::Unreadable { table: "migration_runs", column }.into()
}
