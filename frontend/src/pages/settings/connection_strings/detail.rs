//! One connection string: its properties beside its text, saved as a new version.

use std::{pin::Pin, sync::Arc};

use leptos::prelude::*;
use shared::{
    api::connection_entry::ConnectionEntry, connection_string::kind::ConnectionKind, permission::Permission,
    problem::ProblemCode, text::LocalizedText,
};

use super::{
    desk::{Around, Desk},
    ending::{DeleteDialog, Theirs},
    grid::{Grid, TargetField},
    history::HistoryDialog,
    inner_crumbs,
    list::title,
    reveal::Reveal,
    saving::{Saving, show_target},
    text::TextCard,
    warnings::{AboutTheWhole, verdict},
};
use crate::{
    api::{Answer, Api},
    components::{
        button::{Button, LinkButton, Look},
        card::Card,
        conflict::{ConflictNote, is_conflict},
        field::fresh_id,
        icon::Icon,
        leave_guard::LeaveGuard,
        menu::{Menu, MenuItem},
        page::Page,
        states::{EmptyState, loaded},
        toast::Toasts,
    },
    i18n::{Language, t, txt},
    pages::{settings::frame::CurrentEnvironment, tenants::frame::CurrentTenant},
    places::SettingsPlace,
    remote::{Load, Remote},
    state::{
        connection::{Draft, Meanwhile},
        version::{Seen, Version},
    },
};

/// The entry of the page, and its editor.
#[derive(Clone, Copy)]
pub(super) struct Opened {
    /// As it is stored.
    pub stored: RwSignal<Seen<ConnectionEntry>>,
    /// The editor.
    pub desk: Desk,
    /// Its kind.
    pub kind: StoredValue<Arc<ConnectionKind>>,
    /// What somebody else changed meanwhile, once it was looked at.
    pub meanwhile: RwSignal<Option<Vec<Meanwhile>>>,
    api: Api,
}

impl Opened {
    /// Its id.
    pub(super) fn id(self) -> String {
        self.stored.with_untracked(|stored| stored.id.to_string())
    }

    /// Its version, right now.
    pub(super) fn version(self) -> Option<Version> {
        self.stored.with_untracked(|stored| stored.version.clone())
    }

    /// Whether something was edited and not saved; follows.
    pub(super) fn dirty(self) -> bool {
        self.desk.draft.with(Draft::dirty)
    }

    /// Goes on from what the server just stored for the reader.
    pub(super) fn settle(self, entry: Seen<ConnectionEntry>) {
        let draft = self.kind.try_with_value(|kind| Draft::of(kind.clone(), &entry.value));
        if let Some(draft) = draft {
            drop(self.desk.draft.try_set(draft));
        }
        drop(self.meanwhile.try_set(None));
        _ = self.stored.try_set(entry);
    }

    /// Reads what somebody else saved, and goes on from there with what was edited here.
    pub(super) async fn catch_up(self) -> Answer<()> {
        let (tenant, environment) = (self.desk.current.slug(), self.desk.here.slug());
        let theirs = self.api.connection_entry(&tenant, &environment, &self.id()).await?;
        let told = self.desk.draft.try_update(|draft| draft.rebase(&theirs.value));
        drop(self.meanwhile.try_set(told));
        _ = self.stored.try_set(theirs);
        Ok(())
    }
}

/// The page.
#[component]
pub(in crate::pages::settings) fn ConnectionStringPage(id: String) -> impl IntoView {
    let api = Api::of_page();
    let (current, here) = (CurrentTenant::of_page(), CurrentEnvironment::of_page());
    let remote = Remote::new(move || {
        let (tenant, environment, id) = (current.slug(), here.slug(), id.clone());
        async move {
            let entry = api.connection_entry(&tenant, &environment, &id).await?;
            Ok((entry, Around::read(api, &tenant).await?))
        }
    });
    let missing =
        Memo::new(move |_| matches!(remote.get(), Load::Failed(failure) if failure.is(ProblemCode::NotFound)));
    move || {
        if missing.get() {
            return view! { <NoSuchEntry here /> }.into_any();
        }
        loaded(remote, 10, move |found| {
            let (entry, around) = found.get_untracked();
            let Some(kind) = around.kinds.find(&entry.kind).cloned().map(Arc::new) else {
                return view! { <NoSuchEntry here /> }.into_any();
            };
            let opened = Opened {
                desk: Desk::new(Draft::of(kind.clone(), &entry.value), around),
                stored: RwSignal::new(entry),
                kind: StoredValue::new(kind),
                meanwhile: RwSignal::new(None),
                api,
            };
            view! { <Full opened /> }.into_any()
        })
        .into_any()
    }
}

#[component]
fn NoSuchEntry(here: CurrentEnvironment) -> impl IntoView {
    view! {
        <Page title=t(txt::NO_ENTRY_TITLE)>
            <EmptyState icon=icondata::LuCable title=t(txt::NO_ENTRY_HEADING) text=t(txt::NO_ENTRY_TEXT)>
                <LinkButton label=t(txt::NO_ENTRY_BACK) href=here.path(SettingsPlace::ConnectionStrings) look=Look::Primary />
            </EmptyState>
        </Page>
    }
}

