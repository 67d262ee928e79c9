//! The checks of an environment.

use leptos::prelude::*;

use crate::{
    components::page::Page,
    i18n::{t, txt},
    pages::{settings::frame::crumbs, tenants::frame::CurrentTenant},
};

/// The page.
#[component]
pub(super) fn ChecksPage() -> impl IntoView {
    let current = CurrentTenant::of_page();
    view! { <Page title=t(txt::NAV_CHECKS) crumbs=crumbs(current)>""</Page> }
}
