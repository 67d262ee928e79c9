//! Resource types: the list, one type with its grid, and what is done to one. The same pages serve the portal and the
//! tenants; whose types they show is the holder.

mod actions;
mod answers;
mod detail;
mod grid;
mod import;
mod list;
mod use_of;

pub(crate) use detail::TypePage;
pub(crate) use list::TypesPage;

use leptos::prelude::*;
use shared::{api::resource_type::TypeOrigin, permission::Permission};

use crate::{
    api::types::Holder,
    components::badge::{Badge, Tone},
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::{Place, TenantPlace},
    session::Session,
};

/// Whose types the page shows: of the tenant whose pages surround it, else the portal's.
#[derive(Clone, Copy)]
pub(crate) struct Types {
    current: Option<CurrentTenant>,
    session: Session,
}

impl Types {
    /// Those of this page. `of_tenant`: the address names one.
    fn of_page(of_tenant: bool) -> Self {
        let current = of_tenant.then(use_context::<CurrentTenant>).flatten();
        Self { current, session: Session::of_page() }
    }

    fn holder(self) -> Holder {
        self.current.map(CurrentTenant::slug)
    }

    /// Whether the reader may make types here, and change those of this holder.
    fn may_write(self) -> bool {
        self.current.map_or_else(|| self.session.administrator(), |current| current.may(Permission::ResourceTypeWrite))
    }

    fn list_path(self) -> String {
        self.current.map_or_else(|| Place::Catalog.path(), |current| current.path(TenantPlace::Types))
    }

    fn type_path(self, id: &str) -> String {
        let id = id.to_owned();
        match self.current {
            Some(current) => current.path(TenantPlace::Type(id)),
            None => Place::ResourceType(id).path(),
        }
    }

    fn crumbs(self) -> Vec<(leptos::text_prop::TextProp, String)> {
        match self.current {
            None => Vec::new(),
            Some(current) => vec![
                (t(txt::TENANTS_TITLE).into(), Place::Tenants.path()),
                ((move || current.name()).into(), current.path(TenantPlace::Overview)),
            ],
        }
    }
}

fn origin_badge(origin: TypeOrigin) -> AnyView {
    let (label, icon, tone) = match origin {
        TypeOrigin::BuiltIn => (txt::TYPES_BUILT_IN, icondata::LuLock, Tone::Neutral),
        TypeOrigin::Portal => (txt::TYPES_PORTAL, icondata::LuGlobe, Tone::Accent),
        TypeOrigin::Tenant => (txt::TYPES_TENANT, icondata::LuBuilding2, Tone::Accent),
    };
    view! { <Badge label=t(label) icon=icon tone=tone /> }.into_any()
}
