//! Who API keys and tenant names stand for, in memory, so that a cached token is handed out without the database.
//!
//! Changes made on this node clear it at once. Changes made on others are noticed by a counter in the database that
//! a job reads twice a second; if it cannot be read, the cache is not believed for longer than a second.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

use shared::{
    ids::{ApiKeyId, TenantId},
    timestamp::Timestamp,
};

use super::{Actor, KeyText};

/// How long the cache is believed after it was last confirmed.
const BELIEVED_FOR_MILLIS: i64 = 1_000;
/// How coarsely the use of a key is noted.
const USE_NOTED_EVERY_MILLIS: i64 = 60_000;

/// A tenant as paths name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRef {
    /// Its id.
    pub id: TenantId,
    /// Its slug.
    pub slug: String,
}

/// A key that was looked up before.
#[derive(Debug)]
pub struct CachedKey {
    /// Who it stands for.
    pub actor: Arc<Actor>,
    secret_hash: Vec<u8>,
    expires_at: Option<Timestamp>,
    use_noted_at: AtomicI64,
}

impl CachedKey {
    /// From its row.
    pub fn new(actor: Actor, secret_hash: Vec<u8>, expires_at: Option<Timestamp>) -> Self {
        Self { actor: Arc::new(actor), secret_hash, expires_at, use_noted_at: AtomicI64::new(0) }
    }

    /// Whether the caller has the whole key and it has not expired.
    pub fn opens(&self, key: &KeyText, now: Timestamp) -> bool {
        key.matches(&self.secret_hash) && self.expires_at.is_none_or(|end| now < end)
    }
}

/// The cache.
#[derive(Debug, Default)]
pub struct IdentityCache {
    known: RwLock<Known>,
    believed_until: AtomicI64,
    used: Mutex<HashMap<ApiKeyId, Timestamp>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Counts clearings, so that what was read before one is not put in after it.
    epoch: u64,
    generation: i64,
    keys: HashMap<ApiKeyId, Arc<CachedKey>>,
    tenants: HashMap<String, TenantRef>,
}

impl IdentityCache {
    fn believed(&self, now: Timestamp) -> bool {
        now.as_millis() < self.believed_until.load(Ordering::Relaxed)
    }

    /// The key, if it is known and the cache may be believed.
    pub fn key(&self, id: &ApiKeyId, now: Timestamp) -> Option<Arc<CachedKey>> {
        self.believed(now).then(|| self.known.read().ok()?.keys.get(id).cloned()).flatten()
    }

    /// The tenant of an id or slug, likewise.
    pub fn tenant(&self, id_or_slug: &str, now: Timestamp) -> Option<TenantRef> {
        self.believed(now).then(|| self.known.read().ok()?.tenants.get(id_or_slug).cloned()).flatten()
    }

    /// To be taken before reading from the database, and handed in with what was read.
    pub fn epoch(&self) -> u64 {
        self.known.read().map(|known| known.epoch).unwrap_or_default()
    }

    /// Remembers a key, unless the cache was cleared since `epoch`.
    pub fn put_key(&self, epoch: u64, id: ApiKeyId, key: Arc<CachedKey>) {
        if let Ok(mut known) = self.known.write()
            && known.epoch == epoch
        {
            known.keys.insert(id, key);
        }
    }

    /// Remembers a tenant under its id or slug, likewise.
    pub fn put_tenant(&self, epoch: u64, id_or_slug: String, tenant: TenantRef) {
        if let Ok(mut known) = self.known.write()
            && known.epoch == epoch
        {
            known.tenants.insert(id_or_slug, tenant);
        }
    }

    /// Forgets everything: after a key, a tenant's name or a tenant itself was changed here.
    pub fn forget(&self) {
        if let Ok(mut known) = self.known.write() {
            known.clear();
        }
    }

    /// What the database's counter says, and when it was asked. A change forgets everything.
    pub fn confirm(&self, generation: i64, asked_at: Timestamp) {
        if let Ok(mut known) = self.known.write() {
            if known.generation != generation {
                known.clear();
                known.generation = generation;
            }
            self.believed_until.store(asked_at.as_millis() + BELIEVED_FOR_MILLIS, Ordering::Relaxed);
        }
    }

    /// Notes that a key was used; only now and then is there something to note.
    pub fn note_use(&self, id: &ApiKeyId, key: &CachedKey, now: Timestamp) {
        let last = key.use_noted_at.load(Ordering::Relaxed);
        if now.as_millis() - last >= USE_NOTED_EVERY_MILLIS {
            key.use_noted_at.store(now.as_millis(), Ordering::Relaxed);
            if let Ok(mut used) = self.used.lock() {
                used.insert(id.clone(), now);
            }
        }
    }

    /// The uses noted since the last call.
    pub fn take_uses(&self) -> Vec<(ApiKeyId, Timestamp)> {
        self.used.lock().map(|mut used| used.drain().collect()).unwrap_or_default()
    }
}

impl Known {
    fn clear(&mut self) {
        self.epoch += 1;
        self.keys.clear();
        self.tenants.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contoso() -> TenantRef {
        TenantRef { id: TenantId::new("1"), slug: "contoso".to_owned() }
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn it_is_believed_for_a_second_after_each_confirmation() {
        let cache = IdentityCache::default();
        cache.confirm(0, at(1_000));
        cache.put_tenant(cache.epoch(), "contoso".to_owned(), contoso());
        assert_eq!(cache.tenant("contoso", at(1_999)), Some(contoso()));
        assert_eq!(cache.tenant("contoso", at(2_000)), None);
        cache.confirm(0, at(2_000));
        assert_eq!(cache.tenant("contoso", at(2_000)), Some(contoso()));
    }

    #[test]
    fn a_change_here_or_elsewhere_clears_it() {
        let cache = IdentityCache::default();
        for change in [|cache: &IdentityCache| cache.forget(), |cache: &IdentityCache| cache.confirm(1, at(0))] {
            cache.confirm(0, at(0));
            cache.put_tenant(cache.epoch(), "contoso".to_owned(), contoso());
            change(&cache);
            assert_eq!(cache.tenant("contoso", at(1)), None);
        }
    }

    #[test]
    fn what_was_read_before_a_change_is_not_put_in_after_it() {
        let cache = IdentityCache::default();
        cache.confirm(0, at(0));
        let epoch = cache.epoch();
        cache.forget();
        cache.put_tenant(epoch, "contoso".to_owned(), contoso());
        assert_eq!(cache.tenant("contoso", at(1)), None);
    }
}
