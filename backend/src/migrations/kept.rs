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
    vault::{Place, VaultError},
};

const TABLE: &str = "migration_values";

/// Those of a migration, opened, each with when it was written.
pub(super) async fn all(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    migration: &MigrationId,
) -> Result<BTreeMap<String, (SecretText, Timestamp)>, VaultError> {
    let rows = migration_values::list(tx, tenant, migration).await?;
    let key = app.vault.tenant(tx, tenant).await?;
    let opened = rows.into_iter().map(|row| {
        let text = key.open_text(place(migration, &row.value_id), &row.sealed)?;
        Ok((row.value_id, (text, Timestamp::from_millis(row.updated_at))))
    });
    opened.collect()
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
