//! What a file was before, and the way back.

use leptos::{prelude::*, task::spawn_local};
use shared::{api::config_file::ConfigFileVersion, permission::Permission};

use super::{file::CurrentFile, files::size_words};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        relative_time::RelativeTime,
        states::{ListEnd, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Text, t, tf, txt},
    remote::Remote,
};

fn origin_text(origin: &str) -> Text {
    match origin {
        "patched" => txt::CONFIG_FILE_ORIGIN_PATCHED,
        "restored" => txt::CONFIG_FILE_ORIGIN_RESTORED,
        _ => txt::CONFIG_FILE_ORIGIN_UPLOADED,
    }
}

/// The versions, newest first.
#[component]
pub(super) fn Versions(known: CurrentFile) -> impl IntoView {
    let api = Api::of_page();
    let remote = Remote::new(move || {
        let (tenant, environment, id) = known.place();
        async move { api.config_file_versions(&tenant, &environment, &id).await }
    });
    let failure = RwSignal::new(None::<Failure>);
    view! {
        <Card title=t(txt::CONFIG_FILE_VERSIONS) note=t(txt::CONFIG_FILE_VERSIONS_NOTE) flush=true testid="versions">
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            {loaded(remote, 2, move |shown| view! {
                <ul class="rows">
                    <For each=move || shown.get().items key=|version| version.version let:version>
                        <VersionRow known version failure />
                    </For>
                </ul>
                <ListEnd count=Signal::derive(move || shown.with(crate::state::pages::Whole::count)) />
            }.into_any())}
        </Card>
    }
}

#[component]
fn VersionRow(known: CurrentFile, version: ConfigFileVersion, failure: RwSignal<Option<Failure>>) -> impl IntoView {
    let api = Api::of_page();
    let number = version.version;
    let newest = known.file.with_untracked(|file| file.summary.version) == number;
    let busy = RwSignal::new(false);
    let restore = Callback::new(move |()| {
        let (tenant, environment, id) = known.place();
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.restore_config_file(&tenant, &environment, &id, number).await;
            _ = busy.try_set(false);
            match answer {
                Ok(_) => known.reload(),
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    view! {
        <li class="row" data-version=number.to_string()>
            <div class="row-main">
                <strong class="tabular">{tf(txt::CONFIG_FILE_VERSION, vec![("n", number.to_string())])}</strong>
                <span>{t(origin_text(&version.origin))}</span>
                <span class="muted"><RelativeTime at=version.at /> " " {tf(txt::CONFIG_FILES_BY, vec![("name", version.by)])}</span>
                <span class="muted">{size_words(version.size)}</span>
                <code title=version.sha256.clone()>{version.sha256.get(..12).unwrap_or_default().to_owned()}</code>
            </div>
            <div class="row-actions">
                {if newest {
                    view! { <Badge label=t(txt::CONFIG_FILE_CURRENT) tone=Tone::Good /> }.into_any()
                } else {
                    (move || known.current.may(Permission::SettingsWrite).then(|| view! {
                        <Button label=t(txt::CONFIG_FILE_RESTORE) busy_label=t(txt::COMMON_SAVING) busy=busy icon=icondata::LuUndo2
                            look=Look::Quiet on_press=restore testid="restore-version" />
                    })).into_any()
                }}
            </div>
        </li>
    }
}
