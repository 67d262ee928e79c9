//! Secrets at rest: the master key file wraps one data key a tenant, and each value is sealed with its tenant's key
//! and bound to the place it belongs to, so that a value moved to another row, column or tenant does not open.

mod key_file;
mod sealed;

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, RwLock},
};

use shared::{ids::TenantId, secret::SecretText};

pub use key_file::KeyFileFault;
pub use sealed::{Key, SealFault};

use crate::{
    clock::Clock,
    hex,
    rng::Rng,
    store::{Store, StoreError, Tx, data_keys, dialect, settings},
};

/// Whose key seals values that belong to no tenant.
const PORTAL: &str = "portal";
const KEY_CHECK: &str = "key_check";

/// Where a sealed value belongs.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: &'a str,
    /// The column, or the name of the value within it.
    pub column: &'a str,
}

/// A fault of the vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileFault),
    /// The key file is another database's.
    #[error(
        "the key file {0} does not belong to this database: put back the key file that was used with it, or point \
         CONSENTRY_DATABASE_URL to the right database"
    )]
    WrongKey(String),
    /// The database has secrets and the key file is gone.
    #[error(
        "the database holds sealed secrets, but the key file {0} is missing: put back the key file that was used with \
         it (a new one cannot open them)"
    )]
    MissingKey(String),
    /// The holder has no key (any more).
    #[error("there is no data key for {0}")]
    NoDataKey(String),
    /// A value does not open.
    #[error(transparent)]
    Sealed(#[from] SealFault),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Hands out the keys that seal and open values.
pub struct Vault {
    master: Key,
    rng: Rng,
    unwrapped: RwLock<HashMap<String, HolderKey>>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

/// One tenant's key, ready for use; wiped from memory when the last holder lets go.
#[derive(Debug, Clone)]
pub struct HolderKey {
    holder: Arc<str>,
    key: Arc<Key>,
    rng: Rng,
}

impl HolderKey {
    /// Seals `plaintext` so that it opens only in `place` of this holder.
    pub fn seal(&self, place: Place<'_>, plaintext: &[u8]) -> Vec<u8> {
        self.key.seal(&self.rng, &associated(&self.holder, place), plaintext)
    }

    /// Opens what was sealed for `place`.
    pub fn open(&self, place: Place<'_>, blob: &[u8]) -> Result<Vec<u8>, SealFault> {
        self.key.open(&associated(&self.holder, place), blob)
    }

    /// Opens a secret text.
    pub fn open_text(&self, place: Place<'_>, blob: &[u8]) -> Result<SecretText, SealFault> {
        String::from_utf8(self.open(place, blob)?).map(SecretText::new).map_err(|_| SealFault)
    }
}

fn associated<'a>(holder: &'a str, place: Place<'a>) -> [&'a str; 5] {
    ["consentry value 1", holder, place.table, place.row, place.column]
}

impl Vault {
    /// Reads the key file, or creates it if the database has never seen one; refuses a key that does not belong to
    /// the database. The tables must be up to date.
    pub async fn start(store: &Store, file: &Path, rng: &Rng, clock: &Clock) -> Result<Self, VaultError> {
        let mut tx = store.write().await?;
        dialect::lock_settings(&mut tx).await?;
        let check = settings::get(&mut tx, KEY_CHECK).await?;
        let master = match (key_file::read(file)?, &check) {
            (Some(key), _) => key,
            (None, None) => key_file::create(file, rng)?,
            (None, Some(_)) => return Err(VaultError::MissingKey(file.display().to_string())),
        };
        let vault = Self { master, rng: rng.clone(), unwrapped: RwLock::default() };
        match check {
            Some(check) if vault.passes(&check) => {}
            Some(_) => return Err(VaultError::WrongKey(file.display().to_string())),
            None => {
                let check = vault.master.seal(rng, &["consentry check 1"], KEY_CHECK.as_bytes());
                settings::set(&mut tx, KEY_CHECK, &hex::encode(&check)).await?;
                vault.create_key(&mut tx, PORTAL, clock).await?;
            }
        }
        tx.commit().await?;
        Ok(vault)
    }

    /// Looks, without creating anything, whether the key file belongs to the database; `false`: nothing is sealed yet.
    pub async fn fits(store: &Store, file: &Path) -> Result<bool, VaultError> {
        let mut tx = store.read().await?;
        let Some(check) = settings::get(&mut tx, KEY_CHECK).await? else { return Ok(false) };
        let shown = || file.display().to_string();
        let master = key_file::read(file)?.ok_or_else(|| VaultError::MissingKey(shown()))?;
        let vault = Self { master, rng: Rng::system(), unwrapped: RwLock::default() };
        if vault.passes(&check) { Ok(true) } else { Err(VaultError::WrongKey(shown())) }
    }

    fn passes(&self, check: &str) -> bool {
        hex::decode(check).is_some_and(|blob| self.master.open(&["consentry check 1"], &blob).is_ok())
    }

    /// Makes the key of a new tenant, in the transaction that makes the tenant.
    pub async fn create_tenant_key(&self, tx: &mut Tx, tenant: &TenantId, clock: &Clock) -> Result<(), VaultError> {
        self.create_key(tx, tenant.as_str(), clock).await
    }

    async fn create_key(&self, tx: &mut Tx, holder: &str, clock: &Clock) -> Result<(), VaultError> {
        let number = 1;
        let mut key = self.rng.bytes::<32>();
        let wrapped = self.master.seal(&self.rng, &["consentry key 1", holder, "1"], &key);
        zeroize::Zeroize::zeroize(&mut key);
        Ok(data_keys::insert(tx, holder, number, &wrapped, clock.now()).await?)
    }

    /// The tenant's key if it is in memory already: no database, for the hot path.
    pub fn cached(&self, tenant: &TenantId) -> Option<HolderKey> {
        self.unwrapped.read().ok()?.get(tenant.as_str()).cloned()
    }

    /// The tenant's key.
    pub async fn tenant(&self, tx: &mut Tx, tenant: &TenantId) -> Result<HolderKey, VaultError> {
        self.holder(tx, tenant.as_str()).await
    }

    /// The key of what belongs to no tenant.
    pub async fn portal(&self, tx: &mut Tx) -> Result<HolderKey, VaultError> {
        self.holder(tx, PORTAL).await
    }

    async fn holder(&self, tx: &mut Tx, holder: &str) -> Result<HolderKey, VaultError> {
        if let Some(key) = self.unwrapped.read().ok().and_then(|keys| keys.get(holder).cloned()) {
            return Ok(key);
        }
        let (number, wrapped) =
            data_keys::newest(tx, holder).await?.ok_or_else(|| VaultError::NoDataKey(holder.to_owned()))?;
        let bytes = self.master.open(&["consentry key 1", holder, &number.to_string()], &wrapped)?;
        let key =
            HolderKey { holder: Arc::from(holder), key: Arc::new(Key::new(number, bytes)?), rng: self.rng.clone() };
        if let Ok(mut keys) = self.unwrapped.write() {
            keys.insert(holder.to_owned(), key.clone());
        }
        Ok(key)
    }

    /// Destroys a tenant's key: whatever copy of its secrets survives, in a backup or elsewhere, stays closed.
    pub async fn destroy_tenant_key(&self, tx: &mut Tx, tenant: &TenantId) -> Result<(), VaultError> {
        data_keys::delete(tx, tenant.as_str()).await?;
        if let Ok(mut keys) = self.unwrapped.write() {
            keys.remove(tenant.as_str());
        }
        Ok(())
    }
}

/// Looks whether the key file can be used; `false`: there is none.
pub fn check_key_file(file: &Path) -> Result<bool, KeyFileFault> {
    key_file::read(file).map(|key| key.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestStore;

    const PLACE: Place<'_> = Place { table: "tokens", row: "1", column: "access_token" };

    async fn vault_in(folder: &Path, store: &Store) -> Result<Vault, VaultError> {
        Vault::start(store, &folder.join("key"), &Rng::system(), &Clock::system()).await
    }

    async fn tenant_key(vault: &Vault, store: &Store, tenant: &str) -> HolderKey {
        let tenant = TenantId::new(tenant);
        let mut tx = store.write().await.expect("write");
        if vault.tenant(&mut tx, &tenant).await.is_err() {
            vault.create_tenant_key(&mut tx, &tenant, &Clock::system()).await.expect("created");
        }
        let key = vault.tenant(&mut tx, &tenant).await.expect("there");
        tx.commit().await.expect("commit");
        key
    }

    #[tokio::test]
    async fn a_value_opens_only_where_it_belongs_and_after_a_restart() {
        let (folder, test) = (tempfile::tempdir().expect("folder"), TestStore::sqlite().await);
        let vault = vault_in(folder.path(), &test.store).await.expect("vault");
        let contoso = tenant_key(&vault, &test.store, "contoso").await;
        let blob = contoso.seal(PLACE, b"secret");
        for place in [
            Place { table: "resources", ..PLACE },
            Place { row: "2", ..PLACE },
            Place { column: "refresh_token", ..PLACE },
            // The same letters, divided otherwise.
            Place { row: "1access", column: "_token", ..PLACE },
        ] {
            assert!(contoso.open(place, &blob).is_err(), "{place:?}");
        }
        assert!(tenant_key(&vault, &test.store, "other").await.open(PLACE, &blob).is_err());
        let again = vault_in(folder.path(), &test.store).await.expect("restarted");
        assert!(again.cached(&TenantId::new("contoso")).is_none());
        assert_eq!(tenant_key(&again, &test.store, "contoso").await.open(PLACE, &blob).expect("opens"), b"secret");
    }

    #[tokio::test]
    async fn another_key_file_is_refused_and_a_missing_one_is_not_replaced() {
        let (folder, test) = (tempfile::tempdir().expect("folder"), TestStore::sqlite().await);
        vault_in(folder.path(), &test.store).await.expect("first start");
        let elsewhere = tempfile::tempdir().expect("folder");
        let missing = vault_in(elsewhere.path(), &test.store).await.expect_err("no key");
        assert!(matches!(missing, VaultError::MissingKey(_)));
        assert!(!elsewhere.path().join("key").exists());
        key_file::create(&elsewhere.path().join("key"), &Rng::system()).expect("another");
        let wrong = vault_in(elsewhere.path(), &test.store).await.expect_err("wrong key");
        assert!(matches!(wrong, VaultError::WrongKey(_)), "{wrong}");
    }

    #[tokio::test]
    async fn a_destroyed_key_is_gone_from_memory_too() {
        let (folder, test) = (tempfile::tempdir().expect("folder"), TestStore::sqlite().await);
        let vault = vault_in(folder.path(), &test.store).await.expect("vault");
        tenant_key(&vault, &test.store, "contoso").await;
        let tenant = TenantId::new("contoso");
        let mut tx = test.store.write().await.expect("write");
        vault.destroy_tenant_key(&mut tx, &tenant).await.expect("destroyed");
        assert!(vault.cached(&tenant).is_none());
        assert!(matches!(vault.tenant(&mut tx, &tenant).await, Err(VaultError::NoDataKey(_))));
    }
}
