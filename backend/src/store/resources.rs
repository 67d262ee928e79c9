//! Resources and the values of their parameters. Secret values arrive and leave sealed.

use std::collections::BTreeSet;

use shared::{
    api::page::Page,
    ids::{ResourceId, TenantId},
};

use super::{StoreError, Tx, dialect, on_db, page::PageRequest, page::like_pattern};

/// A row of `resources`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ResourceRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub type_id: String,
    /// Its grant.
    pub grant_id: String,
    /// How its client proves who it is.
    pub client_auth: String,
    /// JSON.
    pub endpoints: String,
    /// Its issuer.
    pub issuer: Option<String>,
    /// Whether callbacks must name the issuer.
    pub issuer_in_callback: bool,
    /// JSON.
    pub token_replacements: String,
    /// The last segment of its callback URL.
    pub callback_id: String,
    /// Counts changes.
    pub version: i64,
    /// Counts changes that make earlier tokens worth less.
    pub credential_version: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

/// A row of `resource_parameters`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ParameterRow {
    /// The parameter.
    pub name: String,
    /// The phase.
    pub phase: String,
    /// The value, unless it is a secret.
    pub value: Option<String>,
    /// The sealed value of a secret.
    pub sealed: Option<Vec<u8>>,
    /// How a secret ends.
    pub last4: Option<String>,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

const COLUMNS: &str = "id, name, type_id, grant_id, client_auth, endpoints, issuer, issuer_in_callback, \
                       token_replacements, callback_id, version, credential_version, created_at, updated_at";

/// The resource, if the tenant has it.
pub async fn get(tx: &mut Tx, tenant: &TenantId, id: &ResourceId) -> Result<Option<ResourceRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM resources WHERE tenant_id = $1 AND id = $2"));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// Those of several that the tenant has.
pub async fn several(
    tx: &mut Tx,
    tenant: &TenantId,
    ids: &BTreeSet<ResourceId>,
) -> Result<Vec<ResourceRow>, StoreError> {
    let texts = dialect::texts_of_second(tx);
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM resources WHERE tenant_id = $1 AND id IN ({texts})"));
    let ids = serde_json::json!(ids).to_string();
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(&ids).fetch_all(conn).await)?)
}

/// Ids and names of all resources of the tenant, by name.
pub async fn names(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT id, name FROM resources WHERE tenant_id = $1 ORDER BY name";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}

/// A page of the tenant's resources by name.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    search: &str,
    page: &PageRequest,
) -> Result<Page<ResourceRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM resources
         WHERE tenant_id = $1 AND name > $2 AND LOWER(name) LIKE $3 ESCAPE '\\' ORDER BY name LIMIT $4"
    ));
    let after = page.after.as_deref().unwrap_or_default();
    let rows = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(after).bind(like_pattern(search)).bind(page.rows())
        .fetch_all(conn).await)?;
    Ok(page.page(rows, |row: &ResourceRow| &row.name))
}

