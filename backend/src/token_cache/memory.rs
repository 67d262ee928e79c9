//! What was served before, by what was asked for.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use shared::{
    ids::{ResourceId, TenantId},
    timestamp::Timestamp,
};

use super::Entry;
use crate::domain::resource::Target;

/// After this the store is asked again: another node may have deleted what is remembered here.
const BELIEVED_FOR_SECONDS: i64 = 15;
/// More than a busy portal needs; the rest is read from the store.
const MOST_RESOURCES: usize = 100_000;

/// The memory. The resource comes first, so that a hit compares few texts and forgetting is one step.
#[derive(Debug, Default)]
pub(super) struct Memory(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Counts forgettings, so that what was read before one is not put in after it.
    epoch: u64,
    resources: HashMap<ResourceId, OfResource>,
}

#[derive(Debug)]
struct OfResource {
    tenant: TenantId,
    entries: Vec<(Option<String>, Target, Arc<Entry>)>,
    /// What the counter of changes on all nodes stood for when this was read.
    identity: u64,
}

impl Memory {
    /// The entry, if it is known and may be believed.
    pub(super) fn get(
        &self,
        tenant: &TenantId,
        resource: &ResourceId,
        subject: Option<&str>,
        target: &Target,
        (now, identity): (Timestamp, u64),
    ) -> Option<Arc<Entry>> {
        let known = self.0.read().ok()?;
        let found = known.resources.get(resource)?;
        let of_resource = (found.tenant == *tenant && found.identity == identity).then_some(found)?;
        let (_, _, entry) = of_resource.entries.iter().find(|(s, t, _)| s.as_deref() == subject && t == target)?;
        (now.seconds_since(entry.looked_up_at) < BELIEVED_FOR_SECONDS).then(|| Arc::clone(entry))
    }

    /// To be taken before reading from the store, and handed in with what was read.
    pub(super) fn epoch(&self) -> u64 {
        self.0.read().map(|known| known.epoch).unwrap_or_default()
    }

    /// Remembers an entry, unless something was forgotten since `epoch`.
    pub(super) fn put(
        &self,
        (epoch, identity): (u64, u64),
        (tenant, resource): (&TenantId, &ResourceId),
        subject: Option<&str>,
        target: &Target,
        entry: &Arc<Entry>,
    ) {
        let Ok(mut known) = self.0.write() else { return };
        if known.epoch != epoch {
            return;
        }
        if known.resources.len() >= MOST_RESOURCES && !known.resources.contains_key(resource) {
            known.resources.clear();
        }
        let fresh = || OfResource { tenant: tenant.clone(), entries: Vec::new(), identity };
        let found = known.resources.entry(resource.clone()).or_insert_with(fresh);
        if found.identity != identity {
            *found = fresh();
        }
        let entries = &mut found.entries;
        // What asks for the same now finds this one; older copies of the same token under other names go.
        entries.retain(|(s, t, old)| {
            let same_question = s.as_deref() == subject && t == target;
            !same_question && (old.token != entry.token || Arc::ptr_eq(old, entry))
        });
        entries.push((subject.map(str::to_owned), target.clone(), Arc::clone(entry)));
    }

    /// Forgets everything, for the benchmark.
    #[cfg(feature = "bench")]
    pub(super) fn clear(&self) {
        if let Ok(mut known) = self.0.write() {
            *known = Known { epoch: known.epoch + 1, resources: HashMap::new() };
        }
    }

    /// Forgets everything of a resource.
    pub(super) fn forget(&self, tenant: &TenantId, resource: &ResourceId) {
        if let Ok(mut known) = self.0.write() {
            known.epoch += 1;
            if known.resources.get(resource).is_some_and(|found| found.tenant == *tenant) {
                known.resources.remove(resource);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::{ids::TokenId, secret::SecretText};

    use super::*;

    fn entry(token: &str, text: &str, looked_up_at: i64) -> Arc<Entry> {
        Arc::new(Entry {
            token: TokenId::new(token),
            access_token: SecretText::new(text),
            token_type: "Bearer".to_owned(),
            expires_at: Timestamp::from_millis(1_000_000),
            subject: None,
            looked_up_at: Timestamp::from_millis(looked_up_at),
        })
    }

    #[test]
    fn an_entry_is_found_by_its_tenant_and_question_only_and_not_for_long() {
        let (memory, contoso, resource) = (Memory::default(), TenantId::new("t"), ResourceId::new("r"));
        let (target, now) = (Target::default(), Timestamp::from_millis(2_000));
        memory.put((memory.epoch(), 7), (&contoso, &resource), Some("a"), &target, &entry("1", "x", 1_000));
        assert!(memory.get(&contoso, &resource, Some("a"), &target, (now, 7)).is_some());
        assert!(memory.get(&TenantId::new("u"), &resource, Some("a"), &target, (now, 7)).is_none());
        assert!(memory.get(&contoso, &resource, None, &target, (now, 7)).is_none());
        let scoped = Target::new(None, Some("s"));
        assert!(memory.get(&contoso, &resource, Some("a"), &scoped, (now, 7)).is_none());
        let late = Timestamp::from_millis(1_000 + BELIEVED_FOR_SECONDS * 1_000);
        assert!(memory.get(&contoso, &resource, Some("a"), &target, (late, 7)).is_none());
        // Something changed on another node.
        assert!(memory.get(&contoso, &resource, Some("a"), &target, (now, 8)).is_none());
    }

    #[test]
    fn what_was_read_before_a_forgetting_does_not_come_back() {
        let (memory, contoso, resource) = (Memory::default(), TenantId::new("t"), ResourceId::new("r"));
        let (target, now) = (Target::default(), Timestamp::from_millis(2_000));
        let before = memory.epoch();
        memory.forget(&contoso, &resource);
        memory.put((before, 7), (&contoso, &resource), None, &target, &entry("1", "x", 1_000));
        assert!(memory.get(&contoso, &resource, None, &target, (now, 7)).is_none());
    }

    #[test]
    fn a_renewed_token_replaces_its_older_self_under_every_name() {
        let (memory, contoso, resource) = (Memory::default(), TenantId::new("t"), ResourceId::new("r"));
        let (target, now) = (Target::default(), Timestamp::from_millis(2_000));
        memory.put((memory.epoch(), 7), (&contoso, &resource), None, &target, &entry("1", "old", 1_000));
        memory.put((memory.epoch(), 7), (&contoso, &resource), Some("a"), &target, &entry("1", "new", 1_000));
        assert!(memory.get(&contoso, &resource, None, &target, (now, 7)).is_none());
        let found = memory.get(&contoso, &resource, Some("a"), &target, (now, 7)).expect("there");
        assert_eq!(found.access_token.expose(), "new");
    }
}
