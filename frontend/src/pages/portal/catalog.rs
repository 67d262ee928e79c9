//! The built-in resource types: which parameters there are, and which request sends each.

use leptos::prelude::*;
use shared::{
    api::catalog::Catalog,
    resource::{Phase, ResourceType, TypeParameter},
};

use crate::{
    api::Api,
    components::{
        badge::Tag,
        icon::Icon,
        key_values::{KeyValue, KeyValues},
        page::Page,
        states::loaded,
    },
    i18n::{Language, t, tf, txt},
    pages::resources::grid::phase_name,
    remote::Remote,
};

/// The catalogue.
#[component]
pub(crate) fn CatalogPage() -> impl IntoView {
    let api = Api::of_page();
    let catalog = Remote::new(move || api.catalog());
    view! {
        <Page title=t(txt::NAV_CATALOG) lead=t(txt::CATALOG_LEAD)>
            {loaded(catalog, 8, move |catalog| view! {
                <div class="stack-sm">
                    {move || {
                        let catalog = catalog.get();
                        catalog.resource_types.iter().map(|kind| view! { <TypeCard kind=kind.clone() catalog=catalog.clone() /> }).collect_view()
                    }}
                </div>
            }.into_any())}
        </Page>
    }
}

#[component]
fn TypeCard(kind: ResourceType, catalog: Catalog) -> impl IntoView {
    let language = Language::of_page();
    let text = kind.description.clone();
    let grants = kind.grants.iter().filter_map(|id| catalog.grants.iter().find(|grant| grant.id == *id));
    let grants = grants.map(|grant| {
        let name = grant.name.clone();
        view! { <Tag label=move || name.get(language.get()).to_owned() /> }
    });
    let grants = grants.collect_view();
    let life = kind.refresh_token_days.map(|days| tf(txt::KEYS_DAYS, vec![("n", days.to_string())]));
    view! {
        <details class="type" data-testid=format!("type-{}", kind.id)>
            <summary>
                <span class="type-words">
                    <strong>{kind.name.clone()}</strong>
                    <span class="muted">{move || text.get(language.get()).to_owned()}</span>
                </span>
                <code>{kind.id.to_string()}</code>
                <span class="type-caret"><Icon icon=icondata::LuChevronDown /></span>
            </summary>
            <div class="type-body">
                <KeyValues>
                    <KeyValue name=t(txt::CATALOG_GRANTS)><span class="tags">{grants}</span></KeyValue>
                    {life.map(|life| view! { <KeyValue name=t(txt::CATALOG_REFRESH_LIFE)>{life}</KeyValue> })}
                </KeyValues>
                <Parameters parameters=kind.parameters name=kind.name />
            </div>
        </details>
    }
}

#[component]
fn Parameters(parameters: Vec<TypeParameter>, name: String) -> impl IntoView {
    let language = Language::of_page();
    let row = move |parameter: TypeParameter| {
        let about = parameter.description.clone();
        let cells = Phase::ALL.map(|phase| view! { <td>{phase_cell(&parameter, phase)}</td> });
        view! {
            <tr>
                <th scope="row">
                    <code>{parameter.name.clone()}</code>
                    {parameter.secret.then(|| view! { <span class="grid-secret"><Icon icon=icondata::LuLock />{t(txt::GRID_SECRET)}</span> })}
                    <span class="grid-about">{move || about.get(language.get()).to_owned()}</span>
                </th>
                {cells}
            </tr>
        }
    };
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label=name>
            <table class="grid">
                <thead>
                    <tr>
                        <th scope="col">{t(txt::GRID_PARAMETER)}</th>
                        {Phase::ALL.map(|phase| view! { <th scope="col">{t(phase_name(phase))}</th> })}
                    </tr>
                </thead>
                <tbody>{parameters.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn phase_cell(parameter: &TypeParameter, phase: Phase) -> AnyView {
    if !parameter.sent_in(phase) {
        return view! { <span class="muted">{t(txt::GRID_UNSENT)}</span> }.into_any();
    }
    match parameter.defaults.get(phase) {
        Some(value) => view! { <code>{value.clone()}</code> }.into_any(),
        None => view! { <span class="sent"><Icon icon=icondata::LuCheck />{t(txt::CATALOG_SENT)}</span> }.into_any(),
    }
}
