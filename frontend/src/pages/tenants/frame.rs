//! What every page of a tenant stands in: the tenant itself, loaded once, or the page that says it is not there.

use leptos::prelude::*;
use shared::{api::tenant::Tenant, permission::Permission, problem::ProblemCode};

use super::{
    banner::{DeadlineBanner, Deadlines},
    rounds::Rounds,
};
use crate::{
    api::Api,
    components::{
        button::{LinkButton, Look},
        page::Page,
        states::{EmptyState, loaded},
    },
    i18n::{t, txt},
    pages::of_tenant,
    places::{Place, TenantPlace},
    remote::{Load, Remote},
    session::Session,
    state::version::{Seen, Version},
};

/// The tenant of this page.
#[derive(Clone, Copy)]
pub(crate) struct CurrentTenant {
    /// The tenant; follows changes.
    pub tenant: RwSignal<Seen<Tenant>>,
    /// The way to load it again.
    pub remote: Remote<Seen<Tenant>>,
    session: Session,
}

impl CurrentTenant {
    /// The tenant of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Its short name, right now.
    pub(crate) fn slug(self) -> String {
        self.tenant.with_untracked(|tenant| tenant.slug.clone())
    }

    /// Its version, right now.
    pub(crate) fn version(self) -> Option<Version> {
        self.tenant.with_untracked(|tenant| tenant.version.clone())
    }

    /// Its name; follows changes.
    pub(crate) fn name(self) -> String {
        self.tenant.with(|tenant| tenant.name.clone())
    }

    /// Whether the reader may do that here.
    pub(crate) fn may(self, permission: Permission) -> bool {
        self.session.may(self.tenant.with(|tenant| tenant.role), permission)
    }

    /// The address of one of its pages.
    pub(crate) fn path(self, place: TenantPlace) -> String {
        Place::of_tenant(&self.slug(), place).path()
    }
}

/// The pages of the tenant `slug`.
#[component]
pub(crate) fn TenantFrame(slug: String, place: Memo<Place>) -> impl IntoView {
    let api = Api::of_page();
    let session = Session::of_page();
    let remote = Remote::new(move || {
        let slug = slug.clone();
        async move { api.tenant(&slug).await }
    });
    let missing =
        Memo::new(move |_| matches!(remote.get(), Load::Failed(failure) if failure.is(ProblemCode::NotFound)));
    move || {
        if missing.get() {
            return view! { <NoSuchTenant /> }.into_any();
        }
        loaded(remote, 6, move |tenant| {
            let current = CurrentTenant { tenant, remote, session };
            provide_context(current);
            Deadlines::provide(current);
            Rounds::provide();
            let page = Memo::new(move |_| place.get().page());
            view! {
                <DeadlineBanner />
                {move || of_tenant(&page.get())}
            }
            .into_any()
        })
        .into_any()
    }
}

/// The tenant does not exist, or is none of the reader's business; which of the two is not told.
#[component]
fn NoSuchTenant() -> impl IntoView {
    view! {
        <Page title=t(txt::NO_TENANT_TITLE)>
            <EmptyState icon=icondata::LuBuilding2 title=t(txt::NO_TENANT_HEADING) text=t(txt::NO_TENANT_TEXT)>
                <LinkButton label=t(txt::NOT_FOUND_BACK) href=Place::Tenants.path() look=Look::Primary />
            </EmptyState>
        </Page>
    }
}
