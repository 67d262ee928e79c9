//! Who has which role on a tenant, and the way from a path's `{tenant}` to a tenant and a role.

use shared::{
    api::member::Member,
    ids::{TenantId, UserId},
    permission::Role,
    timestamp::Timestamp,
};

use super::{StoreError, Tx, on_db};

/// A tenant as a path names it, and what the asking person is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The tenant's id.
    pub tenant: TenantId,
    /// Its slug.
    pub slug: String,
    /// The person's role; `None`: not a member.
    pub role: Option<Role>,
}

/// Finds a tenant by id or slug together with a person's role on it, in one query: whether it is missing or merely
/// foreign takes the same work. Without a person: the tenant alone.
pub async fn standing(tx: &mut Tx, id_or_slug: &str, user: Option<&UserId>) -> Result<Option<Standing>, StoreError> {
    let sql = "SELECT t.id, t.slug, m.role FROM tenants t
               LEFT JOIN members m ON m.tenant_id = t.id AND m.user_id = $2
               WHERE t.id = $1 OR t.slug = $1";
    let user = user.map_or("", UserId::as_str);
    let row: Option<(String, String, Option<String>)> =
        on_db!(tx, conn => sqlx::query_as(sql).bind(id_or_slug).bind(user).fetch_optional(conn).await)?;
    row.map(|(id, slug, role)| {
        let role = role.as_deref().map(parse_role).transpose()?;
        Ok(Standing { tenant: TenantId::new(id), slug, role })
    })
    .transpose()
}

fn parse_role(role: &str) -> Result<Role, StoreError> {
    Role::parse(role).ok_or(StoreError::Unreadable { table: "members", column: "role" })
}

/// Everybody with a role on the tenant, by name.
pub async fn list(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<Member>, StoreError> {
    let sql = "SELECT u.id, u.email, u.name, m.role, m.created_at FROM members m JOIN users u ON u.id = m.user_id
               WHERE m.tenant_id = $1 ORDER BY u.name, u.id";
    let rows: Vec<(String, String, String, String, i64)> =
        on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(id, email, name, role, created_at)| {
            Ok(Member {
                user_id: UserId::new(id),
                email,
                name,
                role: parse_role(&role)?,
                created_at: Timestamp::from_millis(created_at),
            })
        })
        .collect()
}

/// A person's role on the tenant, and since when.
pub async fn get(tx: &mut Tx, tenant: &TenantId, user: &UserId) -> Result<Option<(Role, Timestamp)>, StoreError> {
    let sql = "SELECT role, created_at FROM members WHERE tenant_id = $1 AND user_id = $2";
    let row: Option<(String, i64)> =
        on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(user.as_str()).fetch_optional(conn).await)?;
    row.map(|(role, since)| Ok((parse_role(&role)?, Timestamp::from_millis(since)))).transpose()
}

/// Gives a role, or changes it.
pub async fn put(tx: &mut Tx, tenant: &TenantId, user: &UserId, role: Role, now: Timestamp) -> Result<(), StoreError> {
    let sql = "INSERT INTO members (tenant_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = excluded.role";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(user.as_str()).bind(role.as_str()).bind(now.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes the role away; tells whether there was one.
pub async fn delete(tx: &mut Tx, tenant: &TenantId, user: &UserId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM members WHERE tenant_id = $1 AND user_id = $2";
    let removed = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(user.as_str()).execute(conn).await.map(|r| r.rows_affected()))?;
    Ok(removed == 1)
}

/// How many owners the tenant has besides this person.
pub async fn other_owners(tx: &mut Tx, tenant: &TenantId, user: &UserId) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM members WHERE tenant_id = $1 AND user_id <> $2 AND role = 'owner'";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(tenant.as_str()).bind(user.as_str()).fetch_one(conn).await)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{tenants, testing::on_both, users};

    on_both!(standing_is_found_by_id_and_slug_and_tells_a_role(store) {
        let mut tx = store.write().await.expect("write");
        let tenant = tenants::tests::tenant("1", "contoso");
        tenants::insert(&mut tx, &tenant).await.expect("tenant");
        let (owner, stranger) = (users::tests::account("o", "o@example.com"), users::tests::account("s", "s@example.com"));
        for user in [&owner, &stranger] {
            users::insert(&mut tx, user, "").await.expect("user");
        }
        put(&mut tx, &tenant.id, &owner.id, Role::Owner, owner.created_at).await.expect("member");
        for name in ["1", "contoso"] {
            let found = standing(&mut tx, name, Some(&owner.id)).await.expect("asked").expect("there");
            assert_eq!((found.tenant.as_str(), found.role), ("1", Some(Role::Owner)));
        }
        let found = standing(&mut tx, "contoso", Some(&stranger.id)).await.expect("asked").expect("there");
        assert_eq!(found.role, None);
        assert_eq!(standing(&mut tx, "missing", Some(&owner.id)).await.expect("asked"), None);
    });

    on_both!(owners_are_counted_without_the_one_in_question(store) {
        let mut tx = store.write().await.expect("write");
        let tenant = tenants::tests::tenant("1", "contoso");
        tenants::insert(&mut tx, &tenant).await.expect("tenant");
        let user = users::tests::account("o", "o@example.com");
        users::insert(&mut tx, &user, "").await.expect("user");
        put(&mut tx, &tenant.id, &user.id, Role::Admin, user.created_at).await.expect("member");
        put(&mut tx, &tenant.id, &user.id, Role::Owner, user.created_at).await.expect("changed");
        assert_eq!(other_owners(&mut tx, &tenant.id, &user.id).await.expect("counted"), 0);
        assert_eq!(other_owners(&mut tx, &tenant.id, &UserId::new("x")).await.expect("counted"), 1);
        assert_eq!(list(&mut tx, &tenant.id).await.expect("listed").len(), 1);
        assert!(delete(&mut tx, &tenant.id, &user.id).await.expect("deleted"));
        assert_eq!(get(&mut tx, &tenant.id, &user.id).await.expect("asked"), None);
    });
}
