//! When tokens are renewed by themselves: the only list of it, in the database, so that it outlives the process and
//! is shared by the nodes. What is of whatever tenant is for jobs of the system.

use shared::ids::{TenantId, TokenId};

use super::{StoreError, Tx, dialect, on_db};

/// What is known about the renewals of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Renewal {
    /// When it is due, in epoch milliseconds; absent: not by itself.
    pub due_at: Option<i64>,
    /// When somebody last asked for it, in epoch milliseconds.
    pub used_at: i64,
    /// When it is due as long as somebody asks for it, in epoch milliseconds; absent: never ahead of need.
    pub fresh_at: Option<i64>,
}

/// A token to be renewed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DueRow {
    /// Its tenant.
    pub tenant_id: String,
    /// Its resource.
    pub resource_id: String,
    /// Its id.
    pub token_id: String,
    /// The endpoints of its resource, as JSON.
    pub endpoints: String,
}

/// Who looks for what a crash left.
#[derive(Debug, Clone, Copy)]
pub struct Seeker<'a> {
    /// This process among the holders of leases.
    pub owner: &'a str,
    /// Epoch milliseconds.
    pub now: i64,
    /// Whether there can be no other process: then a lease of another one is one that died.
    pub alone: bool,
}

/// What is known about a token of the tenant.
pub async fn get(tx: &mut Tx, tenant: &TenantId, token: &TokenId) -> Result<Option<Renewal>, StoreError> {
    let sql = "SELECT due_at, used_at, fresh_at FROM token_renewals WHERE tenant_id = $1 AND token_id = $2";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(token.as_str()).fetch_optional(conn).await)?)
}

