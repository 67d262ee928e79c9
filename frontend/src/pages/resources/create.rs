//! A new resource: first what kind of server it talks to, then only the values that matter.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::{
    api::{
        catalog::Catalog,
        resource::{CreateResource, GivenValues, NAME},
    },
    field::{FieldKind, FieldSpec},
    resource::{ClientAuth, Phase, ResourceType, TypeParameter},
    secret::SecretText,
};

use super::{cloud::cloud_row, grant_warning::GrantWarning};
use crate::{
    api::Api,
    components::{
        button::Button,
        card::Card,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        page::Page,
        states::loaded,
    },
    i18n::{Language, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    places::{Place, TenantPlace},
    remote::Remote,
    state::form::FormState,
};

/// The page of a new resource.
#[component]
pub(crate) fn NewResourcePage() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let catalog = Remote::new(move || {
        let slug = current.slug();
        async move { api.catalog(Some(&slug)).await }
    });
    let crumbs = vec![
        (t(txt::TENANTS_TITLE).into(), Place::Tenants.path()),
        ((move || current.name()).into(), current.path(TenantPlace::Overview)),
        (t(txt::RESOURCES_TITLE).into(), current.path(TenantPlace::Resources)),
    ];
    let chosen = RwSignal::new(None::<ResourceType>);
    view! {
        <Page title=t(txt::RESOURCES_ADD) lead=t(txt::RESOURCE_CREATE_LEAD) crumbs=crumbs>
            {loaded(catalog, 8, move |catalog| {
                (move || match chosen.get() {
                    None => view! { <Types catalog chosen /> }.into_any(),
                    Some(kind) => view! { <Values kind catalog chosen /> }.into_any(),
                }).into_any()
            })}
        </Page>
    }
}

#[component]
fn Types(catalog: RwSignal<Catalog>, chosen: RwSignal<Option<ResourceType>>) -> impl IntoView {
    let language = Language::of_page();
    let card = move |kind: ResourceType| {
        let name = kind.name.clone();
        let text = kind.description.clone();
        view! {
            <li>
                <button type="button" class="type-card" data-testid=format!("type-{}", kind.id) on:click=move |_| chosen.set(Some(kind.clone()))>
                    <strong>{name}</strong>
                    <span class="muted">{move || text.get(language.get()).to_owned()}</span>
                    <span class="type-go"><Icon icon=icondata::LuArrowRight /></span>
                </button>
            </li>
        }
    };
    view! {
        <h2 class="section-title">{t(txt::RESOURCE_CREATE_CHOOSE)}</h2>
        <ul class="type-cards">
            {move || catalog.get().resource_types.into_iter().map(card).collect_view()}
        </ul>
    }
}

/// The parameters worth asking for at once: who the client is, its secrets, and a scope that nothing gives.
fn asked(kind: &ResourceType) -> Vec<TypeParameter> {
    let without_default = |p: &TypeParameter| Phase::ALL.into_iter().all(|phase| p.defaults.get(phase).is_none());
    let has_resource = kind.parameter("resource").is_some();
    kind.parameters
        .iter()
        .filter(|p| p.name == "client_id" || p.secret || (p.name == "scope" && !has_resource && without_default(p)))
        .cloned()
        .collect()
}

/// The field of a parameter; its spec needs a name that lives as long as the program.
fn spec_of(parameter: &TypeParameter) -> FieldSpec {
    match parameter.name.as_str() {
        "client_id" => FieldSpec::optional("client_id", FieldKind::Text),
        "scope" => FieldSpec { max: 2000, ..FieldSpec::optional("scope", FieldKind::Text) },
        _ => FieldSpec::optional("client_secret", FieldKind::Secret),
    }
}

