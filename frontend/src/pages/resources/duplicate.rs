//! A second resource like this one, and what goes with a resource: told before anything is done.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::api::{
    dependents::Act,
    resource::{DuplicateResource, NAME},
};

use super::detail::CurrentResource;
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::Button,
        card::Card,
        dependents::DependentsList,
        dialog::Dialog,
        field::Row,
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        states::loaded,
    },
    i18n::{Language, t, txt},
    pages::tenants::frame::CurrentTenant,
    places::TenantPlace,
    remote::Remote,
};

/// Opens the dialog.
#[component]
pub(super) fn DuplicateCard() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Card title=t(txt::RESOURCE_DUPLICATE_TITLE) note=t(txt::RESOURCE_DUPLICATE_NOTE)>
            <Button label=t(txt::TYPES_DUPLICATE) icon=icondata::LuCopyPlus
                on_press=Callback::new(move |()| open.set(true)) testid="duplicate-resource" />
        </Card>
        <Dialog open=open title=t(txt::RESOURCE_DUPLICATE_TITLE) testid="duplicate">
            <DuplicateForm open />
        </Dialog>
    }
}

#[component]
fn DuplicateForm(open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let navigate = use_navigate();
    let language = Language::of_page();
    let name = here.resource.with_untracked(|resource| resource.name.clone());
    let start = txt::RESOURCE_DUPLICATE_NAME.fill(language.now(), &[("name", &name)]);
    let rows = vec![Row::new(NAME, txt::FIELD_NAME).start(start)];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = form.read(|state| DuplicateResource { name: state.value("name").trim().to_owned() });
        let (slug, id, navigate) = (current.slug(), here.id(), navigate.clone());
        form.send(async move { api.duplicate_resource(&slug, &id, &request, form.once).await }, move |made| {
            open.set(false);
            let page = current.path(TenantPlace::Resource(made.resource.id.to_string()));
            navigate(&format!("{page}?tab=configuration"), leptos_router::NavigateOptions::default());
        });
    });
    view! {
        <GoesWithIt act=Act::Duplicate />
        <FieldForm form rows=rows submit=t(txt::TYPES_DUPLICATE) busy_label=t(txt::TENANT_CREATE_BUSY) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="duplicate-form" />
    }
}

/// What another name means: for those who refer to it, and for everybody else.
#[component]
pub(super) fn Renaming() -> impl IntoView {
    view! {
        <div class="stack" data-testid="renaming">
            <div class=format!("note {}", Tone::Neutral.class())>
                <Icon icon=icondata::LuInfo />
                <p>{t(txt::RESOURCE_RENAME_TEXT)}</p>
            </div>
            <GoesWithIt act=Act::Rename />
        </div>
    }
}

/// What refers to the resource, and what `act` means for it.
#[component]
pub(super) fn GoesWithIt(act: Act) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let listed = Remote::new(move || {
        let (slug, id) = (current.slug(), here.id());
        async move { api.resource_dependents(&slug, &id).await }
    });
    loaded(listed, 2, move |listed| {
        view! { <DependentsList groups=listed.get_untracked().groups act=act tenant=current.slug() /> }.into_any()
    })
}
