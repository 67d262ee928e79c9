//! Configuration files: the list of an environment, one with what is wrong in it, values that live in several places,
//! and parameters that belong together.

mod contents;
mod file;
mod files;
mod findings;
mod linked;
mod patched;
mod set_fields;
mod set_form;
mod sets;
mod upload;
mod versions;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

pub(super) use self::file::ConfigFilePage;
use self::{files::Files, linked::LinkedSettings, sets::ParameterSets};
use super::frame::{CurrentEnvironment, Environments, crumbs};
use crate::{
    components::{
        page::Page,
        tabs::{Tab, Tabs},
    },
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::SettingsPlace,
};

/// The configuration files of the environment.
#[component]
pub(super) fn ConfigFilesPage() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let query = use_location().query;
    let tab = Memo::new(move |_| match query.get().get("tab").as_deref() {
        Some(part @ ("linked" | "sets")) => part.to_owned(),
        _ => "files".to_owned(),
    });
    let tabs = vec![
        Tab { id: "files", label: t(txt::CONFIG_FILES_TAB_FILES).into(), icon: icondata::LuFileCode2 },
        Tab { id: "linked", label: t(txt::CONFIG_FILES_TAB_LINKED).into(), icon: icondata::LuLink2 },
        Tab { id: "sets", label: t(txt::CONFIG_FILES_TAB_SETS).into(), icon: icondata::LuListChecks },
    ];
    view! {
        <Page title=t(txt::NAV_CONFIG_FILES) lead=t(txt::CONFIG_FILES_LEAD) crumbs=crumbs(current)>
            <Environments />
            <Tabs tabs=tabs path=here.path(SettingsPlace::ConfigFiles) current=tab label=t(txt::CONFIG_FILES_TABS) />
            {move || match tab.get().as_str() {
                "linked" => view! { <LinkedSettings /> }.into_any(),
                "sets" => view! { <ParameterSets /> }.into_any(),
                _ => view! { <Files /> }.into_any(),
            }}
        </Page>
    }
}
