//! How a resource is set up: what to register at the provider, how it signs in, endpoints, parameters, requests.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::{
    api::{
        catalog::Catalog,
        dependents::Act,
        resource::{NAME, PatchResource, Resource},
    },
    field::{FieldKind, FieldSpec},
    permission::Permission,
    resource::ClientAuth,
    timestamp::Timestamp,
};

use super::{
    credentials::Credentials,
    detail::CurrentResource,
    duplicate::{DuplicateCard, GoesWithIt, Renaming},
    endpoints::EndpointsCard,
    findings::{Findings, FindingsCard, FindingsHere, anchor},
    grant_warning::GrantWarning,
    grid::ParameterGrid,
    preview::Requests,
};
use crate::{
    api::Api,
    clock::Now,
    components::{
        button::{Button, Look},
        card::Card,
        code_block::CodeBlock,
        confirm::{Confirm, act},
        conflict::newer,
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        key_values::{KeyValue, KeyValues},
        toast::Toasts,
    },
    i18n::{Language, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    places::TenantPlace,
    state::{parameters::Grid, replacements},
};

const DAY_MILLIS: i64 = 86_400_000;

/// The configuration of the resource.
#[component]
pub(crate) fn Configuration() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let resource = here.resource.get_untracked();
    let kind =
        here.catalog.with_value(|catalog| catalog.resource_types.iter().find(|kind| kind.id == resource.kind).cloned());
    let callback = resource.callback_url.clone();
    let grid = kind.map(|kind| {
        let grid = RwSignal::new(Grid::new(kind, resource.value));
        Effect::new(move || {
            let resource = here.resource.get();
            grid.update(|grid| grid.stored(resource.value));
        });
        grid
    });
    provide_findings(here, grid);
    view! {
        <div class="stack">
            <FindingsCard />
            <Card title=t(txt::CALLBACK_URL_TITLE) note=t(txt::CALLBACK_URL_NOTE)>
                <CodeBlock code=callback label=t(txt::CALLBACK_URL_LABEL) wrap=true testid="callback-url" />
            </Card>
            <div id=anchor("grant")><SignInCard /></div>
            <div id=anchor("credentials")><Credentials /></div>
            <div id=anchor("endpoints")><EndpointsCard /></div>
            {grid.map(|grid| view! {
                <ParameterGrid grid />
                <Requests grid />
            })}
            {move || current.may(Permission::ResourceWrite).then(|| view! { <DuplicateCard /><DeleteResource /> })}
        </div>
    }
}

/// What the rules find, for everything on the page; without a type there are only the server's findings.
fn provide_findings(here: CurrentResource, grid: Option<RwSignal<Grid>>) {
    let clock = Now::of_page();
    // Rules look at the day only; they need not run every second.
    let day = Memo::new(move |_| clock.get().as_millis().div_euclid(DAY_MILLIS) * DAY_MILLIS);
    let found = Memo::new(move |_| match grid {
        Some(grid) => here.catalog.with_value(|catalog| {
            grid.with(|grid| {
                grid.findings(&catalog.lint_rules, &catalog.national_clouds, Timestamp::from_millis(day.get()))
            })
        }),
        None => here.resource.with(|resource| resource.findings.clone()),
    });
    provide_context(Findings(found));
}

/// The name that the catalogue gives to a way of client authentication.
fn client_auth_name(catalog: &Catalog, id: ClientAuth, language: Language) -> String {
    let way = catalog.client_auth.iter().find(|way| way.id == id);
    way.map_or_else(|| id.as_str().to_owned(), |way| way.name.get(language.get()).to_owned())
}

#[component]
fn SignInCard() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let language = Language::of_page();
    let editing = RwSignal::new(false);
    let edit = move || {
        current.may(Permission::ResourceWrite).then(|| view! {
            <Button label=t(txt::TENANT_EDIT) icon=icondata::LuPencil on_press=Callback::new(move |()| editing.set(true)) testid="edit-resource" />
        })
    };
    let kind = move || {
        let id = here.resource.with(|resource| resource.kind.clone());
        here.catalog.with_value(|catalog| {
            catalog
                .resource_types
                .iter()
                .find(|kind| kind.id == id)
                .map_or_else(|| id.to_string(), |kind| kind.name.clone())
        })
    };
    let grant = move || here.grant().map(|grant| grant.name.get(language.get()).to_owned());
    let why = move || here.grant().map(|grant| grant.description.get(language.get()).to_owned());
    let client_auth = move || {
        let id = here.resource.with(|resource| resource.client_auth);
        here.catalog.with_value(|catalog| client_auth_name(catalog, id, language))
    };
    // Where a rule says it about the grant already, once is enough.
    let findings = Findings::of_page();
    let unsaid = Memo::new(move |_| findings.at("grant", None).is_empty());
    let replaced = move || here.resource.with(|resource| replacements::to_lines(&resource.token_replacements));
    view! {
        <Card title=t(txt::SIGNING_TITLE) actions=move || edit>
            {move || unsaid.get().then(|| here.grant()).flatten().map(|grant| view! { <GrantWarning grant /> })}
            <KeyValues>
                <KeyValue name=t(txt::RESOURCES_TYPE)>{kind}</KeyValue>
                <KeyValue name=t(txt::RESOURCES_GRANT)>{grant} <span class="key-value-note">{why}</span></KeyValue>
                <KeyValue name=t(txt::RESOURCE_CLIENT_AUTH)>{client_auth}</KeyValue>
                <KeyValue name=t(txt::REPLACEMENTS_TITLE)>
                    {move || match replaced() {
                        text if text.is_empty() => view! { <span class="muted">{t(txt::COMMON_NONE)}</span> }.into_any(),
                        text => view! { <code class="lines">{text}</code> }.into_any(),
                    }}
                </KeyValue>
            </KeyValues>
            <FindingsHere fields=["type", "grant", "client_auth"].map(str::to_owned).to_vec() />
        </Card>
        <Dialog open=editing title=t(txt::RESOURCE_EDIT_TITLE) testid="edit-resource-dialog">
            <EditForm open=editing />
        </Dialog>
    }
}

