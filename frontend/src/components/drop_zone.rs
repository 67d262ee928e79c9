//! A place to drop files on; a button beside it chooses them. And the way back: a file handed to the browser to be saved.

use std::time::Duration;

use leptos::{html, prelude::*, text_prop::TextProp};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::{
    button::{Button, Look},
    icon::Icon,
};

/// The button that opens the browser's choice of files.
#[component]
pub(crate) fn FileButton(
    #[prop(into)] label: TextProp,
    /// Endings that the browser offers first: `.config,.xml`.
    accept: &'static str,
    #[prop(optional)] several: bool,
    #[prop(optional)] look: Look,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] busy_label: Option<TextProp>,
    on_files: Callback<Vec<web_sys::File>>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let choose = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    });
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let files = input.files().map(list).unwrap_or_default();
        // The same file can be chosen once more.
        input.set_value("");
        if !files.is_empty() {
            on_files.run(files);
        }
    };
    let name = label.clone();
    let busy_label = busy_label.unwrap_or_else(|| label.clone());
    view! {
        <Button label=label busy=busy busy_label=busy_label look=look icon=icondata::LuFileUp on_press=choose testid=testid.clone().unwrap_or_default() />
        <input node_ref=input type="file" accept=accept multiple=several hidden aria-label=move || name.get().to_string()
            data-testid=testid.map(|id| format!("{id}-input")) on:change=chosen />
    }
}

/// Takes files that are dropped anywhere on what it holds.
#[component]
pub(crate) fn DropZone(
    /// Said over the contents while files hover.
    #[prop(into)]
    label: TextProp,
    on_files: Callback<Vec<web_sys::File>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] testid: Option<String>,
    children: Children,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let carries = |event: &web_sys::DragEvent| {
        event.data_transfer().is_some_and(|carried| carried.types().iter().any(|kind| kind == "Files"))
    };
    let hover = move |event: web_sys::DragEvent| {
        if carries(&event) && !disabled.get_untracked() {
            event.prevent_default();
            over.set(true);
        }
    };
    let leave = move |event: web_sys::DragEvent| {
        let zone = event.current_target().and_then(|zone| zone.dyn_into::<web_sys::Node>().ok());
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if !zone.is_some_and(|zone| to.is_some() && zone.contains(to.as_ref())) {
            over.set(false);
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        over.set(false);
        if !carries(&event) || disabled.get_untracked() {
            return;
        }
        event.prevent_default();
        let files = event.data_transfer().and_then(|carried| carried.files()).map(list).unwrap_or_default();
        if !files.is_empty() {
            on_files.run(files);
        }
    };
    view! {
        <div class="drop-zone" class:is-over=move || over.get() data-testid=testid
            on:dragenter=hover on:dragover=hover on:dragleave=leave on:drop=dropped>
            {children()}
            {move || over.get().then(|| {
                let label = label.clone();
                view! { <div class="drop-zone-veil" aria-hidden="true"><Icon icon=icondata::LuFileUp />{move || label.get()}</div> }
            })}
        </div>
    }
}

fn list(files: web_sys::FileList) -> Vec<web_sys::File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// The bytes of a file; `None`: the browser cannot read it.
pub(crate) async fn bytes_of(file: &web_sys::File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Hands bytes to the browser to be saved as `name`.
pub(crate) fn save_file(name: &str, bytes: &[u8]) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/octet-stream");
    let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &kind) else { return };
    let Ok(address) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // Not before the browser has begun to read it.
    set_timeout(move || drop(web_sys::Url::revoke_object_url(&address)), Duration::from_mins(1));
}
