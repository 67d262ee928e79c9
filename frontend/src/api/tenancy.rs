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

use super::{Answer, Api, Once, with_query};
use crate::{
    places::encode,
    state::{
        pages::whole,
        version::{Seen, Version},
    },
};

impl Api {
    /// One page of tenants.
    pub(crate) async fn tenants(self, q: Option<String>, cursor: Option<String>) -> Answer<Page<Tenant>> {
        self.get(&with_query(&routes::tenants(), &[("limit", Some("200".into())), ("q", q), ("cursor", cursor)])).await
    }

    /// Every tenant, page after page.
    pub(crate) async fn all_tenants(self) -> Answer<Vec<Tenant>> {
        Ok(whole(|cursor| self.tenants(None, cursor)).await?.items)
    }

    /// One tenant, by id or slug.
    pub(crate) async fn tenant(self, tenant: &str) -> Answer<Seen<Tenant>> {
        self.see(&routes::tenant(tenant)).await
    }

    /// Creates a tenant.
    pub(crate) async fn create_tenant(self, request: &CreateTenant, once: Once) -> Answer<Tenant> {
        self.create(&routes::tenants(), request, once).await
    }

    /// Changes a tenant.
    pub(crate) async fn change_tenant(
        self,
        tenant: &str,
        request: &PatchTenant,
        version: Option<&Version>,
    ) -> Answer<Seen<Tenant>> {
        self.patch(&routes::tenant(tenant), request, version).await
    }

    /// Deletes a tenant; `slug` was typed as a confirmation.
    pub(crate) async fn delete_tenant(self, slug: &str, version: Option<&Version>) -> Answer<()> {
        self.delete_seen(&format!("{}?confirm={}", routes::tenant(slug), encode(slug)), version).await
    }

    /// A tenant's environments.
    pub(crate) async fn environments(self, tenant: &str) -> Answer<Page<Environment>> {
        self.get(&routes::environments(tenant)).await
    }

    /// One environment.
    pub(crate) async fn environment(self, tenant: &str, id: &str) -> Answer<Seen<Environment>> {
        self.see(&routes::environment(tenant, id)).await
    }

    /// Adds an environment.
    pub(crate) async fn create_environment(
        self,
        tenant: &str,
        request: &CreateEnvironment,
        once: Once,
    ) -> Answer<Environment> {
        self.create(&routes::environments(tenant), request, once).await
    }

    /// Changes an environment.
    pub(crate) async fn change_environment(
        self,
        tenant: &str,
        id: &str,
        request: &PatchEnvironment,
        version: Option<&Version>,
    ) -> Answer<Seen<Environment>> {
        self.patch(&routes::environment(tenant, id), request, version).await
    }

    /// Deletes an environment.
    pub(crate) async fn delete_environment(self, tenant: &str, id: &str, version: Option<&Version>) -> Answer<()> {
        self.delete_seen(&routes::environment(tenant, id), version).await
    }

    /// Who has a role on the tenant.
    pub(crate) async fn members(self, tenant: &str) -> Answer<Page<Member>> {
        self.get(&routes::members(tenant)).await
    }

    /// Gives an account a role.
    pub(crate) async fn add_member(self, tenant: &str, request: &AddMember, once: Once) -> Answer<Member> {
        self.create(&routes::members(tenant), request, once).await
    }

    /// Takes a role away.
    pub(crate) async fn remove_member(self, tenant: &str, user: &str) -> Answer<()> {
        self.delete(&routes::member(tenant, user)).await
    }
}
