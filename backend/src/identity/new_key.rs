//! Making an API key: the one way for the API and the command line.

use shared::{
    api::api_key::{ApiKey, ApiKeyCreated, USUAL_DAYS},
    ids::{ApiKeyId, TenantId},
    permission::Scope,
};

use super::{KeyText, hash};
use crate::{
    app::AppState,
    audit::{Author, Entry, record},
    store::{StoreError, Tx, api_keys},
};

/// A key to be made; its fields were judged before.
#[derive(Debug)]
pub struct NewKey<'a> {
    /// What it is for.
    pub name: &'a str,
    /// What it may do.
    pub scopes: &'a [Scope],
    /// The one tenant it works for; `None`: all of them.
    pub tenant: Option<TenantId>,
    /// Days until it stops working; the usual ones when absent.
    pub expires_in_days: Option<u32>,
}

impl NewKey<'_> {
    /// Makes it, in the caller's transaction.
    pub async fn insert(self, tx: &mut Tx, app: &AppState, author: Author) -> Result<ApiKeyCreated, StoreError> {
        let (id, secret, now) = (ApiKeyId::new(app.new_id()), app.rng.token::<32>(), app.clock.now());
        let days = i64::from(self.expires_in_days.unwrap_or(USUAL_DAYS));
        let details = ApiKey {
            id,
            name: self.name.to_owned(),
            tenant: self.tenant,
            scopes: self.scopes.to_vec(),
            created_at: now,
            expires_at: Some(now.plus_seconds(days * 24 * 60 * 60)),
            last_used_at: None,
        };
        api_keys::insert(tx, &details, &hash(secret.expose())).await?;
        let mut entry = Entry::new(author, "api_key.create").target("api_key", details.id.as_str());
        if let Some(tenant) = &details.tenant {
            entry = entry.tenant(tenant);
        }
        let detail = serde_json::json!({ "name": details.name, "scopes": details.scopes });
        record(tx, app, entry.detail(detail)).await?;
        let key = KeyText::write(&details.id, &secret);
        Ok(ApiKeyCreated { details, key })
    }
}
