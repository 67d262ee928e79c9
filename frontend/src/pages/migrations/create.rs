//! A new migration: which playbook, whether it concerns the reader at all, what is chosen before it begins.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use shared::{
    api::{
        migration::CreateMigration,
        playbook::{PlaybookDetail, PlaybookSummary},
        resource::Resource,
    },
    ids::ResourceId,
};

use super::{
    assess::Assessing,
    options::{Options, Roles},
};
use crate::{
    api::{Api, Once},
    components::{
        breadcrumb::Crumb,
        button::{Button, LinkButton, Look},
        card::Card,
        ends::{Ends, KnownDeadlines},
        icon::Icon,
        page::Page,
        prose::Prose,
        states::{EmptyState, ProblemNote, loaded},
        tabs::{Tab, Tabs},
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    pages::{
        settings::frame::{CurrentEnvironment, crumbs},
        tenants::frame::CurrentTenant,
    },
    places::{SettingsPlace, encode},
    remote::Remote,
    state::{
        migration_choice::{by_product, options, roles},
        pages::Whole,
    },
};

fn way(current: CurrentTenant, here: CurrentEnvironment) -> Vec<Crumb> {
    let mut way = crumbs(current);
    way.push((t(txt::NAV_MIGRATIONS).into(), here.path(SettingsPlace::Migrations)));
    way.push((here.name().into(), here.path(SettingsPlace::Migrations)));
    way
}

/// The page.
#[component]
pub(super) fn NewMigrationPage() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let query = use_location().query;
    let wanted = Memo::new(move |_| query.get().get("playbook"));
    let tab = Memo::new(move |_| match query.get().get("tab").as_deref() {
        Some("assessment") => "assessment".to_owned(),
        _ => "playbooks".to_owned(),
    });
    move || {
        if let Some(id) = wanted.get() {
            view! { <Begin id /> }.into_any()
        } else {
            let tabs = vec![
                Tab { id: "playbooks", label: t(txt::MIGRATION_NEW_PLAYBOOKS).into(), icon: icondata::LuBookOpenCheck },
                Tab { id: "assessment", label: t(txt::ASSESS_TITLE).into(), icon: icondata::LuMessageCircleQuestion },
            ];
            view! {
                <Page title=t(txt::MIGRATIONS_ADD) lead=t(txt::MIGRATION_NEW_LEAD) crumbs=way(current, here)>
                    <Tabs tabs=tabs path=here.path(SettingsPlace::NewMigration) current=tab label=t(txt::MIGRATION_NEW_TABS) />
                    {move || match tab.get().as_str() {
                        "assessment" => view! { <Assessing /> }.into_any(),
                        _ => view! { <Playbooks /> }.into_any(),
                    }}
                </Page>
            }
            .into_any()
        }
    }
}

/// Where the migration of a playbook is begun.
pub(super) fn begin_path(here: CurrentEnvironment, playbook: &str) -> String {
    format!("{}?playbook={}", here.path(SettingsPlace::NewMigration), encode(playbook))
}

fn product_name(product: &str) -> String {
    match product {
        "mail" => String::new(),
        other => other.to_uppercase(),
    }
}

#[component]
fn Playbooks() -> impl IntoView {
    let api = Api::of_page();
    let deadlines = KnownDeadlines::of_page();
    let known = Remote::new(move || async move {
        deadlines.ready(api).await;
        api.playbooks().await
    });
    loaded(known, 6, move |known| {
        (move || {
        if known.with(|known: &Whole<PlaybookSummary>| known.items.is_empty()) {
            return view! {
                <EmptyState icon=icondata::LuBookOpenCheck title=t(txt::MIGRATION_NEW_NONE) text=t(txt::MIGRATION_NEW_NONE_TEXT) />
            }.into_any();
        }
        by_product(known.get().items).into_iter().map(|(product, playbooks)| view! {
            <section class="stack playbooks" data-testid=format!("product-{product}")>
                <h2 class="section-title">{match product_name(&product) {
                    name if name.is_empty() => view! { {t(txt::MIGRATION_NEW_ANY_PRODUCT)} }.into_any(),
                    name => name.into_any(),
                }}</h2>
                <ul class="type-cards">{playbooks.into_iter().map(|one| view! { <PlaybookCard one /> }).collect_view()}</ul>
            </section>
        }).collect_view().into_any()
    }).into_any()
    })
}

/// A playbook to choose.
#[component]
pub(super) fn PlaybookCard(one: PlaybookSummary) -> impl IntoView {
    let language = Language::of_page();
    let here = CurrentEnvironment::of_page();
    let href = begin_path(here, &one.id);
    let (name, summary, steps, deadlines) = (one.name, one.summary, one.steps, one.deadlines);
    view! {
        <li>
            <a class="type-card playbook-card" href=href data-testid=format!("playbook-{}", one.id)>
                <strong>{move || name.get(language.get()).to_owned()}</strong>
                <span class="muted">{move || summary.get(language.get()).to_owned()}</span>
                <span class="playbook-facts">
                    <span><Icon icon=icondata::LuListOrdered />{tf(txt::MIGRATION_NEW_STEPS, vec![("n", steps.to_string())])}</span>
                    {(!one.built_in).then(|| view! { <span><Icon icon=icondata::LuUpload />{t(txt::MIGRATION_NEW_UPLOADED)}</span> })}
                </span>
                <Ends of=deadlines only_next=true />
                <span class="type-go"><Icon icon=icondata::LuArrowRight /></span>
            </a>
        </li>
    }
}

