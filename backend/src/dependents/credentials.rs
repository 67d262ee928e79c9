//! The secrets and certificates of a resource.

use shared::api::dependents::Dependent;

use super::{Found, Search, Source, Subject};
use crate::{
    app::App,
    store::{Tx, credentials},
};

pub(super) const SOURCE: Source = Source { id: "credentials", find };

fn find<'a>(tx: &'a mut Tx, subject: Subject<'a>, _: &'a App) -> Search<'a> {
    Box::pin(async move {
        let Subject::Resource(tenant, resource) = subject else { return Ok(Found::default()) };
        let rows = credentials::list(tx, tenant, resource).await?;
        let item = |row: credentials::CredentialRow| Dependent {
            // A secret without a name is known by how it ends.
            name: row.name.or(row.last4.map(|end| format!("…{end}"))).unwrap_or_default(),
            id: row.id,
            resource: Some(resource.clone()),
            ..Dependent::default()
        };
        Ok(Found::all(rows.into_iter().map(item).collect()))
    })
}