/// Adds a resource. A taken name breaks `resources_tenant_id_name_key`.
pub async fn insert(tx: &mut Tx, tenant: &TenantId, row: &ResourceRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO resources (id, tenant_id, name, type_id, grant_id, client_auth, endpoints, issuer,
                   issuer_in_callback, token_replacements, callback_id, version, credential_version, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(tenant.as_str()).bind(&row.name).bind(&row.type_id).bind(&row.grant_id)
        .bind(&row.client_auth).bind(&row.endpoints).bind(&row.issuer).bind(row.issuer_in_callback)
        .bind(&row.token_replacements).bind(&row.callback_id).bind(row.version).bind(row.credential_version)
        .bind(row.created_at).bind(row.updated_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Writes `row` over the version before it; tells whether that version was still there.
pub async fn update(tx: &mut Tx, tenant: &TenantId, row: &ResourceRow) -> Result<bool, StoreError> {
    let sql = "UPDATE resources SET name = $3, grant_id = $4, client_auth = $5, endpoints = $6, issuer = $7,
                   issuer_in_callback = $8, token_replacements = $9, version = $10, credential_version = $11,
                   updated_at = $12
               WHERE tenant_id = $1 AND id = $2 AND version = $10 - 1";
    let changed = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.id).bind(&row.name).bind(&row.grant_id).bind(&row.client_auth)
        .bind(&row.endpoints).bind(&row.issuer).bind(row.issuer_in_callback).bind(&row.token_replacements)
        .bind(row.version).bind(row.credential_version).bind(row.updated_at)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(changed == 1)
}

/// Notes that secrets or certificates were added or removed: whoever is asked next is asked with what there is now.
pub async fn credentials_changed(tx: &mut Tx, tenant: &TenantId, id: &ResourceId) -> Result<(), StoreError> {
    let sql = "UPDATE resources SET credential_version = credential_version + 1 WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id.as_str()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes a resource with its values, authorizations and tokens; tells whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &TenantId, id: &ResourceId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM resources WHERE tenant_id = $1 AND id = $2";
    let removed = on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(removed == 1)
}

/// The values of a resource's parameters.
pub async fn parameters(tx: &mut Tx, tenant: &TenantId, id: &ResourceId) -> Result<Vec<ParameterRow>, StoreError> {
    let sql = "SELECT p.name, p.phase, p.value, p.sealed, p.last4, p.updated_at
               FROM resource_parameters p JOIN resources r ON r.id = p.resource_id
               WHERE r.tenant_id = $1 AND r.id = $2 ORDER BY p.name, p.phase";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(id.as_str()).fetch_all(conn).await)?)
}

/// The same of several, each with its resource.
pub async fn parameters_of_several(
    tx: &mut Tx,
    tenant: &TenantId,
    ids: &BTreeSet<ResourceId>,
) -> Result<Vec<(String, ParameterRow)>, StoreError> {
    let texts = dialect::texts_of_second(tx);
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT p.resource_id, p.name, p.phase, p.value, p.sealed, p.last4, p.updated_at
         FROM resource_parameters p JOIN resources r ON r.id = p.resource_id
         WHERE r.tenant_id = $1 AND r.id IN ({texts}) ORDER BY p.resource_id, p.name, p.phase"
    ));
    let ids = serde_json::json!(ids).to_string();
    let rows: Vec<OfResource> =
        on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(&ids).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|found| (found.resource_id, found.row)).collect())
}

#[derive(sqlx::FromRow)]
struct OfResource {
    resource_id: String,
    #[sqlx(flatten)]
    row: ParameterRow,
}

