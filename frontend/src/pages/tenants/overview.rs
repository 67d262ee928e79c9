//! A tenant's own values, its environments, and its end.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::{
    api::tenant::{DIRECTORY_ID, DOMAIN, NAME, PatchTenant, SLUG, TAG, Tenant},
    field::{FieldKind, FieldSpec},
    permission::Permission,
    text::Locale,
};

use super::{
    danger::DeleteTenant, deadlines::DeadlineList, environments::Environments, frame::CurrentTenant,
    migrations::MigrationList,
};
use crate::{
    api::Api,
    components::{
        badge::Tag,
        button::Button,
        card::Card,
        conflict::newer,
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        key_values::{KeyValue, KeyValues},
        page::Page,
        relative_time::RelativeTime,
        shell::{AllTenants, preferences::own_name},
    },
    i18n::{t, txt},
    places::{Place, TenantPlace},
    state::version::Seen,
};

/// The first page of a tenant.
#[component]
pub(crate) fn OverviewPage() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let editing = RwSignal::new(false);
    let edit = move || {
        current.may(Permission::TenantWrite).then(|| view! {
            <Button label=t(txt::TENANT_EDIT) icon=icondata::LuPencil on_press=Callback::new(move |()| editing.set(true)) testid="edit-tenant" />
        })
    };
    let crumbs = vec![(t(txt::TENANTS_TITLE).into(), Place::Tenants.path())];
    view! {
        <Page title=move || current.name() crumbs=crumbs>
            <div class="stack">
                <Card title=t(txt::TENANT_VALUES) actions=move || edit>
                    {move || values(current.tenant.get().value)}
                </Card>
                {move || current.may(Permission::MigrationRead).then(|| view! { <MigrationList /> })}
                <DeadlineList />
                <Environments />
                {move || current.may(Permission::TenantDelete).then(|| view! { <DeleteTenant /> })}
            </div>
            <Dialog open=editing title=t(txt::TENANT_EDIT_TITLE) testid="edit-tenant-dialog">
                <EditForm open=editing />
            </Dialog>
        </Page>
    }
}

fn list(entries: Vec<String>) -> AnyView {
    if entries.is_empty() {
        return view! { <span class="muted">{t(txt::COMMON_NONE)}</span> }.into_any();
    }
    let tags = entries.into_iter().map(|entry| view! { <Tag label=entry /> }).collect_view();
    view! { <span class="tags">{tags}</span> }.into_any()
}

fn values(tenant: Tenant) -> AnyView {
    let directory = match tenant.directory_id.clone() {
        Some(id) => {
            let shown = id.clone();
            view! { <KeyValue name=t(txt::FIELD_DIRECTORY_ID) copies=id><code>{shown}</code></KeyValue> }.into_any()
        }
        None => view! { <KeyValue name=t(txt::FIELD_DIRECTORY_ID)>{list(Vec::new())}</KeyValue> }.into_any(),
    };
    let slug = tenant.slug.clone();
    view! {
        <KeyValues>
            <KeyValue name=t(txt::FIELD_SLUG) copies=tenant.slug.clone()><code>{slug}</code></KeyValue>
            {directory}
            <KeyValue name=t(txt::FIELD_DOMAINS)>{list(tenant.domains)}</KeyValue>
            <KeyValue name=t(txt::FIELD_TAGS)>{list(tenant.tags)}</KeyValue>
            <KeyValue name=t(txt::FIELD_LOCALE)>{own_name(tenant.locale)}</KeyValue>
            <KeyValue name=t(txt::COMMON_CREATED)><RelativeTime at=tenant.created_at /></KeyValue>
        </KeyValues>
    }
    .into_any()
}

/// The language of an account or a tenant, as a field.
pub(crate) fn locale_row(start: Locale) -> Row {
    let choices = Locale::ALL.into_iter().map(|locale| (locale.tag().to_owned(), own_name(locale).into())).collect();
    Row::new(FieldSpec::required("locale", FieldKind::Text), txt::FIELD_LOCALE)
        .control(Control::Choice(choices))
        .start(start.tag())
}

fn rows(tenant: &Tenant) -> Vec<Row> {
    vec![
        Row::new(NAME, txt::FIELD_NAME).start(tenant.name.clone()),
        Row::new(SLUG, txt::FIELD_SLUG).hint(txt::FIELD_SLUG_HINT).start(tenant.slug.clone()),
        Row::new(DIRECTORY_ID, txt::FIELD_DIRECTORY_ID)
            .hint(txt::FIELD_DIRECTORY_ID_HINT)
            .start(tenant.directory_id.clone().unwrap_or_default()),
        Row::new(DOMAIN, txt::FIELD_DOMAINS).hint(txt::FIELD_DOMAINS_HINT).list(&tenant.domains),
        Row::new(TAG, txt::FIELD_TAGS).hint(txt::FIELD_TAGS_HINT).list(&tenant.tags),
        locale_row(tenant.locale),
    ]
}

#[component]
fn EditForm(open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let tenants = AllTenants::of_page();
    let tenant = current.tenant.get_untracked();
    let fields = rows(&tenant);
    // By its id: the short name is one of the things that somebody may have changed.
    let id = StoredValue::new(tenant.id.to_string());
    let version = StoredValue::new(tenant.version);
    let newer = newer(
        move || async move {
            let tenant = api.tenant(&id.get_value()).await?;
            version.set_value(tenant.version.clone());
            current.remote.put(tenant.clone());
            tenants.0.reload();
            Ok(tenant)
        },
        |tenant: &Seen<Tenant>| rows(tenant),
    );
    let form = FormHandle::new(&fields);
    let navigate = use_navigate();
    let before = current.slug();
    let submit = Callback::new(move |()| {
        let request = form.read(|state| PatchTenant {
            slug: state.given("slug"),
            name: state.given("name"),
            directory_id: Some(state.given("directory_id")),
            domains: Some(state.entries("domains")),
            tags: Some(state.entries("tags")),
            locale: Some(Locale::negotiate(state.value("locale"))),
        });
        let navigate = navigate.clone();
        // The page's own address, which a newer version may have left behind.
        let before = before.clone();
        let (id, version) = (id.get_value(), version.get_value());
        form.send(async move { api.change_tenant(&id, &request, version.as_ref()).await }, move |tenant| {
            tenants.0.reload();
            open.set(false);
            if tenant.slug == before {
                current.remote.put(tenant);
            } else {
                let page = Place::of_tenant(&tenant.slug, TenantPlace::Overview).path();
                navigate(&page, leptos_router::NavigateOptions::default());
            }
        });
    });
    view! {
        <FieldForm form rows=fields newer=newer submit=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="edit-tenant-form" />
    }
}
