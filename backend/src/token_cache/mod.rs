//! Access tokens at hand: memory in front of the sealed store, one request to the provider at a time for each token,
//! on one node or on many.
//!
//! A hit is served from memory. Otherwise the store is read; a token with too little life is renewed in a flight of
//! its own, which goes on when its callers leave, holds the token's lease in the database, and commits what the
//! provider gave before anybody sees it.
//!
//! `serve` → `look` → `flight` → `renew`, which is `queue`, `lease`, `present`, `commit`.

mod ahead;
mod breaker;
mod commit;
mod entry;
mod flight;
mod held_back;
mod lease;
mod look;
mod memory;
mod obtained;
mod pause;
mod present;
mod queue;
mod renew;
mod serve;
mod uses;

use shared::ids::{ResourceId, TenantId, TokenId};

pub use ahead::renew_ahead;
pub use breaker::{Breakers, Circuit};
pub use entry::Entry;
pub use obtained::{access_token, event as token_event, keep_sign_in};
pub use serve::{Served, Wanted, renew_now, serve};
pub use uses::Uses;

use crate::{oauth::error::ProviderFault, store::StoreError, vault::VaultError};
use flight::Flights;
use memory::Memory;
use pause::Pauses;
use queue::Queues;

/// Why no token is served.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    /// The tenant has no such resource.
    #[error("there is no such resource")]
    NoResource,
    /// Several subjects have a token, and none was named.
    #[error("several subjects have a token")]
    SubjectMissing,
    /// The resource's type does not have the parameter that was to be overridden.
    #[error("the type has no parameter {0}")]
    NoParameter(&'static str),
    /// The provider gave none, or nobody has signed in.
    #[error("the provider gave no token: {0:?}")]
    Provider(ProviderFault),
    /// What is stored cannot be reached or opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<StoreError> for TokenFault {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}

/// The tokens at hand of this process.
#[derive(Debug)]
pub struct TokenCache {
    /// This process among the holders of leases.
    owner: String,
    memory: Memory,
    flights: Flights,
    pauses: Pauses,
    queues: Queues,
    breakers: Breakers,
    uses: Uses,
}

impl TokenCache {
    /// An empty cache of the process `owner`.
    pub fn new(owner: String) -> Self {
        Self {
            owner,
            memory: Memory::default(),
            flights: Flights::default(),
            pauses: Pauses::default(),
            queues: Queues::default(),
            breakers: Breakers::default(),
            uses: Uses::default(),
        }
    }

    /// The providers that are left alone.
    pub fn breakers(&self) -> &Breakers {
        &self.breakers
    }

    /// What somebody asked for lately.
    pub fn uses(&self) -> &Uses {
        &self.uses
    }

    /// This process among the holders of leases.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Somebody has signed in: what was known of the resource's tokens is old, and the provider may be asked again.
    pub fn signed_in(&self, tenant: &TenantId, resource: &ResourceId, token: &TokenId) {
        self.pauses.end(token);
        self.memory.forget(tenant, resource);
    }

    /// Puts `count` tokens of `bytes` bytes at hand, for the benchmark. Resources are called `bench-0` and so on.
    #[cfg(feature = "bench")]
    pub fn fill(
        &self,
        tenant: &TenantId,
        count: usize,
        bytes: usize,
        now: shared::timestamp::Timestamp,
        identity: u64,
    ) {
        self.memory.clear();
        for number in 0..count {
            let entry = Entry {
                token: TokenId::new(format!("{number:036}")),
                access_token: shared::secret::SecretText::new("x".repeat(bytes)),
                token_type: "Bearer".to_owned(),
                expires_at: now.plus_seconds(86_400),
                subject: None,
                looked_up_at: now,
            };
            let resource = ResourceId::new(format!("bench-{number}"));
            let (epoch, target) = (self.memory.epoch(), crate::domain::resource::Target::default());
            self.memory.put((epoch, identity), (tenant, &resource), None, &target, &std::sync::Arc::new(entry));
        }
    }

    /// Forgets the tokens of a resource: after it, or one of them, was changed or deleted.
    pub fn forget(&self, tenant: &TenantId, resource: &ResourceId) {
        self.memory.forget(tenant, resource);
    }
}
