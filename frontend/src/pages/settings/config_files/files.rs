//! The list: each file with what it is, how much is in it and what is wrong with it; more by a button or by dropping.

use leptos::prelude::*;
use shared::{
    api::config_file::{ConfigFileDetail, ConfigFileSummary},
    permission::Permission,
    resource::LintLevel,
};

use super::{
    super::frame::CurrentEnvironment,
    contents::encoding_words,
    upload::{Queue, Uploads},
};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone, level_look},
        button::Look,
        card::Card,
        drop_zone::{DropZone, FileButton},
        icon::Icon,
        relative_time::RelativeTime,
        states::{EmptyState, loaded},
    },
    i18n::{Language, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    places::SettingsPlace,
    remote::{Load, Remote},
};

/// The files of the environment.
#[component]
pub(super) fn Files() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let remote = Remote::new(move || {
        let (tenant, environment) = (current.slug(), here.slug());
        async move { api.config_files(&tenant, &environment).await }
    });
    let queue = Queue::new(remote);
    let locked = Signal::derive(move || !current.may(Permission::SettingsWrite));
    let take = Callback::new(move |files| queue.take(files));
    let button = move |look: Look, testid: &'static str| {
        move || {
            (!locked.get()).then(|| {
                view! {
                    <FileButton label=t(txt::CONFIG_FILES_UPLOAD) busy_label=t(txt::CONFIG_FILES_UPLOADING) busy=queue.busy()
                        accept=".config,.xml" several=true look=look on_files=take testid=testid />
                }
            })
        }
    };
    view! {
        <DropZone label=t(txt::CONFIG_FILES_DROP) on_files=take disabled=locked testid="config-drop">
            <div class="stack">
                <Uploads queue />
                {loaded(remote, 4, move |shown| {
                    let empty = Memo::new(move |_| shown.with(Vec::is_empty));
                    (move || if empty.get() {
                        view! {
                            <EmptyState icon=icondata::LuFileCode2 title=t(txt::CONFIG_FILES_EMPTY_TITLE) text=t(txt::CONFIG_FILES_EMPTY_TEXT)>
                                {button(Look::Primary, "upload")}
                            </EmptyState>
                        }.into_any()
                    } else {
                        view! { <List shown button=ViewFn::from(move || button(Look::Primary, "upload")) locked /> }.into_any()
                    }).into_any()
                })}
            </div>
        </DropZone>
    }
}

#[component]
fn List(shown: RwSignal<Vec<ConfigFileSummary>>, button: ViewFn, locked: Signal<bool>) -> impl IntoView {
    let note = move || {
        let text = if locked.get() { txt::CONFIG_FILES_NOTE_READ } else { txt::CONFIG_FILES_NOTE };
        t(text)()
    };
    view! {
        <Card title=t(txt::CONFIG_FILES_TAB_FILES) note=note actions=button flush=true testid="config-files">
            <ul class="rows">
                <For each=move || shown.get() key=|file| (file.id.clone(), file.version) let:file>
                    <FileRow file />
                </For>
            </ul>
        </Card>
    }
}

#[component]
fn FileRow(file: ConfigFileSummary) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let id = file.id.to_string();
    let path = here.path(SettingsPlace::ConfigFile(id.clone()));
    // A list says what is kept; what is in each file is read one by one.
    let detail = Remote::new(move || {
        let (tenant, environment, id) = (current.slug(), here.slug(), id.clone());
        async move { Ok(api.config_file(&tenant, &environment, &id).await?.value) }
    });
    view! {
        <li class="config-row" data-file=file.name.clone()>
            <span class="config-icon"><Icon icon=icondata::LuFileCode2 /></span>
            <div class="config-main">
                <a class="config-name" href=path>{file.name.clone()}</a>
                <p class="config-facts">
                    {move || match detail.get() {
                        Load::Ready(detail) => facts(&detail),
                        _ => view! { <span>{size_words(file.size)}</span> }.into_any(),
                    }}
                </p>
            </div>
            <div class="config-state">
                {move || match detail.get() {
                    Load::Loading => view! { <span class="muted">{t(txt::COMMON_LOADING)}</span> }.into_any(),
                    Load::Failed(_) => view! { <Badge label=t(txt::CONFIG_FILES_UNREAD) tone=Tone::Bad /> }.into_any(),
                    Load::Ready(detail) => counts(&detail),
                }}
            </div>
            <p class="config-when">
                <RelativeTime at=file.updated_at />
                <span>{tf(txt::CONFIG_FILES_BY, vec![("name", file.updated_by.clone())])}</span>
            </p>
        </li>
    }
}

/// How large, in a unit that fits.
pub(super) fn size_words(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} B"),
        _ => format!("{} kB", (bytes + 512) / 1024),
    }
}

fn facts(detail: &ConfigFileDetail) -> AnyView {
    let language = Language::of_page();
    // Of several kinds the last is the most particular one.
    let kind = detail.kinds.last().map(|kind| kind.name.clone());
    let counted = move |one, several, count: usize| {
        let text = if count == 1 { one } else { several };
        (count > 0).then(|| view! { <span>{tf(text, vec![("n", count.to_string())])}</span> })
    };
    let strings = counted(txt::CONFIG_FILES_STRINGS_ONE, txt::CONFIG_FILES_STRINGS, detail.connection_strings.len());
    let settings = counted(txt::CONFIG_FILES_SETTINGS_ONE, txt::CONFIG_FILES_SETTINGS, detail.app_settings.len());
    let encrypted = detail.encrypted_sections.len();
    view! {
        {kind.map(|kind| view! { <span class="config-kind">{move || kind.get(language.get()).to_owned()}</span> })}
        <span>{encoding_words(detail)}</span>
        {strings}
        {settings}
        {counted(txt::CONFIG_FILES_ENCRYPTED_ONE, txt::CONFIG_FILES_ENCRYPTED, encrypted)}
        <span>{size_words(detail.summary.size)}</span>
    }
    .into_any()
}

/// How many findings of each level; a good word where there is none.
fn counts(detail: &ConfigFileDetail) -> AnyView {
    let badges: Vec<_> = [LintLevel::Error, LintLevel::Warning, LintLevel::Note]
        .into_iter()
        .filter_map(|level| {
            let count = detail.findings.iter().filter(|finding| finding.level == level).count();
            let (_, tone, icon) = level_look(level);
            let text = match (level, count) {
                (_, 0) => return None,
                (LintLevel::Error, 1) => txt::CONFIG_FILES_ERROR_ONE,
                (LintLevel::Error, _) => txt::CONFIG_FILES_ERRORS,
                (LintLevel::Warning, 1) => txt::CONFIG_FILES_WARNING_ONE,
                (LintLevel::Warning, _) => txt::CONFIG_FILES_WARNINGS,
                (LintLevel::Note, 1) => txt::CONFIG_FILES_HINT_ONE,
                (LintLevel::Note, _) => txt::CONFIG_FILES_HINTS,
            };
            let label = tf(text, vec![("n", count.to_string())]);
            Some(view! { <Badge label=label tone=tone icon=icon /> })
        })
        .collect();
    let fine = badges.is_empty();
    view! {
        {badges}
        {fine.then(|| view! { <Badge label=t(txt::CONFIG_FILES_FINE) tone=Tone::Good /> })}
    }
    .into_any()
}
