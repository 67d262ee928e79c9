//! Where the text that is imported comes from: pasted, dropped, chosen.

use leptos::{html, prelude::*, task::spawn_local};
use shared::{api::import::MOST_CONTENT, config_file::text_of, problem::ProblemCode, settings_file::Format};

use super::{Import, format_name};
use crate::{
    components::{
        button::{Button, Look},
        drop_zone::{DropZone, FileButton, bytes_of},
        field::fresh_id,
        icon::Icon,
        states::ProblemNote,
    },
    i18n::{Text, t, txt},
    state::text_place::place,
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
    let field = NodeRef::<html::Textarea>::new();
    let unreadable = Memo::new(move |_| {
        import.failure.with(|failure| failure.as_ref().is_some_and(|why| why.is(ProblemCode::SettingsFileUnreadable)))
    });
    // The cursor stands where the text stops making sense.
    Effect::new(move || {
        let index = import.failure.with(|failure| failure.as_ref()?.problem()?.index);
        if let (Some(index), Some(field)) = (index, field.get_untracked()) {
            point_to(&field, &import.content.get_untracked(), index);
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
            <ContentField import field invalid=unreadable />
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
fn ContentField(import: Import, field: NodeRef<html::Textarea>, invalid: Memo<bool>) -> impl IntoView {
    let id = fresh_id("content");
    let fault = RwSignal::new(None::<Text>);
    let take = Callback::new(move |files: Vec<web_sys::File>| {
        let Some(file) = files.into_iter().next() else { return };
        #[expect(clippy::cast_precision_loss, reason = "a size far from 2^52")]
        if file.size() > MOST_CONTENT as f64 {
            fault.set(Some(txt::SETTINGS_IMPORT_TOO_LARGE));
            return;
        }
        fault.set(None);
        spawn_local(async move {
            let Some(text) = bytes_of(&file).await.and_then(|bytes| text_of(&bytes)) else {
                _ = fault.try_set(Some(txt::SETTINGS_IMPORT_NO_TEXT));
                return;
            };
            // Nothing comes back: the dialog is still open.
            if import.content.try_set(text).is_none() {
                import.look();
            }
        });
    });
    let typed = move |event| {
        fault.set(None);
        import.content.set(event_target_value(&event));
    };
    view! {
        <DropZone label=t(txt::SETTINGS_IMPORT_DROP) on_files=take testid="import-drop">
            <div class="field">
                <div class="field-head">
                    <label for=id.clone()>{t(txt::SETTINGS_IMPORT_CONTENT)}</label>
                    <FileButton label=t(txt::SETTINGS_IMPORT_CHOOSE) accept=ENDINGS look=Look::Quiet on_files=take testid="import-file" />
                </div>
                <textarea node_ref=field id=id.clone() name="content" class="input is-mono" rows="9" wrap="off" spellcheck="false"
                    autocomplete="off" autocapitalize="off" aria-describedby=format!("{id}-hint {id}-error")
                    aria-invalid=move || invalid.get().then_some("true")
                    prop:value=move || import.content.get() on:input=typed></textarea>
                <p class="field-hint" id=format!("{id}-hint")>{t(txt::SETTINGS_IMPORT_HINT)}</p>
                <p class="field-error" id=format!("{id}-error")>
                    {move || fault.get().map(|fault| view! { <Icon icon=icondata::LuCircleAlert /> {t(fault)} })}
                </p>
            </div>
        </DropZone>
    }
}

/// Marks the line of a text field that begins to be wrong at `index`, in UTF-16 units of `text`, and shows it.
fn point_to(field: &web_sys::HtmlTextAreaElement, text: &str, index: usize) {
    let (start, end, line, lines) = place(text, index);
    drop(field.focus());
    drop(field.set_selection_range(start, end));
    let height = f64::from(field.scroll_height()) / f64::from(lines.max(1));
    let top = (f64::from(line) - 2.0).max(0.0) * height;
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a field")]
    field.set_scroll_top(top as i32);
}
