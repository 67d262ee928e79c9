//! The life that a token has left, ticking.

use leptos::prelude::*;
use shared::timestamp::Timestamp;

use crate::{
    clock::Now,
    i18n::{Language, t, txt},
    state::life::{Life, Urgency, span},
};

/// A bar of the life from `begin` to `end`, with the time that is left in words.
#[component]
pub(crate) fn LifeBar(begin: Timestamp, end: Timestamp) -> impl IntoView {
    let now = Now::of_page();
    let language = Language::of_page();
    let life = Memo::new(move |_| Life::at(begin, end, now.get()));
    let words = move || match life.get() {
        Life { urgency: Urgency::Over, .. } => txt::LIFE_OVER.get(language.get()).to_owned(),
        life => txt::LIFE_LEFT.fill(language.get(), &[("span", &span(life.seconds))]),
    };
    let class = move || match life.get().urgency {
        Urgency::Calm => "life is-calm",
        Urgency::Soon => "life is-soon",
        Urgency::Over => "life is-over",
    };
    view! {
        <div class=class data-testid="life">
            <div
                class="life-track"
                role="meter"
                aria-label=t(txt::LIFE_LABEL)
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || life.get().percent.to_string()
                aria-valuetext=words
            >
                <div class="life-fill" style:width=move || format!("{}%", life.get().percent)></div>
            </div>
            <span class="life-words">{words}</span>
        </div>
    }
}
