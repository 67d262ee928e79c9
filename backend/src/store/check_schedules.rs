//! When the checks of environments run by themselves; one node at a time holds the lease of an environment.

use shared::ids::{EnvironmentId, TenantId};

use super::{StoreError, Tx, dialect, lease::Claim, on_db};
use crate::settings::Place;

/// A row of `check_schedules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct ScheduleRow {
    /// Hours between two runs; 0: never.
    pub every_hours: i64,
    /// Epoch milliseconds.
    pub next_at: i64,
    /// Epoch milliseconds.
    pub last_at: Option<i64>,
}

/// The schedule of an environment, if it ever had one.
pub async fn get(tx: &mut Tx, place: &Place) -> Result<Option<ScheduleRow>, StoreError> {
    let sql = "SELECT every_hours, next_at, last_at FROM check_schedules WHERE tenant_id = $1 AND environment_id = $2";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).fetch_optional(conn).await)?)
}

/// Sets the schedule of an environment.
pub async fn put(tx: &mut Tx, place: &Place, every_hours: i64, next_at: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO check_schedules (environment_id, tenant_id, every_hours, next_at) VALUES ($2, $1, $3, $4)
               ON CONFLICT (environment_id) DO UPDATE SET every_hours = excluded.every_hours, next_at = excluded.next_at";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(every_hours).bind(next_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether anything is due.
pub async fn any_due(tx: &mut Tx, now: i64) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM check_schedules WHERE every_hours > 0 AND next_at <= $1";
    let count: i64 = on_db!(tx, conn => sqlx::query_scalar(sql).bind(now).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Takes what is due: environments, the longest due first.
pub async fn claim(tx: &mut Tx, claim: &Claim<'_>) -> Result<Vec<Place>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT tenant_id, environment_id FROM check_schedules
         WHERE every_hours > 0 AND next_at <= $1 AND (lease_until <= $1 OR ($2 AND lease_owner <> $3))
         ORDER BY next_at LIMIT $4 {}",
        dialect::skip_locked(tx)
    ));
    let due: Vec<(String, String)> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(claim.now).bind(claim.alone).bind(claim.owner).bind(claim.most).fetch_all(conn).await)?;
    let sql = "UPDATE check_schedules SET lease_owner = $3, lease_until = $4
               WHERE tenant_id = $1 AND environment_id = $2";
    let mut places = Vec::new();
    for (tenant, environment) in due {
        on_db!(tx, conn => sqlx::query(sql).bind(&tenant).bind(&environment).bind(claim.owner).bind(claim.until)
            .execute(conn).await.map(drop))?;
        places.push(Place { tenant: TenantId::new(tenant), environment: EnvironmentId::new(environment) });
    }
    Ok(places)
}

/// Gives an environment back after its checks ran at `now`.
pub async fn done(tx: &mut Tx, place: &Place, owner: &str, now: i64) -> Result<(), StoreError> {
    let sql = "UPDATE check_schedules SET last_at = $4, next_at = $4 + every_hours * 3600000, lease_owner = NULL,
                   lease_until = 0
               WHERE tenant_id = $1 AND environment_id = $2 AND lease_owner = $3";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(owner).bind(now)
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{check_runs::tests::place, testing::on_both};

    on_both!(what_is_due_is_taken_once_until_the_lease_ends(store) {
        let mut tx = store.write().await.expect("write");
        let place = place(&mut tx).await;
        put(&mut tx, &place, 2, 1_000).await.expect("put");
        assert!(!any_due(&mut tx, 999).await.expect("asked"));
        assert!(any_due(&mut tx, 1_000).await.expect("asked"));
        let claimed = |now, owner, alone| Claim { owner, now, until: now + 500, alone, most: 5 };
        assert_eq!(claim(&mut tx, &claimed(1_000, "a", false)).await.expect("claim"), std::slice::from_ref(&place));
        assert!(claim(&mut tx, &claimed(1_200, "b", false)).await.expect("claim").is_empty());
        assert_eq!(claim(&mut tx, &claimed(1_200, "b", true)).await.expect("claim"), std::slice::from_ref(&place));
        done(&mut tx, &place, "a", 1_300).await.expect("somebody else's by now");
        assert_eq!(get(&mut tx, &place).await.expect("get").expect("there").last_at, None);
        done(&mut tx, &place, "b", 1_300).await.expect("done");
        let row = ScheduleRow { every_hours: 2, next_at: 1_300 + 7_200_000, last_at: Some(1_300) };
        assert_eq!(get(&mut tx, &place).await.expect("get"), Some(row));
        put(&mut tx, &place, 0, 0).await.expect("put");
        assert!(!any_due(&mut tx, i64::MAX).await.expect("asked"));
    });
}
