//! Refresh tokens that the provider refused: not deleted, not presented again until somebody insists or signs in anew.

use std::collections::HashMap;

use shared::ids::{ResourceId, TenantId, TokenId};

use super::{StoreError, Tx, on_db};

/// Why a token is in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Quarantine {
    /// Since when, in epoch milliseconds.
    pub at: i64,
    /// The problem.
    pub code: String,
    /// The provider's own code.
    pub provider_code: Option<String>,
    /// The provider's correlation id.
    pub correlation_id: Option<String>,
}

/// Puts a token of the tenant in quarantine; the latest refusal is the one that is kept.
pub async fn begin(tx: &mut Tx, tenant: &TenantId, token: &TokenId, why: &Quarantine) -> Result<(), StoreError> {
    let sql = "INSERT INTO token_quarantines (token_id, tenant_id, at, code, provider_code, correlation_id)
               SELECT id, tenant_id, $3, $4, $5, $6 FROM tokens WHERE tenant_id = $1 AND id = $2
               ON CONFLICT (token_id) DO UPDATE SET at = excluded.at, code = excluded.code,
                   provider_code = excluded.provider_code, correlation_id = excluded.correlation_id";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(token.as_str())
        .bind(why.at).bind(&why.code).bind(&why.provider_code).bind(&why.correlation_id)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Ends the quarantine of a token of the tenant; tells whether it was in one.
pub async fn lift(tx: &mut Tx, tenant: &TenantId, token: &TokenId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM token_quarantines WHERE tenant_id = $1 AND token_id = $2";
    let lifted = on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(token.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(lifted == 1)
}

/// Why a token of the tenant is in quarantine, if it is.
pub async fn get(tx: &mut Tx, tenant: &TenantId, token: &TokenId) -> Result<Option<Quarantine>, StoreError> {
    let sql = "SELECT at, code, provider_code, correlation_id FROM token_quarantines
               WHERE tenant_id = $1 AND token_id = $2";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(token.as_str()).fetch_optional(conn).await)?)
}

/// The quarantines of a resource's tokens, by token.
pub async fn of_resource(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
) -> Result<HashMap<String, Quarantine>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        token_id: String,
        #[sqlx(flatten)]
        quarantine: Quarantine,
    }
    let sql = "SELECT q.token_id, q.at, q.code, q.provider_code, q.correlation_id
               FROM token_quarantines q JOIN tokens t ON t.id = q.token_id
               WHERE t.tenant_id = $1 AND t.resource_id = $2";
    let rows: Vec<Row> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|row| (row.token_id, row.quarantine)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
        tokens::{self, TokenRow},
    };

    on_both!(a_quarantine_keeps_the_latest_refusal_and_belongs_to_its_tenant(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        let row = TokenRow { id: "t1".into(), resource_id: "r1".into(), ..TokenRow::default() };
        tokens::ensure(&mut tx, &contoso, &row).await.expect("token");
        let (id, other, resource) = (TokenId::new("t1"), TenantId::new("other"), ResourceId::new("r1"));
        let mut why =
            Quarantine { at: 7, code: "oauth.invalid_grant".into(), provider_code: None, correlation_id: None };
        begin(&mut tx, &contoso, &id, &why).await.expect("begun");
        why.at = 8;
        why.provider_code = Some("AADSTS50173".into());
        begin(&mut tx, &contoso, &id, &why).await.expect("begun");
        begin(&mut tx, &other, &id, &Quarantine { at: 9, ..why.clone() }).await.expect("nothing of theirs");
        assert_eq!(get(&mut tx, &contoso, &id).await.expect("get"), Some(why.clone()));
        assert_eq!(get(&mut tx, &other, &id).await.expect("get"), None);
        let all = of_resource(&mut tx, &contoso, &resource).await.expect("all");
        assert_eq!(all.get("t1"), Some(&why));
        assert!(of_resource(&mut tx, &other, &resource).await.expect("all").is_empty());
        assert!(!lift(&mut tx, &other, &id).await.expect("lift"));
        assert!(lift(&mut tx, &contoso, &id).await.expect("lift"));
        assert!(!lift(&mut tx, &contoso, &id).await.expect("lift"));
    });
}
