//! The lease of a family, and a second look under it.

use std::sync::Arc;

use shared::{ids::TokenId, problem::ProblemCode, secret::SecretText};

use super::{
    Entry, TokenFault,
    entry::living,
    held_back,
    obtained::{REFRESH, open},
    renew::Errand,
};
use crate::{
    app::AppState,
    clock::Stopwatch,
    domain::resource::ResourceSettings,
    oauth::{error::ProviderFault, grants},
    resources,
    store::{
        Tx, dialect,
        tokens::{self, TokenRow},
    },
};

/// Longer than two attempts at the provider can take.
const LEASE_MILLIS: i64 = 30_000;
/// Longer than one attempt can take; see [`crate::outbound::Limits`].
const LONGEST_CALL_MILLIS: i64 = 11_000;

/// What is known once the lease is held, or need not be.
pub(super) enum Ground {
    /// Another renewal was faster.
    Done(Arc<Entry>),
    /// The lease is ours.
    Leased(Box<Leased>),
    /// Another node is at it.
    Busy,
}

/// The lease of a family is held.
pub(super) struct Leased {
    pub(super) settings: ResourceSettings,
    /// The row that is renewed.
    pub(super) row: TokenRow,
    /// The root's, if it is to be presented.
    pub(super) refresh_token: Option<SecretText>,
    pub(super) fence: i64,
    /// When it was presented before without an answer, in epoch milliseconds of `now`'s clock.
    pub(super) unanswered_since: Option<i64>,
    /// The moment of the lease, by the clock that leases are judged by.
    pub(super) now: i64,
    taken: Stopwatch,
}

impl Leased {
    /// Whether there is time left to ask the provider and hear its answer. A process that was asleep past its lease
    /// must not present what another one has presented since.
    pub(super) fn holds(&self) -> bool {
        let gone = i64::try_from(self.taken.elapsed().as_millis()).unwrap_or(i64::MAX);
        gone < LEASE_MILLIS - LONGEST_CALL_MILLIS
    }
}

/// Looks again under the lease: between the caller's look and this one, somebody may have renewed the token.
pub(super) async fn lease(app: &AppState, errand: &Errand) -> Result<Ground, TokenFault> {
    let Errand { tenant, resource, token, .. } = errand;
    let taken = app.clock.stopwatch();
    let mut tx = app.store.write().await?;
    let opened = resources::open(&mut tx, app, tenant, resource).await?.ok_or(TokenFault::NoResource)?;
    let settings = opened.settings;
    // Without the lock another node could commit between this look and the lease, and its refresh token be lost.
    tokens::lock(&mut tx, tenant, token).await?;
    let row = tokens::get(&mut tx, tenant, resource, token).await?.ok_or(TokenFault::NoResource)?;
    let key = app.vault.tenant(&mut tx, tenant).await?;
    let now = app.clock.now();
    if let Some(entry) = living(&key, &row, now)? {
        let current = row.credential_version == settings.credential_version;
        let fresh = row.obtained_at > errand.asked_at.as_millis();
        if fresh || (current && !errand.force && entry.lives(errand.needed_seconds, now)) {
            return Ok(Ground::Done(Arc::new(entry)));
        }
    }
    let root = root_of(&mut tx, errand, &row).await?;
    let shared_now = dialect::shared_now(&mut tx, now).await?;
    // Without other nodes a lease of another process is one that died, and this process has one turn at a time.
    let over_at = if dialect::has_other_nodes(&tx) { shared_now } else { i64::MAX };
    held_back::check(&mut tx, app, errand, &settings).await?;
    let owner = &app.token_cache.owner;
    let until = shared_now + LEASE_MILLIS;
    let Some(fence) = tokens::lease(&mut tx, tenant, &row.root(), owner, over_at, until).await? else {
        return Ok(Ground::Busy);
    };
    // A sign-in from before the application got a grant of its own is not presented for it.
    let delegated = grants::find(&settings.grant).is_none_or(|grant| grant.delegated);
    let refresh_token = if delegated { open(&key, &root, REFRESH)? } else { None };
    if refresh_token.is_some() {
        // Before it leaves: should this process end now, the next one knows that it may have left.
        tokens::present(&mut tx, tenant, &row.root(), fence, shared_now).await?;
    }
    tx.commit().await?;
    let unanswered_since = root.unanswered_since();
    let leased = Leased { settings, row, refresh_token, fence, unanswered_since, now: shared_now, taken };
    Ok(Ground::Leased(Box::new(leased)))
}

/// The row with the refresh token that `row` lives from.
async fn root_of(tx: &mut Tx, errand: &Errand, row: &TokenRow) -> Result<TokenRow, TokenFault> {
    if !row.is_branch() {
        return Ok(row.clone());
    }
    let root: TokenId = row.root();
    let root = tokens::get(tx, &errand.tenant, &errand.resource, &root).await?;
    let needs_somebody = || TokenFault::Provider(ProviderFault::of(ProblemCode::InteractionRequired));
    root.filter(|root| root.refresh_token.is_some()).ok_or_else(needs_somebody)
}
