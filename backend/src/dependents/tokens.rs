//! The tokens that are kept for a resource, by the subject they were obtained for.

use shared::api::dependents::Dependent;

use super::{Found, MOST_NAMED, Search, Source, Subject};
use crate::{
    app::App,
    store::{Tx, page::PageRequest, tokens},
};

pub(super) const SOURCE: Source = Source { id: "tokens", find };

fn find<'a>(tx: &'a mut Tx, subject: Subject<'a>, _: &'a App) -> Search<'a> {
    Box::pin(async move {
        let Subject::Resource(tenant, resource) = subject else { return Ok(Found::default()) };
        let first = PageRequest { limit: u32::try_from(MOST_NAMED).unwrap_or(u32::MAX), after: None };
        let rows = tokens::list(tx, tenant, resource, &first).await?.items;
        let item = |row: tokens::TokenRow| Dependent {
            id: row.id,
            name: row.subject,
            resource: Some(resource.clone()),
            ..Dependent::default()
        };
        // A row without a token only remembers an error.
        let items = rows.into_iter().filter(|row| row.access_token.is_some()).map(item).collect();
        Ok(Found { items, ..Found::counted(tokens::count(tx, tenant, resource).await?) })
    })
}
