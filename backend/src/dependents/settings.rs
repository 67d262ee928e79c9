//! The variables and connection strings that refer to a resource, in all environments of its tenant.

use shared::api::dependents::Dependent;

use super::{Found, Search, Source, Subject};
use crate::{
    app::App,
    settings::rename::{Mention, mentions},
    store::{Tx, resources},
};

pub(super) const SOURCE: Source = Source { id: "settings", find };

fn find<'a>(tx: &'a mut Tx, subject: Subject<'a>, app: &'a App) -> Search<'a> {
    Box::pin(async move {
        let Subject::Resource(tenant, resource) = subject else { return Ok(Found::default()) };
        let Some(row) = resources::get(tx, tenant, resource).await? else { return Ok(Found::default()) };
        let item = |mention: Mention| Dependent {
            name: format!("{}: {}", mention.environment.name, mention.setting.name),
            id: mention.setting.id,
            ..Dependent::default()
        };
        Ok(Found::all(mentions(tx, app, tenant, &row.name).await?.into_iter().map(item).collect()))
    })
}
