//! Whose types an address means: a tenant's, with the caller's standing on it, or the portal's.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::Deserialize;
use shared::{
    ids::{ResourceTypeId, TenantId},
    permission::Permission,
};

use crate::{
    audit::Entry,
    http::{AppError, Caller, RequestInfo, TenantContext},
    identity::Actor,
};

/// Whose types, and who asks.
#[derive(Debug)]
pub struct Holder {
    /// The tenant; `None`: the portal.
    pub tenant: Option<TenantId>,
    actor: Arc<Actor>,
    request_id: Arc<str>,
}

/// The type of an address; a tenant before it is the gate's.
#[derive(Debug, Deserialize)]
pub struct TypePath {
    /// The type.
    #[serde(rename = "type")]
    pub id: ResourceTypeId,
}

impl<S: Send + Sync> FromRequestParts<S> for Holder {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let tenant = parts.extensions.get::<TenantContext>().map(|context| context.tenant.clone());
        let Caller(actor) = Caller::from_request_parts(parts, state).await?;
        let info = RequestInfo::from_request_parts(parts, state).await?;
        Ok(Self { tenant, actor, request_id: info.id })
    }
}

impl Holder {
    /// Begins an audit entry of the caller about these types.
    pub fn entry(&self, action: &'static str, kind: &ResourceTypeId) -> Entry {
        let entry = Entry::new(self.actor.author(&self.request_id), action).target("resource_type", kind.as_str());
        match &self.tenant {
            Some(tenant) => entry.tenant(tenant),
            None => entry,
        }
    }

    /// Whether the caller may know how many resources there are: across all tenants only administrators do.
    pub fn may_count(&self) -> bool {
        self.tenant.is_some() || self.actor.administers(Permission::ResourceRead)
    }
}
