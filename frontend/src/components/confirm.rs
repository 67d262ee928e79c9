//! The one question before anything that cannot be undone, with a word to type where much would be lost.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};

use super::{
    button::{Button, Look},
    conflict::ConflictNote,
    dialog::Dialog,
    field::fresh_id,
    states::ProblemNote,
};
use crate::{
    api::Answer,
    failure::Failure,
    i18n::{t, tf, txt},
};

/// What is done once confirmed.
pub(crate) type Act = Callback<(), Pin<Box<dyn Future<Output = Answer<()>>>>>;

/// Makes an [`Act`] of an async closure.
pub(crate) fn act<F, Fut>(work: F) -> Act
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Answer<()>> + 'static,
{
    Callback::new(move |()| Box::pin(work()) as Pin<Box<dyn Future<Output = Answer<()>>>>)
}

/// Asks, then does it; a problem stays in the dialog.
#[component]
pub(crate) fn Confirm(
    open: RwSignal<bool>,
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    #[prop(into)] action: TextProp,
    #[prop(into)] busy_label: TextProp,
    /// What has to be typed first.
    #[prop(optional, into)]
    typed: Option<String>,
    /// Reads the newer version when somebody else was faster; without it there is no version to be late for.
    #[prop(optional, into)]
    newer: Option<Act>,
    /// Stands below the question.
    #[prop(optional, into)]
    below: Option<ViewFn>,
    act: Act,
) -> impl IntoView {
    view! {
        <Dialog open=open title=title testid="confirm">
            <Question open text=text.clone() action=action.clone() busy_label=busy_label.clone() typed=typed.clone() newer below=below.clone() act />
        </Dialog>
    }
}

#[component]
fn Question(
    open: RwSignal<bool>,
    text: TextProp,
    action: TextProp,
    busy_label: TextProp,
    typed: Option<String>,
    newer: Option<Act>,
    below: Option<ViewFn>,
    act: Act,
) -> impl IntoView {
    let looked = RwSignal::new(false);
    let show = Callback::new(move |()| {
        Box::pin(async move {
            if let Some(newer) = newer {
                newer.run(()).await?;
            }
            _ = looked.try_set(true);
            Ok(())
        }) as Pin<Box<dyn Future<Output = Answer<()>>>>
    });
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let entered = RwSignal::new(String::new());
    let wanted = typed.clone();
    let blocked = Signal::derive(move || wanted.as_ref().is_some_and(|word| !says(&entered.get(), word)));
    let go = move || {
        if busy.get_untracked() || blocked.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let work = act.run(());
        spawn_local(async move {
            match work.await {
                Ok(()) => drop(open.try_set(false)),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    };
    view! {
        <form class="form" on:submit=move |event| { event.prevent_default(); go(); }>
            <p>{move || text.get()}</p>
            {below.map(|below| below.run())}
            {typed.map(|word| view! { <TypedWord word=word entered=entered /> })}
            {match newer {
                Some(_) => view! { <ConflictNote failure=failure show=show /> }.into_any(),
                None => (move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })).into_any(),
            }}
            {move || looked.get().then(|| view! { <p role="status">{t(txt::CONFLICT_DELETE)}</p> })}
            <div class="form-actions">
                <Button label=action busy_label=busy_label busy=busy disabled=blocked look=Look::Danger submit=true testid="confirm-action" />
                <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| open.set(false)) />
            </div>
        </form>
    }
}

/// Whether `typed` is the word; a dash that keyboards do not have may be typed as the one that they have.
fn says(typed: &str, word: &str) -> bool {
    let plain = |text: &str| text.trim().replace(['\u{2013}', '\u{2014}'], "-");
    plain(typed) == plain(word)
}

#[component]
fn TypedWord(word: String, entered: RwSignal<String>) -> impl IntoView {
    let id = fresh_id("confirm");
    view! {
        <div class="field">
            <label for=id.clone()>{tf(txt::CONFIRM_TYPE, vec![("word", word)])}</label>
            <input
                id=id
                name="confirm"
                class="input"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || entered.get()
                on:input=move |event| entered.set(event_target_value(&event))
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_can_be_typed_on_any_keyboard() {
        assert!(says(" Exchange - Contoso", "Exchange \u{2013} Contoso"));
        assert!(!says("Exchange Contoso", "Exchange \u{2013} Contoso") && !says("", "x"));
    }
}