fn edit_rows(resource: &Resource, catalog: &Catalog, language: Language) -> Vec<Row> {
    let kind = catalog.resource_types.iter().find(|kind| kind.id == resource.kind);
    let fits = |id: &String| kind.is_none_or(|kind| kind.grants.contains(id)) || *id == resource.grant;
    let grants = catalog.grants.iter().filter(|grant| fits(&grant.id)).map(|grant| {
        let name = grant.name.clone();
        (grant.id.clone(), (move || name.get(language.get()).to_owned()).into())
    });
    let fits = |id: ClientAuth| kind.is_none_or(|kind| kind.client_auth.contains(&id)) || id == resource.client_auth;
    let ways = catalog.client_auth.iter().filter(|way| fits(way.id)).map(|way| {
        let name = way.name.clone();
        (way.id.as_str().to_owned(), (move || name.get(language.get()).to_owned()).into())
    });
    vec![
        Row::new(NAME, txt::FIELD_NAME).start(resource.name.clone()),
        Row::new(FieldSpec::required("grant", FieldKind::Text), txt::RESOURCES_GRANT)
            .control(Control::Choice(grants.collect()))
            .start(resource.grant.clone()),
        Row::new(FieldSpec::required("client_auth", FieldKind::Text), txt::RESOURCE_CLIENT_AUTH)
            .control(Control::Choice(ways.collect()))
            .start(resource.client_auth.as_str()),
        Row::new(FieldSpec::optional("token_replacements", FieldKind::MultiLine), txt::REPLACEMENTS_TITLE)
            .control(Control::Lines)
            .hint(txt::REPLACEMENTS_HINT)
            .start(replacements::to_lines(&resource.token_replacements)),
    ]
}

#[component]
fn EditForm(open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let language = Language::of_page();
    let resource = here.resource.get_untracked();
    let rows = here.catalog.with_value(|catalog| edit_rows(&resource, catalog, language));
    let form = FormHandle::new(&rows);
    let chosen = Memo::new(move |_| {
        let chosen = form.state.with(|state| state.value("grant").to_owned());
        here.catalog.with_value(|catalog| catalog.grants.iter().find(|grant| grant.id == chosen).cloned())
    });
    let name = resource.name.clone();
    let version = StoredValue::new(resource.version);
    let newer = newer(
        move || async move {
            let resource = here.read_again(api, &current.slug()).await?;
            version.set_value(resource.version.clone());
            Ok(resource.value)
        },
        move |resource: &Resource| here.catalog.with_value(|catalog| edit_rows(resource, catalog, language)),
    );
    let renamed = Memo::new(move |_| form.state.with(|state| state.given("name").is_some_and(|now| now != name)));
    let submit = Callback::new(move |()| {
        let request = form.read(|state| PatchResource {
            name: state.given("name"),
            grant: state.given("grant"),
            client_auth: ClientAuth::parse(state.value("client_auth")),
            token_replacements: Some(replacements::from_lines(state.value("token_replacements"))),
            ..PatchResource::default()
        });
        let (slug, id, version) = (current.slug(), here.id(), version.get_value());
        // What the new name means for others stands above the button.
        let told = renamed.get_untracked();
        form.send(
            async move { api.change_resource(&slug, &id, &request, version.as_ref(), told).await },
            move |resource| {
                open.set(false);
                here.stored(resource);
            },
        );
    });
    view! {
        <FieldForm form rows=rows newer=newer submit=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="edit-resource-form">
            {move || chosen.get().map(|grant| view! { <GrantWarning grant /> })}
            {move || renamed.get().then(|| view! { <Renaming /> })}
        </FieldForm>
    }
}

#[component]
fn DeleteResource() -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let toasts = Toasts::of_page();
    let asking = RwSignal::new(false);
    let name = here.resource.with_untracked(|resource| resource.name.clone());
    let ask = name.clone();
    let navigate = use_navigate();
    let delete = act(move || {
        let (slug, id, version) = (current.slug(), here.id(), here.version());
        let (name, navigate) = (name.clone(), navigate.clone());
        async move {
            api.delete_resource(&slug, &id, version.as_ref()).await?;
            toasts.say(txt::TENANT_DELETED.fill(language.now(), &[("name", &name)]));
            navigate(&current.path(TenantPlace::Resources), leptos_router::NavigateOptions::default());
            Ok(())
        }
    });
    let newer = act(move || async move { here.read_again(api, &current.slug()).await.map(drop) });
    view! {
        <Card title=t(txt::RESOURCE_DELETE_TITLE) note=t(txt::RESOURCE_DELETE_NOTE)>
            <Button label=t(txt::RESOURCE_DELETE) icon=icondata::LuTrash2 look=Look::Danger
                on_press=Callback::new(move |()| asking.set(true)) testid="delete-resource" />
        </Card>
        <Confirm open=asking title=tf(txt::TENANT_DELETE_ASK, vec![("name", ask.clone())]) text=t(txt::RESOURCE_DELETE_NOTE)
            action=t(txt::RESOURCE_DELETE) busy_label=t(txt::COMMON_DELETING) typed=ask newer=newer
            below=move || view! { <GoesWithIt act=Act::Delete /> } act=delete />
    }
}
