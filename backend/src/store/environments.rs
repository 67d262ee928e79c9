//! Environments of a tenant; the tables keep at most one default, the rules of the domain at least one.

use shared::{
    api::environment::Environment,
    ids::{EnvironmentId, TenantId},
    timestamp::Timestamp,
};

use super::{StoreError, Tx, on_db};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    slug: String,
    name: String,
    is_default: bool,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl From<Row> for (Environment, i64) {
    fn from(row: Row) -> Self {
        let environment = Environment {
            id: EnvironmentId::new(row.id),
            slug: row.slug,
            name: row.name,
            default: row.is_default,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        };
        (environment, row.version)
    }
}

/// Adds an environment; breaks `environments_tenant_id_slug_key` when the slug is taken.
pub async fn insert(tx: &mut Tx, tenant: &TenantId, environment: &Environment) -> Result<(), StoreError> {
    let sql = "INSERT INTO environments (id, tenant_id, slug, name, is_default, version, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, 1, $6, $7)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(environment.id.as_str()).bind(tenant.as_str())
        .bind(environment.slug.as_str()).bind(environment.name.as_str()).bind(environment.default)
        .bind(environment.created_at.as_millis()).bind(environment.updated_at.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// An environment by id or slug, with its version.
pub async fn get(tx: &mut Tx, tenant: &TenantId, id_or_slug: &str) -> Result<Option<(Environment, i64)>, StoreError> {
    let sql = "SELECT id, slug, name, is_default, version, created_at, updated_at FROM environments
               WHERE tenant_id = $1 AND (id = $2 OR slug = $2)";
    let row: Option<Row> =
        on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(id_or_slug).fetch_optional(conn).await)?;
    Ok(row.map(Into::into))
}

/// All environments of a tenant, the default first.
pub async fn list(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<Environment>, StoreError> {
    let sql = "SELECT id, slug, name, is_default, version, created_at, updated_at FROM environments
               WHERE tenant_id = $1 ORDER BY is_default DESC, slug";
    let rows: Vec<Row> = on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|row| <(Environment, i64)>::from(row).0).collect())
}

/// Writes all values and counts the version up; breaks `environments_tenant_id_slug_key` when the slug is taken.
pub async fn update(tx: &mut Tx, tenant: &TenantId, environment: &Environment) -> Result<(), StoreError> {
    let sql = "UPDATE environments SET slug = $3, name = $4, is_default = $5, updated_at = $6, version = version + 1
               WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(environment.id.as_str())
        .bind(environment.slug.as_str()).bind(environment.name.as_str()).bind(environment.default)
        .bind(environment.updated_at.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes the part of default from whichever has it, to be given to another in the same transaction.
pub async fn clear_default(tx: &mut Tx, tenant: &TenantId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE environments SET is_default = FALSE, updated_at = $2, version = version + 1
               WHERE tenant_id = $1 AND is_default";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(now.as_millis()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes an environment.
pub async fn delete(tx: &mut Tx, tenant: &TenantId, id: &EnvironmentId) -> Result<(), StoreError> {
    let sql = "DELETE FROM environments WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id.as_str()).execute(conn).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::store::{tenants, testing::on_both};

    fn environment(id: &str, default: bool) -> Environment {
        Environment {
            id: EnvironmentId::new(id),
            slug: format!("slug-{id}"),
            name: id.to_owned(),
            default,
            created_at: Timestamp::from_millis(1),
            updated_at: Timestamp::from_millis(1),
        }
    }

    /// An environment's row, so that what belongs to it can be stored.
    pub(crate) async fn add_environment(tx: &mut Tx, tenant: &TenantId, id: &str) -> EnvironmentId {
        insert(tx, tenant, &environment(id, false)).await.expect("an environment");
        EnvironmentId::new(id)
    }

    on_both!(the_default_moves_and_other_tenants_see_nothing(store) {
        let mut tx = store.write().await.expect("write");
        let tenant = tenants::tests::tenant("1", "contoso");
        tenants::insert(&mut tx, &tenant).await.expect("tenant");
        insert(&mut tx, &tenant.id, &environment("a", true)).await.expect("first");
        clear_default(&mut tx, &tenant.id, Timestamp::from_millis(2)).await.expect("cleared");
        insert(&mut tx, &tenant.id, &environment("b", true)).await.expect("second");
        let listed = list(&mut tx, &tenant.id).await.expect("listed");
        assert_eq!(listed.iter().map(|e| (e.id.as_str(), e.default)).collect::<Vec<_>>(), [("b", true), ("a", false)]);
        assert!(get(&mut tx, &tenant.id, "slug-a").await.expect("by slug").is_some());
        assert_eq!(get(&mut tx, &TenantId::new("2"), "a").await.expect("foreign"), None);
        delete(&mut tx, &TenantId::new("2"), &EnvironmentId::new("a")).await.expect("foreign");
        assert_eq!(list(&mut tx, &tenant.id).await.expect("listed").len(), 2);
    });
}
