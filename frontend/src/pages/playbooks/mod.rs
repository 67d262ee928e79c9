//! Playbooks, for portal administrators: those of the program and those that were uploaded, and how one is uploaded.

pub(crate) mod detail;
mod faults;
pub(crate) mod list;
pub(crate) mod upload;

use leptos::prelude::*;

use crate::{
    components::badge::{Badge, Tone},
    i18n::{t, tf, txt},
};

/// Whether it came with the program.
fn origin(built_in: bool) -> AnyView {
    if built_in {
        view! { <Badge label=t(txt::TYPES_BUILT_IN) icon=icondata::LuLock /> }.into_any()
    } else {
        view! { <Badge label=t(txt::PLAYBOOKS_OWN) icon=icondata::LuGlobe tone=Tone::Accent /> }.into_any()
    }
}

/// `version 3`.
fn version(version: u32) -> impl IntoView {
    view! { <span class="tabular">{tf(txt::PLAYBOOKS_VERSION_N, vec![("n", version.to_string())])}</span> }
}
