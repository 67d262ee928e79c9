//! Why not to choose a grant, wherever it is chosen or used. Which grants warn, and in what words, the server says.

use leptos::prelude::*;
use shared::api::catalog::GrantDescriptor;

use crate::{
    components::{badge::Tone, icon::Icon},
    i18n::Language,
};

/// The warning of `grant`, if it has one.
#[component]
pub(crate) fn GrantWarning(grant: GrantDescriptor) -> impl IntoView {
    let language = Language::of_page();
    grant.warning.map(|warning| {
        view! {
            <div class=format!("note {}", Tone::Warning.class()) data-testid="grant-warning">
                <Icon icon=Tone::Warning.icon() />
                <p>{move || warning.get(language.get()).to_owned()}</p>
            </div>
        }
    })
}