fn rows(kind: &ResourceType, catalog: &Catalog, language: Language, tenant: &str) -> Vec<Row> {
    let mut rows = vec![
        Row::new(NAME, txt::FIELD_NAME).hint(txt::RESOURCE_CREATE_NAME_HINT).start(format!("{} – {tenant}", kind.name)),
    ];
    if kind.grants.len() > 1 {
        let choices = kind.grants.iter().filter_map(|id| {
            let grant = catalog.grants.iter().find(|grant| grant.id == *id)?;
            let name = grant.name.clone();
            Some((id.clone(), (move || name.get(language.get()).to_owned()).into()))
        });
        rows.push(
            Row::new(FieldSpec::required("grant", FieldKind::Text), txt::RESOURCES_GRANT)
                .control(Control::Choice(choices.collect()))
                .start(kind.grants.first().cloned().unwrap_or_default()),
        );
    }
    if kind.client_auth.len() > 1 {
        let choices = kind.client_auth.iter().filter_map(|id| {
            let way = catalog.client_auth.iter().find(|way| way.id == *id)?;
            let name = way.name.clone();
            Some((id.as_str().to_owned(), (move || name.get(language.get()).to_owned()).into()))
        });
        rows.push(
            Row::new(FieldSpec::required("client_auth", FieldKind::Text), txt::RESOURCE_CLIENT_AUTH)
                .control(Control::Choice(choices.collect()))
                .start(kind.client_auth.first().map(|way| way.as_str()).unwrap_or_default()),
        );
    }
    rows.extend(asked(kind).iter().map(|parameter| {
        let (label, hint) = match parameter.name.as_str() {
            "client_id" => (txt::FIELD_CLIENT_ID, txt::FIELD_CLIENT_ID_HINT),
            "scope" => (txt::FIELD_SCOPE, txt::FIELD_SCOPE_HINT),
            _ => (txt::FIELD_CLIENT_SECRET, txt::FIELD_CLIENT_SECRET_HINT),
        };
        Row::new(spec_of(parameter), label).hint(hint)
    }));
    if let Some(first) = catalog.national_clouds.first().filter(|_| kind.is_in_any(&catalog.national_clouds)) {
        rows.push(cloud_row(&catalog.national_clouds, &first.id, language).hint(txt::CLOUD_HINT));
    }
    rows
}

#[component]
fn Values(kind: ResourceType, catalog: RwSignal<Catalog>, chosen: RwSignal<Option<ResourceType>>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let language = Language::of_page();
    let rows = rows(&kind, &catalog.get_untracked(), language, &untrack(|| current.name()));
    let form = FormHandle::new(&rows);
    let grant = Memo::new(move |_| {
        let chosen = form.state.with(|state| state.value("grant").to_owned());
        catalog.with(|catalog| catalog.grants.iter().find(|grant| grant.id == chosen).cloned())
    });
    let name = kind.name.clone();
    let navigate = use_navigate();
    let submit = Callback::new(move |()| {
        let request = form.read(|state| request(&kind, state));
        let (tenant, navigate) = (current.slug(), navigate.clone());
        form.send(async move { api.create_resource(&tenant, &request, form.once).await }, move |resource| {
            let page = current.path(TenantPlace::Resource(resource.id.to_string()));
            navigate(&format!("{page}?tab=configuration"), leptos_router::NavigateOptions::default());
        });
    });
    view! {
        <Card
            title=tf(txt::RESOURCE_CREATE_VALUES, vec![("type", name)])
            note=t(txt::RESOURCE_CREATE_VALUES_NOTE)
            actions=move || view! {
                <Button label=t(txt::RESOURCE_CREATE_OTHER) icon=icondata::LuArrowLeft on_press=Callback::new(move |()| chosen.set(None)) />
            }
        >
            <FieldForm form rows=rows submit=t(txt::RESOURCE_CREATE_SUBMIT) busy_label=t(txt::TENANT_CREATE_BUSY)
                on_submit=submit guarded=true columns=true testid="create-resource-form">
                {move || grant.get().map(|grant| view! { <GrantWarning grant /> })}
            </FieldForm>
        </Card>
    }
}

fn request(kind: &ResourceType, state: &FormState) -> CreateResource {
    let mut parameters = BTreeMap::new();
    for parameter in asked(kind) {
        let Some(value) = state.given(spec_of(&parameter).name) else { continue };
        let mut values = GivenValues::default();
        for phase in Phase::ALL {
            let sent = parameter.sent_in(phase) && !(parameter.secret && phase == Phase::Authorization);
            if sent {
                values.set(phase, Some(SecretText::new(value.clone())));
            }
        }
        parameters.insert(parameter.name, values);
    }
    CreateResource {
        name: state.value("name").trim().to_owned(),
        kind: kind.id.clone(),
        grant: state.given("grant"),
        client_auth: state.given("client_auth").and_then(|id| ClientAuth::parse(&id)),
        endpoints: None,
        cloud: state.given("cloud"),
        issuer: None,
        issuer_in_callback: false,
        parameters,
        token_replacements: BTreeMap::new(),
    }
}
