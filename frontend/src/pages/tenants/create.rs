//! A new tenant. The short name follows the name until somebody types one.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::api::tenant::{CreateTenant, DIRECTORY_ID, DOMAIN, NAME, SLUG};

use crate::{
    api::Api,
    components::{
        dialog::Dialog,
        field::Row,
        field_form::{FieldForm, FormHandle},
        shell::AllTenants,
    },
    i18n::{Language, t, txt},
    places::{Place, TenantPlace},
    state::form::slug_of,
};

/// The dialog.
#[component]
pub(crate) fn CreateTenantDialog(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open=open title=t(txt::TENANT_CREATE_TITLE) testid="create-tenant">
            <CreateTenantForm open />
        </Dialog>
    }
}

#[component]
fn CreateTenantForm(open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let tenants = AllTenants::of_page();
    let rows = vec![
        Row::new(NAME, txt::FIELD_NAME).autocomplete("organization"),
        Row::new(SLUG, txt::FIELD_SLUG).hint(txt::FIELD_SLUG_HINT),
        Row::new(DIRECTORY_ID, txt::FIELD_DIRECTORY_ID).hint(txt::FIELD_DIRECTORY_ID_HINT),
        Row::new(DOMAIN, txt::FIELD_DOMAINS).hint(txt::FIELD_DOMAINS_HINT).list(&[]),
    ];
    let form = FormHandle::new(&rows);
    follow_name(form);
    let navigate = use_navigate();
    let submit = Callback::new(move |()| {
        let request = form.read(|state| CreateTenant {
            slug: state.value("slug").to_owned(),
            name: state.value("name").trim().to_owned(),
            directory_id: state.given("directory_id"),
            domains: state.entries("domains"),
            tags: Vec::new(),
            locale: language.now(),
        });
        let navigate = navigate.clone();
        form.send(async move { api.create_tenant(&request, form.once).await }, move |tenant| {
            tenants.0.reload();
            open.set(false);
            let page = Place::of_tenant(&tenant.slug, TenantPlace::Overview).path();
            navigate(&page, leptos_router::NavigateOptions::default());
        });
    });
    view! {
        <FieldForm form rows=rows submit=t(txt::TENANT_CREATE_SUBMIT) busy_label=t(txt::TENANT_CREATE_BUSY)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="create-tenant-form" />
    }
}

/// Keeps the field `slug` in step with the field `name`, as long as nobody typed another one.
pub(crate) fn follow_name(form: FormHandle) {
    Effect::new(move |made: Option<String>| {
        let name = form.state.with(|state| state.value("name").to_owned());
        let slug = slug_of(&name);
        let untouched = form.read(|state| state.value("slug") == made.as_deref().unwrap_or_default());
        if untouched && made.as_deref() != Some(slug.as_str()) {
            form.state.update(|state| state.type_in("slug", slug.clone()));
        }
        if untouched { slug } else { made.unwrap_or_default() }
    });
}
