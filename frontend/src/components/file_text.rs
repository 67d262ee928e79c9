//! A text that is pasted, or taken from a file that is chosen: the field, and how a file becomes its text.

use leptos::{html, prelude::*, task::spawn_local, text_prop::TextProp};
use shared::config_file::text_of;

use super::{
    button::Look,
    drop_zone::{FileButton, bytes_of},
    field::fresh_id,
    icon::Icon,
};
use crate::{
    i18n::{Text, t},
    state::text_place::place,
};

/// A field's text, and what was wrong with a file on its way to it.
#[derive(Clone, Copy)]
pub(crate) struct TextOfFile {
    /// The text.
    pub content: RwSignal<String>,
    /// Why a file did not become it.
    pub fault: RwSignal<Option<Text>>,
    /// The field.
    pub field: NodeRef<html::Textarea>,
    limit: Limit,
}

/// What is taken, and the words where something is not.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    /// The most bytes.
    pub bytes: u32,
    /// Larger than that.
    pub too_large: Text,
    /// Not text, or unreadable.
    pub no_text: Text,
}

impl TextOfFile {
    /// An empty one.
    pub(crate) fn new(content: RwSignal<String>, limit: Limit) -> Self {
        Self { content, fault: RwSignal::new(None), field: NodeRef::new(), limit }
    }

    /// Takes the text of a file; then runs `arrived`, unless the page is gone.
    pub(crate) fn take(self, file: web_sys::File, arrived: impl FnOnce() + 'static) {
        if file.size() > f64::from(self.limit.bytes) {
            self.fault.set(Some(self.limit.too_large));
            return;
        }
        self.fault.set(None);
        spawn_local(async move {
            let Some(text) = bytes_of(&file).await.and_then(|bytes| text_of(&bytes)) else {
                _ = self.fault.try_set(Some(self.limit.no_text));
                return;
            };
            // Nothing comes back: the field is still there.
            if self.content.try_set(text).is_none() {
                arrived();
            }
        });
    }

    /// Marks what is wrong from `index` on, in UTF-16 units, up to the end of its line, and shows it.
    pub(crate) fn point_to(self, index: usize) {
        let Some(field) = self.field.get_untracked() else { return };
        let (start, end, line, lines) = place(&self.content.get_untracked(), index);
        drop(field.focus());
        drop(field.set_selection_range(start, end));
        let height = f64::from(field.scroll_height()) / f64::from(lines.max(1));
        let top = (f64::from(line) - 2.0).max(0.0) * height;
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a field")]
        field.set_scroll_top(top as i32);
    }
}

/// The field with its label and the button that chooses a file.
#[component]
pub(crate) fn FileText(
    of: TextOfFile,
    #[prop(into)] label: TextProp,
    #[prop(optional, into)] hint: Option<TextProp>,
    name: &'static str,
    #[prop(default = 9)] rows: u32,
    /// Says that the text as a whole is wrong.
    #[prop(into)]
    invalid: Signal<bool>,
    #[prop(into)] choose: TextProp,
    /// Endings that the browser offers first.
    accept: &'static str,
    /// Runs once the text of a file is here.
    #[prop(optional, into)]
    arrived: Option<Callback<()>>,
    #[prop(into)] testid: String,
) -> impl IntoView {
    let id = fresh_id(name);
    let taken = Callback::new(move |files: Vec<web_sys::File>| {
        if let Some(file) = files.into_iter().next() {
            of.take(file, move || {
                if let Some(arrived) = arrived {
                    arrived.run(());
                }
            });
        }
    });
    let typed = move |event| {
        of.fault.set(None);
        of.content.set(event_target_value(&event));
    };
    view! {
        <div class="field">
            <div class="field-head">
                <label for=id.clone()>{move || label.get()}</label>
                <FileButton label=choose accept=accept look=Look::Quiet on_files=taken testid=testid />
            </div>
            <textarea node_ref=of.field id=id.clone() name=name class="input is-mono" rows=rows.to_string() wrap="off" spellcheck="false"
                autocomplete="off" autocapitalize="off" aria-describedby=format!("{id}-hint {id}-error")
                aria-invalid=move || invalid.get().then_some("true")
                prop:value=move || of.content.get() on:input=typed></textarea>
            <p class="field-hint" id=format!("{id}-hint")>{hint.map(|hint| move || hint.get())}</p>
            <p class="field-error" id=format!("{id}-error")>
                {move || of.fault.get().map(|fault| view! { <Icon icon=icondata::LuCircleAlert /> {t(fault)} })}
            </p>
        </div>
    }
}
