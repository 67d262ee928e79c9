//! What happened to a token: obtained, refreshed, refused.

use shared::{
    api::page::Page,
    ids::{TenantId, TokenId},
};

use super::{StoreError, Tx, on_db, page::PageRequest};

/// A row of `token_events`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TokenEventRow {
    /// Its id; later ones sort later.
    pub id: String,
    /// Epoch milliseconds.
    pub at: i64,
    /// `acquired`, `refreshed`, `refresh_failed`.
    pub kind: String,
    /// The problem, for failures.
    pub code: Option<String>,
    /// The provider's own code, for failures.
    pub provider_code: Option<String>,
}

/// The most events that are kept of a token; refreshing goes on for years.
const MOST_EVENTS: i64 = 200;

/// Adds an event of a token of the tenant, and lets the oldest go.
pub async fn insert(tx: &mut Tx, tenant: &TenantId, token: &TokenId, row: &TokenEventRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO token_events (id, token_id, at, kind, code, provider_code)
               SELECT $3, id, $4, $5, $6, $7 FROM tokens WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(token.as_str()).bind(&row.id).bind(row.at).bind(&row.kind).bind(&row.code)
        .bind(&row.provider_code)
        .execute(conn).await.map(drop))?;
    let sql = "DELETE FROM token_events WHERE token_id = $1 AND id NOT IN
                   (SELECT id FROM token_events WHERE token_id = $1 ORDER BY id DESC LIMIT $2)";
    on_db!(tx, conn => sqlx::query(sql).bind(token.as_str()).bind(MOST_EVENTS).execute(conn).await.map(drop))?;
    Ok(())
}

/// A page of a token's events, the newest first.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    token: &TokenId,
    page: &PageRequest,
) -> Result<Page<TokenEventRow>, StoreError> {
    let sql = "SELECT e.id, e.at, e.kind, e.code, e.provider_code
               FROM token_events e JOIN tokens t ON t.id = e.token_id
               WHERE t.tenant_id = $1 AND t.id = $2 AND ($3 = '' OR e.id < $3) ORDER BY e.id DESC LIMIT $4";
    let after = page.after.as_deref().unwrap_or_default();
    let rows = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(token.as_str()).bind(after).bind(page.rows())
        .fetch_all(conn).await)?;
    Ok(page.page(rows, |row: &TokenEventRow| &row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
        tokens::{self, TokenRow},
    };

    on_both!(events_are_the_newest_first_and_bounded(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        let token = TokenRow { id: "t1".into(), resource_id: "r1".into(), ..TokenRow::default() };
        tokens::ensure(&mut tx, &contoso, &token).await.expect("token");
        let id = TokenId::new("t1");
        for number in 0..205 {
            let row = TokenEventRow {
                id: format!("e{number:04}"), at: number, kind: "refreshed".into(), code: None, provider_code: None,
            };
            insert(&mut tx, &contoso, &id, &row).await.expect("insert");
        }
        let page = PageRequest { limit: 150, after: None };
        let first = list(&mut tx, &contoso, &id, &page).await.expect("list");
        assert_eq!(first.items[0].at, 204);
        let after = first.next_cursor.as_deref().and_then(crate::store::page::decode);
        let rest = list(&mut tx, &contoso, &id, &PageRequest { limit: 150, after }).await.expect("list");
        assert_eq!((rest.items.len(), rest.items.last().map(|event| event.at)), (50, Some(5)));
        assert!(list(&mut tx, &TenantId::new("other"), &id, &page).await.expect("list").items.is_empty());
    });
}
