//! The parameters of a resource that hold a secret.

use shared::api::dependents::Dependent;

use super::{Found, Search, Source, Subject};
use crate::{
    app::App,
    store::{Tx, resources},
};

pub(super) const SOURCE: Source = Source { id: "secret_values", find };

fn find<'a>(tx: &'a mut Tx, subject: Subject<'a>, _: &'a App) -> Search<'a> {
    Box::pin(async move {
        let Subject::Resource(tenant, resource) = subject else { return Ok(Found::default()) };
        let mut names: Vec<String> = resources::parameters(tx, tenant, resource)
            .await?
            .into_iter()
            .filter(|row| row.sealed.is_some())
            .map(|row| row.name)
            .collect();
        names.dedup();
        let item = |name: String| Dependent {
            id: name.clone(),
            name,
            resource: Some(resource.clone()),
            ..Dependent::default()
        };
        Ok(Found::all(names.into_iter().map(item).collect()))
    })
}
