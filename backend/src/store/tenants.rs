//! Tenants.

use serde::de::DeserializeOwned;
use shared::{
    api::tenant::Tenant,
    ids::{TenantId, UserId},
    permission::Role,
    text::Locale,
    timestamp::Timestamp,
};

use super::{
    StoreError, Tx, on_db,
    page::{PageRequest, like_pattern},
};

/// Whose tenants to list.
#[derive(Debug, Clone)]
pub enum Visible {
    /// All of them.
    All,
    /// Those on which the person has a role.
    Member(UserId),
    /// This one.
    One(TenantId),
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    slug: String,
    name: String,
    directory_id: Option<String>,
    domains: String,
    tags: String,
    locale: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    role: Option<String>,
}

fn json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { table: "tenants", column })
}

impl TryFrom<Row> for (Tenant, i64) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let tenant = Tenant {
            id: TenantId::new(row.id),
            slug: row.slug,
            name: row.name,
            directory_id: row.directory_id,
            domains: json(&row.domains, "domains")?,
            tags: json(&row.tags, "tags")?,
            locale: Locale::negotiate(&row.locale),
            role: row.role.as_deref().and_then(Role::parse),
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        };
        Ok((tenant, row.version))
    }
}

/// Adds a tenant; breaks `tenants_slug_key` when the slug is taken.
pub async fn insert(tx: &mut Tx, tenant: &Tenant) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO tenants (id, slug, name, directory_id, domains, tags, locale, version, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.id.as_str()).bind(tenant.slug.as_str()).bind(tenant.name.as_str())
        .bind(tenant.directory_id.as_deref())
        .bind(serde_json::json!(tenant.domains).to_string()).bind(serde_json::json!(tenant.tags).to_string())
        .bind(tenant.locale.tag()).bind(tenant.created_at.as_millis()).bind(tenant.updated_at.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The tenant with its version. `role` is left to the caller.
pub async fn get(tx: &mut Tx, id: &TenantId) -> Result<Option<(Tenant, i64)>, StoreError> {
    let sql = "SELECT id, slug, name, directory_id, domains, tags, locale, version, created_at, updated_at,
                      CAST(NULL AS TEXT) AS role
               FROM tenants WHERE id = $1";
    let row: Option<Row> = on_db!(tx, conn => sqlx::query_as(sql).bind(id.as_str()).fetch_optional(conn).await)?;
    row.map(TryInto::try_into).transpose()
}

/// Writes all values of a tenant and counts its version up; breaks `tenants_slug_key` when the slug is taken.
pub async fn update(tx: &mut Tx, tenant: &Tenant) -> Result<(), StoreError> {
    let sql = "UPDATE tenants SET slug = $2, name = $3, directory_id = $4, domains = $5, tags = $6, locale = $7,
                      updated_at = $8, version = version + 1
               WHERE id = $1";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.id.as_str()).bind(tenant.slug.as_str()).bind(tenant.name.as_str())
        .bind(tenant.directory_id.as_deref())
        .bind(serde_json::json!(tenant.domains).to_string()).bind(serde_json::json!(tenant.tags).to_string())
        .bind(tenant.locale.tag()).bind(tenant.updated_at.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes a tenant and everything of it.
pub async fn delete(tx: &mut Tx, id: &TenantId) -> Result<(), StoreError> {
    let sql = "DELETE FROM tenants WHERE id = $1";
    on_db!(tx, conn => sqlx::query(sql).bind(id.as_str()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The tenants that a caller may see, by slug; one row more than the page. `role` is the person's, where one is named.
pub async fn list(
    tx: &mut Tx,
    visible: &Visible,
    q: Option<&str>,
    page: &PageRequest,
) -> Result<Vec<Tenant>, StoreError> {
    let sql = "SELECT t.id, t.slug, t.name, t.directory_id, t.domains, t.tags, t.locale, t.version, t.created_at,
                      t.updated_at, m.role
               FROM tenants t LEFT JOIN members m ON m.tenant_id = t.id AND m.user_id = $1
               WHERE (CAST($1 AS TEXT) IS NULL OR m.role IS NOT NULL)
                 AND (CAST($2 AS TEXT) IS NULL OR t.id = $2)
                 AND (CAST($3 AS TEXT) IS NULL OR t.slug LIKE $3 ESCAPE '\\' OR LOWER(t.name) LIKE $3 ESCAPE '\\'
                      OR LOWER(t.domains) LIKE $3 ESCAPE '\\' OR LOWER(t.tags) LIKE $3 ESCAPE '\\')
                 AND (CAST($4 AS TEXT) IS NULL OR t.slug > $4)
               ORDER BY t.slug LIMIT $5";
    let (member, one) = match visible {
        Visible::All => (None, None),
        Visible::Member(user) => (Some(user.as_str()), None),
        Visible::One(tenant) => (None, Some(tenant.as_str())),
    };
    let rows: Vec<Row> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(member).bind(one).bind(q.map(like_pattern)).bind(page.after.as_deref()).bind(page.rows())
        .fetch_all(conn).await)?;
    rows.into_iter().map(|row| row.try_into().map(|(tenant, _): (Tenant, _)| tenant)).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::store::{members, testing::on_both, users};

    /// A tenant for tests.
    pub(crate) fn tenant(id: &str, slug: &str) -> Tenant {
        Tenant {
            id: TenantId::new(id),
            slug: slug.to_owned(),
            name: slug.to_uppercase(),
            directory_id: None,
            domains: vec![format!("{slug}.example.com")],
            tags: Vec::new(),
            locale: Locale::En,
            role: None,
            created_at: Timestamp::from_millis(1),
            updated_at: Timestamp::from_millis(1),
        }
    }

    on_both!(each_caller_sees_its_own(store) {
        let mut tx = store.write().await.expect("write");
        let user = users::tests::account("u", "u@example.com");
        users::insert(&mut tx, &user, "").await.expect("user");
        for (id, slug) in [("1", "contoso"), ("2", "other")] {
            insert(&mut tx, &tenant(id, slug)).await.expect("tenant");
        }
        members::put(&mut tx, &TenantId::new("2"), &user.id, Role::Editor, user.created_at).await.expect("member");
        let page = PageRequest { limit: 9, after: None };
        let slugs = |tenants: Vec<Tenant>| tenants.into_iter().map(|t| t.slug).collect::<Vec<_>>();
        assert_eq!(slugs(list(&mut tx, &Visible::All, None, &page).await.expect("all")), ["contoso", "other"]);
        let own = list(&mut tx, &Visible::Member(user.id), None, &page).await.expect("own");
        assert_eq!((own.len(), own[0].slug.as_str(), own[0].role), (1, "other", Some(Role::Editor)));
        assert_eq!(slugs(list(&mut tx, &Visible::One(TenantId::new("1")), None, &page).await.expect("one")), ["contoso"]);
        assert_eq!(slugs(list(&mut tx, &Visible::All, Some("THER.ex"), &page).await.expect("searched")), ["other"]);
    });

    on_both!(a_change_counts_the_version_up_and_a_taken_slug_is_named(store) {
        let mut tx = store.write().await.expect("write");
        let mut contoso = tenant("1", "contoso");
        insert(&mut tx, &contoso).await.expect("tenant");
        insert(&mut tx, &tenant("2", "other")).await.expect("tenant");
        contoso.name = "New".to_owned();
        update(&mut tx, &contoso).await.expect("updated");
        let (read, version) = get(&mut tx, &contoso.id).await.expect("read").expect("there");
        assert_eq!((read, version), (contoso.clone(), 2));
        contoso.slug = "other".to_owned();
        let error = update(&mut tx, &contoso).await.expect_err("taken");
        assert!(matches!(&error, StoreError::Constraint { name, .. } if name == "tenants_slug_key"), "{error:?}");
    });
}
