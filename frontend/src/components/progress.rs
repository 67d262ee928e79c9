//! How far something with steps is.

use leptos::prelude::*;

use crate::i18n::{t, tf, txt};

/// How many of the steps are done: a bar, and the numbers.
#[component]
pub(crate) fn Progress(done: usize, total: usize) -> impl IntoView {
    let percent = (done * 100).checked_div(total).unwrap_or(0);
    let words = tf(txt::MIGRATIONS_PROGRESS, vec![("done", done.to_string()), ("total", total.to_string())]);
    let said = words.clone();
    view! {
        <span class="progress" class:is-full=done == total>
            <span class="progress-track" role="meter" aria-label=t(txt::MIGRATIONS_PROGRESS_LABEL) aria-valuemin="0"
                aria-valuemax=total.to_string() aria-valuenow=done.to_string() aria-valuetext=said>
                <span class="progress-fill" style:width=format!("{percent}%")></span>
            </span>
            <span class="progress-words">{words}</span>
        </span>
    }
}
