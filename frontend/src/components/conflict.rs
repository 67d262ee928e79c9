//! Somebody else was faster: says so in the server's words, shows on demand what they changed, and lets go on from
//! there without losing what was typed.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::{html, prelude::*, task::spawn_local, text_prop::TextProp};
use shared::problem::ProblemCode;

use super::{
    badge::Tone,
    button::{Button, Look},
    field::Row,
    field_form::FormHandle,
    icon::Icon,
    key_values::{KeyValue, KeyValues},
    states::ProblemNote,
};
use crate::{
    api::Answer,
    failure::Failure,
    i18n::{t, txt},
    state::form::{FieldState, FormState, Meanwhile},
};

type Reading<T> = Pin<Box<dyn Future<Output = Answer<T>>>>;

/// Reads the newer version of what a form changes and gives its fields.
pub(crate) type Newer = Callback<(), Reading<Vec<FieldState>>>;

/// Makes a [`Newer`]: `read` reads and remembers the version, `rows` are the form's rows for what was read.
pub(crate) fn newer<T, Fut>(
    read: impl Fn() -> Fut + Send + Sync + 'static,
    rows: impl Fn(&T) -> Vec<Row> + Send + Sync + 'static,
) -> Newer
where
    Fut: Future<Output = Answer<T>> + 'static,
{
    let owner = Owner::current().unwrap_or_default();
    let rows = Arc::new(rows);
    Callback::new(move |()| {
        let (work, rows, owner) = (read(), rows.clone(), owner.clone());
        Box::pin(async move {
            let value = work.await?;
            Ok(owner.with(|| rows(&value)).iter().map(Row::state).collect())
        }) as Reading<_>
    })
}

/// Whether it is the problem of somebody else having been faster.
pub(crate) fn is_conflict(failure: &Failure) -> bool {
    failure.is(ProblemCode::PreconditionFailed)
}

/// The problem, with a way to see the newer version where that is what it takes.
#[component]
pub(crate) fn ConflictNote(
    failure: RwSignal<Option<Failure>>,
    /// Reads the newer version.
    #[prop(into)]
    show: Callback<(), Reading<()>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let press = Callback::new(move |()| {
        let work = show.run(());
        busy.set(true);
        spawn_local(async move {
            let answer = work.await;
            _ = busy.try_set(false);
            drop(failure.try_set(answer.err()));
        });
    });
    move || {
        failure.get().map(|why| {
            let conflict = is_conflict(&why);
            view! {
                <ProblemNote failure=why />
                {conflict.then(|| view! {
                    <div class="form-actions">
                        <Button label=t(txt::CONFLICT_SHOW) busy_label=t(txt::COMMON_LOADING) busy=busy icon=icondata::LuEye
                            on_press=press testid="show-theirs" />
                    </div>
                })}
            }
        })
    }
}

/// What a form says about a save that failed, and about a newer version that was looked at.
#[component]
pub(crate) fn FormConflict(form: FormHandle, rows: StoredValue<Vec<Row>>, newer: Option<Newer>) -> impl IntoView {
    let show = Callback::new(move |()| {
        Box::pin(async move {
            let Some(newer) = newer else { return Ok(()) };
            let fields = newer.run(()).await?;
            let told = form.state.try_update(|state| state.rebase(&fields));
            drop(form.meanwhile.try_set(told));
            Ok(())
        }) as Reading<()>
    });
    // Below a long form it would be said where nobody looks.
    let node = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if form.failure.with(Option::is_some) || form.meanwhile.with(Option::is_some) {
            request_animation_frame(move || {
                if let Some(node) = node.try_get_untracked().flatten() {
                    node.scroll_into_view_with_bool(false);
                }
            });
        }
    });
    view! {
        <div class="form-verdict" node_ref=node>
            {move || match newer {
                Some(_) => view! { <ConflictNote failure=form.failure show=show /> }.into_any(),
                None => (move || form.failure.get().map(|failure| view! { <ProblemNote failure=failure /> })).into_any(),
            }}
            {move || form.meanwhile.get().map(|told| view! { <Theirs form rows told /> })}
        </div>
    }
}

/// What the newer version changed, field by field.
#[component]
fn Theirs(form: FormHandle, rows: StoredValue<Vec<Row>>, told: Vec<Meanwhile>) -> impl IntoView {
    let text = if told.is_empty() { txt::CONFLICT_ELSEWHERE } else { txt::CONFLICT_TEXT };
    let kept = told.iter().any(|change| change.mine.is_some());
    let line = move |change: Meanwhile| {
        let row = rows.with_value(|rows| rows.iter().find(|row| row.spec.name == change.name).cloned());
        let label = row.as_ref().map(Row::label);
        let say = move |value: String| row.as_ref().map_or_else(|| value.clone().into(), |row| row.say(&value));
        view! {
            <KeyValue name=move || label.as_ref().map_or_else(|| change.name.into(), TextProp::get)>
                {quoted(say(change.theirs.clone()))}
                {change.mine.clone().map(|mine| {
                    view! { <span class="key-value-note">{t(txt::CONFLICT_YOURS)} " " {quoted(say(mine))}</span> }
                })}
            </KeyValue>
        }
    };
    let take = Callback::new(move |()| {
        _ = form.state.try_update(FormState::revert);
        drop(form.meanwhile.try_set(None));
    });
    view! {
        <div class=format!("note {}", Tone::Accent.class()) role="status" data-testid="theirs">
            <Icon icon=icondata::LuUsers />
            <div class="problem-words">
                <p>{t(text)}</p>
                {(!told.is_empty()).then(|| view! { <KeyValues>{told.into_iter().map(line).collect_view()}</KeyValues> })}
                {kept.then(|| view! {
                    <Button label=t(txt::CONFLICT_TAKE) icon=icondata::LuUndo2 look=Look::Quiet on_press=take testid="take-theirs" />
                })}
            </div>
        </div>
    }
}

fn quoted(value: TextProp) -> AnyView {
    (move || match value.get() {
        text if text.is_empty() => view! { <span class="muted">{t(txt::COMMON_NONE)}</span> }.into_any(),
        text => view! { <strong>{text.to_string()}</strong> }.into_any(),
    })
    .into_any()
}
