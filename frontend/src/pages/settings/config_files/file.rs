//! One configuration file: findings first, then what it is and what is in it, its versions, and the patched copy.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use shared::{api::config_file::ConfigFileDetail, permission::Permission, problem::ProblemCode};

use super::{
    super::frame::CurrentEnvironment,
    contents::{About, Encrypted, Entries},
    crumbs,
    findings::FileFindings,
    patched::PatchedDialog,
    upload::newer_copy,
    versions::Versions,
};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, LinkButton, Look},
        confirm::{Confirm, act},
        drop_zone::{FileButton, save_file},
        page::Page,
        states::{EmptyState, ProblemNote, loaded},
        toast::Toasts,
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    places::SettingsPlace,
    remote::{Load, Remote},
    state::version::Seen,
};

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct CurrentFile {
    /// The file; follows changes.
    pub file: RwSignal<Seen<ConfigFileDetail>>,
    remote: Remote<Seen<ConfigFileDetail>>,
    /// The tenant of the page.
    pub current: CurrentTenant,
    /// The environment of the page.
    pub here: CurrentEnvironment,
}

impl CurrentFile {
    /// Tenant, environment and id, as calls want them.
    pub(super) fn place(self) -> (String, String, String) {
        let id = self.file.with_untracked(|file| file.summary.id.to_string());
        (self.current.slug(), self.here.slug(), id)
    }

    /// Its name, right now.
    pub(super) fn name(self) -> String {
        self.file.with_untracked(|file| file.summary.name.clone())
    }

    /// Reads it again.
    pub(super) fn reload(self) {
        self.remote.reload();
    }
}

/// One configuration file.
#[component]
pub(crate) fn ConfigFilePage(id: String) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let remote = Remote::new(move || {
        let (tenant, environment, id) = (current.slug(), here.slug(), id.clone());
        async move { api.config_file(&tenant, &environment, &id).await }
    });
    let missing =
        Memo::new(move |_| matches!(remote.get(), Load::Failed(failure) if failure.is(ProblemCode::NotFound)));
    move || {
        if missing.get() {
            return view! { <NoSuchFile /> }.into_any();
        }
        loaded(remote, 8, move |file| view! { <Full known=CurrentFile { file, remote, current, here } /> }.into_any())
            .into_any()
    }
}

#[component]
fn NoSuchFile() -> impl IntoView {
    let here = CurrentEnvironment::of_page();
    let current = CurrentTenant::of_page();
    view! {
        <Page title=t(txt::CONFIG_FILE_MISSING_TITLE) crumbs=crumbs(current)>
            <EmptyState icon=icondata::LuFileCode2 title=t(txt::CONFIG_FILE_MISSING_TITLE) text=t(txt::CONFIG_FILE_MISSING_TEXT)>
                <LinkButton label=t(txt::CONFIG_FILE_MISSING_BACK) href=here.path(SettingsPlace::ConfigFiles) look=Look::Primary />
            </EmptyState>
        </Page>
    }
}

#[component]
fn Full(known: CurrentFile) -> impl IntoView {
    let mut trail = crumbs(known.current);
    trail.push((t(txt::NAV_CONFIG_FILES).into(), known.here.path(SettingsPlace::ConfigFiles)));
    let patching = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let name = move || known.file.with(|file| file.summary.name.clone());
    let badges = move || {
        let version = move || known.file.with(|file| file.summary.version.to_string());
        let language = Language::of_page();
        let label = move || txt::CONFIG_FILE_VERSION.fill(language.get(), &[("n", &version())]);
        let environment = known.here.name();
        view! {
            <Badge label=move || environment.clone() tone=Tone::Neutral icon=icondata::LuLayers />
            <Badge label=label tone=Tone::Accent icon=icondata::LuHistory />
        }
    };
    view! {
        <Page title=name crumbs=trail badges=badges actions=move || view! { <Actions known patching failure /> }>
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            {move || {
                let detail = known.file.get().value;
                view! { <Parts known detail /> }
            }}
            <PatchedDialog known open=patching />
        </Page>
    }
}

