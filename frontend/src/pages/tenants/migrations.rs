//! What is being migrated in a tenant, in all its environments; or how to begin.

use leptos::prelude::*;
use shared::{
    api::migration::{MigrationState, MigrationSummary},
    permission::Permission,
};

use super::frame::CurrentTenant;
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{LinkButton, Look},
        card::Card,
        progress::Progress,
        states::{EmptyState, loaded},
    },
    i18n::{Language, t, tf, txt},
    places::{Place, SettingsPlace, TenantPlace},
    remote::Remote,
};

/// A migration, and the environment that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct InEnvironment {
    /// The environment's short name.
    environment: String,
    /// What the environment is called.
    name: String,
    migration: MigrationSummary,
}

/// What the card shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    /// The short name of the environment in which one begins.
    first: String,
    /// Those that go on, and those that are completed.
    migrations: Vec<InEnvironment>,
}

/// The card on the tenant's first page.
#[component]
pub(crate) fn MigrationList() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let remote = Remote::new(move || {
        let tenant = current.slug();
        async move {
            let environments = api.environments(&tenant).await?.items;
            let first = environments.iter().find(|one| one.default).or(environments.first());
            let first = first.map(|one| one.slug.clone()).unwrap_or_default();
            let mut migrations = Vec::new();
            for environment in environments {
                let some = api.migrations(&tenant, &environment.slug).await?.items;
                let some = some.into_iter().filter(|one| one.state != MigrationState::Abandoned);
                migrations.extend(some.map(|migration| InEnvironment {
                    environment: environment.slug.clone(),
                    name: environment.name.clone(),
                    migration,
                }));
            }
            migrations.sort_by_key(|one| (one.migration.state == MigrationState::Completed, one.migration.created_at));
            Ok(Known { first, migrations })
        }
    });
    view! {
        <Card title=t(txt::NAV_MIGRATIONS) flush=true testid="tenant-migrations">
            {loaded(remote, 3, move |known| view! {
                {move || {
                    let Known { first, migrations } = known.get();
                    if migrations.is_empty() {
                        view! { <Beginning current first /> }.into_any()
                    } else {
                        let lines = migrations.into_iter().map(|one| view! { <Line current one /> }).collect_view();
                        view! { <ul class="rows">{lines}</ul> }.into_any()
                    }
                }}
            }.into_any())}
        </Card>
    }
}

fn address(current: CurrentTenant, environment: &str, place: SettingsPlace) -> String {
    Place::of_tenant(&current.slug(), TenantPlace::Settings(Some(environment.to_owned()), place)).path()
}

/// Nothing is being migrated yet.
#[component]
fn Beginning(current: CurrentTenant, first: String) -> impl IntoView {
    let begin = address(current, &first, SettingsPlace::NewMigration);
    let ask = format!("{begin}?tab=assessment");
    view! {
        <EmptyState icon=icondata::LuRoute title=t(txt::MIGRATIONS_EMPTY_TITLE) text=t(txt::MIGRATIONS_EMPTY_TEXT)>
            {move || current.may(Permission::MigrationWrite).then(|| view! {
                <LinkButton label=t(txt::MIGRATIONS_ADD) icon=icondata::LuPlus look=Look::Primary href=begin.clone() testid="begin-migration" />
            })}
            <LinkButton label=t(txt::ASSESS_TITLE) icon=icondata::LuMessageCircleQuestion href=ask />
        </EmptyState>
    }
}

#[component]
fn Line(current: CurrentTenant, one: InEnvironment) -> impl IntoView {
    let language = Language::of_page();
    let InEnvironment { environment, name, migration } = one;
    let href = address(current, &environment, SettingsPlace::Migration(migration.id.to_string()));
    let (title, next) = (migration.name, migration.current);
    let failing = if migration.failing == 1 { txt::MIGRATIONS_FAILING_ONE } else { txt::MIGRATIONS_FAILING };
    view! {
        <li class="row" data-testid="tenant-migration">
            <div class="row-main">
                <a class="row-link" href=href>{move || title.get(language.get()).to_owned()}</a>
                <span class="muted">{name}</span>
                {(migration.state == MigrationState::Completed).then(|| view! { <Badge label=t(txt::MIGRATIONS_COMPLETED) tone=Tone::Good /> })}
                {next.map(|next| view! { <span class="muted">{move || next.title.get(language.get()).to_owned()}</span> })}
                {(migration.failing > 0).then(|| view! {
                    <Badge label=tf(failing, vec![("n", migration.failing.to_string())]) tone=Tone::Bad />
                })}
            </div>
            <div class="row-actions"><Progress done=migration.done total=migration.total /></div>
        </li>
    }
}