/// Writes what is known about a token of the tenant.
pub async fn put(tx: &mut Tx, tenant: &TenantId, token: &TokenId, renewal: &Renewal) -> Result<(), StoreError> {
    let sql = "INSERT INTO token_renewals (token_id, tenant_id, due_at, used_at, fresh_at)
               SELECT id, tenant_id, $3, $4, $5 FROM tokens WHERE tenant_id = $1 AND id = $2
               ON CONFLICT (token_id) DO UPDATE
               SET due_at = excluded.due_at, used_at = excluded.used_at, fresh_at = excluded.fresh_at";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(token.as_str())
        .bind(renewal.due_at).bind(renewal.used_at).bind(renewal.fresh_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Puts a token of the tenant off to `due_at`, if it is renewed by itself at all.
pub async fn put_off(tx: &mut Tx, tenant: &TenantId, token: &TokenId, due_at: i64) -> Result<(), StoreError> {
    let sql = "UPDATE token_renewals SET due_at = $3 WHERE tenant_id = $1 AND token_id = $2 AND due_at IS NOT NULL";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(token.as_str()).bind(due_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Ends the renewals of a token of the tenant: no longer by itself, until it is obtained anew.
pub async fn end(tx: &mut Tx, tenant: &TenantId, token: &TokenId) -> Result<(), StoreError> {
    let sql = "UPDATE token_renewals SET due_at = NULL, fresh_at = NULL WHERE tenant_id = $1 AND token_id = $2";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(token.as_str()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Somebody asked for a token of the tenant: from now on it is kept fresh.
pub async fn used(tx: &mut Tx, tenant: &TenantId, token: &TokenId, at: i64) -> Result<(), StoreError> {
    let sql = "UPDATE token_renewals SET used_at = $3, due_at = CASE
                   WHEN fresh_at IS NOT NULL AND (due_at IS NULL OR fresh_at < due_at) THEN fresh_at ELSE due_at END
               WHERE tenant_id = $1 AND token_id = $2 AND used_at < $3";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(token.as_str()).bind(at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The tenants, of all of them, that have something due.
pub async fn tenants_due(tx: &mut Tx, now: i64) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT id FROM tenants WHERE EXISTS
                   (SELECT 1 FROM token_renewals WHERE tenant_id = tenants.id AND due_at <= $1) ORDER BY id";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(now).fetch_all(conn).await)?)
}

/// How many are due, of whatever tenant.
pub async fn count_due(tx: &mut Tx, now: i64) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM token_renewals WHERE due_at <= $1";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(now).fetch_one(conn).await)?)
}

/// Takes up to `most` due tokens of the tenant, the longest due first. They are due again at `again_at`: that brings
/// them back if this process ends before it has seen to them.
pub async fn claim(
    tx: &mut Tx,
    tenant: &TenantId,
    now: i64,
    again_at: i64,
    most: i64,
) -> Result<Vec<DueRow>, StoreError> {
    let skip_locked = dialect::skip_locked(tx);
    // Apart, because PostgreSQL may run a subquery that locks more than once.
    let sql = sqlx::AssertSqlSafe(format!(
        "WITH taken AS (
             SELECT token_id FROM token_renewals WHERE tenant_id = $1 AND due_at <= $2
             ORDER BY due_at, token_id LIMIT $4 {skip_locked}
         )
         UPDATE token_renewals SET due_at = $3
         WHERE tenant_id = $1 AND due_at <= $2 AND token_id IN (SELECT token_id FROM taken) RETURNING token_id"
    ));
    let claimed: Vec<String> = on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(now).bind(again_at).bind(most).fetch_all(conn).await)?;
    let mut rows = Vec::with_capacity(claimed.len());
    let sql = "SELECT t.tenant_id, t.resource_id, t.id AS token_id, r.endpoints
               FROM tokens t JOIN resources r ON r.id = t.resource_id WHERE t.tenant_id = $1 AND t.id = $2";
    for token in claimed {
        let row: Option<DueRow> = on_db!(tx, conn => sqlx::query_as(sql)
            .bind(tenant.as_str()).bind(&token).fetch_optional(conn).await)?;
        rows.extend(row);
    }
    Ok(rows)
}

/// Tokens, of whatever tenant, whose renewal was begun by somebody who did not come back.
pub async fn interrupted(tx: &mut Tx, seeker: &Seeker<'_>, most: i64) -> Result<Vec<DueRow>, StoreError> {
    let sql = "SELECT t.tenant_id, t.resource_id, t.id AS token_id, r.endpoints
               FROM tokens t JOIN resources r ON r.id = t.resource_id
               WHERE t.lease_owner IS NOT NULL AND (t.lease_until <= $1 OR ($2 = 1 AND t.lease_owner <> $3))
               ORDER BY t.lease_until, t.id LIMIT $4";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(seeker.now).bind(i64::from(seeker.alone)).bind(seeker.owner).bind(most)
        .fetch_all(conn).await)?)
}

/// How many tokens there are in each state, of whatever tenant: valid, expired, quarantined.
pub async fn count_by_state(tx: &mut Tx, now: i64) -> Result<[i64; 3], StoreError> {
    let sql = "SELECT COALESCE(SUM(CASE WHEN q.token_id IS NULL AND t.expires_at > $1 THEN 1 ELSE 0 END), 0),
                      COALESCE(SUM(CASE WHEN q.token_id IS NULL AND t.expires_at <= $1 THEN 1 ELSE 0 END), 0),
                      COALESCE(SUM(CASE WHEN q.token_id IS NULL THEN 0 ELSE 1 END), 0)
               FROM tokens t LEFT JOIN token_quarantines q ON q.token_id = t.id WHERE t.access_token IS NOT NULL";
    let (valid, expired, quarantined): (i64, i64, i64) =
        on_db!(tx, conn => sqlx::query_as(sql).bind(now).fetch_one(conn).await)?;
    Ok([valid, expired, quarantined])
}

#[cfg(test)]
mod tests {
    use shared::ids::ResourceId;

    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
        token_quarantines::{self, Quarantine},
        tokens::{self, TokenRow},
    };

    async fn token(tx: &mut Tx, tenant: &TenantId, id: &str, due_at: Option<i64>) -> TokenId {
        let resource_id = format!("r-{tenant}");
        if resources::get(tx, tenant, &ResourceId::new(&resource_id)).await.expect("get").is_none() {
            let row = resources::tests::row(&resource_id, "Mail");
            resources::insert(tx, tenant, &row).await.expect("resource");
        }
        let row = TokenRow { id: id.into(), resource_id, subject: id.into(), ..TokenRow::default() };
        tokens::ensure(tx, tenant, &row).await.expect("token");
        let id = TokenId::new(id);
        put(tx, tenant, &id, &Renewal { due_at, ..Renewal::default() }).await.expect("put");
        id
    }

    fn ids(rows: &[DueRow]) -> Vec<&str> {
        let mut ids: Vec<&str> = rows.iter().map(|row| row.token_id.as_str()).collect();
        ids.sort_unstable();
        ids
    }

    on_both!(what_is_due_is_claimed_once_the_longest_due_first(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        let fabrikam = add_tenant(&mut tx, "fabrikam").await;
        for (id, due_at) in [("a", Some(30)), ("b", Some(10)), ("c", Some(20)), ("d", Some(99)), ("e", None)] {
            token(&mut tx, &contoso, id, due_at).await;
        }
        token(&mut tx, &fabrikam, "f", Some(5)).await;
        let mut tenants = tenants_due(&mut tx, 30).await.expect("tenants");
        tenants.sort_unstable();
        assert_eq!((tenants.len(), count_due(&mut tx, 30).await.expect("count")), (2, 4));
        assert_eq!(tenants_due(&mut tx, 5).await.expect("tenants"), [fabrikam.as_str()]);
        assert_eq!(ids(&claim(&mut tx, &contoso, 30, 1_000, 2).await.expect("claim")), ["b", "c"]);
        assert_eq!(ids(&claim(&mut tx, &contoso, 30, 1_000, 9).await.expect("claim")), ["a"]);
        assert!(claim(&mut tx, &contoso, 30, 1_000, 9).await.expect("claim").is_empty());
        // Whoever claimed them did not come back.
        assert_eq!(ids(&claim(&mut tx, &contoso, 1_000, 2_000, 9).await.expect("claim")), ["a", "b", "c", "d"]);
        put_off(&mut tx, &contoso, &TokenId::new("f"), 99).await.expect("another tenant's");
        put_off(&mut tx, &contoso, &TokenId::new("e"), 1).await.expect("not by itself");
        assert_eq!(count_due(&mut tx, 30).await.expect("count"), 1);
        end(&mut tx, &fabrikam, &TokenId::new("f")).await.expect("ended");
        assert_eq!(count_due(&mut tx, i64::MAX).await.expect("count"), 4);
    });

    on_both!(a_use_brings_the_renewal_forward_and_never_puts_it_off(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        let idle = token(&mut tx, &contoso, "a", None).await;
        let due = async |tx: &mut Tx| get(tx, &contoso, &idle).await.expect("get").expect("there");
        for (before, after) in [
            ((Some(900), Some(50)), Some(50)),
            ((None, Some(50)), Some(50)),
            ((Some(20), Some(50)), Some(20)),
            ((Some(900), None), Some(900)),
            ((None, None), None),
        ] {
            let renewal = Renewal { due_at: before.0, used_at: 5, fresh_at: before.1 };
            put(&mut tx, &contoso, &idle, &renewal).await.expect("put");
            used(&mut tx, &contoso, &idle, 5).await.expect("not news");
            assert_eq!(due(&mut tx).await, renewal);
            used(&mut tx, &contoso, &idle, 6).await.expect("used");
            assert_eq!(due(&mut tx).await, Renewal { due_at: after, used_at: 6, ..renewal });
        }
    });

    on_both!(what_a_crash_left_is_found_as_soon_as_that_is_certain(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        for (id, owner, until) in [("a", "me", 100), ("b", "other", 100), ("c", "other", 300)] {
            let id = token(&mut tx, &contoso, id, None).await;
            tokens::lease(&mut tx, &contoso, &id, owner, 0, until).await.expect("lease").expect("free");
        }
        token(&mut tx, &contoso, "d", None).await;
        let by = |now, alone| Seeker { owner: "me", now, alone };
        assert!(interrupted(&mut tx, &by(99, false), 10).await.expect("found").is_empty());
        assert_eq!(ids(&interrupted(&mut tx, &by(100, false), 10).await.expect("found")), ["a", "b"]);
        assert_eq!(ids(&interrupted(&mut tx, &by(99, true), 10).await.expect("found")), ["b", "c"]);
    });

    on_both!(tokens_are_counted_by_state_and_take_their_rows_along(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        for (id, expires_at) in [("a", 50), ("b", 100), ("c", 100)] {
            let id = token(&mut tx, &contoso, id, Some(1)).await;
            let resource = ResourceId::new(format!("r-{contoso}"));
            let row = tokens::get(&mut tx, &contoso, &resource, &id).await.expect("get").expect("there");
            let row = TokenRow { access_token: Some(vec![1]), expires_at, ..row };
            let refresh = tokens::Refresh { replaced_by: None, expires_at: None };
            let kept = tokens::commit(&mut tx, &contoso, &row, refresh, row.fence).await.expect("commit");
            assert_eq!(kept, tokens::Committed::Written);
        }
        let quarantine = Quarantine { at: 7, code: "oauth.invalid_grant".into(), provider_code: None, correlation_id: None };
        token_quarantines::begin(&mut tx, &contoso, &TokenId::new("c"), &quarantine).await.expect("begun");
        assert_eq!(count_by_state(&mut tx, 60).await.expect("count"), [1, 1, 1]);
        tokens::delete_all(&mut tx, &contoso, &ResourceId::new(format!("r-{contoso}"))).await.expect("deleted");
        assert_eq!(count_by_state(&mut tx, 60).await.expect("count"), [0, 0, 0]);
        assert_eq!(count_due(&mut tx, 60).await.expect("count"), 0);
    });
}
