//! The browser application: mounts [`app::App`] and declares the modules.

#![expect(unreachable_pub, reason = "the component macro makes functions of its own public")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "components own their properties; the macro hands them over by value"
)]
#![expect(
    clippy::large_types_passed_by_value,
    reason = "what the parts of a page share is a handful of handles; in development each remembers where it was made"
)]

mod api;
mod app;
mod clock;
mod components;
mod failure;
mod i18n;
mod pages;
mod places;
mod preferences;
mod remote;
mod session;
mod state;

fn main() {
    console_error_panic_hook::set_once();
    app::remove_splash();
    leptos::mount::mount_to_body(app::App);
}
