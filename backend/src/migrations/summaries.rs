//! What a list says of migrations. All of a page are read at once: the database is asked as often for two hundred as for
//! one, apart from the playbooks, each of which is read once. What a list does not say is not read: tokens and consent of
//! resources, proposals for roles, and what exactly checks found.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use shared::{
    api::migration::MigrationSummary,
    ids::{MigrationId, ResourceId},
};

use super::{
    Played, kept,
    load::{Around, Own, Types, played, roles, types},
    view::{summary, without_playbook},
};
use crate::{
    app::App,
    playbooks::{self, Known},
    resources::open_several,
    settings::Place,
    store::{
        StoreError, Tx,
        check_runs::{self, CheckRunRow},
        migration_runs::{MigrationRow, Range},
        migration_steps, migration_values,
    },
    vault::VaultError,
};

/// What a list says of each, in the order of `rows`.
///
/// # Errors
/// Those of storage.
pub async fn summaries(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    rows: Vec<MigrationRow>,
) -> Result<Vec<MigrationSummary>, VaultError> {
    let Some(range) = Range::of(&rows) else { return Ok(Vec::new()) };
    let around = Around::load(tx, app, place).await?;
    let key = app.vault.tenant(tx, &place.tenant).await?;
    let mut steps = grouped(migration_steps::of_range(tx, place, range).await?);
    let mut kept = grouped(migration_values::of_range(tx, place, range).await?);
    let checks = check_runs::of_migrations(tx, place, range).await?;
    let of_migration = |run: CheckRunRow| (run.migration_id.clone().unwrap_or_default(), run);
    let mut checks = grouped(checks.into_iter().map(of_migration).collect());
    let resources = playing(tx, app, place, &rows).await?;
    let mut playbooks = Playbooks::default();
    let mut summaries = Vec::with_capacity(rows.len());
    for row in rows {
        let Some((known, types)) = playbooks.find(tx, app, place, &row.playbook).await? else {
            summaries.push(without_playbook(&row));
            continue;
        };
        let played = roles(&row)?.into_iter().filter_map(|(role, id)| Some((role, Arc::clone(resources.get(&id)?))));
        let own = Own {
            steps: steps.remove(&row.id).unwrap_or_default(),
            checks: checks.remove(&row.id).unwrap_or_default(),
            kept: kept::opened(&key, &MigrationId::new(&row.id), kept.remove(&row.id).unwrap_or_default())?,
            resources: played.collect(),
            types,
        };
        summaries.push(summary(&around.run(known, row, own)?));
    }
    Ok(summaries)
}

/// The resources that play a role in any of them.
async fn playing(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    rows: &[MigrationRow],
) -> Result<HashMap<ResourceId, Arc<Played>>, VaultError> {
    let mut ids = BTreeSet::new();
    for row in rows {
        ids.extend(roles(row)?.into_values());
    }
    let opened = open_several(tx, app, &place.tenant, &ids).await?;
    Ok(opened.into_iter().map(|(id, opened)| (id, Arc::new(played(app, opened)))).collect())
}

/// A playbook with the types that it needs.
type Needing = (Arc<Known>, Types);

/// The playbooks of several of them, each read once.
#[derive(Default)]
struct Playbooks(HashMap<String, Option<Needing>>);

impl Playbooks {
    async fn find(&mut self, tx: &mut Tx, app: &App, place: &Place, id: &str) -> Result<Option<Needing>, VaultError> {
        if let Some(found) = self.0.get(id) {
            return Ok(found.clone());
        }
        let found = match playbooks::find(tx, app, id).await {
            Ok(Some(known)) => Some((Arc::clone(&known), types(tx, app, &place.tenant, &known).await?)),
            Ok(None) => None,
            // One that an older program took and this one cannot read must not hide the others.
            Err(error @ StoreError::Unreadable { .. }) => {
                tracing::warn!(%error, playbook = id, "a playbook cannot be read");
                None
            }
            Err(error) => return Err(error.into()),
        };
        self.0.insert(id.to_owned(), found.clone());
        Ok(found)
    }
}

/// Rows by the migration that they belong to, each in its order.
fn grouped<T>(rows: Vec<(String, T)>) -> HashMap<String, Vec<T>> {
    let mut groups: HashMap<String, Vec<T>> = HashMap::new();
    for (migration, row) in rows {
        groups.entry(migration).or_default().push(row);
    }
    groups
}
