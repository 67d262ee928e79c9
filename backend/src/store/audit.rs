//! The audit trail: rows are added and read, never changed.

use shared::{
    api::audit::AuditEntry,
    ids::{AuditId, TenantId},
    timestamp::Timestamp,
};

use super::{
    StoreError, Tx,
    many::{lots, places},
    on_db,
    page::PageRequest,
};
use crate::audit::Stamped;

/// Which entries to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this tenant only; `None`: everything, the portal's own included.
    pub tenant: Option<TenantId>,
    /// By this account or key.
    pub actor: Option<String>,
    /// Whose action begins so.
    pub action: Option<String>,
    /// Not before this moment.
    pub since: Option<Timestamp>,
}

/// The columns of a row, in the order in which [`insert`] and [`insert_all`] bind them.
const COLUMNS: usize = 14;

/// Adds an entry.
pub async fn insert(tx: &mut Tx, stamped: &Stamped) -> Result<(), StoreError> {
    insert_all(tx, std::slice::from_ref(stamped)).await
}

/// Adds entries, many with one statement.
pub async fn insert_all(tx: &mut Tx, entries: &[Stamped]) -> Result<(), StoreError> {
    for lot in lots(entries) {
        insert_rows(tx, lot).await?;
    }
    Ok(())
}

async fn insert_rows(tx: &mut Tx, entries: &[Stamped]) -> Result<(), StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "INSERT INTO audit (id, at, tenant_id, actor_kind, actor_id, actor_name, action, target_kind, target_id,
                            detail, request_id, times, last_at, request_ids) VALUES {}",
        places(entries.len(), COLUMNS)
    ));
    on_db!(tx, conn => {
        let mut query = sqlx::query(sql);
        for Stamped { id, at, entry, several } in entries {
            let (target_kind, target_id) = entry.target.as_ref().map(|(kind, id)| (*kind, id.as_str())).unzip();
            query = query.bind(id.as_str()).bind(at.as_millis()).bind(entry.tenant.as_ref().map(TenantId::as_str))
                .bind(entry.author.kind).bind(entry.author.id.as_deref()).bind(entry.author.name.as_str())
                .bind(entry.action).bind(target_kind).bind(target_id).bind(entry.detail.to_string())
                .bind(entry.author.request_id.as_deref())
                .bind(several.as_ref().map_or(1, |several| i64::from(several.times)))
                .bind(several.as_ref().map(|several| several.last_at.as_millis()))
                .bind(several.as_ref().map(|several| several.request_ids.as_str()));
        }
        query.execute(conn).await.map(drop)
    })?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    at: i64,
    tenant_id: Option<String>,
    actor_kind: String,
    actor_id: Option<String>,
    actor_name: String,
    action: String,
    target_kind: Option<String>,
    target_id: Option<String>,
    detail: String,
    request_id: Option<String>,
    times: i64,
    last_at: Option<i64>,
    request_ids: Option<String>,
}

impl From<Row> for AuditEntry {
    fn from(row: Row) -> Self {
        Self {
            id: AuditId::new(row.id),
            at: Timestamp::from_millis(row.at),
            tenant: row.tenant_id.map(TenantId::new),
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            actor_name: row.actor_name,
            action: row.action,
            target_kind: row.target_kind,
            target_id: row.target_id,
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
            request_id: row.request_id,
            times: u32::try_from(row.times).unwrap_or(u32::MAX),
            last_at: row.last_at.map(Timestamp::from_millis),
            request_ids: row.request_ids.iter().flat_map(|ids| ids.split(' ')).map(str::to_owned).collect(),
        }
    }
}

