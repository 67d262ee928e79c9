//! What every page about an environment stands in: the environment itself, and the way to the others.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::api::environment::Environment;

use crate::{
    api::Api,
    components::{
        breadcrumb::Crumb,
        button::{LinkButton, Look},
        page::Page,
        states::{EmptyState, loaded},
    },
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::{Place, SettingsPlace, TenantPlace},
    remote::Remote,
};

/// The environment of this page.
#[derive(Clone, Copy)]
pub(crate) struct CurrentEnvironment {
    here: StoredValue<Environment>,
    tenant: CurrentTenant,
    all: StoredValue<Vec<Environment>>,
    place: StoredValue<SettingsPlace>,
}

impl CurrentEnvironment {
    /// The environment of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Its short name.
    pub(crate) fn slug(self) -> String {
        self.here.with_value(|here| here.slug.clone())
    }

    /// Its id.
    pub(crate) fn id(self) -> String {
        self.here.with_value(|here| here.id.to_string())
    }

    /// Its name.
    pub(crate) fn name(self) -> String {
        self.here.with_value(|here| here.name.clone())
    }

    /// Every environment of the tenant, this one among them.
    pub(crate) fn all(self) -> Vec<Environment> {
        self.all.get_value()
    }

    /// The address of a page about it.
    pub(crate) fn path(self, place: SettingsPlace) -> String {
        self.tenant.path(TenantPlace::Settings(Some(self.slug()), place))
    }
}

/// The way down to a list of an environment.
pub(crate) fn crumbs(current: CurrentTenant) -> Vec<Crumb> {
    vec![
        (t(txt::TENANTS_TITLE).into(), Place::Tenants.path()),
        ((move || current.name()).into(), current.path(TenantPlace::Overview)),
    ]
}

/// Builds what stands at a place.
type Build = fn(&SettingsPlace) -> AnyView;

/// What `make` builds of `place`, about `environment` or about the default one. The pages themselves are named by
/// whoever hands `make` in: they are in different parts of the application.
pub(crate) fn pages(environment: Option<String>, place: SettingsPlace, make: Build) -> AnyView {
    view! { <Frame wanted=environment place make /> }.into_any()
}

fn chosen<'a>(all: &'a [Environment], wanted: Option<&str>) -> Option<&'a Environment> {
    match wanted {
        Some(wanted) => all.iter().find(|one| one.slug == wanted || one.id.as_str() == wanted),
        None => all.iter().find(|one| one.default).or_else(|| all.first()),
    }
}

#[component]
fn Frame(wanted: Option<String>, place: SettingsPlace, make: Build) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let navigate = use_navigate();
    let environments = Remote::new(move || {
        let slug = current.slug();
        async move { Ok(api.environments(&slug).await?.items) }
    });
    loaded(environments, 6, move |list| {
        let all = list.get_untracked();
        let Some(here) = chosen(&all, wanted.as_deref()).cloned() else {
            return view! { <NoSuchEnvironment /> }.into_any();
        };
        if wanted.is_none() {
            // The address says which one it is, so that it can be shared.
            let path = current.path(TenantPlace::Settings(Some(here.slug), place.clone()));
            let navigate = navigate.clone();
            Effect::new(move || navigate(&path, NavigateOptions { replace: true, ..NavigateOptions::default() }));
            return ().into_any();
        }
        provide_context(CurrentEnvironment {
            here: StoredValue::new(here),
            tenant: current,
            all: StoredValue::new(all),
            place: StoredValue::new(place.clone()),
        });
        make(&place)
    })
}

/// The way to the same page of the tenant's other environments; nothing where there is one only.
#[component]
pub(crate) fn Environments() -> impl IntoView {
    let here = CurrentEnvironment::of_page();
    let current = CurrentTenant::of_page();
    let (all, slug) = (here.all(), here.slug());
    (all.len() > 1).then(|| {
        view! {
            <nav class="environments" aria-label=t(txt::ENVIRONMENTS_TITLE)>
                {all.into_iter().map(|one| {
                    let path = current.path(TenantPlace::Settings(Some(one.slug.clone()), here.place.with_value(SettingsPlace::list)));
                    view! { <a class="environment" href=path aria-current=(one.slug == slug).then_some("page")>{one.name}</a> }
                }).collect_view()}
            </nav>
        }
    })
}

/// The tenant has no such environment.
#[component]
fn NoSuchEnvironment() -> impl IntoView {
    let current = CurrentTenant::of_page();
    view! {
        <Page title=t(txt::NO_ENVIRONMENT_TITLE)>
            <EmptyState icon=icondata::LuLayers title=t(txt::NO_ENVIRONMENT_HEADING) text=t(txt::NO_ENVIRONMENT_TEXT)>
                <LinkButton label=t(txt::NO_ENVIRONMENT_BACK) href=current.path(TenantPlace::Overview) look=Look::Primary />
            </EmptyState>
        </Page>
    }
}
