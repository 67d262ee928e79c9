//! The Microsoft cloud of a resource, and moving it to another: every address at once, shown before it is done.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};
use shared::{
    api::{catalog::Catalog, resource::PatchResource},
    field::{FieldKind, FieldSpec},
    resource::{NationalCloud, Relocation, ResourceType},
};

use super::{
    changes::{ChangeLine, Changes},
    detail::CurrentResource,
    endpoints::endpoint_name,
    grid::phase_name,
};
use crate::{
    api::{Answer, Api},
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        conflict::ConflictNote,
        field::{Control, Field, Row},
        field_form::FormHandle,
        icon::Icon,
        key_values::KeyValue,
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    state::relocation::{Standing, relocation, standing, value_changes},
};

/// The field in which a cloud is chosen.
pub(super) const CLOUD: FieldSpec = FieldSpec::required("cloud", FieldKind::Text);

/// The choice among the clouds that the server knows, beginning with `start`.
pub(super) fn cloud_row(clouds: &[NationalCloud], start: &str, language: Language) -> Row {
    let choices = clouds.iter().map(|cloud| {
        let name = cloud.name.clone();
        (cloud.id.clone(), (move || name.get(language.get()).to_owned()).into())
    });
    Row::new(CLOUD, txt::CLOUD_TITLE).control(Control::Choice(choices.collect())).start(start)
}

/// The type of the resource of this page, with the catalog that it stands in.
fn with_kind<T>(here: CurrentResource, read: impl FnOnce(&ResourceType, &Catalog) -> T) -> Option<T> {
    let id = here.resource.with(|resource| resource.kind.clone());
    here.catalog.with_value(|catalog| {
        let kind = catalog.resource_types.iter().find(|kind| kind.id == id)?;
        Some(read(kind, catalog))
    })
}

/// Where the resource of this page is; follows changes.
pub(super) fn standing_of(here: CurrentResource) -> Standing {
    let found = with_kind(here, |kind, catalog| {
        here.resource.with(|resource| standing(resource, kind, &catalog.national_clouds))
    });
    found.unwrap_or(Standing::Elsewhere)
}

/// The cloud among the endpoints; nothing for a server that is in none.
#[component]
pub(super) fn CloudLine() -> impl IntoView {
    let here = CurrentResource::of_page();
    let language = Language::of_page();
    move || {
        let value = match standing_of(here) {
            Standing::Elsewhere => return None,
            Standing::In(cloud) => (move || cloud.name.get(language.get()).to_owned()).into_any(),
            Standing::Mixed => {
                view! { <Badge label=t(txt::CLOUD_MIXED) tone=Tone::Bad icon=icondata::LuCircleX /> }.into_any()
            }
        };
        Some(view! { <KeyValue name=t(txt::CLOUD_TITLE)><span data-testid="cloud">{value}</span></KeyValue> })
    }
}

/// Chooses a cloud, shows what would change, and moves the resource there.
#[component]
pub(super) fn CloudForm(open: RwSignal<bool>) -> impl IntoView {
    let here = CurrentResource::of_page();
    let language = Language::of_page();
    let clouds = here.catalog.with_value(|catalog| catalog.national_clouds.clone());
    let current = match untrack(|| standing_of(here)) {
        Standing::In(cloud) => Some(cloud.id),
        Standing::Elsewhere | Standing::Mixed => None,
    };
    let others = clouds.iter().filter(|cloud| Some(&cloud.id) != current.as_ref());
    let start = others.map(|cloud| cloud.id.clone()).next().unwrap_or_default();
    let row = cloud_row(&clouds, &start, language);
    let chooser = FormHandle::new(std::slice::from_ref(&row));
    let chosen = Memo::new(move |_| {
        let id = chooser.state.with(|state| state.value("cloud").to_owned());
        clouds.iter().find(|cloud| cloud.id == id).cloned()
    });
    let there = Memo::new(move |_| {
        let cloud = chosen.get()?;
        let moved = with_kind(here, |kind, catalog| {
            here.resource.with(|resource| relocation(resource, kind, &catalog.national_clouds, &cloud))
        });
        Some((cloud, moved?))
    });
    view! {
        <div class="stack">
            <p class="muted">{t(txt::CLOUD_TEXT)}</p>
            <Field form=chooser row=row />
            {move || there.get().map(|(cloud, there)| view! { <Preview open cloud there /> })}
        </div>
    }
}