/// The newest entries first, one row more than the page.
pub async fn list(tx: &mut Tx, filter: &Filter, page: &PageRequest) -> Result<Vec<AuditEntry>, StoreError> {
    let sql = "SELECT id, at, tenant_id, actor_kind, actor_id, actor_name, action, target_kind, target_id, detail,
                      request_id, times, last_at, request_ids
               FROM audit
               WHERE (CAST($1 AS TEXT) IS NULL OR tenant_id = $1)
                 AND (CAST($2 AS TEXT) IS NULL OR actor_id = $2)
                 AND (CAST($3 AS TEXT) IS NULL OR substr(action, 1, length($3)) = $3)
                 AND at >= $4
                 AND (CAST($5 AS TEXT) IS NULL OR id < $5)
               ORDER BY id DESC LIMIT $6";
    let rows: Vec<Row> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(filter.tenant.as_ref().map(TenantId::as_str))
        .bind(filter.actor.as_deref()).bind(filter.action.as_deref())
        .bind(filter.since.map_or(i64::MIN, Timestamp::as_millis))
        .bind(page.after.as_deref()).bind(page.rows())
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(AuditEntry::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        audit::{Author, Entry, Several},
        store::testing::on_both,
    };

    fn at(millis: i64, id: &str, action: &'static str, tenant: Option<&str>) -> Stamped {
        let mut entry = Entry::new(Author::system("test"), action).target("tenant", id);
        if let Some(tenant) = tenant {
            entry = entry.tenant(&TenantId::new(tenant));
        }
        Stamped { id: id.to_owned(), at: Timestamp::from_millis(millis), entry, several: None }
    }

    on_both!(many_rows_are_added_by_few_statements_and_a_row_may_stand_for_several(store) {
        let mut tx = store.write().await.expect("write");
        let mut rows: Vec<Stamped> = (0..64 + 8 + 8 + 3).map(|n| at(n, &format!("{n:03}"), "token.issue", Some("a"))).collect();
        rows[7].several =
            Some(Several { times: 2, last_at: Timestamp::from_millis(9), request_ids: "q1 q2".to_owned() });
        insert_all(&mut tx, &rows).await.expect("inserted");
        let all = PageRequest { limit: 200, after: None };
        let mut listed = list(&mut tx, &Filter::default(), &all).await.expect("listed");
        listed.reverse();
        assert_eq!(listed.len(), rows.len());
        for (row, entry) in rows.iter().zip(&listed) {
            assert_eq!((entry.id.as_str(), entry.at), (row.id.as_str(), row.at));
        }
        assert_eq!((listed[7].times, listed[7].last_at), (2, Some(Timestamp::from_millis(9))));
        assert_eq!(listed[7].request_ids, ["q1", "q2"]);
        assert_eq!((listed[8].times, listed[8].last_at, listed[8].request_ids.len()), (1, None, 0));
    });

    on_both!(filters_narrow_and_pages_follow(store) {
        let mut tx = store.write().await.expect("write");
        for row in [at(1, "1", "tenant.create", Some("a")), at(2, "2", "resource.create", Some("a")), at(3, "3", "user.create", None)] {
            insert(&mut tx, &row).await.expect("inserted");
        }
        let all = PageRequest { limit: 10, after: None };
        let ids = |entries: Vec<AuditEntry>| entries.into_iter().map(|e| e.id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(list(&mut tx, &Filter::default(), &all).await.expect("all")), ["3", "2", "1"]);
        let of_a = Filter { tenant: Some(TenantId::new("a")), ..Filter::default() };
        assert_eq!(ids(list(&mut tx, &of_a, &all).await.expect("of a")), ["2", "1"]);
        let resources = Filter { action: Some("resource.".to_owned()), ..Filter::default() };
        assert_eq!(ids(list(&mut tx, &resources, &all).await.expect("resources")), ["2"]);
        let late = Filter { since: Some(Timestamp::from_millis(3)), ..Filter::default() };
        assert_eq!(ids(list(&mut tx, &late, &all).await.expect("late")), ["3"]);
        let next = PageRequest { limit: 1, after: Some("3".to_owned()) };
        assert_eq!(ids(list(&mut tx, &Filter::default(), &next).await.expect("next")), ["2", "1"]);
    });
}
