//! Secrets and certificates of resources. What is secret arrives and leaves sealed.

use std::collections::BTreeSet;

use shared::{
    ids::{CredentialId, ResourceId, TenantId},
    timestamp::Timestamp,
};

use super::{StoreError, Tx, dialect, on_db};

/// A row of `resource_credentials`.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct CredentialRow {
    /// Its id.
    pub id: String,
    /// Its resource.
    pub resource_id: String,
    /// `client_secret` or `certificate`.
    pub kind: String,
    /// What it is called.
    pub name: Option<String>,
    /// The secret, or the private key.
    pub sealed: Vec<u8>,
    /// How a secret ends.
    pub last4: Option<String>,
    /// DER.
    pub certificate: Option<Vec<u8>>,
    /// How to sign with it.
    pub algorithm: Option<String>,
    /// Epoch milliseconds.
    pub not_before: Option<i64>,
    /// Epoch milliseconds.
    pub expires_at: Option<i64>,
    /// Epoch milliseconds.
    pub accepted_at: Option<i64>,
    /// Epoch milliseconds.
    pub refused_at: Option<i64>,
    /// Epoch milliseconds.
    pub created_at: i64,
}

const COLUMNS: &str = "id, resource_id, kind, name, sealed, last4, certificate, algorithm, not_before, expires_at, \
                       accepted_at, refused_at, created_at";

/// The credentials of a resource, newest first.
pub async fn list(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<Vec<CredentialRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM resource_credentials WHERE tenant_id = $1 AND resource_id = $2 ORDER BY id DESC"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(resource.as_str()).fetch_all(conn).await)?)
}

/// Those of several resources, the newest of each first.
pub async fn of_several(
    tx: &mut Tx,
    tenant: &TenantId,
    resources: &BTreeSet<ResourceId>,
) -> Result<Vec<CredentialRow>, StoreError> {
    let texts = dialect::texts_of_second(tx);
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM resource_credentials WHERE tenant_id = $1 AND resource_id IN ({texts}) ORDER BY id DESC"
    ));
    let resources = serde_json::json!(resources).to_string();
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(&resources).fetch_all(conn).await)?)
}

/// One credential, if the tenant's resource has it.
pub async fn get(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    id: &CredentialId,
) -> Result<Option<CredentialRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM resource_credentials WHERE tenant_id = $1 AND resource_id = $2 AND id = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// Adds a credential.
pub async fn insert(tx: &mut Tx, tenant: &TenantId, row: &CredentialRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO resource_credentials (id, tenant_id, resource_id, kind, name, sealed, last4, certificate,
                   algorithm, not_before, expires_at, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(tenant.as_str()).bind(&row.resource_id).bind(&row.kind).bind(&row.name).bind(&row.sealed)
        .bind(&row.last4).bind(&row.certificate).bind(&row.algorithm).bind(row.not_before).bind(row.expires_at)
        .bind(row.created_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes a credential; tells whether it was there.
pub async fn delete(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    id: &CredentialId,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM resource_credentials WHERE tenant_id = $1 AND resource_id = $2 AND id = $3";
    let removed = on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(resource.as_str()).bind(id.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(removed == 1)
}

/// Remembers that the provider accepted or refused a credential.
pub async fn judge(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &CredentialId,
    accepted: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = if accepted {
        "UPDATE resource_credentials SET accepted_at = $3, refused_at = NULL WHERE tenant_id = $1 AND id = $2"
    } else {
        "UPDATE resource_credentials SET refused_at = $3 WHERE tenant_id = $1 AND id = $2"
    };
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id.as_str()).bind(now.as_millis())
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

    fn row(id: &str) -> CredentialRow {
        CredentialRow {
            id: id.to_owned(),
            resource_id: "r1".to_owned(),
            kind: "client_secret".to_owned(),
            name: None,
            sealed: vec![1],
            last4: None,
            certificate: None,
            algorithm: None,
            not_before: None,
            expires_at: None,
            accepted_at: None,
            refused_at: None,
            created_at: 0,
        }
    }

    on_both!(a_credential_belongs_to_its_tenant_and_goes_with_its_resource(store) {
        let mut tx = store.write().await.expect("write");
        let (contoso, other) = (add_tenant(&mut tx, "contoso").await, add_tenant(&mut tx, "other").await);
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "Exchange")).await.expect("insert");
        let (resource, id) = (ResourceId::new("r1"), CredentialId::new("c1"));
        insert(&mut tx, &contoso, &row("c1")).await.expect("insert");
        insert(&mut tx, &contoso, &row("c2")).await.expect("insert");
        assert!(get(&mut tx, &other, &resource, &id).await.expect("get").is_none());
        assert!(list(&mut tx, &other, &resource).await.expect("list").is_empty());
        let both = BTreeSet::from([resource.clone(), ResourceId::new("r2")]);
        assert_eq!(of_several(&mut tx, &contoso, &both).await.expect("several"), [row("c2"), row("c1")]);
        assert!(of_several(&mut tx, &other, &both).await.expect("several").is_empty());
        assert!(!delete(&mut tx, &other, &resource, &id).await.expect("delete"));
        judge(&mut tx, &other, &id, false, Timestamp::from_millis(5)).await.expect("nothing to judge");
        assert_eq!(get(&mut tx, &contoso, &resource, &id).await.expect("get"), Some(row("c1")));
        judge(&mut tx, &contoso, &id, false, Timestamp::from_millis(5)).await.expect("judge");
        judge(&mut tx, &contoso, &id, true, Timestamp::from_millis(6)).await.expect("judge");
        let judged = CredentialRow { accepted_at: Some(6), ..row("c1") };
        assert_eq!(list(&mut tx, &contoso, &resource).await.expect("list"), [row("c2"), judged]);
        assert!(delete(&mut tx, &contoso, &resource, &id).await.expect("delete"));
        resources::delete(&mut tx, &contoso, &resource).await.expect("delete");
        assert!(list(&mut tx, &contoso, &resource).await.expect("list").is_empty());
    });
}
