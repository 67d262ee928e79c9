//! The files that come of a migration.

use leptos::{prelude::*, task::spawn_local};
use shared::api::{
    import::{RenderFormat, RenderQuery},
    migration::MigrationExport,
};

use super::desk::Desk;
use crate::{
    components::{button::Button, card::Card, drop_zone::save_file, states::ProblemNote},
    failure::Failure,
    i18n::{Language, t, txt},
};

/// The files; nothing where there are none.
#[component]
pub(super) fn Files(desk: Desk) -> impl IntoView {
    let exports = Memo::new(move |_| desk.migration.with(|migration| migration.exports.clone()));
    move || {
        let exports = exports.get();
        (!exports.is_empty()).then(|| {
            view! {
                <Card title=t(txt::MIGRATION_FILES) note=t(txt::MIGRATION_FILES_NOTE) flush=true testid="files">
                    <ul>{exports.into_iter().map(|export| view! { <FileRow desk export /> }).collect_view()}</ul>
                </Card>
            }
        })
    }
}

fn format_of(name: &str) -> RenderFormat {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).unwrap_or_default()
}

#[component]
fn FileRow(desk: Desk, export: MigrationExport) -> impl IntoView {
    let language = Language::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let (name, help) = (export.name.clone(), export.help.clone());
    let export = StoredValue::new(export.export);
    let save = Callback::new(move |()| {
        let (id, format) = export.with_value(|export| (export.id.clone(), export.format.clone()));
        let playbook = desk.migration.with_untracked(|migration| migration.summary.playbook.clone());
        let query = RenderQuery { format: format_of(&format), playbook: Some(playbook), ..RenderQuery::default() };
        let at = desk.at();
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match desk.api.rendered_settings(&at.tenant, &at.environment, &query).await {
                Ok(bytes) => save_file(&format!("{}-{id}.{format}", at.tenant), &bytes),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    });
    view! {
        <li class="row">
            <div class="file-words">
                <p>{move || name.get(language.get()).to_owned()}</p>
                <p class="muted">{move || help.get(language.get()).to_owned()}</p>
                {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            </div>
            <Button label=t(txt::MIGRATION_FILE_SAVE) busy=busy icon=icondata::LuDownload on_press=save testid="save-file" />
        </li>
    }
}
