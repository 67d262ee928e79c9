//! A new migration.

use leptos::prelude::*;

use crate::{
    components::page::Page,
    i18n::{t, txt},
    pages::{settings::frame::crumbs, tenants::frame::CurrentTenant},
};

/// The page.
#[component]
pub(super) fn NewMigrationPage() -> impl IntoView {
    let current = CurrentTenant::of_page();
    view! { <Page title=t(txt::MIGRATIONS_ADD) crumbs=crumbs(current)>""</Page> }
}
