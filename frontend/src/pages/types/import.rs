//! A type from a file: chosen or pasted, looked at first, then made.

use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use shared::{
    api::resource_type::{ImportResourceType, ResourceTypeEntry},
    field::{FieldKind, FieldSpec},
};
use wasm_bindgen_futures::JsFuture;

use super::Types;
use crate::{
    api::{Api, Once},
    components::{
        button::{Button, Look},
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        key_values::{KeyValue, KeyValues},
    },
    i18n::{Language, t, txt},
};

const CONTENT: FieldSpec = FieldSpec { max: 200_000, ..FieldSpec::required("content", FieldKind::MultiLine) };
const NAME: FieldSpec = FieldSpec { max: 100, ..FieldSpec::optional("name", FieldKind::Text) };

/// Opens the dialog.
#[component]
pub(super) fn ImportButton(types: Types) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Button label=t(txt::TYPES_IMPORT) icon=icondata::LuFileUp look=Look::Primary
            on_press=Callback::new(move |()| open.set(true)) testid="import-type" />
        <Dialog open=open title=t(txt::TYPES_IMPORT) wide=true testid="import">
            <ImportForm types open />
        </Dialog>
    }
}

#[component]
fn ImportForm(types: Types, open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let navigate = use_navigate();
    let rows = vec![
        Row::new(CONTENT, txt::TYPES_FILE).hint(txt::TYPES_FILE_HINT).control(Control::Lines),
        Row::new(NAME, txt::TYPES_IMPORT_NAME).hint(txt::TYPES_IMPORT_NAME_HINT),
    ];
    let form = FormHandle::new(&rows);
    let looked = RwSignal::new(None::<ResourceTypeEntry>);
    let request = move |dry_run: bool| {
        form.read(|state| ImportResourceType {
            format: None,
            content: state.value("content").to_owned(),
            name: state.given("name"),
            dry_run,
        })
    };
    let look = Callback::new(move |()| {
        let (holder, request) = (types.holder(), request(true));
        looked.set(None);
        form.send(async move { api.import_type(&holder, &request, Once::new()).await }, move |found| {
            looked.set(Some(found.resource_type));
        });
    });
    let make = Callback::new(move |()| {
        let (holder, request, navigate) = (types.holder(), request(false), navigate.clone());
        form.send(async move { api.import_type(&holder, &request, form.once).await }, move |made| {
            open.set(false);
            navigate(&types.type_path(made.resource_type.kind.id.as_str()), leptos_router::NavigateOptions::default());
        });
    });
    view! {
        <FilePicker form />
        <FieldForm form rows=rows submit=t(txt::TYPES_IMPORT_MAKE) busy_label=t(txt::TENANT_CREATE_BUSY) on_submit=make
            on_cancel=Callback::new(move |()| open.set(false)) testid="import-form">
            {move || looked.get().map(|entry| view! { <Preview entry /> })}
            <Button label=t(txt::TYPES_IMPORT_LOOK) icon=icondata::LuEye on_press=look testid="import-look" />
        </FieldForm>
    }
}

#[component]
fn FilePicker(form: FormHandle) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let file = node.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        let Some(file) = file else { return };
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            if let Some(text) = text {
                _ = form.state.try_update(|state| state.type_in("content", text));
            }
        });
    };
    view! {
        <label class="type-file">
            <span>{t(txt::TYPES_CHOOSE_FILE)}</span>
            <input node_ref=node type="file" accept=".toml,.json,application/json" on:change=chosen data-testid="type-file" />
        </label>
    }
}

/// What the file would make.
#[component]
fn Preview(entry: ResourceTypeEntry) -> impl IntoView {
    let language = Language::of_page();
    let text = entry.kind.description.clone();
    let parameters: Vec<String> = entry.kind.parameters.iter().map(|parameter| parameter.name.clone()).collect();
    view! {
        <div class="note tone-good" role="status" data-testid="import-preview">
            <crate::components::icon::Icon icon=icondata::LuCircleCheck />
            <KeyValues>
                <KeyValue name=t(txt::TYPES_NAME)>{entry.kind.name}</KeyValue>
                <KeyValue name=t(txt::TYPES_DESCRIPTION)>{move || text.get(language.get()).to_owned()}</KeyValue>
                <KeyValue name=t(txt::GRID_TITLE)><code>{parameters.join(", ")}</code></KeyValue>
            </KeyValues>
        </div>
    }
}
