//! Accounts. E-mail addresses are kept in lower case; of the password only its hash.

use shared::{api::session::User, ids::UserId, text::Locale, timestamp::Timestamp};

use super::{
    StoreError, Tx, on_db,
    page::{PageRequest, like_pattern},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    email: String,
    name: String,
    locale: String,
    administrator: bool,
    created_at: i64,
}

impl From<Row> for User {
    fn from(row: Row) -> Self {
        Self {
            id: UserId::new(row.id),
            email: row.email,
            name: row.name,
            locale: Locale::negotiate(&row.locale),
            administrator: row.administrator,
            created_at: Timestamp::from_millis(row.created_at),
        }
    }
}

/// Adds an account; breaks `users_email_key` when the address is taken.
pub async fn insert(tx: &mut Tx, user: &User, password_hash: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO users (id, email, name, password_hash, locale, administrator, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(user.id.as_str()).bind(user.email.as_str()).bind(user.name.as_str()).bind(password_hash)
        .bind(user.locale.tag()).bind(user.administrator).bind(user.created_at.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether there is any account.
pub async fn any(tx: &mut Tx) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM users)";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await)?)
}

/// The account of an address in lower case, with its password's hash.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<(User, String)>, StoreError> {
    let sql = "SELECT id, email, name, locale, administrator, created_at FROM users WHERE email = $1";
    let row: Option<Row> = on_db!(tx, conn => sqlx::query_as(sql).bind(email).fetch_optional(conn).await)?;
    let Some(row) = row else { return Ok(None) };
    let hash = password_hash(tx, &UserId::new(row.id.as_str())).await?.unwrap_or_default();
    Ok(Some((row.into(), hash)))
}

/// The hash of an account's password.
pub async fn password_hash(tx: &mut Tx, user: &UserId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT password_hash FROM users WHERE id = $1";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(user.as_str()).fetch_optional(conn).await)?)
}

/// Accounts by address; one row more than the page.
pub async fn list(tx: &mut Tx, q: Option<&str>, page: &PageRequest) -> Result<Vec<User>, StoreError> {
    let sql = "SELECT id, email, name, locale, administrator, created_at FROM users
               WHERE (CAST($1 AS TEXT) IS NULL OR email LIKE $1 ESCAPE '\\' OR LOWER(name) LIKE $1 ESCAPE '\\')
                 AND (CAST($2 AS TEXT) IS NULL OR email > $2)
               ORDER BY email LIMIT $3";
    let rows: Vec<Row> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(q.map(like_pattern)).bind(page.after.as_deref()).bind(page.rows())
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(User::from).collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::store::testing::on_both;

    /// An account for tests.
    pub(crate) fn account(id: &str, email: &str) -> User {
        User {
            id: UserId::new(id),
            email: email.to_owned(),
            name: format!("Name of {id}"),
            locale: Locale::Nl,
            administrator: false,
            created_at: Timestamp::from_millis(1),
        }
    }

    on_both!(an_account_is_found_by_its_address(store) {
        let mut tx = store.write().await.expect("write");
        assert!(!any(&mut tx).await.expect("any"));
        let user = account("1", "a@example.com");
        insert(&mut tx, &user, "hash").await.expect("inserted");
        assert!(any(&mut tx).await.expect("any"));
        assert_eq!(by_email(&mut tx, "a@example.com").await.expect("found"), Some((user, "hash".to_owned())));
        assert_eq!(by_email(&mut tx, "b@example.com").await.expect("not found"), None);
    });

    on_both!(a_list_is_searched_and_paged(store) {
        let mut tx = store.write().await.expect("write");
        for (id, email) in [("1", "a@example.com"), ("2", "b@example.com"), ("3", "c_d@example.com")] {
            insert(&mut tx, &account(id, email), "").await.expect("inserted");
        }
        let emails = |users: Vec<User>| users.into_iter().map(|u| u.email).collect::<Vec<_>>();
        let page = PageRequest { limit: 1, after: Some("a@example.com".to_owned()) };
        assert_eq!(emails(list(&mut tx, None, &page).await.expect("paged")), ["b@example.com", "c_d@example.com"]);
        let page = PageRequest { limit: 9, after: None };
        assert_eq!(emails(list(&mut tx, Some("_"), &page).await.expect("searched")), ["c_d@example.com"]);
        assert_eq!(emails(list(&mut tx, Some("OF 2"), &page).await.expect("searched")), ["b@example.com"]);
    });
}
