//! Passwords that somebody asked to keep, sealed, one a subject of a resource. One that the provider refused is
//! emptied, and what is left says so.

use shared::ids::{KeptPasswordId, ResourceId, TenantId};

use super::{StoreError, Tx, on_db, tokens::Failure};

/// A row of `kept_passwords`.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct KeptPasswordRow {
    /// Its id; another password has another.
    pub id: String,
    /// Its resource.
    pub resource_id: String,
    /// The mailbox or user whose tokens it brings.
    pub subject: String,
    /// Whom it signs in.
    pub username: String,
    /// Sealed; absent: the provider refused it.
    pub password: Option<Vec<u8>>,
    /// Epoch milliseconds.
    pub kept_at: i64,
    /// Epoch milliseconds.
    pub refused_at: Option<i64>,
    /// The problem it was refused with.
    pub error_code: Option<String>,
    /// The provider's own code.
    pub error_provider_code: Option<String>,
    /// The provider's correlation id.
    pub error_correlation_id: Option<String>,
}

const COLUMNS: &str = "id, resource_id, subject, username, password, kept_at, refused_at, error_code, \
                       error_provider_code, error_correlation_id";

/// Those of a resource, by subject.
pub async fn list(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<Vec<KeptPasswordRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM kept_passwords WHERE tenant_id = $1 AND resource_id = $2 ORDER BY subject, id"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(resource.as_str()).fetch_all(conn).await)?)
}

/// The one of a subject.
pub async fn of_subject(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    subject: &str,
) -> Result<Option<KeptPasswordRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM kept_passwords WHERE tenant_id = $1 AND resource_id = $2 AND subject = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(subject).fetch_optional(conn).await)?)
}

/// Puts `row` in the place of whatever its subject had.
pub async fn put(tx: &mut Tx, tenant: &TenantId, row: &KeptPasswordRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO kept_passwords (id, tenant_id, resource_id, subject, username, password, kept_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (resource_id, subject) DO UPDATE SET
                   id = excluded.id, username = excluded.username, password = excluded.password,
                   kept_at = excluded.kept_at, refused_at = NULL, error_code = NULL, error_provider_code = NULL,
                   error_correlation_id = NULL";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(tenant.as_str()).bind(&row.resource_id).bind(&row.subject).bind(&row.username)
        .bind(&row.password).bind(row.kept_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Empties the one of that id, and keeps why. One entered meanwhile has another id and stays.
pub async fn refuse(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &KeptPasswordId,
    failure: &Failure<'_>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE kept_passwords SET password = NULL, refused_at = $3, error_code = $4, error_provider_code = $5,
                   error_correlation_id = $6
               WHERE tenant_id = $1 AND id = $2 AND password IS NOT NULL";
    let written = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(failure.at).bind(failure.code).bind(failure.provider_code)
        .bind(failure.correlation_id)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(written == 1)
}

/// Removes the one of that id; gives whose it was.
pub async fn delete(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    id: &KeptPasswordId,
) -> Result<Option<String>, StoreError> {
    let sql = "DELETE FROM kept_passwords WHERE tenant_id = $1 AND resource_id = $2 AND id = $3 RETURNING subject";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// Removes the one of a subject, or with `None` all of the resource; tells how many.
pub async fn delete_of(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    subject: Option<&str>,
) -> Result<u64, StoreError> {
    let sql = "DELETE FROM kept_passwords
               WHERE tenant_id = $1 AND resource_id = $2 AND ($3 = 0 OR subject = $4)";
    Ok(on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(i64::from(subject.is_some()))
        .bind(subject.unwrap_or_default())
        .execute(conn).await.map(|result| result.rows_affected()))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
    };

    fn row(id: &str, subject: &str) -> KeptPasswordRow {
        KeptPasswordRow {
            id: id.into(),
            resource_id: "r1".into(),
            subject: subject.into(),
            username: "a@example.com".into(),
            password: Some(vec![1]),
            kept_at: 5,
            ..KeptPasswordRow::default()
        }
    }

    on_both!(a_refused_password_is_gone_until_another_takes_its_place(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        let other = TenantId::new("other");
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        let resource = ResourceId::new("r1");
        put(&mut tx, &contoso, &row("k1", "a")).await.expect("kept");
        put(&mut tx, &contoso, &row("k2", "b")).await.expect("kept");
        let failure =
            Failure { at: 9, code: "oauth.password_refused", provider_code: Some("x"), correlation_id: None };
        assert!(!refuse(&mut tx, &other, &KeptPasswordId::new("k1"), &failure).await.expect("another tenant's"));
        assert!(refuse(&mut tx, &contoso, &KeptPasswordId::new("k1"), &failure).await.expect("refused"));
        assert!(!refuse(&mut tx, &contoso, &KeptPasswordId::new("k1"), &failure).await.expect("once"));
        let found = of_subject(&mut tx, &contoso, &resource, "a").await.expect("get").expect("there");
        assert_eq!((found.password, found.refused_at, found.error_provider_code.as_deref()), (None, Some(9), Some("x")));
        put(&mut tx, &contoso, &row("k3", "a")).await.expect("another");
        assert!(!refuse(&mut tx, &contoso, &KeptPasswordId::new("k1"), &failure).await.expect("the old one"));
        let all = list(&mut tx, &contoso, &resource).await.expect("list");
        assert_eq!(all.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["k3", "k2"]);
        assert!(all[0].password.is_some() && all[0].refused_at.is_none());
        assert!(of_subject(&mut tx, &other, &resource, "a").await.expect("get").is_none());
        let removed = delete(&mut tx, &contoso, &resource, &KeptPasswordId::new("k2")).await.expect("delete");
        assert_eq!(removed.as_deref(), Some("b"));
        assert_eq!(delete_of(&mut tx, &contoso, &resource, Some("b")).await.expect("delete"), 0);
        assert_eq!(delete_of(&mut tx, &contoso, &resource, None).await.expect("delete"), 1);
    });
}
