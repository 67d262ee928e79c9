//! A new connection string: first what it is for, then its properties, or a text that is pasted.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::{api::connection_entry::CreateConnectionEntry, connection_string::kind::ConnectionKind};

use super::{
    desk::{Around, Desk},
    grid::{Grid, TargetField},
    inner_crumbs,
    saving::{Saving, show_target},
    text::TextCard,
    warnings::{AboutTheWhole, verdict},
};
use crate::{
    api::{Api, Once},
    components::{
        button::{Button, Look},
        card::Card,
        dialog::Dialog,
        icon::Icon,
        leave_guard::LeaveGuard,
        page::Page,
        states::loaded,
    },
    i18n::{Language, t, txt},
    pages::{settings::frame::CurrentEnvironment, tenants::frame::CurrentTenant},
    places::SettingsPlace,
    remote::Remote,
    state::connection::Draft,
};

/// The page.
#[component]
pub(in crate::pages::settings) fn NewConnectionStringPage() -> impl IntoView {
    let api = Api::of_page();
    let (current, here) = (CurrentTenant::of_page(), CurrentEnvironment::of_page());
    let around = Remote::new(move || {
        let tenant = current.slug();
        async move { Around::read(api, &tenant).await }
    });
    let chosen = RwSignal::new(None::<Arc<ConnectionKind>>);
    view! {
        <Page title=t(txt::ENTRIES_ADD) lead=t(txt::ENTRY_NEW_LEAD) crumbs=inner_crumbs(current, here)>
            {loaded(around, 8, move |around| {
                (move || match chosen.get() {
                    None => view! { <Kinds around chosen /> }.into_any(),
                    Some(kind) => view! { <Fresh kind around=around.get_untracked() chosen /> }.into_any(),
                }).into_any()
            })}
        </Page>
    }
}

#[component]
fn Kinds(around: RwSignal<Around>, chosen: RwSignal<Option<Arc<ConnectionKind>>>) -> impl IntoView {
    let language = Language::of_page();
    let card = move |kind: ConnectionKind| {
        let (name, text) = (kind.name.clone(), kind.description.clone());
        let id = format!("kind-{}", kind.id);
        let kind = Arc::new(kind);
        view! {
            <li>
                <button type="button" class="type-card" data-testid=id on:click=move |_| chosen.set(Some(kind.clone()))>
                    <strong>{move || name.get(language.get()).to_owned()}</strong>
                    <span class="muted">{move || text.get(language.get()).to_owned()}</span>
                    <span class="type-go"><Icon icon=icondata::LuArrowRight /></span>
                </button>
            </li>
        }
    };
    view! {
        <h2 class="section-title">{t(txt::ENTRY_NEW_CHOOSE)}</h2>
        <ul class="type-cards">{move || around.get().kinds.kinds.iter().cloned().map(card).collect_view()}</ul>
    }
}

#[component]
fn Fresh(kind: Arc<ConnectionKind>, around: Around, chosen: RwSignal<Option<Arc<ConnectionKind>>>) -> impl IntoView {
    let api = Api::of_page();
    let navigate = use_navigate();
    let (name, description) = (kind.name.clone(), kind.description.clone());
    let desk = Desk::new(Draft::fresh(kind), around);
    let saving = Saving::new();
    let once = Once::new();
    let create = Callback::new(move |()| {
        if !desk.judge() {
            return show_target();
        }
        let request = desk.draft.with_untracked(|draft| CreateConnectionEntry {
            kind: draft.kind().id.clone(),
            target: draft.wanted_target(),
            text: Some(draft.text()),
            ..CreateConnectionEntry::default()
        });
        let (tenant, environment, navigate) = (desk.current.slug(), desk.here.slug(), navigate.clone());
        let work = async move { api.create_connection_entry(&tenant, &environment, &request, once).await };
        saving.send(desk, work, move |entry| {
            let page = desk.here.path(SettingsPlace::ConnectionString(entry.id.to_string()));
            navigate(&page, NavigateOptions::default());
        });
    });
    let dirty = Signal::derive(move || desk.draft.with(Draft::dirty) && !saving.busy.get());
    let faulty = Signal::derive(move || !desk.readable());
    let asking = RwSignal::new(false);
    let another = Callback::new(move |()| {
        if dirty.get_untracked() {
            asking.set(true);
        } else {
            chosen.set(None);
        }
    });
    view! {
        <LeaveGuard dirty=dirty />
        <Dialog open=asking title=t(txt::LEAVE_TITLE) testid="another-kind">
            <p>{t(txt::LEAVE_TEXT)}</p>
            <div class="form-actions">
                <Button label=t(txt::LEAVE_STAY) look=Look::Primary on_press=Callback::new(move |()| asking.set(false)) />
                <Button label=t(txt::LEAVE_GO) look=Look::Danger on_press=Callback::new(move |()| chosen.set(None)) />
            </div>
        </Dialog>
        <div class="entry">
            <div class="stack">
                <Card title={let language = desk.language; move || name.get(language.get()).to_owned()}
                    note={let language = desk.language; move || description.get(language.get()).to_owned()}
                    actions=move || view! {
                        <Button label=t(txt::ENTRY_NEW_OTHER) icon=icondata::LuArrowLeft on_press=another testid="other-kind" />
                    }>
                    <TargetField desk />
                    <Grid desk />
                </Card>
            </div>
            <div class="entry-side stack">
                <TextCard desk />
                <AboutTheWhole desk />
            </div>
        </div>
        <div class="save-bar" role="region" aria-label=t(txt::ENTRY_NEW_SUBMIT)>
            {saving.problem()}
            <div class="staged">
                <span role="status">{move || desk.findings.with(|all| verdict(&all.iter().map(|finding| finding.level).collect::<Vec<_>>()))}</span>
                <Button label=t(txt::ENTRY_NEW_SUBMIT) busy_label=t(txt::COMMON_SAVING) busy=saving.busy disabled=faulty look=Look::Primary
                    on_press=create testid="create-entry" />
            </div>
        </div>
    }
}