#[component]
fn Full(opened: Opened) -> impl IntoView {
    let desk = opened.desk;
    let language = Language::of_page();
    let (looking_back, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let (name, description) = opened.kind.with_value(|kind| (kind.name.clone(), kind.description.clone()));
    let words = move |text: LocalizedText| move || text.get(language.get()).to_owned();
    let heading = {
        let name = name.clone();
        move || opened.stored.with(|stored| title(stored, name.get(language.get())))
    };
    let badges =
        move || move || desk.findings.with(|all| verdict(&all.iter().map(|finding| finding.level).collect::<Vec<_>>()));
    view! {
        <Page title=heading crumbs=inner_crumbs(desk.current, desk.here) badges=badges
            actions=move || view! { <Actions opened looking_back deleting /> }>
            <div class="entry">
                <div class="stack">
                    <Card title=words(name) note=words(description)>
                        <TargetField desk />
                        <Grid desk />
                    </Card>
                </div>
                <div class="entry-side stack">
                    <TextCard desk><Reveal opened /></TextCard>
                    <AboutTheWhole desk />
                </div>
            </div>
            <SaveBar opened />
            <HistoryDialog opened open=looking_back />
            <DeleteDialog opened open=deleting />
        </Page>
    }
}

#[component]
fn Actions(opened: Opened, looking_back: RwSignal<bool>, deleting: RwSignal<bool>) -> impl IntoView {
    let writes = move || opened.desk.current.may(Permission::SettingsWrite);
    view! {
        <Button label=t(txt::ENTRY_HISTORY) icon=icondata::LuHistory on_press=Callback::new(move |()| looking_back.set(true)) testid="open-history" />
        {move || writes().then(|| view! {
            <Menu label=t(txt::VARIABLES_MORE) text=t(txt::VARIABLES_MORE) icon=icondata::LuEllipsis testid="entry-more">
                <MenuItem label=t(txt::ENTRY_DELETE) icon=icondata::LuTrash2
                    on_press=Callback::new(move |()| deleting.set(true)) testid="delete-entry" />
            </Menu>
        })}
    }
}

/// Saves or discards what was edited; there while something was.
#[component]
fn SaveBar(opened: Opened) -> impl IntoView {
    let api = Api::of_page();
    let toasts = Toasts::of_page();
    let desk = opened.desk;
    let saving = Saving::new();
    let note = RwSignal::new(String::new());
    let edited = Memo::new(move |_| opened.dirty());
    let there = Memo::new(move |_| edited.get() || opened.meanwhile.with(Option::is_some));
    let save = Callback::new(move |()| {
        if !desk.judge() {
            return show_target();
        }
        let request = note.with_untracked(|note| desk.draft.with_untracked(|draft| draft.request(note)));
        let (tenant, environment, id) = (desk.current.slug(), desk.here.slug(), opened.id());
        let version = opened.version();
        let work =
            async move { api.change_connection_entry(&tenant, &environment, &id, &request, version.as_ref()).await };
        saving.send(desk, work, move |entry| {
            opened.settle(entry);
            note.set(String::new());
            toasts.say(txt::ENTRY_SAVED.get(desk.language.now()));
        });
    });
    let discard = Callback::new(move |()| {
        desk.draft.update(Draft::revert);
        opened.meanwhile.set(None);
        saving.failure.set(None);
    });
    let catch_up = Callback::new(move |()| Box::pin(opened.catch_up()) as Pin<Box<dyn Future<Output = Answer<()>>>>);
    let dirty = Signal::derive(move || edited.get() && !saving.busy.get());
    let conflict = Memo::new(move |_| saving.failure.with(|failure| failure.as_ref().is_some_and(is_conflict)));
    let stuck = Signal::derive(move || !desk.readable() || conflict.get());
    let id = fresh_id("note");
    view! {
        <LeaveGuard dirty=dirty />
        <Show when=move || there.get()>
            <div class="save-bar" role="region" aria-label=t(txt::COMMON_SAVE) data-testid="save-bar">
                {move || if conflict.get() {
                    view! { <ConflictNote failure=saving.failure show=catch_up /> }.into_any()
                } else {
                    saving.problem().into_any()
                }}
                {move || opened.meanwhile.get().map(|told| view! { <Theirs opened told /> })}
                <div class="staged">
                    <span class="staged-words" role="status"><Icon icon=icondata::LuPencil />{t(txt::ENTRY_UNSAVED)}</span>
                    <div class="entry-saving">
                        <label class="visually-hidden" for=id.clone()>{t(txt::ENTRY_NOTE)}</label>
                        <input id=id.clone() name="note" class="input" maxlength="500" autocomplete="off" placeholder=t(txt::ENTRY_NOTE)
                            prop:value=move || note.get() on:input=move |event| note.set(event_target_value(&event)) />
                        <Button label=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING) busy=saving.busy disabled=stuck
                            look=Look::Primary on_press=save testid="save-entry" />
                        <Button label=t(txt::ENTRY_DISCARD) on_press=discard testid="discard-entry" />
                    </div>
                </div>
            </div>
        </Show>
    }
}
