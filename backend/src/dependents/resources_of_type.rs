//! The resources of a resource type.

use shared::{
    api::dependents::{Dependent, TenantName},
    ids::{ResourceId, TenantId},
};

use super::{Found, MOST_NAMED, Search, Source, Subject};
use crate::{
    app::App,
    store::{Tx, resource_types},
};

pub(super) const SOURCE: Source = Source { id: "resources_of_type", find };

fn find<'a>(tx: &'a mut Tx, subject: Subject<'a>, _: &'a App) -> Search<'a> {
    Box::pin(async move {
        let Subject::ResourceType(tenant, kind) = subject else { return Ok(Found::default()) };
        let most = i64::try_from(MOST_NAMED).unwrap_or(i64::MAX);
        let items = resource_types::resources(tx, tenant, kind, most).await?;
        let counted = resource_types::count(tx, tenant, kind).await?;
        let item = |row: resource_types::ResourceOfType| Dependent {
            resource: Some(ResourceId::new(&row.id)),
            id: row.id,
            name: row.name,
            tenant: Some(TenantName { id: TenantId::new(row.tenant_id), slug: row.tenant_slug, name: row.tenant_name }),
            ..Dependent::default()
        };
        Ok(Found { items: items.into_iter().map(item).collect(), ..Found::counted(counted) })
    })
}
