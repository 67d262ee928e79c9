//! Why a token is not valid, and what to do about it.

use leptos::prelude::*;
use shared::api::token::TokenError;

use crate::components::{badge::Tone, icon::Icon, meaning::Meaning, relative_time::RelativeTime};

/// Why the token is not valid, and what to do about it.
#[component]
pub(crate) fn LastError(error: TokenError) -> impl IntoView {
    let codes = [Some(error.code), error.provider_code, error.correlation_id].into_iter().flatten();
    view! {
        <div class=format!("note {}", Tone::Bad.class())>
            <Icon icon=icondata::LuCircleAlert />
            <div class="problem-words">
                <p>{error.detail}</p>
                {error.remedy.map(|remedy| view! { <p class="problem-title">{remedy}</p> })}
                {error.class.zip(error.who).map(|(class, who)| view! { <Meaning class who /> })}
                <p class="problem-facts">
                    <RelativeTime at=error.at />
                    {codes.map(|code| view! { <code>{code}</code> }).collect_view()}
                </p>
            </div>
        </div>
    }
}
