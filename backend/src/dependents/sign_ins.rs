//! The authorizations of a resource that wait for somebody in the browser.

use super::{Found, Search, Source, Subject};
use crate::{
    app::App,
    store::{Tx, authorizations},
};

pub(super) const SOURCE: Source = Source { id: "sign_ins", find };

fn find<'a>(tx: &'a mut Tx, subject: Subject<'a>, app: &'a App) -> Search<'a> {
    Box::pin(async move {
        let Subject::Resource(tenant, resource) = subject else { return Ok(Found::default()) };
        Ok(Found::counted(authorizations::waiting(tx, tenant, resource, app.clock.now()).await?))
    })
}
