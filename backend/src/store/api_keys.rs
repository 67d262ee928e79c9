//! API keys. Of the secret only its hash is kept.

use shared::{
    api::api_key::ApiKey,
    ids::{ApiKeyId, TenantId},
    permission::Scope,
    timestamp::Timestamp,
};

use super::{StoreError, Tx, on_db, page::PageRequest};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    tenant_id: Option<String>,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
    secret_hash: Vec<u8>,
}

impl TryFrom<Row> for (ApiKey, Vec<u8>) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let scopes: Vec<Scope> = serde_json::from_str(&row.scopes)
            .map_err(|_| StoreError::Unreadable { table: "api_keys", column: "scopes" })?;
        let key = ApiKey {
            id: ApiKeyId::new(row.id),
            name: row.name,
            tenant: row.tenant_id.map(TenantId::new),
            scopes,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: row.expires_at.map(Timestamp::from_millis),
            last_used_at: row.last_used_at.map(Timestamp::from_millis),
        };
        Ok((key, row.secret_hash))
    }
}

/// Adds a key.
pub async fn insert(tx: &mut Tx, key: &ApiKey, secret_hash: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO api_keys (id, secret_hash, name, tenant_id, scopes, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let scopes = serde_json::json!(scopes).to_string();
    on_db!(tx, conn => sqlx::query(sql)
        .bind(key.id.as_str()).bind(secret_hash).bind(key.name.as_str())
        .bind(key.tenant.as_ref().map(TenantId::as_str)).bind(scopes)
        .bind(key.created_at.as_millis()).bind(key.expires_at.map(Timestamp::as_millis))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The key and its secret's hash.
pub async fn find(tx: &mut Tx, id: &ApiKeyId) -> Result<Option<(ApiKey, Vec<u8>)>, StoreError> {
    let sql = "SELECT id, name, tenant_id, scopes, created_at, expires_at, last_used_at, secret_hash
               FROM api_keys WHERE id = $1";
    let row: Option<Row> = on_db!(tx, conn => sqlx::query_as(sql).bind(id.as_str()).fetch_optional(conn).await)?;
    row.map(TryInto::try_into).transpose()
}

/// The keys of one tenant, or all of them; one row more than the page.
pub async fn list(tx: &mut Tx, tenant: Option<&TenantId>, page: &PageRequest) -> Result<Vec<ApiKey>, StoreError> {
    let sql = "SELECT id, name, tenant_id, scopes, created_at, expires_at, last_used_at, secret_hash
               FROM api_keys
               WHERE (CAST($1 AS TEXT) IS NULL OR tenant_id = $1) AND (CAST($2 AS TEXT) IS NULL OR id > $2)
               ORDER BY id LIMIT $3";
    let rows: Vec<Row> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.map(TenantId::as_str)).bind(page.after.as_deref()).bind(page.rows())
        .fetch_all(conn).await)?;
    rows.into_iter().map(|row| row.try_into().map(|(key, _): (ApiKey, _)| key)).collect()
}

/// Removes a key; tells whether it was there.
pub async fn delete(tx: &mut Tx, id: &ApiKeyId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM api_keys WHERE id = $1";
    let removed =
        on_db!(tx, conn => sqlx::query(sql).bind(id.as_str()).execute(conn).await.map(|r| r.rows_affected()))?;
    Ok(removed == 1)
}

/// Notes when a key was last used; never moves back.
pub async fn touch(tx: &mut Tx, id: &ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE api_keys SET last_used_at = $2
               WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
    on_db!(tx, conn => sqlx::query(sql).bind(id.as_str()).bind(at.as_millis()).execute(conn).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::on_both;

    on_both!(a_key_is_listed_touched_and_gone(store) {
        let key = ApiKey {
            id: ApiKeyId::new("k1"),
            name: "robot".to_owned(),
            tenant: None,
            scopes: vec![Scope::TokensIssue, Scope::All],
            created_at: Timestamp::from_millis(1),
            expires_at: None,
            last_used_at: None,
        };
        let mut tx = store.write().await.expect("write");
        insert(&mut tx, &key, b"hash").await.expect("inserted");
        assert_eq!(find(&mut tx, &key.id).await.expect("found"), Some((key.clone(), b"hash".to_vec())));
        for at in [5, 3] {
            touch(&mut tx, &key.id, Timestamp::from_millis(at)).await.expect("touched");
        }
        let page = PageRequest { limit: 5, after: None };
        let listed = list(&mut tx, None, &page).await.expect("listed");
        assert_eq!(listed[0].last_used_at, Some(Timestamp::from_millis(5)));
        assert!(list(&mut tx, Some(&TenantId::new("other")), &page).await.expect("listed").is_empty());
        assert!(delete(&mut tx, &key.id).await.expect("deleted"));
        assert!(!delete(&mut tx, &key.id).await.expect("deleted"));
    });
}
