//! What every handler and job is given: the store, the vault and the rest, behind one cheap handle. Nothing here is
//! global; a test can run two portals side by side.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    audit::Journal,
    catalog::{Catalog, CatalogError},
    clock::Clock,
    config::Config,
    identity::{IdentityCache, PasswordHasher},
    metrics::Metrics,
    outbound::{AddressRules, Limits, Outbound, SystemLookup},
    playbooks,
    problem_texts::ProblemTexts,
    rng::Rng,
    store::Store,
    token_cache::TokenCache,
    vault::Vault,
};

/// The handle. Clones share everything.
#[derive(Debug, Clone)]
pub struct AppState(Arc<App>);

/// What the handle leads to.
#[derive(Debug)]
pub struct App {
    /// The settings.
    pub config: Config,
    /// The portal's address in browsers, without a slash at its end.
    pub public_url: String,
    /// The database.
    pub store: Store,
    /// The keys to what is sealed in it.
    pub vault: Vault,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub rng: Rng,
    /// Counters for Prometheus.
    pub metrics: Metrics,
    /// The words of every problem.
    pub texts: ProblemTexts,
    /// The audit trail of the hot path.
    pub journal: Journal,
    /// Who API keys and tenant names stand for.
    pub identity: IdentityCache,
    /// Hashes passwords, few at a time.
    pub passwords: PasswordHasher,
    /// What the product knows by itself.
    pub catalog: Catalog,
    /// Uploaded playbooks that were read.
    pub playbooks: playbooks::Cache,
    /// The way out.
    pub outbound: Outbound,
    /// Tokens at hand.
    pub token_cache: TokenCache,
    /// Work that goes on when its caller has left; awaited at the end.
    pub tasks: TaskTracker,
    /// Cancelled when the process begins to stop.
    pub stopping: CancellationToken,
    /// Cancelled when the last request has been answered and the last task has ended.
    pub drained: CancellationToken,
    ready: AtomicBool,
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

/// What differs between a real portal and one in a test.
#[derive(Debug)]
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The portal's address in browsers.
    pub public_url: String,
    /// The database, migrated.
    pub store: Store,
    /// The keys.
    pub vault: Vault,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub rng: Rng,
}

/// The parts do not fit together.
#[derive(Debug, thiserror::Error)]
pub enum AppFault {
    /// The words of the problems cannot be read.
    #[error("the words of the problems cannot be read: {0}")]
    Texts(#[from] toml::de::Error),
    /// A data file cannot be read.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// There is no way to call an identity server.
    #[error("the HTTP client cannot be set up (are the system's CA certificates installed?): {0}")]
    Outbound(#[from] reqwest::Error),
}

impl AppState {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Result<Self, AppFault> {
        let Parts { config, public_url, store, vault, clock, rng } = parts;
        let rules = AddressRules::new(config.outbound.networks.clone(), config.outbound.http);
        let (metrics, token_cache) = (Metrics::new(), TokenCache::new(rng.id(&clock)));
        token_cache.breakers().count_in(&metrics);
        Ok(Self(Arc::new(App {
            journal: Journal::new(),
            metrics,
            texts: ProblemTexts::embedded()?,
            identity: IdentityCache::default(),
            passwords: PasswordHasher::new(),
            catalog: Catalog::load()?,
            playbooks: playbooks::Cache::default(),
            outbound: Outbound::new(rules, Limits::default(), SystemLookup)?,
            token_cache,
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            drained: CancellationToken::new(),
            ready: AtomicBool::new(false),
            config,
            public_url,
            store,
            vault,
            clock,
            rng,
        })))
    }

    /// Whether requests are welcome.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed) && !self.stopping.is_cancelled()
    }

    /// Says that requests are welcome.
    pub fn set_ready(&self) {
        self.ready.store(true, Ordering::Relaxed);
    }

    /// A new id.
    pub fn new_id(&self) -> String {
        self.rng.id(&self.clock)
    }
}
