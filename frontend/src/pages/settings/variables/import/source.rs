//! Where the text that is imported comes from: pasted, dropped, chosen.

use leptos::prelude::*;
use shared::{api::import::MOST_CONTENT, problem::ProblemCode, settings_file::Format};

use super::{Import, format_name};
use crate::{
    components::{
        button::{Button, Look},
        drop_zone::DropZone,
        field::fresh_id,
        file_text::{FileText, Limit, TextOfFile},
        icon::Icon,
        states::ProblemNote,
    },
    i18n::{t, txt},
};

/// What people choose from in the browser's own dialog.
const ENDINGS: &str = ".env,.json,.config,.xml,.sql,.csv,.txt,text/*,application/json";

const FORMATS: [Format; 7] = [
    Format::Auto,
    Format::Env,
    Format::Json,
    Format::DotnetConfig,
    Format::ConnectionStrings,
    Format::List,
    Format::Sql,
];

/// Where the text is given.
#[component]
pub(super) fn Source(import: Import) -> impl IntoView {
    let limit = Limit {
        bytes: u32::try_from(MOST_CONTENT).unwrap_or(u32::MAX),
        too_large: txt::SETTINGS_IMPORT_TOO_LARGE,
        no_text: txt::SETTINGS_IMPORT_NO_TEXT,
    };
    let text = TextOfFile::new(import.content, limit);
    let unreadable = Memo::new(move |_| {
        import.failure.with(|failure| failure.as_ref().is_some_and(|why| why.is(ProblemCode::SettingsFileUnreadable)))
    });
    // The cursor stands where the text stops making sense.
    Effect::new(move || {
        let index = import.failure.with(|failure| failure.as_ref()?.problem()?.index);
        if let Some(index) = index {
            text.point_to(index);
        }
    });
    // What was said about a text does not hold for another.
    Effect::new(move |before: Option<()>| {
        import.content.track();
        if before.is_some() {
            import.failure.set(None);
        }
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        import.look();
    };
    let empty = Signal::derive(move || import.content.with(|text| text.trim().is_empty()));
    view! {
        <form class="form" novalidate on:submit=submit data-testid="import-source">
            <ContentField import text invalid=unreadable />
            {move || import.failure.get().map(|failure| view! { <ProblemNote failure /> })}
            <div class="form-fields is-columns">
                <FormatField import />
                <OverwriteField import />
            </div>
            <div class="form-actions">
                <Button label=t(txt::SETTINGS_IMPORT_LOOK) busy_label=t(txt::SETTINGS_IMPORT_LOOKING) busy=import.busy disabled=empty
                    look=Look::Primary submit=true testid="import-look" />
                <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| import.board.doors.importing.set(false)) />
            </div>
        </form>
    }
}

#[component]
fn FormatField(import: Import) -> impl IntoView {
    let id = fresh_id("format");
    let choose = move |event| {
        let index: usize = event_target_value(&event).parse().unwrap_or_default();
        import.format.set(FORMATS.get(index).copied().unwrap_or_default());
    };
    view! {
        <div class="field">
            <label for=id.clone()>{t(txt::SETTINGS_IMPORT_FORMAT)}</label>
            <div class="select">
                <select id=id name="format" class="input" on:change=choose>
                    {FORMATS.into_iter().enumerate().map(|(index, format)| view! {
                        <option value=index.to_string() selected=move || import.format.get() == format>{t(format_name(format))}</option>
                    }).collect_view()}
                </select>
                <Icon icon=icondata::LuChevronDown />
            </div>
        </div>
    }
}

#[component]
fn OverwriteField(import: Import) -> impl IntoView {
    let id = fresh_id("overwrite");
    view! {
        <div class="field is-check is-low">
            <label for=id.clone()>{t(txt::SETTINGS_IMPORT_OVERWRITE)}</label>
            <input id=id name="overwrite" type="checkbox" class="checkbox" prop:checked=move || import.overwrite.get()
                on:change=move |event| import.overwrite.set(event_target_checked(&event)) />
        </div>
    }
}

/// The text itself, and the ways for a file to become it.
#[component]
fn ContentField(import: Import, text: TextOfFile, invalid: Memo<bool>) -> impl IntoView {
    let dropped = Callback::new(move |files: Vec<web_sys::File>| {
        if let Some(file) = files.into_iter().next() {
            text.take(file, move || import.look());
        }
    });
    view! {
        <DropZone label=t(txt::SETTINGS_IMPORT_DROP) on_files=dropped testid="import-drop">
            <FileText of=text label=t(txt::SETTINGS_IMPORT_CONTENT) hint=t(txt::SETTINGS_IMPORT_HINT) name="content" invalid=invalid
                choose=t(txt::SETTINGS_IMPORT_CHOOSE) accept=ENDINGS arrived=Callback::new(move |()| import.look()) testid="import-file" />
        </DropZone>
    }
}
