//! Renews one token: lease, look again, ask the provider, commit. No transaction is open while the provider is asked.

use std::{sync::Arc, time::Duration};

use shared::{
    api::token::TokenSource,
    ids::{ResourceId, TenantId, TokenId},
    problem::ProblemCode,
    timestamp::Timestamp,
};

use super::{
    Entry, TokenFault, commit,
    lease::{Ground, lease},
    present,
};
use crate::{app::AppState, domain::resource::Target, oauth::error::ProviderFault, store::tokens::TokenRow};

/// Between two looks at a lease that another node holds.
const LOOK_AGAIN: Duration = Duration::from_millis(150);
/// Looks at another node's lease before giving up: as long as a lease lasts.
const MOST_LOOKS: usize = 200;

/// What a renewal is to do.
#[derive(Debug, Clone)]
pub(super) struct Errand {
    pub(super) tenant: TenantId,
    pub(super) resource: ResourceId,
    pub(super) token: TokenId,
    /// Where the token's refresh token and lease are: its own id, unless it is a branch.
    pub(super) root: TokenId,
    pub(super) target: Target,
    /// When the first caller asked: a token obtained after that will do for it.
    pub(super) asked_at: Timestamp,
    /// The life that the first caller needs.
    pub(super) needed_seconds: i64,
    /// Whether the first caller wants the provider asked even if the token would do.
    pub(super) force: bool,
    /// Whether somebody wants a refresh token presented that the provider refused before.
    pub(super) insist: bool,
}

impl Errand {
    /// To renew `row` if it has ended at `asked_at`.
    pub(super) fn of(tenant: &TenantId, row: &TokenRow, asked_at: Timestamp) -> Self {
        Self {
            tenant: tenant.clone(),
            resource: ResourceId::new(&row.resource_id),
            token: TokenId::new(&row.id),
            root: row.root(),
            target: Target::new(Some(&row.audience), Some(&row.scope)),
            asked_at,
            needed_seconds: 0,
            force: false,
            insist: false,
        }
    }
}

/// What a renewal ends in; shared by all who wait for it.
pub(super) type Outcome = Result<(Arc<Entry>, TokenSource), ProviderFault>;

/// Renews the token of `errand`.
pub(super) async fn renew(app: &AppState, errand: &Errand) -> Outcome {
    let _turn = app.token_cache.queues.turn(&errand.root).await;
    for _ in 0..MOST_LOOKS {
        match lease(app, errand).await.map_err(fault_of)? {
            Ground::Done(entry) => return Ok((entry, TokenSource::Cache)),
            Ground::Leased(leased) => {
                return match present::ask(app, errand, &leased).await {
                    Ok((answer, source)) => commit::commit(app, errand, &leased, &answer, source).await,
                    Err(fault) => {
                        commit::record_failure(app, errand, &leased, &fault).await;
                        Err(fault)
                    }
                };
            }
            Ground::Busy => tokio::time::sleep(LOOK_AGAIN).await,
        }
    }
    Err(ProviderFault { retry_after: Some(5), ..ProviderFault::of(ProblemCode::ProviderUnavailable) })
}

/// What those who wait can be told about a fault of storage; the log has the rest.
pub(super) fn fault_of(fault: TokenFault) -> ProviderFault {
    match fault {
        TokenFault::Provider(fault) => fault,
        TokenFault::NoResource => ProviderFault::of(ProblemCode::NotFound),
        other => {
            tracing::error!(cause = %other, "a token could not be renewed");
            ProviderFault { retry_after: Some(5), ..ProviderFault::of(ProblemCode::StorageUnavailable) }
        }
    }
}
