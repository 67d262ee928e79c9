//! Checks: what was found last in an environment, a check that somebody asks for, the history of one, the whole tenant,
//! notices, and when checks run by themselves. Which checks there are and every word of theirs come from the server.

mod ask;
mod board;
mod forget;
mod history;
mod looks;
mod notices;
mod question;
mod row;
mod schedule;
mod whole;

use leptos::prelude::*;

use self::{board::ChecksPage, history::CheckPage};
use crate::places::SettingsPlace;

/// The page at `place`.
pub(super) fn page(place: &SettingsPlace) -> AnyView {
    match place {
        SettingsPlace::Checks => view! { <ChecksPage /> }.into_any(),
        SettingsPlace::Check(run) => view! { <CheckPage run=run.clone() /> }.into_any(),
        _ => ().into_any(),
    }
}
