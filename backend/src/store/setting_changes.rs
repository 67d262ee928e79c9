//! Changes of an environment's settings: numbered, added and read, never changed.

use shared::ids::{EnvironmentId, TenantId};

use super::{StoreError, Tx, on_db};

/// A row of `setting_changes`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SettingChangeRow {
    /// Counts from 1 in each environment.
    pub number: i64,
    /// Epoch milliseconds.
    pub at: i64,
    /// `user`, `api_key`, `command` or `system`.
    pub actor_kind: String,
    /// The account's or key's id.
    pub actor_id: Option<String>,
    /// Its name at that time.
    pub actor_name: String,
    /// How it came about.
    pub origin: String,
    /// Why.
    pub note: Option<String>,
}

const COLUMNS: &str = "number, at, actor_kind, actor_id, actor_name, origin, note";

/// Adds a change.
pub async fn insert(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    row: &SettingChangeRow,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO setting_changes
                   (tenant_id, environment_id, number, at, actor_kind, actor_id, actor_name, origin, note)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(row.number).bind(row.at)
        .bind(&row.actor_kind).bind(&row.actor_id).bind(&row.actor_name).bind(&row.origin).bind(&row.note)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The number of the last change; 0 when there was none.
pub async fn last(tx: &mut Tx, tenant: &TenantId, environment: &EnvironmentId) -> Result<i64, StoreError> {
    last_until(tx, tenant, environment, i64::MAX).await
}

/// The number of the last change not after `at` (epoch milliseconds); 0 when there was none.
pub async fn last_until(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    at: i64,
) -> Result<i64, StoreError> {
    let sql = "SELECT COALESCE(MAX(number), 0) FROM setting_changes
               WHERE tenant_id = $1 AND environment_id = $2 AND at <= $3";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(at).fetch_one(conn).await)?)
}

/// One change.
pub async fn get(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    number: i64,
) -> Result<Option<SettingChangeRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM setting_changes WHERE tenant_id = $1 AND environment_id = $2 AND number = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(number).fetch_optional(conn).await)?)
}

/// The changes before number `before`, the newest first.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    before: i64,
    limit: i64,
) -> Result<Vec<SettingChangeRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM setting_changes WHERE tenant_id = $1 AND environment_id = $2 AND number < $3
         ORDER BY number DESC LIMIT $4"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(before).bind(limit).fetch_all(conn).await)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{environments::tests::add_environment, resources::tests::add_tenant, testing::on_both};

    fn row(number: i64, at: i64) -> SettingChangeRow {
        SettingChangeRow {
            number,
            at,
            actor_kind: "user".to_owned(),
            actor_id: Some("u1".to_owned()),
            actor_name: "Somebody".to_owned(),
            origin: "edit".to_owned(),
            note: None,
        }
    }

    on_both!(changes_are_told_newest_first_and_only_to_their_tenant(store) {
        let mut tx = store.write().await.expect("write");
        let (contoso, other) = (add_tenant(&mut tx, "contoso").await, add_tenant(&mut tx, "other").await);
        let environment = add_environment(&mut tx, &contoso, "e1").await;
        assert_eq!(last(&mut tx, &contoso, &environment).await.expect("none"), 0);
        for (number, at) in [(1, 100), (2, 200), (3, 300)] {
            insert(&mut tx, &contoso, &environment, &row(number, at)).await.expect("inserted");
        }
        assert_eq!(last(&mut tx, &contoso, &environment).await.expect("last"), 3);
        assert_eq!(last_until(&mut tx, &contoso, &environment, 299).await.expect("then"), 2);
        assert_eq!(last_until(&mut tx, &contoso, &environment, 99).await.expect("before all"), 0);
        assert_eq!(last(&mut tx, &other, &environment).await.expect("foreign"), 0);
        assert_eq!(list(&mut tx, &contoso, &environment, 3, 10).await.expect("list"), [row(2, 200), row(1, 100)]);
        assert_eq!(list(&mut tx, &contoso, &environment, i64::MAX, 1).await.expect("list"), [row(3, 300)]);
        assert!(list(&mut tx, &other, &environment, i64::MAX, 9).await.expect("foreign").is_empty());
        assert_eq!(get(&mut tx, &contoso, &environment, 2).await.expect("get"), Some(row(2, 200)));
        assert_eq!(get(&mut tx, &other, &environment, 2).await.expect("foreign"), None);
    });
}
