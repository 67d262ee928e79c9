//! What depends on a thing, before something is done to it: what kind, how many, which, and what it means for them.

use leptos::prelude::*;
use shared::api::dependents::{Act, Dependent, DependentGroup, MigrationName, Verdict};

use super::{badge::Tone, icon::Icon};
use crate::{
    i18n::{Language, t, tf, txt},
    places::{Place, SettingsPlace, TenantPlace},
};

/// The groups that `act` means something for; nothing, where there is none.
#[component]
pub(crate) fn DependentsList(
    groups: Vec<DependentGroup>,
    act: Act,
    /// The tenant whose resources are meant where a group does not name one.
    #[prop(optional, into)]
    tenant: Option<String>,
) -> impl IntoView {
    let group = move |group: DependentGroup| {
        let effect = group.effect(act)?.clone();
        Some(
            view! { <Group group effect_text=effect.text refused=effect.verdict == Verdict::Refuses tenant=tenant.clone() /> },
        )
    };
    view! { <div class="dependents" data-testid="dependents">{groups.into_iter().filter_map(group).collect_view()}</div> }
}

#[component]
fn Group(
    group: DependentGroup,
    effect_text: shared::text::LocalizedText,
    refused: bool,
    tenant: Option<String>,
) -> impl IntoView {
    let language = Language::of_page();
    let name = group.name.clone();
    let total = group.total.to_string();
    let left = group.total.saturating_sub(group.items.len() as u64);
    let tone = if refused { Tone::Bad } else { Tone::Neutral };
    let icon = if refused { icondata::LuBan } else { icondata::LuLink };
    let several = group.items.iter().any(|item| item.tenant != group.items[0].tenant);
    view! {
        <section class=format!("note {}", tone.class())>
            <Icon icon=icon />
            <div class="dependents-words">
                <p class="dependents-name">{move || name.get(language.get()).to_owned()} " " <span class="dependents-count tabular">{total}</span></p>
                <p>{move || effect_text.get(language.get()).to_owned()}</p>
                <ul class="dependents-items">
                    {group.items.into_iter().map(|item| view! { <li>{named(item, several, tenant.as_deref())}</li> }).collect_view()}
                    {(left > 0 && left < group.total).then(|| view! { <li class="muted">{tf(txt::DEPENDENTS_MORE, vec![("n", left.to_string())])}</li> })}
                </ul>
            </div>
        </section>
    }
}

/// The thing's name, as a link where it has a page, with its tenant where there are several.
fn named(item: Dependent, several: bool, tenant: Option<&str>) -> AnyView {
    let slug = item.tenant.as_ref().map(|of| of.slug.clone()).or_else(|| tenant.map(str::to_owned));
    if let (Some(slug), Some(migration)) = (&slug, &item.migration) {
        return named_migration(slug, &item.id, migration);
    }
    let of = item.tenant.filter(|_| several).map(|of| view! { <span class="muted">" · " {of.name}</span> });
    if item.name.is_empty() {
        return view! { <span class="muted">{t(txt::DEPENDENTS_UNNAMED)}</span> }.into_any();
    }
    match (slug, item.resource) {
        (Some(slug), Some(resource)) => {
            let href = Place::of_tenant(&slug, TenantPlace::Resource(resource.to_string())).path();
            view! { <a href=href>{item.name}</a> {of} }.into_any()
        }
        _ => view! { {item.name} {of} }.into_any(),
    }
}

/// A migration by its environment and its name in the page's language.
fn named_migration(slug: &str, id: &str, migration: &MigrationName) -> AnyView {
    let language = Language::of_page();
    let MigrationName { environment, environment_name: whose, name } = migration.clone();
    let page = SettingsPlace::Migration(id.to_owned());
    let href = Place::of_tenant(slug, TenantPlace::Settings(Some(environment), page)).path();
    view! { <a href=href>{whose} ": " {move || name.get(language.get()).to_owned()}</a> }.into_any()
}
