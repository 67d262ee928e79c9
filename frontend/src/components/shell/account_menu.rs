//! Who is signed in, their settings, and the way out.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use crate::{
    api::Api,
    components::menu::{Menu, MenuItem},
    i18n::{t, txt},
    places::Place,
    session::Session,
};

/// The account menu.
#[component]
pub(crate) fn AccountMenu() -> impl IntoView {
    let api = Api::of_page();
    let session = Session::of_page();
    let navigate = use_navigate();
    let name = move || session.info().map_or_else(String::new, |info| info.user.name);
    let email = move || session.info().map_or_else(String::new, |info| info.user.email);
    let settings =
        Callback::new(move |()| navigate(&Place::Settings.path(), leptos_router::NavigateOptions::default()));
    let sign_out = Callback::new(move |()| {
        spawn_local(async move {
            // Whatever the server answers, this browser is done: a session that is gone already is no failure.
            drop(api.sign_out().await);
            session.ended();
        });
    });
    view! {
        <Menu label=t(txt::SHELL_ACCOUNT) icon=icondata::LuCircleUserRound testid="account">
            <div class="menu-who">
                <strong>{name}</strong>
                <span class="muted">{email}</span>
            </div>
            <MenuItem label=t(txt::NAV_SETTINGS) icon=icondata::LuSettings on_press=settings />
            <MenuItem label=t(txt::SHELL_SIGN_OUT) icon=icondata::LuLogOut on_press=sign_out testid="sign-out" />
        </Menu>
    }
}
