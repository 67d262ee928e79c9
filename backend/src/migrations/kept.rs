//! Values that the migration keeps itself: those that live nowhere else, and those of a resource that is not there yet.

use std::collections::BTreeMap;

use shared::{
    ids::{MigrationId, TenantId},
    secret::SecretText,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    store::{
        Tx,
        migration_values::{self, MigrationValueRow},
    },
    vault::{HolderKey, Place, VaultError},
};

const TABLE: &str = "migration_values";
/// Stands before the name of a value, or of a role, under which is kept what was proposed when it was accepted. No
/// name begins with it.
const ACCEPTED: char = '=';

/// What a migration keeps, by value, each with when it was written.
pub(super) type Kept = BTreeMap<String, (SecretText, Timestamp)>;

/// Those of a migration, and what was accepted.
pub(super) async fn all(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    migration: &MigrationId,
) -> Result<Kept, VaultError> {
    let rows = migration_values::list(tx, tenant, migration).await?;
    let key = app.vault.tenant(tx, tenant).await?;
    opened(&key, migration, rows)
}

/// Opens what was stored for one.
pub(super) fn opened(
    key: &HolderKey,
    migration: &MigrationId,
    rows: Vec<MigrationValueRow>,
) -> Result<Kept, VaultError> {
    let opened = rows.into_iter().map(|row| {
        let text = key.open_text(place(migration, &row.value_id), &row.sealed)?;
        Ok((row.value_id, (text, Timestamp::from_millis(row.updated_at))))
    });
    opened.collect()
}

/// Values with what was proposed for them when somebody accepted it; and the directory that a role's endpoints were
/// made of, under [`of_role`].
pub(super) type Accepted = BTreeMap<String, SecretText>;

/// Parts what is kept from what was accepted.
pub(super) fn parted(all: Kept) -> (Kept, Accepted) {
    let (mut kept, mut accepted) = (Kept::new(), Accepted::new());
    for (id, (text, at)) in all {
        match id.strip_prefix(ACCEPTED) {
            Some(id) => drop(accepted.insert(id.to_owned(), text)),
            None => drop(kept.insert(id, (text, at))),
        }
    }
    (kept, accepted)
}

/// The name under which the directory of a role's endpoints is kept.
pub fn of_role(role: &str) -> String {
    format!("@{role}")
}

/// Remembers that a value is what was proposed, so that it follows what the proposal is made of; `None`: it is not.
///
/// # Errors
/// Those of storage.
pub async fn accept(
    tx: &mut Tx,
    app: &App,
    (tenant, migration): (&TenantId, &MigrationId),
    (id, text): (&str, Option<&SecretText>),
) -> Result<(), VaultError> {
    let id = format!("{ACCEPTED}{id}");
    match text {
        Some(text) => keep_value(tx, app, tenant, migration, (&id, text)).await,
        None => drop_value(tx, tenant, migration, &id).await,
    }
}

/// Keeps one.
///
/// # Errors
/// Those of storage.
pub async fn keep_value(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    migration: &MigrationId,
    (id, text): (&str, &SecretText),
) -> Result<(), VaultError> {
    let key = app.vault.tenant(tx, tenant).await?;
    let row = MigrationValueRow {
        value_id: id.to_owned(),
        sealed: key.seal(place(migration, id), text.expose().as_bytes()),
        updated_at: app.clock.now().as_millis(),
    };
    Ok(migration_values::put(tx, tenant, migration, &row).await?)
}

/// Takes one away.
///
/// # Errors
/// Those of storage.
pub async fn drop_value(tx: &mut Tx, tenant: &TenantId, migration: &MigrationId, id: &str) -> Result<(), VaultError> {
    Ok(migration_values::delete(tx, tenant, migration, id).await?)
}

fn place<'a>(migration: &'a MigrationId, value: &'a str) -> Place<'a> {
    Place { table: TABLE, row: migration.as_str(), column: value }
}