/// Writes one value of a resource of the tenant.
pub async fn put_parameter(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ResourceId,
    row: &ParameterRow,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO resource_parameters (resource_id, name, phase, value, sealed, last4, updated_at)
               SELECT id, $3, $4, $5, $6, $7, $8 FROM resources WHERE tenant_id = $1 AND id = $2
               ON CONFLICT (resource_id, name, phase) DO UPDATE SET
                   value = excluded.value, sealed = excluded.sealed, last4 = excluded.last4, updated_at = excluded.updated_at";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(&row.name).bind(&row.phase).bind(&row.value)
        .bind(&row.sealed).bind(&row.last4).bind(row.updated_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes one value, so that the type's default holds again.
pub async fn clear_parameter(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ResourceId,
    name: &str,
    phase: &str,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM resource_parameters WHERE name = $3 AND phase = $4 AND resource_id IN
                   (SELECT id FROM resources WHERE tenant_id = $1 AND id = $2)";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id.as_str()).bind(name).bind(phase)
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::store::testing::on_both;

    /// A tenant's row, so that what refers to it can be stored.
    pub(crate) async fn add_tenant(tx: &mut Tx, id: &str) -> TenantId {
        let sql = "INSERT INTO tenants (id, slug, name, domains, tags, locale, version, created_at, updated_at)
                   VALUES ($1, $1, $1, '[]', '[]', 'en', 1, 0, 0)";
        on_db!(tx, conn => sqlx::query(sql).bind(id).execute(conn).await.map(drop)).expect("tenant");
        TenantId::new(id)
    }

    /// A resource's row.
    pub(crate) fn row(id: &str, name: &str) -> ResourceRow {
        ResourceRow {
            id: id.to_owned(),
            name: name.to_owned(),
            type_id: "oidc".to_owned(),
            grant_id: "authorization_code".to_owned(),
            client_auth: "none".to_owned(),
            endpoints: "{}".to_owned(),
            issuer: None,
            issuer_in_callback: false,
            token_replacements: "{}".to_owned(),
            callback_id: format!("callback-{id}"),
            version: 1,
            credential_version: 1,
            created_at: 0,
            updated_at: 0,
        }
    }

    on_both!(a_resource_belongs_to_its_tenant(store) {
        let mut tx = store.write().await.expect("write");
        let (contoso, other) = (add_tenant(&mut tx, "contoso").await, add_tenant(&mut tx, "other").await);
        insert(&mut tx, &contoso, &row("r1", "Exchange")).await.expect("insert");
        insert(&mut tx, &other, &row("r2", "Exchange")).await.expect("the name is free elsewhere");
        let id = ResourceId::new("r1");
        assert!(get(&mut tx, &other, &id).await.expect("get").is_none());
        assert!(!delete(&mut tx, &other, &id).await.expect("delete"));
        let foreign = ParameterRow {
            name: "client_id".into(), phase: "token".into(), value: Some("x".into()), sealed: None, last4: None, updated_at: 0,
        };
        put_parameter(&mut tx, &other, &id, &foreign).await.expect("nothing to write to");
        assert!(parameters(&mut tx, &contoso, &id).await.expect("list").is_empty());
        put_parameter(&mut tx, &contoso, &id, &foreign).await.expect("put");
        assert!(parameters(&mut tx, &other, &id).await.expect("list").is_empty());
        clear_parameter(&mut tx, &other, &id, "client_id", "token").await.expect("nothing to clear");
        assert_eq!(parameters(&mut tx, &contoso, &id).await.expect("list").len(), 1);
        // Asked for together with another tenant's.
        let both = BTreeSet::from([id, ResourceId::new("r2"), ResourceId::new("r3")]);
        assert_eq!(several(&mut tx, &contoso, &both).await.expect("several"), [row("r1", "Exchange")]);
        assert_eq!(several(&mut tx, &other, &both).await.expect("several"), [row("r2", "Exchange")]);
        assert!(several(&mut tx, &contoso, &BTreeSet::new()).await.expect("none").is_empty());
        let found = parameters_of_several(&mut tx, &contoso, &both).await.expect("several");
        assert_eq!(found, [("r1".to_owned(), foreign)]);
        assert!(parameters_of_several(&mut tx, &other, &both).await.expect("several").is_empty());
        let page = PageRequest { limit: 10, after: None };
        assert_eq!(list(&mut tx, &contoso, "exch", &page).await.expect("list").items.len(), 1);
        assert!(list(&mut tx, &contoso, "%", &page).await.expect("list").items.is_empty());
    });

    on_both!(a_taken_name_and_a_stale_version_are_noticed(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        insert(&mut tx, &contoso, &row("r1", "Exchange")).await.expect("insert");
        let next = ResourceRow { version: 2, name: "New".into(), ..row("r1", "") };
        assert!(update(&mut tx, &contoso, &next).await.expect("update"));
        assert!(!update(&mut tx, &contoso, &next).await.expect("stale"));
        let taken = ResourceRow { callback_id: "c9".into(), ..row("r9", "New") };
        let error = insert(&mut tx, &contoso, &taken).await.expect_err("taken");
        assert!(matches!(&error, StoreError::Constraint { name, .. } if name == "resources_tenant_id_name_key"), "{error:?}");
    });
}
