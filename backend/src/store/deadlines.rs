//! What of a tenant's can end, or is concerned by a service that ends: names and dates, no value.

use shared::ids::TenantId;

use super::{StoreError, Tx, on_db};

/// A resource, by what it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TypedResource {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type's id.
    pub type_id: String,
}

/// A connection string, by what it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TypedEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind's id.
    pub kind: String,
    /// Its environment's short name.
    pub environment: String,
}

/// Something of a resource's that ends.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ending {
    /// Its id.
    pub id: String,
    /// The resource's id.
    pub resource_id: String,
    /// The resource's name.
    pub resource: String,
    /// What it is: `client_secret`, `certificate` or `refresh_token`.
    pub kind: String,
    /// Its own name, where it has one.
    pub name: String,
    /// Epoch milliseconds.
    pub ends_at: i64,
}

/// The tenant's resources.
pub async fn resources(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<TypedResource>, StoreError> {
    let sql = "SELECT id, name, type_id FROM resources WHERE tenant_id = $1 ORDER BY name";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}

/// The tenant's connection strings, in all its environments.
pub async fn entries(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<TypedEntry>, StoreError> {
    let sql = "SELECT e.id, v.name, v.kind, n.slug AS environment FROM connection_entries e
                   JOIN connection_entry_versions v ON v.entry_id = e.id AND v.version = e.version
                   JOIN environments n ON n.id = e.environment_id
               WHERE e.tenant_id = $1 AND v.sealed IS NOT NULL ORDER BY n.slug, v.name";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}

/// The secrets and certificates of which it is known when they end.
pub async fn credentials(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<Ending>, StoreError> {
    let sql = "SELECT c.id, c.resource_id, r.name AS resource, c.kind, COALESCE(c.name, '') AS name,
                   c.expires_at AS ends_at
               FROM resource_credentials c JOIN resources r ON r.id = c.resource_id
               WHERE c.tenant_id = $1 AND c.expires_at IS NOT NULL ORDER BY c.expires_at";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}

/// The refresh tokens of which it is known when they end and that are in danger of it at `now` (epoch milliseconds).
/// One that the portal renews by itself is not: it does so after three quarters of the time, again and again. It is
/// when the provider refused it, or when four fifths are over and no renewal has moved the end.
pub async fn refresh_tokens(tx: &mut Tx, tenant: &TenantId, now: i64) -> Result<Vec<Ending>, StoreError> {
    let sql = "SELECT t.id, t.resource_id, r.name AS resource, 'refresh_token' AS kind, t.subject AS name,
                   t.refresh_expires_at AS ends_at
               FROM tokens t JOIN resources r ON r.id = t.resource_id
                   LEFT JOIN token_renewals n ON n.token_id = t.id
                   LEFT JOIN token_quarantines q ON q.token_id = t.id
               WHERE t.tenant_id = $1 AND t.refresh_token IS NOT NULL AND t.refresh_expires_at IS NOT NULL
                   AND (n.due_at IS NULL OR q.token_id IS NOT NULL
                       OR (t.refresh_expires_at - $2) * 5 <= t.refresh_expires_at - t.obtained_at)
               ORDER BY t.refresh_expires_at";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(now).fetch_all(conn).await)?)
}

#[cfg(test)]
mod tests {
    use shared::ids::{ResourceId, TokenId};

    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
        token_quarantines::{self, Quarantine},
        token_renewals::{self, Renewal},
        tokens::{self, TokenRow},
    };

    on_both!(a_sign_in_that_is_renewed_by_itself_is_no_deadline_until_it_is_in_danger(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r", "Mail")).await.expect("resource");
        for (id, due_at) in [("by-hand", None), ("by-itself", Some(75)), ("refused", Some(75))] {
            let row = TokenRow { id: id.into(), resource_id: "r".into(), subject: id.into(), ..TokenRow::default() };
            tokens::ensure(&mut tx, &contoso, &row).await.expect("token");
            let row = tokens::get(&mut tx, &contoso, &ResourceId::new("r"), &TokenId::new(id)).await.expect("get");
            let row = TokenRow { obtained_at: 0, ..row.expect("there") };
            let refresh = tokens::Refresh { replaced_by: Some(Some(&[1])), expires_at: Some(100) };
            let kept = tokens::commit(&mut tx, &contoso, &row, refresh, row.fence).await.expect("commit");
            assert_eq!(kept, tokens::Committed::Written);
            let renewal = Renewal { due_at, ..Renewal::default() };
            token_renewals::put(&mut tx, &contoso, &TokenId::new(id), &renewal).await.expect("put");
        }
        let quarantine = Quarantine { at: 7, code: "oauth.invalid_grant".into(), provider_code: None, correlation_id: None };
        token_quarantines::begin(&mut tx, &contoso, &TokenId::new("refused"), &quarantine).await.expect("begun");
        for (now, expected) in [(0, vec!["by-hand", "refused"]), (79, vec!["by-hand", "refused"]), (80, vec!["by-hand", "by-itself", "refused"])] {
            let mut found: Vec<String> =
                refresh_tokens(&mut tx, &contoso, now).await.expect("read").into_iter().map(|one| one.name).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "at {now}");
        }
    });
}