/// What moving there changes, with its own label for each line.
fn lines(here: CurrentResource, there: &Relocation, language: Language) -> Vec<ChangeLine> {
    let resource = here.resource.get_untracked();
    let endpoints =
        resource.endpoints.iter().zip(there.endpoints.iter()).map(|((name, before), (_, after))| ChangeLine {
            label: t(endpoint_name(name)).into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        });
    let issuer = ChangeLine {
        label: t(endpoint_name("issuer")).into(),
        before: resource.issuer.clone(),
        after: there.issuer.clone(),
    };
    let values = value_changes(there).into_iter().map(|change| {
        let (name, phases) = (change.name, change.phases);
        let label: TextProp = (move || {
            let phases: Vec<&str> = phases.iter().map(|phase| phase_name(*phase).get(language.get())).collect();
            format!("{name} · {}", phases.join(", "))
        })
        .into();
        ChangeLine { label, before: Some(change.before), after: Some(change.after) }
    });
    endpoints.chain([issuer]).chain(values).filter(|line| line.before != line.after).collect()
}

#[component]
fn Preview(open: RwSignal<bool>, cloud: NationalCloud, there: Relocation) -> impl IntoView {
    let here = CurrentResource::of_page();
    let language = Language::of_page();
    let list = lines(here, &there, language);
    let nothing = list.is_empty();
    let missing = there.missing.join(", ");
    let portal = cloud.portal.clone();
    view! {
        {if nothing {
            view! { <p data-testid="cloud-same">{t(txt::CLOUD_SAME)}</p> }.into_any()
        } else {
            view! {
                <Changes list after=t(txt::CLOUD_AFTER) />
                <p>{tf(txt::CLOUD_PORTAL, vec![("portal", portal)])}</p>
                <p class="muted">{t(txt::ENDPOINTS_CHANGE_NOTE)}</p>
            }.into_any()
        }}
        {(!missing.is_empty()).then(|| view! {
            <div class=format!("note {}", Tone::Warning.class()) data-testid="cloud-missing">
                <Icon icon=Tone::Warning.icon() />
                <p>{tf(txt::CLOUD_MISSING, vec![("hosts", missing)])}</p>
            </div>
        })}
        <Move open cloud nothing />
    }
}

#[component]
fn Move(open: RwSignal<bool>, cloud: NationalCloud, nothing: bool) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    // Read anew with every preview: what is shown is what is moved.
    let version = here.version();
    let apply = Callback::new(move |()| {
        let request = PatchResource { cloud: Some(cloud.id.clone()), ..PatchResource::default() };
        let (slug, id, version) = (current.slug(), here.id(), version.clone());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.change_resource(&slug, &id, &request, version.as_ref(), false).await;
            _ = busy.try_set(false);
            match answer {
                Ok(resource) => {
                    _ = open.try_set(false);
                    here.stored(resource);
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let show = Callback::new(move |()| {
        Box::pin(async move { here.read_again(api, &current.slug()).await.map(drop) })
            as Pin<Box<dyn Future<Output = Answer<()>>>>
    });
    view! {
        <ConflictNote failure=failure show=show />
        <div class="form-actions">
            {(!nothing).then(|| view! {
                <Button label=t(txt::CLOUD_APPLY) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary on_press=apply testid="apply-cloud" />
            })}
            <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| open.set(false)) />
        </div>
    }
}
