//! Tenants, their environments and people.

use shared::{
    api::{
        environment::{CreateEnvironment, Environment, PatchEnvironment},
        member::{AddMember, Member},
        page::Page,
        tenant::{CreateTenant, PatchTenant, Tenant},
    },
    routes,
};

use super::{Answer, Api, with_query};
use crate::places::encode;

impl Api {
    /// One page of tenants.
    pub(crate) async fn tenants(self, q: Option<String>, cursor: Option<String>) -> Answer<Page<Tenant>> {
        self.get(&with_query(&routes::tenants(), &[("limit", Some("200".into())), ("q", q), ("cursor", cursor)])).await
    }

    /// Every tenant, page after page.
    pub(crate) async fn all_tenants(self) -> Answer<Vec<Tenant>> {
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let page = self.tenants(None, cursor).await?;
            all.extend(page.items);
            match page.next_cursor {
                Some(next) => cursor = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// One tenant, by id or slug.
    pub(crate) async fn tenant(self, tenant: &str) -> Answer<Tenant> {
        self.get(&routes::tenant(tenant)).await
    }

    /// Creates a tenant.
    pub(crate) async fn create_tenant(self, request: &CreateTenant) -> Answer<Tenant> {
        self.post(&routes::tenants(), request).await
    }

    /// Changes a tenant.
    pub(crate) async fn change_tenant(self, tenant: &str, request: &PatchTenant) -> Answer<Tenant> {
        self.patch(&routes::tenant(tenant), request).await
    }

    /// Deletes a tenant; `slug` was typed as a confirmation.
    pub(crate) async fn delete_tenant(self, slug: &str) -> Answer<()> {
        self.delete(&format!("{}?confirm={}", routes::tenant(slug), encode(slug))).await
    }

    /// A tenant's environments.
    pub(crate) async fn environments(self, tenant: &str) -> Answer<Page<Environment>> {
        self.get(&routes::environments(tenant)).await
    }

    /// Adds an environment.
    pub(crate) async fn create_environment(self, tenant: &str, request: &CreateEnvironment) -> Answer<Environment> {
        self.post(&routes::environments(tenant), request).await
    }

    /// Changes an environment.
    pub(crate) async fn change_environment(
        self,
        tenant: &str,
        id: &str,
        request: &PatchEnvironment,
    ) -> Answer<Environment> {
        self.patch(&routes::environment(tenant, id), request).await
    }

    /// Deletes an environment.
    pub(crate) async fn delete_environment(self, tenant: &str, id: &str) -> Answer<()> {
        self.delete(&routes::environment(tenant, id)).await
    }

    /// Who has a role on the tenant.
    pub(crate) async fn members(self, tenant: &str) -> Answer<Page<Member>> {
        self.get(&routes::members(tenant)).await
    }

    /// Gives an account a role.
    pub(crate) async fn add_member(self, tenant: &str, request: &AddMember) -> Answer<Member> {
        self.post(&routes::members(tenant), request).await
    }

    /// Takes a role away.
    pub(crate) async fn remove_member(self, tenant: &str, user: &str) -> Answer<()> {
        self.delete(&routes::member(tenant, user)).await
    }
}
