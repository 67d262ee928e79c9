//! One playbook: what it is, whose, its files, and what can be done with it.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::api::playbook::{PlaybookFiles, PlaybookSummary};

use super::{list::Uploaded, origin, version};
use crate::{
    api::Api,
    components::{
        button::{Button, LinkButton, Look},
        card::Card,
        confirm::{Confirm, act},
        drop_zone::save_file,
        ends::{Ends, KnownDeadlines},
        key_values::{KeyValue, KeyValues},
        page::Page,
        prose::Prose,
        states::{EmptyState, loaded},
    },
    i18n::{Language, t, tf, txt},
    places::{Place, encode},
    remote::{Load, Remote},
};

/// What the page shows; nothing: there is no such playbook.
type Shown = Option<(PlaybookSummary, PlaybookFiles)>;

/// The page of the playbook `id`.
#[component]
pub(crate) fn PlaybookPage(id: String) -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let deadlines = KnownDeadlines::of_page();
    let remote: Remote<Shown> = Remote::new(move || {
        let id = id.clone();
        async move {
            deadlines.ready(api).await;
            let listed = api.playbooks().await?.items.into_iter().find(|one| one.id == id);
            let Some(listed) = listed else { return Ok(None) };
            Ok(Some((listed, api.playbook_files(&id).await?)))
        }
    });
    let name = move || {
        let found = remote.value().flatten().map(|(one, _)| one.name.get(language.get()).to_owned());
        found.unwrap_or_else(|| txt::NAV_PLAYBOOKS.get(language.get()).to_owned())
    };
    let crumbs = vec![(t(txt::NAV_PLAYBOOKS).into(), Place::Playbooks.path())];
    let found = Memo::new(move |_| match remote.get() {
        Load::Ready(shown) => shown.map(|(one, _)| one),
        _ => None,
    });
    view! {
        <Page title=name crumbs=crumbs
            badges=move || view! { {move || found.get().map(|one| origin(one.built_in))} }
            actions=move || view! { {move || found.get().map(|one| view! { <Actions one /> })} }>
            {loaded(remote, 8, move |shown| match shown.get_untracked() {
                Some((one, files)) => view! { <About one /> <Files files /> }.into_any(),
                None => view! {
                    <EmptyState icon=icondata::LuBookOpenCheck title=t(txt::PLAYBOOKS_MISSING) text=t(txt::PLAYBOOKS_MISSING_TEXT)>
                        <LinkButton label=t(txt::PLAYBOOKS_BACK) href=Place::Playbooks.path() look=Look::Primary />
                    </EmptyState>
                }
                .into_any(),
            })}
        </Page>
    }
}

/// Where a newer version, or another playbook, is begun with the files of this one.
fn from_path(id: &str) -> String {
    format!("{}?from={}", Place::UploadPlaybook.path(), encode(id))
}

#[component]
fn Actions(one: PlaybookSummary) -> impl IntoView {
    let api = Api::of_page();
    let asking = RwSignal::new(false);
    let navigate = use_navigate();
    let PlaybookSummary { id, built_in, .. } = one;
    let own = !built_in;
    let from = from_path(&id);
    let id = StoredValue::new(id);
    let label = if own { txt::PLAYBOOKS_NEWER } else { txt::PLAYBOOKS_FROM };
    let remove = act(move || {
        let navigate = navigate.clone();
        async move {
            api.delete_playbook(&id.get_value()).await?;
            navigate(&Place::Playbooks.path(), NavigateOptions::default());
            Ok(())
        }
    });
    view! {
        <LinkButton label=t(label) icon=icondata::LuFileUp href=from testid="from-playbook" />
        {own.then(|| view! {
            <Button label=t(txt::TYPES_DELETE) icon=icondata::LuTrash2 look=Look::Danger
                on_press=Callback::new(move |()| asking.set(true)) testid="delete-playbook" />
            <Confirm open=asking title=t(txt::PLAYBOOKS_DELETE) text=t(txt::PLAYBOOKS_DELETE_TEXT) action=t(txt::PLAYBOOKS_DELETE)
                busy_label=t(txt::COMMON_DELETING) act=remove />
        })}
    }
}

#[component]
fn About(one: PlaybookSummary) -> impl IntoView {
    let language = Language::of_page();
    let kept = one.keeping.clone().unwrap_or_default();
    let (own, migrations) = (!one.built_in, kept.migrations);
    let summary = one.summary;
    view! {
        <Card title=t(txt::PLAYBOOKS_ABOUT)>
            <div class="stack">
                <Prose text=move || summary.get(language.get()).to_owned() />
                <Ends of=one.deadlines />
                <KeyValues>
                    <KeyValue name=t(txt::PLAYBOOKS_ID)><code>{one.id}</code></KeyValue>
                    <KeyValue name=t(txt::PLAYBOOKS_PRODUCT)>{one.product}</KeyValue>
                    <KeyValue name=t(txt::PLAYBOOKS_VERSION)>{version(one.version)}</KeyValue>
                    <KeyValue name=t(txt::PLAYBOOKS_STEPS)><span class="tabular">{one.steps}</span></KeyValue>
                    {own.then(|| view! {
                        <KeyValue name=t(txt::PLAYBOOKS_UPLOADED)><Uploaded kept /></KeyValue>
                    })}
                    <KeyValue name=t(txt::PLAYBOOKS_MIGRATIONS)><span class="tabular" data-testid="uses">{migrations}</span></KeyValue>
                </KeyValues>
            </div>
        </Card>
    }
}

#[component]
fn Files(files: PlaybookFiles) -> impl IntoView {
    let all = [("playbook.toml", files.playbook), ("en.toml", files.en), ("nl.toml", files.nl)];
    view! {
        <Card title=t(txt::PLAYBOOKS_FILES) note=t(txt::PLAYBOOKS_FILES_NOTE) flush=true testid="playbook-files">
            <ul>
                {all.into_iter().map(|(name, text)| {
                    let lines = text.lines().count().to_string();
                    let save = Callback::new(move |()| save_file(name, text.as_bytes()));
                    view! {
                        <li class="row">
                            <span class="row-main"><code>{name}</code><span class="muted">{tf(txt::PLAYBOOKS_LINES, vec![("n", lines)])}</span></span>
                            <Button label=tf(txt::PLAYBOOKS_SAVE, vec![("name", name.to_owned())]) icon=icondata::LuDownload on_press=save testid=format!("save-{name}") />
                        </li>
                    }
                }).collect_view()}
            </ul>
        </Card>
    }
}
