//! Reads a migration with everything that it is judged by.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::de::DeserializeOwned;
use shared::{
    api::{consent_request::ConsentRequestState, setting_change::SettingKind, tenant::Tenant},
    ids::{MigrationId, ResourceId, ResourceTypeId, TenantId},
    resource::ResourceType,
    timestamp::Timestamp,
    variable::key,
};

use super::{
    Played, Run, facts,
    kept::{self, Kept},
    values,
};
use crate::{
    app::App,
    checks,
    playbooks::{self, Known},
    resource_types,
    resources::{Opened, callback_url, open},
    settings::{self, Place, Setting, source},
    store::{
        StoreError, Tx,
        check_runs::{self, CheckRunRow},
        consent_requests,
        migration_runs::MigrationRow,
        migration_steps::{self, MigrationStepRow},
        page::PageRequest,
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
    let around = Around::load(tx, app, place).await?;
    let mut own = Own {
        steps: migration_steps::list(tx, tenant, &id).await?,
        checks: check_runs::of_migration(tx, place, &row.id).await?,
        kept: kept::all(tx, app, tenant, &id).await?,
        types: types(tx, app, tenant, &known).await?,
        resources: BTreeMap::new(),
    };
    for (role, id) in roles(&row)? {
        let Some(opened) = open(tx, app, tenant, &id).await? else { continue };
        let mut played = played(app, opened);
        played.has_token = tokens::count(tx, tenant, &id).await? > 0;
        played.has_consent = consented(tx, tenant, &id).await?;
        own.resources.insert(role, Arc::new(played));
    }
    let mut run = around.run(known, row, own)?;
    run.proposed = proposed(tx, &run).await?;
    Ok(Some(run))
}

/// The types that a playbook needs, by id.
pub(super) type Types = Arc<BTreeMap<String, ResourceType>>;

/// What migrations of an environment have in common.
pub(super) struct Around {
    place: Place,
    today: String,
    tenant: Tenant,
    variables: Arc<[Setting]>,
    strings: Arc<[Setting]>,
}

/// What belongs to one migration.
pub(super) struct Own {
    pub(super) steps: Vec<MigrationStepRow>,
    pub(super) checks: Vec<CheckRunRow>,
    pub(super) kept: Kept,
    pub(super) types: Types,
    pub(super) resources: BTreeMap<String, Arc<Played>>,
}

impl Around {
    pub(super) async fn load(tx: &mut Tx, app: &App, place: &Place) -> Result<Self, VaultError> {
        let (tenant, _) = tenants::get(tx, &place.tenant).await?.ok_or(unreadable("tenant_id"))?;
        let strings = match source(SettingKind::ConnectionString) {
            Some(source) => source.load(tx, app, place, None).await?,
            None => Vec::new(),
        };
        Ok(Self {
            place: place.clone(),
            today: today(app.clock.now()),
            tenant,
            variables: settings::variables(tx, app, place).await?.into(),
            strings: strings.into(),
        })
    }

    /// Puts one together. Nothing is proposed for its roles yet.
    pub(super) fn run(&self, known: Arc<Known>, row: MigrationRow, own: Own) -> Result<Run, VaultError> {
        let given: BTreeMap<String, String> = json(&row.options, "options")?;
        let options = facts::chosen(&known.playbook, &given, &self.today);
        let (kept, accepted) = kept::parted(own.kept);
        let mut run = Run {
            tenant: self.tenant.clone(),
            facts: facts::of(&options, &BTreeMap::new(), &self.today),
            resources: own.resources,
            proposed: BTreeMap::new(),
            types: own.types,
            variables: Arc::clone(&self.variables),
            strings: Arc::clone(&self.strings),
            steps: own.steps.into_iter().map(|step| (step.step_id.clone(), step)).collect(),
            checks: own.checks.into_iter().map(checks::stored).collect::<Result<_, _>>()?,
            kept,
            accepted,
            values: BTreeMap::new(),
            place: self.place.clone(),
            roles: roles(&row)?,
            known,
            row,
            options,
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
        run.facts = facts::of(&run.options, &run.values, &self.today);
        Ok(run)
    }
}

/// The ids that roles were given.
pub(super) fn roles(row: &MigrationRow) -> Result<BTreeMap<String, ResourceId>, VaultError> {
    json(&row.resources, "resources")
}

/// A resource as it plays a role. Whether it has a token and consent is not looked at.
pub(super) fn played(app: &App, opened: Opened) -> Played {
    Played {
        callback_url: callback_url(app, &opened.settings.callback_id),
        has_token: false,
        has_consent: false,
        opened,
    }
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

/// The types that a playbook needs.
pub(super) async fn types(tx: &mut Tx, app: &App, tenant: &TenantId, known: &Known) -> Result<Types, VaultError> {
    let mut found = BTreeMap::new();
    let ids: BTreeSet<&str> = known.playbook.resources.iter().map(|need| need.kind.as_str()).collect();
    for id in ids {
        if let Some(kind) = resource_types::of_tenant(tx, app, tenant, &ResourceTypeId::new(id)).await? {
            found.insert(id.to_owned(), kind);
        }
    }
    Ok(Arc::new(found))
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
    roles(row).is_ok_and(|roles| roles.values().any(|id| id == resource))
}

fn json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, VaultError> {
    serde_json::from_str(text).map_err(|_| unreadable(column))
}

fn unreadable(column: &'static str) -> VaultError {
    StoreError::Unreadable { table: "migration_runs", column }.into()
}
