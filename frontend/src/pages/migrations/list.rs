//! The migrations of an environment.

use std::sync::Arc;

use leptos::prelude::*;
use shared::{
    api::migration::{MigrationState, MigrationSummary},
    permission::Permission,
};

use super::looks::OwnerChip;
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::LinkButton,
        data_table::{Column, DataTable, SortKey, TableRow},
        page::Page,
        progress::Progress,
        relative_time::RelativeTime,
        states::{EmptyState, ListEnd, loaded},
    },
    i18n::{Language, Text, t, tf, txt},
    pages::{
        settings::frame::{CurrentEnvironment, Environments, crumbs},
        tenants::{add_link::add_link, frame::CurrentTenant},
    },
    places::SettingsPlace,
    remote::Remote,
    state::{migration::percent, pages::Whole, table::Order},
};

/// The page.
#[component]
pub(super) fn MigrationsPage() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let listed = Remote::new(move || {
        let (tenant, environment) = (current.slug(), here.slug());
        async move { api.migrations(&tenant, &environment).await }
    });
    view! {
        <Page title=t(txt::NAV_MIGRATIONS) lead=t(txt::MIGRATIONS_LEAD) crumbs=crumbs(current) actions=move || add(current, here)>
            <Environments />
            {loaded(listed, 6, move |listed| view! { <List listed current here /> }.into_any())}
        </Page>
    }
}

fn add(current: CurrentTenant, here: CurrentEnvironment) -> impl IntoView {
    add_link(
        current,
        Permission::MigrationWrite,
        txt::MIGRATIONS_ADD,
        here.path(SettingsPlace::NewMigration),
        "add-migration",
    )
}

#[component]
fn List(listed: RwSignal<Whole<MigrationSummary>>, current: CurrentTenant, here: CurrentEnvironment) -> impl IntoView {
    let of = move |abandoned: bool| {
        Memo::new(move |_| {
            listed.with(|listed| {
                let given_up = |one: &&MigrationSummary| (one.state == MigrationState::Abandoned) == abandoned;
                listed.items.iter().filter(given_up).cloned().collect::<Vec<_>>()
            })
        })
    };
    let (alive, abandoned) = (of(false), of(true));
    let nothing = Memo::new(move |_| alive.with(Vec::is_empty));
    view! {
        {move || if nothing.get() {
            view! {
                <EmptyState icon=icondata::LuRoute title=t(txt::MIGRATIONS_EMPTY_TITLE) text=t(txt::MIGRATIONS_EMPTY_TEXT)>
                    {add(current, here)}
                    <LinkButton label=t(txt::ASSESS_TITLE) icon=icondata::LuMessageCircleQuestion
                        href=format!("{}?tab=assessment", here.path(SettingsPlace::NewMigration)) testid="assess" />
                </EmptyState>
            }.into_any()
        } else {
            view! { <Migrations items=alive here caption=txt::NAV_MIGRATIONS testid="migrations" /> }.into_any()
        }}
        <Show when=move || !abandoned.with(Vec::is_empty)>
            <section class="stack migrations-apart">
                <h2 class="section-title">{t(txt::MIGRATIONS_ABANDONED)}</h2>
                <Migrations items=abandoned here caption=txt::MIGRATIONS_ABANDONED testid="abandoned" />
            </section>
        </Show>
        <ListEnd count=Signal::derive(move || listed.with(Whole::count)) />
    }
}

#[component]
fn Migrations(
    items: Memo<Vec<MigrationSummary>>,
    here: CurrentEnvironment,
    caption: Text,
    testid: &'static str,
) -> impl IntoView {
    let language = Language::of_page();
    let rows = Signal::derive(move || items.get().into_iter().map(|one| row(one, language, here)).collect::<Vec<_>>());
    let columns = vec![
        Column::new(t(txt::MIGRATIONS_PLAYBOOK)),
        Column::new(t(txt::MIGRATIONS_PROGRESS_LABEL)),
        Column::new(t(txt::MIGRATIONS_NEXT)).wide_only(),
        Column::new(t(txt::NAV_CHECKS)),
        Column::new(t(txt::MIGRATIONS_CHANGED)).wide_only(),
    ];
    let order = Order { column: 4, descending: true };
    view! {
        <div class="migrations">
            <DataTable caption=t(caption) columns=columns rows=rows order=order testid=testid />
        </div>
    }
}

fn row(one: MigrationSummary, language: Language, here: CurrentEnvironment) -> TableRow {
    let locale = language.get();
    let name = one.name.get(locale).to_owned();
    let step = one.current.as_ref().map(|next| next.title.get(locale).to_owned()).unwrap_or_default();
    let href = here.path(SettingsPlace::Migration(one.id.to_string()));
    let number = |number: usize| SortKey::Number(i64::try_from(number).unwrap_or(i64::MAX));
    TableRow {
        key: format!("{} {} {}", one.id, one.updated_at.as_millis(), locale.tag()),
        search: format!("{name} {step}"),
        sort: vec![
            SortKey::text(&name),
            number(percent(&one)),
            SortKey::text(&step),
            number(one.failing),
            SortKey::Number(one.updated_at.as_millis()),
        ],
        cells: Arc::new(move || {
            vec![
                view! { <a class="row-link" href=href.clone()>{name.clone()}</a> }.into_any(),
                view! { <Progress done=one.done total=one.total /> }.into_any(),
                next(&one, &step),
                failing(one.failing),
                view! { <RelativeTime at=one.updated_at /> }.into_any(),
            ]
        }),
    }
}

fn next(one: &MigrationSummary, step: &str) -> AnyView {
    match (&one.current, one.state) {
        (Some(next), MigrationState::Running) => view! {
            <span class="migrations-next"><span>{step.to_owned()}</span><OwnerChip owner=next.owner /></span>
        }
        .into_any(),
        (_, MigrationState::Completed) => {
            view! { <Badge label=t(txt::MIGRATIONS_COMPLETED) tone=Tone::Good /> }.into_any()
        }
        _ => view! { <span class="muted">{t(txt::COMMON_NONE)}</span> }.into_any(),
    }
}

fn failing(count: usize) -> AnyView {
    if count == 0 {
        return view! { <span class="muted">{t(txt::MIGRATIONS_NO_FAILING)}</span> }.into_any();
    }
    let text = if count == 1 { txt::MIGRATIONS_FAILING_ONE } else { txt::MIGRATIONS_FAILING };
    view! { <Badge label=tf(text, vec![("n", count.to_string())]) tone=Tone::Bad /> }.into_any()
}