#[component]
fn Begin(id: String) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let language = Language::of_page();
    let deadlines = KnownDeadlines::of_page();
    let known = Remote::new(move || {
        let (id, tenant) = (id.clone(), current.slug());
        async move {
            deadlines.ready(api).await;
            Ok((api.playbook(&id).await?, api.resources(&tenant).await?.items))
        }
    });
    let title = move || {
        known.value().map_or_else(
            || txt::MIGRATIONS_ADD.get(language.get()).to_owned(),
            |(detail, _): (PlaybookDetail, Vec<Resource>)| detail.texts.get("name").get(language.get()).to_owned(),
        )
    };
    view! {
        <Page title=title crumbs=way(current, here)
            actions=move || view! {
                <LinkButton label=t(txt::MIGRATION_NEW_OTHER) icon=icondata::LuArrowLeft href=here.path(SettingsPlace::NewMigration) />
            }>
            {loaded(known, 8, move |known| {
                let (detail, resources) = known.get_untracked();
                view! { <Choose detail resources /> }.into_any()
            })}
        </Page>
    }
}

#[component]
fn Choose(detail: PlaybookDetail, resources: Vec<Resource>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let language = Language::of_page();
    let chosen = RwSignal::new(BTreeMap::<String, String>::new());
    let linked = RwSignal::new(BTreeMap::<String, String>::new());
    let known = StoredValue::new(options(&detail));
    let texts = StoredValue::new(detail.texts.clone());
    let text = move |key: &'static str| move || texts.with_value(|texts| texts.get(key).get(language.get()).to_owned());
    let sources = detail.playbook.sources.clone();
    let deadlines = detail.playbook.deadlines.clone();
    let detail = StoredValue::new(detail);
    let needed = Signal::derive(move || {
        let label = |id: &str| {
            let key = format!("value.{id}.label");
            texts.with_value(|texts| texts.find(&key).map(|text| text.get(language.get()).to_owned()))
        };
        detail.with_value(|detail| chosen.with(|chosen| roles(detail, chosen, label)))
    });
    let once = Once::new();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let navigate = use_navigate();
    let begin = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let given = linked.get_untracked().into_iter().filter(|(_, id)| !id.is_empty());
        let request = CreateMigration {
            playbook: detail.with_value(|detail| detail.playbook.id.clone()),
            options: chosen.get_untracked(),
            resources: given.map(|(role, id)| (role, ResourceId::new(id))).collect(),
        };
        let (tenant, environment, navigate) = (current.slug(), here.slug(), navigate.clone());
        leptos::task::spawn_local(async move {
            match api.create_migration(&tenant, &environment, &request, once).await {
                Ok(made) => {
                    navigate(&here.path(SettingsPlace::Migration(made.id.to_string())), NavigateOptions::default());
                }
                Err(why) => {
                    drop(failure.try_set(Some(why)));
                    _ = busy.try_set(false);
                }
            }
        });
    };
    let fitting = Memo::new(move |_| !needed.with(Vec::is_empty));
    let resources = StoredValue::new(resources);
    view! {
        <div class="begin">
            <Card title=t(txt::MIGRATION_NEW_ABOUT)>
                <div class="stack">
                    <Ends of=deadlines />
                    <Prose text=text("summary") />
                    <h3>{t(txt::MIGRATION_NEW_WHY)}</h3>
                    <Prose text=text("why") />
                    <h3>{t(txt::MIGRATION_NEW_AFFECTED)}</h3>
                    <Prose text=text("affected") />
                    {(!sources.is_empty()).then(|| view! {
                        <h3>{t(txt::MIGRATION_NEW_SOURCES)}</h3>
                        <ul class="sources">{sources.into_iter().map(|source| view! {
                            <li><a href=source.url target="_blank" rel="noreferrer noopener">{source.title}<span class="visually-hidden">" " {t(txt::COMMON_NEW_TAB)}</span></a></li>
                        }).collect_view()}</ul>
                    })}
                </div>
            </Card>
            <Card title=t(txt::MIGRATION_NEW_CHOOSE) note=t(txt::MIGRATION_NEW_CHOOSE_NOTE)>
                <form class="form" on:submit=begin data-testid="begin-form">
                    <Options options=known chosen />
                    <Show when=move || fitting.get()>
                        <Roles roles=needed resources linked />
                    </Show>
                    {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
                    <div class="form-actions">
                        <Button label=t(txt::MIGRATION_NEW_BEGIN) busy_label=t(txt::MIGRATION_NEW_BUSY) busy=busy look=Look::Primary
                            icon=icondata::LuPlay submit=true testid="begin" />
                    </div>
                </form>
            </Card>
        </div>
    }
}