#[component]
fn Parts(known: CurrentFile, detail: ConfigFileDetail) -> impl IntoView {
    let (strings, settings) = (detail.connection_strings.clone(), detail.app_settings.clone());
    view! {
        <div class="stack">
            <FileFindings findings=detail.findings.clone() recognised=!detail.kinds.is_empty() />
            <Encrypted sections=detail.encrypted_sections.clone() />
            <Entries title=t(txt::NAV_CONNECTION_STRINGS) none=txt::CONFIG_FILE_NO_STRINGS entries=strings testid="strings" />
            <Entries title=t(txt::CONFIG_FILE_SETTINGS) none=txt::CONFIG_FILE_NO_SETTINGS entries=settings testid="settings" />
            <About detail />
            <Versions known />
        </div>
    }
}

#[component]
fn Actions(known: CurrentFile, patching: RwSignal<bool>, failure: RwSignal<Option<Failure>>) -> impl IntoView {
    let api = Api::of_page();
    let toasts = Toasts::of_page();
    let language = Language::of_page();
    let deleting = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let take = Callback::new(move |files: Vec<web_sys::File>| {
        let Some(file) = files.into_iter().next() else { return };
        let (tenant, environment, id) = known.place();
        let version = known.file.with_untracked(|file| file.version.clone());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = newer_copy(api, (&tenant, &environment, &id), &file, version.as_ref()).await;
            _ = busy.try_set(false);
            match answer {
                Ok(seen) => {
                    known.remote.put(seen);
                    toasts.say(txt::CONFIG_FILE_REPLACED.get(language.now()));
                }
                Err(Some(why)) => drop(failure.try_set(Some(why))),
                Err(None) => toasts.say(txt::CONFIG_FILES_UNREADABLE.get(language.now())),
            }
        });
    });
    view! {
        {move || known.current.may(Permission::SettingsReveal).then(|| view! { <Original known failure /> })}
        {move || known.current.may(Permission::SettingsWrite).then(|| view! {
            <FileButton label=t(txt::CONFIG_FILE_NEWER) busy_label=t(txt::CONFIG_FILES_UPLOADING) busy=busy accept=".config,.xml" on_files=take testid="newer" />
            <Button label=t(txt::CONFIG_FILE_DELETE) icon=icondata::LuTrash2 look=Look::Quiet compact=true on_press=Callback::new(move |()| deleting.set(true)) testid="delete-file" />
            <Button label=t(txt::CONFIG_FILE_PATCHED) icon=icondata::LuFileDiff look=Look::Primary on_press=Callback::new(move |()| patching.set(true)) testid="patched" />
        })}
        <Deletion known deleting />
    }
}

/// The file as it was uploaded.
#[component]
fn Original(known: CurrentFile, failure: RwSignal<Option<Failure>>) -> impl IntoView {
    let api = Api::of_page();
    let busy = RwSignal::new(false);
    let press = Callback::new(move |()| {
        let (tenant, environment, id) = known.place();
        let name = known.name();
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.config_file_content(&tenant, &environment, &id, None).await;
            _ = busy.try_set(false);
            match answer {
                Ok(bytes) => save_file(&name, &bytes),
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    view! {
        <Button label=t(txt::CONFIG_FILE_DOWNLOAD) busy_label=t(txt::COMMON_LOADING) busy=busy icon=icondata::LuDownload
            look=Look::Quiet on_press=press testid="download" />
    }
}

#[component]
fn Deletion(known: CurrentFile, deleting: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let navigate = use_navigate();
    let back = known.here.path(SettingsPlace::ConfigFiles);
    let delete = act(move || {
        let (tenant, environment, id) = known.place();
        let version = known.file.with_untracked(|file| file.version.clone());
        let (navigate, back) = (navigate.clone(), back.clone());
        async move {
            api.delete_config_file(&tenant, &environment, &id, version.as_ref()).await?;
            navigate(&back, leptos_router::NavigateOptions::default());
            Ok(())
        }
    });
    let newer = act(move || async move {
        let (tenant, environment, id) = known.place();
        let seen = api.config_file(&tenant, &environment, &id).await?;
        known.remote.put(seen);
        Ok(())
    });
    view! {
        <Confirm open=deleting title=tf(txt::CONFIG_FILE_DELETE_TITLE, vec![("name", known.name())]) text=t(txt::CONFIG_FILE_DELETE_TEXT)
            action=t(txt::CONFIG_FILE_DELETE) busy_label=t(txt::CONFIG_FILE_DELETING) newer=newer act=delete />
    }
}
