//! The running migrations in which a resource plays a role, in all environments of its tenant.

use std::collections::BTreeMap;

use shared::api::{
    dependents::{Dependent, MigrationName},
    environment::Environment,
    migration::{MigrationState, MigrationSummary},
};

use super::{Found, Search, Source, Subject};
use crate::{
    app::App,
    migrations::{load, summary, uses},
    settings::Place,
    store::{Tx, environments, migration_runs},
};

pub(super) const SOURCE: Source = Source { id: "migrations", find };

fn find<'a>(tx: &'a mut Tx, subject: Subject<'a>, app: &'a App) -> Search<'a> {
    Box::pin(async move {
        let Subject::Resource(tenant, resource) = subject else { return Ok(Found::default()) };
        let mut rows: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (environment, row) in migration_runs::running(tx, tenant).await? {
            if uses(&row, resource) {
                rows.entry(environment).or_default().push(row);
            }
        }
        let mut items = Vec::new();
        if rows.is_empty() {
            return Ok(Found::all(items));
        }
        for environment in environments::list(tx, tenant).await? {
            let place = Place { tenant: tenant.clone(), environment: environment.id.clone() };
            let here = rows.remove(environment.id.as_str()).unwrap_or_default();
            for row in here {
                let summary = load(tx, app, &place, row).await?.as_ref().map(summary);
                // That one is completed follows from its steps.
                let running = summary.filter(|summary| summary.state == MigrationState::Running);
                items.extend(running.map(|summary| item(&environment, summary)));
            }
        }
        Ok(Found::all(items))
    })
}

fn item(environment: &Environment, summary: MigrationSummary) -> Dependent {
    Dependent {
        id: summary.id.to_string(),
        name: format!("{}: {}", environment.name, summary.name.en),
        migration: Some(MigrationName {
            environment: environment.slug.clone(),
            environment_name: environment.name.clone(),
            name: summary.name,
        }),
        ..Dependent::default()
    }
}
