//! Takes from the database what is due and what a crash left.

use shared::{
    api::resource::Endpoints,
    ids::{ResourceId, TenantId, TokenId},
    timestamp::Timestamp,
};

use super::{
    board::{Board, Work},
    numbers::Numbers,
};
use crate::{
    app::AppState,
    domain::provider,
    store::{
        StoreError, dialect,
        token_renewals::{self, DueRow, Seeker},
    },
};

/// What is claimed is due again after this: should this process end meanwhile, it is taken up by another one, or by
/// the next.
const CLAIM_MILLIS: i64 = 180_000;
/// Of what a crash left, at a time.
const MOST_INTERRUPTED: i64 = 64;

/// Puts more on the board; tells whether there is still more.
pub(super) async fn fill(app: &AppState, board: &mut Board, numbers: &Numbers) -> Result<bool, StoreError> {
    let taken_up_at = app.clock.now();
    let mut tx = app.store.read().await?;
    let now = dialect::shared_now(&mut tx, taken_up_at).await?;
    let alone = !dialect::has_other_nodes(&tx);
    let seeker = Seeker { owner: app.token_cache.owner(), now, alone };
    for row in token_renewals::interrupted(&mut tx, &seeker, MOST_INTERRUPTED).await? {
        board.add(work(row, taken_up_at));
    }
    numbers.due(token_renewals::count_due(&mut tx, now).await?);
    let tenants = token_renewals::tenants_due(&mut tx, now).await?;
    drop(tx);
    let tenants = board.in_turn(tenants.into_iter().map(TenantId::new).collect());
    let rooms: Vec<usize> = tenants.iter().map(|tenant| board.room_of(tenant)).collect();
    if board.room() == 0 || rooms.iter().all(|room| *room == 0) {
        return Ok(!tenants.is_empty());
    }
    let mut tx = app.store.write().await?;
    let (mut more, mut claimed) = (false, Vec::new());
    for (tenant, room) in tenants.iter().zip(rooms) {
        let most = room.min(board.room() - claimed.len());
        let again_at = now + CLAIM_MILLIS;
        let rows = token_renewals::claim(&mut tx, tenant, now, again_at, i64::try_from(most).unwrap_or_default());
        let rows = rows.await?;
        more |= rows.len() >= most;
        claimed.extend(rows);
    }
    tx.commit().await?;
    for row in claimed {
        board.add(work(row, taken_up_at));
    }
    Ok(more)
}

fn work(row: DueRow, taken_up_at: Timestamp) -> Work {
    let endpoints: Endpoints = serde_json::from_str(&row.endpoints).unwrap_or_default();
    Work {
        tenant: TenantId::new(row.tenant_id),
        resource: ResourceId::new(row.resource_id),
        token: TokenId::new(row.token_id),
        provider: provider::host(&endpoints),
        taken_up_at,
    }
}

/// Counts all tokens by state.
pub(super) async fn count(app: AppState, numbers: Numbers) -> Result<(), StoreError> {
    let mut tx = app.store.read().await?;
    let now = dialect::shared_now(&mut tx, app.clock.now()).await?;
    numbers.tokens(token_renewals::count_by_state(&mut tx, now).await?);
    Ok(())
}
