//! The running migrations in which a resource plays a role.

use shared::{
    api::{
        dependents::{Dependent, MigrationName},
        migration::MigrationState,
    },
    text::LocalizedText,
};

use super::{Found, Search, Source, Subject};
use crate::{
    app::App,
    migrations::{Overview, playing},
    store::{Tx, environments},
};

pub(super) const SOURCE: Source = Source { id: "migrations", find };

fn find<'a>(tx: &'a mut Tx, subject: Subject<'a>, app: &'a App) -> Search<'a> {
    Box::pin(async move {
        let Subject::Resource(tenant, resource) = subject else { return Ok(Found::default()) };
        let mut items = Vec::new();
    })
}
