//! What new tokens carried, and what a resource needs instead of what its type says.

use shared::{
    ids::{ResourceId, TenantId},
    timestamp::Timestamp,
};

use super::{StoreError, Tx, on_db};

/// A row of `permission_checks`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PermissionCheckRow {
    /// Its id.
    pub id: String,
    /// The resource that was checked.
    pub resource_id: String,
    /// The consent after which it was made.
    pub admin_consent_id: Option<String>,
    /// What it found altogether.
    pub state: String,
    /// What it found, API by API, as JSON.
    pub proof: String,
    /// Who asked for it.
    pub checked_by: String,
    /// Epoch milliseconds.
    pub checked_at: i64,
}

const COLUMNS: &str = "id, resource_id, admin_consent_id, state, proof, checked_by, checked_at";
/// The most that are kept of a resource.
const MOST: i64 = 200;

/// Adds one, and lets the oldest of the resource go.
pub async fn insert(tx: &mut Tx, tenant: &TenantId, row: &PermissionCheckRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO permission_checks (id, tenant_id, resource_id, admin_consent_id, state, proof, checked_by,
                   checked_at)
               SELECT $2, tenant_id, id, $4, $5, $6, $7, $8 FROM resources WHERE tenant_id = $1 AND id = $3";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.id).bind(&row.resource_id).bind(&row.admin_consent_id).bind(&row.state)
        .bind(&row.proof).bind(&row.checked_by).bind(row.checked_at)
        .execute(conn).await.map(drop))?;
    let sql = "DELETE FROM permission_checks WHERE tenant_id = $1 AND resource_id = $2 AND id NOT IN
                   (SELECT id FROM permission_checks WHERE resource_id = $2 ORDER BY id DESC LIMIT $3)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.resource_id).bind(MOST).execute(conn).await.map(drop))?;
    Ok(())
}

/// The last one of the resource.
pub async fn last(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
) -> Result<Option<PermissionCheckRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM permission_checks WHERE tenant_id = $1 AND resource_id = $2 ORDER BY id DESC LIMIT 1"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).fetch_optional(conn).await)?)
}

/// Those of the resource that were made after a consent.
pub async fn after_consents(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
) -> Result<Vec<PermissionCheckRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM permission_checks
         WHERE tenant_id = $1 AND resource_id = $2 AND admin_consent_id IS NOT NULL"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).fetch_all(conn).await)?)
}

/// What the resource needs as JSON, if that is not what its type says.
pub async fn needed(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT p.needed FROM resource_permissions p JOIN resources r ON r.id = p.resource_id
               WHERE r.tenant_id = $1 AND r.id = $2";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).fetch_optional(conn).await)?)
}

/// Says what the resource needs; without `needed` it is what its type says.
pub async fn put_needed(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    needed: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM resource_permissions WHERE resource_id IN
                   (SELECT id FROM resources WHERE tenant_id = $1 AND id = $2)";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(resource.as_str()).execute(conn).await.map(drop))?;
    let Some(needed) = needed else { return Ok(()) };
    let sql = "INSERT INTO resource_permissions (resource_id, needed, updated_at)
               SELECT id, $3, $4 FROM resources WHERE tenant_id = $1 AND id = $2
               ON CONFLICT (resource_id) DO UPDATE SET needed = excluded.needed, updated_at = excluded.updated_at";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(needed).bind(now.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
    };

    fn row(id: &str, consent: Option<&str>) -> PermissionCheckRow {
        PermissionCheckRow {
            id: id.to_owned(),
            resource_id: "r1".to_owned(),
            admin_consent_id: consent.map(str::to_owned),
            state: "granted".to_owned(),
            proof: "{}".to_owned(),
            checked_by: "Ann".to_owned(),
            checked_at: 1,
        }
    }

    on_both!(checks_are_kept_with_their_resource_and_the_last_is_found(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        let (resource, other) = (ResourceId::new("r1"), TenantId::new("other"));
        assert!(last(&mut tx, &contoso, &resource).await.expect("last").is_none());
        for (id, consent) in [("c1", Some("a1")), ("c2", None)] {
            insert(&mut tx, &contoso, &row(id, consent)).await.expect("insert");
        }
        insert(&mut tx, &other, &row("c3", None)).await.expect("nothing to insert");
        assert_eq!(last(&mut tx, &contoso, &resource).await.expect("last"), Some(row("c2", None)));
        assert!(last(&mut tx, &other, &resource).await.expect("last").is_none());
        assert_eq!(after_consents(&mut tx, &contoso, &resource).await.expect("list"), [row("c1", Some("a1"))]);
    });

    on_both!(what_a_resource_needs_can_be_said_and_taken_back(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        let (resource, now) = (ResourceId::new("r1"), Timestamp::from_millis(1));
        for said in [Some("[1]"), Some("[2]"), None] {
            put_needed(&mut tx, &contoso, &resource, said, now).await.expect("put");
            assert_eq!(needed(&mut tx, &contoso, &resource).await.expect("read").as_deref(), said);
        }
        put_needed(&mut tx, &TenantId::new("other"), &resource, Some("[3]"), now).await.expect("nothing to put");
        assert_eq!(needed(&mut tx, &contoso, &resource).await.expect("read"), None);
    });
}
