//! Notices that a check which had passed fails.

use shared::{ids::TenantId, timestamp::Timestamp};

use super::{StoreError, Tx, on_db};
use crate::settings::Place;

/// A row of `check_notices`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct NoticeRow {
    /// Its id; ids grow with time.
    pub id: String,
    /// Where.
    pub environment_id: String,
    /// The run that found it.
    pub check_run_id: String,
    /// Which check.
    pub check_id: String,
    /// The resource that it is about.
    pub resource_id: Option<String>,
    /// The digest of the question.
    pub subject: String,
    /// What was found, as JSON.
    pub found: String,
    /// What to do, as JSON.
    pub remedy: Option<String>,
    /// Epoch milliseconds.
    pub at: i64,
    /// Epoch milliseconds.
    pub read_at: Option<i64>,
    /// Epoch milliseconds.
    pub resolved_at: Option<i64>,
}

const COLUMNS: &str = "id, environment_id, check_run_id, check_id, resource_id, subject, found, remedy, at, read_at,
     resolved_at";
/// The most that are kept of a tenant.
const MOST: i64 = 1000;

/// Adds one, and lets the oldest of the tenant go.
pub async fn insert(tx: &mut Tx, tenant: &TenantId, row: &NoticeRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO check_notices (id, tenant_id, environment_id, check_run_id, check_id, resource_id, subject,
                   found, remedy, at, read_at, resolved_at)
               VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.id).bind(&row.environment_id).bind(&row.check_run_id).bind(&row.check_id)
        .bind(&row.resource_id).bind(&row.subject).bind(&row.found).bind(&row.remedy).bind(row.at).bind(row.read_at)
        .bind(row.resolved_at)
        .execute(conn).await.map(drop))?;
    let sql = "DELETE FROM check_notices WHERE tenant_id = $1 AND id NOT IN
                   (SELECT id FROM check_notices WHERE tenant_id = $1 ORDER BY id DESC LIMIT $2)";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(MOST).execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether there is one about this question that is not resolved.
pub async fn is_open(tx: &mut Tx, place: &Place, subject: &str) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM check_notices
               WHERE tenant_id = $1 AND environment_id = $2 AND subject = $3 AND resolved_at IS NULL";
    let count: i64 = on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(subject).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Ends those about this question.
pub async fn resolve(tx: &mut Tx, place: &Place, subject: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE check_notices SET resolved_at = $4
               WHERE tenant_id = $1 AND environment_id = $2 AND subject = $3 AND resolved_at IS NULL";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(subject).bind(now.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The notices of a tenant before the notice `after`, the newest first; only those that nobody has seen, if asked.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    after: Option<&str>,
    unread: bool,
    rows: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM check_notices WHERE tenant_id = $1 AND ($2 = '' OR id < $2)
             AND ($4 = '' OR read_at IS NULL) ORDER BY id DESC LIMIT $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(after.unwrap_or_default()).bind(rows).bind(if unread { "yes" } else { "" })
        .fetch_all(conn).await)?)
}

/// Says that one was seen; the first time counts. Tells the notice, if the tenant has it.
pub async fn read(tx: &mut Tx, tenant: &TenantId, id: &str, now: Timestamp) -> Result<Option<NoticeRow>, StoreError> {
    let sql = "UPDATE check_notices SET read_at = COALESCE(read_at, $3) WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id).bind(now.as_millis())
        .execute(conn).await.map(drop))?;
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM check_notices WHERE tenant_id = $1 AND id = $2"));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(id).fetch_optional(conn).await)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{check_runs::tests::place, testing::on_both};

    fn row(id: &str) -> NoticeRow {
        NoticeRow {
            id: id.to_owned(),
            environment_id: "e1".to_owned(),
            check_run_id: "c1".to_owned(),
            check_id: "token".to_owned(),
            resource_id: Some("r1".to_owned()),
            subject: "a".to_owned(),
            found: "{}".to_owned(),
            remedy: None,
            at: 1,
            read_at: None,
            resolved_at: None,
        }
    }

    on_both!(a_notice_is_open_until_it_is_resolved_and_read_once(store) {
        let mut tx = store.write().await.expect("write");
        let place = place(&mut tx).await;
        let moment = Timestamp::from_millis;
        assert!(!is_open(&mut tx, &place, "a").await.expect("asked"));
        insert(&mut tx, &place.tenant, &row("1")).await.expect("insert");
        assert!(is_open(&mut tx, &place, "a").await.expect("asked"));
        for at in [5, 6] {
            let seen = read(&mut tx, &place.tenant, "1", moment(at)).await.expect("read").expect("there");
            assert_eq!(seen.read_at, Some(5));
        }
        assert!(read(&mut tx, &TenantId::new("other"), "1", moment(7)).await.expect("read").is_none());
        resolve(&mut tx, &place, "a", moment(9)).await.expect("resolve");
        assert!(!is_open(&mut tx, &place, "a").await.expect("asked"));
        let listed = list(&mut tx, &place.tenant, None, false, 5).await.expect("list");
        assert_eq!(listed, [NoticeRow { read_at: Some(5), resolved_at: Some(9), ..row("1") }]);
        assert!(list(&mut tx, &place.tenant, None, true, 5).await.expect("list").is_empty());
        assert!(list(&mut tx, &place.tenant, Some("1"), false, 5).await.expect("list").is_empty());
    });
}
