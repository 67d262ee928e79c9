//! Resource types of the portal or of a tenant, and what depends on things.

use shared::{
    api::{
        dependents::Dependents,
        page::Page,
        resource::{DuplicateResource, DuplicatedResource},
        resource_type::{
            DuplicateResourceType, ImportResourceType, ImportedResourceType, PatchResourceType, ResourceTypeEntry,
        },
    },
    routes,
};

use super::{Answer, Api, Once, confirmed, with_query};
use crate::state::version::{Seen, Version};

/// Whose types: a tenant's, by its short name, or the portal's.
pub(crate) type Holder = Option<String>;

/// The address of one type.
fn path(holder: &Holder, id: &str) -> String {
    match holder {
        Some(tenant) => routes::tenant_resource_type(tenant, id),
        None => routes::resource_type(id),
    }
}

impl Api {
    /// The types that may be used.
    pub(crate) async fn types(self, holder: &Holder) -> Answer<Page<ResourceTypeEntry>> {
        match holder {
            Some(tenant) => self.get(&routes::tenant_resource_types(tenant)).await,
            None => self.get(&routes::resource_types()).await,
        }
    }

    /// One type.
    pub(crate) async fn one_type(self, holder: &Holder, id: &str) -> Answer<Seen<ResourceTypeEntry>> {
        self.see(&path(holder, id)).await
    }

    /// Makes a type of another.
    pub(crate) async fn duplicate_type(
        self,
        holder: &Holder,
        id: &str,
        request: &DuplicateResourceType,
        once: Once,
    ) -> Answer<ResourceTypeEntry> {
        let path = match holder {
            Some(tenant) => routes::tenant_resource_type_duplicate(tenant, id),
            None => routes::resource_type_duplicate(id),
        };
        self.create(&path, request, once).await
    }

    /// Makes a type from a file, or tells what it would be.
    pub(crate) async fn import_type(
        self,
        holder: &Holder,
        request: &ImportResourceType,
        once: Once,
    ) -> Answer<ImportedResourceType> {
        let path = match holder {
            Some(tenant) => routes::tenant_resource_type_import(tenant),
            None => routes::resource_type_import(),
        };
        self.create(&path, request, once).await
    }

    /// Changes a type; `confirm`: although something depends on it.
    pub(crate) async fn change_type(
        self,
        holder: &Holder,
        id: &str,
        request: &PatchResourceType,
        version: Option<&Version>,
        confirm: bool,
    ) -> Answer<Seen<ResourceTypeEntry>> {
        self.patch(&confirmed(&path(holder, id), id, confirm), request, version).await
    }

    /// Deletes a type.
    pub(crate) async fn delete_type(self, holder: &Holder, id: &str, version: Option<&Version>) -> Answer<()> {
        self.delete_seen(&confirmed(&path(holder, id), id, true), version).await
    }

    /// What depends on a type.
    pub(crate) async fn type_dependents(self, holder: &Holder, id: &str) -> Answer<Dependents> {
        match holder {
            Some(tenant) => self.get(&routes::tenant_resource_type_dependents(tenant, id)).await,
            None => self.get(&routes::resource_type_dependents(id)).await,
        }
    }

    /// What depends on a resource.
    pub(crate) async fn resource_dependents(self, tenant: &str, id: &str) -> Answer<Dependents> {
        self.get(&routes::resource_dependents(tenant, id)).await
    }

    /// Makes a second resource like this one.
    pub(crate) async fn duplicate_resource(
        self,
        tenant: &str,
        id: &str,
        request: &DuplicateResource,
        once: Once,
    ) -> Answer<DuplicatedResource> {
        self.create(&routes::resource_duplicate(tenant, id), request, once).await
    }
}

/// Where a type is downloaded.
pub(crate) fn export_path(holder: &Holder, id: &str, format: &str) -> String {
    let path = match holder {
        Some(tenant) => routes::tenant_resource_type_export(tenant, id),
        None => routes::resource_type_export(id),
    };
    with_query(&path, &[("format", Some(format.to_owned()))])
}
