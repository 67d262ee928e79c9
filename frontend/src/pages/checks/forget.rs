//! Forgets a check that nobody wants an answer to any more.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::api::check::CheckRun;

use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        confirm::{Confirm, act},
        shell::notices::UnreadNotices,
    },
    i18n::{t, txt},
    pages::{settings::frame::CurrentEnvironment, tenants::frame::CurrentTenant},
    places::SettingsPlace,
};

/// The button, and the question before it.
#[component]
pub(super) fn Forget(newest: Memo<Option<CheckRun>>) -> impl IntoView {
    let api = Api::of_page();
    let (current, here) = (CurrentTenant::of_page(), CurrentEnvironment::of_page());
    let unread = UnreadNotices::of_page();
    let navigate = StoredValue::new(use_navigate());
    let asking = RwSignal::new(false);
    let forget = act(move || async move {
        let Some(run) = newest.get_untracked() else { return Ok(()) };
        api.forget_check(&current.slug(), &here.slug(), &run.id.to_string()).await?;
        unread.reload();
        navigate.with_value(|navigate| navigate(&here.path(SettingsPlace::Checks), NavigateOptions::default()));
        Ok(())
    });
    view! {
        <Button label=t(txt::CHECKS_FORGET) look=Look::Quiet icon=icondata::LuTrash2
            on_press=Callback::new(move |()| asking.set(true)) testid="forget" />
        <Confirm open=asking title=t(txt::CHECKS_FORGET_ASK) text=t(txt::CHECKS_FORGET_TEXT) action=t(txt::CHECKS_FORGET)
            busy_label=t(txt::COMMON_DELETING) act=forget />
    }
}
