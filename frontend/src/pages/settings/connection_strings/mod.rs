//! Connection strings: the list of an environment, a new one, and one with its properties beside its text.

mod control;
mod create;
mod desk;
mod detail;
mod ending;
mod grid;
mod history;
mod list;
mod reveal;
mod saving;
mod text;
mod warnings;

pub(super) use self::{create::NewConnectionStringPage, detail::ConnectionStringPage, list::ConnectionStringsPage};

use leptos::text_prop::TextProp;

use super::frame::{CurrentEnvironment, crumbs};
use crate::{
    components::breadcrumb::Crumb,
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::SettingsPlace,
};

/// The way down to one of the list.
fn inner_crumbs(current: CurrentTenant, here: CurrentEnvironment) -> Vec<Crumb> {
    let mut crumbs = crumbs(current);
    let name = here.name();
    crumbs.push((TextProp::from(t(txt::NAV_CONNECTION_STRINGS)), here.path(SettingsPlace::ConnectionStrings)));
    crumbs.push((name.into(), here.path(SettingsPlace::ConnectionStrings)));
    crumbs
}
