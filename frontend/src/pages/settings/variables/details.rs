//! One variable with everything about it: what it is, what it resolves to, what it was, and why it may be locked.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        resource::ShownValue,
        setting_change::{OperationKind, VariableOperation},
        variable::{MatrixCell, RevealedVariable, Variable},
    },
    permission::Permission,
};

use super::{Board, versions::Versions};
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        icon::Icon,
        key_values::{KeyValue, KeyValues},
        states::{ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
    state::{drafts::Spot, matrix::say},
};

use super::form::VariableForm;

/// The dialog; it stands once on the page.
#[component]
pub(super) fn DetailsDialog(board: Board) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(board.doors.opened.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            board.doors.opened.set(None);
        }
        now
    });
    let title = move || {
        let name = board.doors.opened.with(|opened| opened.as_ref().map(|(name, _)| name.clone())).unwrap_or_default();
        if name.is_empty() { t(txt::VARIABLES_ADD_TITLE)().to_owned() } else { name }
    };
    view! {
        <Dialog open=open title=title wide=true testid="variable">
            {move || board.doors.opened.get().map(|(name, environment)| view! { <Details board name environment /> })}
        </Dialog>
    }
}

#[component]
fn Details(board: Board, name: String, environment: String) -> impl IntoView {
    let fresh = name.is_empty();
    let stored = board.matrix.with_untracked(|matrix| {
        let column = matrix.column(&environment)?;
        matrix.cell(&name, column).cloned()
    });
    let spot = Spot::new(environment.clone(), &name);
    let locked = stored.as_ref().is_some_and(|cell| cell.protected) && !untrack(|| board.may_unlock());
    let writes = untrack(|| board.may_write()) && !locked;
    let shown = stored.clone();
    view! {
        <EnvironmentSwitch board name=name.clone() environment=environment.clone() />
        {locked.then(|| view! {
            <p class="note tone-neutral" data-testid="locked"><Icon icon=icondata::LuLock /><span>{t(txt::VARIABLES_LOCKED)}</span></p>
        })}
        {if writes {
            view! { <VariableForm board name=name.clone() environment=environment.clone() stored=stored.clone() /> }.into_any()
        } else {
            read_only(shown.as_ref())
        }}
        {(!fresh && stored.is_some()).then(|| view! {
            <Facts board name=name.clone() environment=environment.clone() stored=stored.clone() />
        })}
        {(writes && stored.is_some()).then(|| view! { <Ending board spot=spot.clone() name=name.clone() stored=stored.clone() /> })}
        {(!fresh).then(|| view! { <Versions board name=name environment=environment writes /> })}
    }
}

/// Which environment is looked at.
#[component]
fn EnvironmentSwitch(board: Board, name: String, environment: String) -> impl IntoView {
    let all = board.matrix.with_untracked(|matrix| matrix.environments.clone());
    (all.len() > 1).then(|| {
        view! {
            <div class="segments" role="group" aria-label=t(txt::ENVIRONMENTS_TITLE)>
                {all.into_iter().map(|one| {
                    let (id, name) = (one.id.to_string(), name.clone());
                    let here = id == environment;
                    let choose = move |_| board.doors.opened.set(Some((name.clone(), id.clone())));
                    view! { <button type="button" class="segment" aria-pressed=here.to_string() on:click=choose>{one.name}</button> }
                }).collect_view()}
            </div>
        }
    })
}

fn read_only(stored: Option<&MatrixCell>) -> AnyView {
    let Some(cell) = stored.cloned() else {
        return view! { <p class="muted">{t(txt::VARIABLES_ABSENT)}</p> }.into_any();
    };
    view! {
        <KeyValues>
            <KeyValue name=t(txt::VARIABLES_VALUE)><code class="value-lines">{say(&cell.value)}</code></KeyValue>
            <KeyValue name=t(txt::VARIABLES_KIND)>{t(super::typed::kind_name(cell.kind))}</KeyValue>
            {(!cell.description.is_empty()).then(|| view! {
                <KeyValue name=t(txt::VARIABLES_DESCRIPTION)>{cell.description.clone()}</KeyValue>
            })}
        </KeyValues>
    }
    .into_any()
}

/// What it resolves to, what is wrong with that, and a secret in clear for whoever may see it.
#[component]
fn Facts(board: Board, name: String, environment: String, stored: Option<MatrixCell>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let slug = board.slug_of(&environment);
    let variable = {
        let (slug, name) = (slug.clone(), name.clone());
        Remote::new(move || {
            let (tenant, slug, name) = (current.slug(), slug.clone(), name.clone());
            async move { api.variable(&tenant, &slug, &name).await }
        })
    };
    let secret = stored.as_ref().is_some_and(|cell| cell.secret);
    view! {
        {loaded(variable, 2, move |variable| {
            let (slug, name) = (slug.clone(), name.clone());
            (move || {
                let found = variable.get();
                let hidden = secret || matches!(found.resolved, Some(ShownValue::Secret(_)));
                view! {
                    {resolved(&found)}
                    {hidden.then(|| view! { <Reveal slug=slug.clone() name=name.clone() /> })}
                }
            }).into_any()
        })}
    }
}

fn resolved(variable: &Variable) -> AnyView {
    let refers = !variable.references.is_empty() || !variable.problems.is_empty();
    let text = variable.resolved.as_ref().map(say);
    let problems = variable.problems.clone();
    refers
        .then(|| {
            view! {
                <KeyValues>
                    {text.map(|text| view! { <KeyValue name=t(txt::VARIABLES_RESOLVED)><code class="value-lines">{text}</code></KeyValue> })}
                </KeyValues>
                {problems.into_iter().map(|problem| view! {
                    <p class="note tone-warning" data-testid="reference-problem">
                        <Icon icon=icondata::LuTriangleAlert />
                        <span>{(!problem.reference.is_empty()).then(|| view! { <code>{problem.reference.clone()}</code> " " })} {problem.detail.clone()}</span>
                    </p>
                }).collect_view()}
            }
        })
        .into_any()
}

/// Shows a secret once, to whoever may see it and gives their password; it is written down who did.
#[component]
fn Reveal(slug: String, name: String) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let shown = RwSignal::new(None::<(String, Option<String>)>);
    on_cleanup(move || drop(shown.try_set(None)));
    let press = Callback::new(move |()| {
        let (tenant, slug, name) = (current.slug(), slug.clone(), name.clone());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.reveal_variable(&tenant, &slug, &name).await;
            _ = busy.try_set(false);
            match answer {
                Ok(RevealedVariable { value, resolved }) => {
                    let resolved = resolved.map(|text| text.expose().to_owned());
                    drop(shown.try_set(Some((value.expose().to_owned(), resolved))));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let hide = Callback::new(move |()| shown.set(None));
    let line = |name, text: String| {
        view! { <KeyValue name=name copies=text.clone()><code class="value-lines">{text}</code></KeyValue> }
    };
    view! {
        <div class="stack-sm" data-testid="revealed">
            {move || shown.get().map(|(value, resolved)| {
                let resolved = resolved.filter(|resolved| *resolved != value);
                view! {
                    <KeyValues>
                        {line(t(txt::VARIABLES_VALUE), value)}
                        {resolved.map(|text| line(t(txt::VARIABLES_RESOLVED), text))}
                    </KeyValues>
                }
            })}
            {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
            {move || current.may(Permission::SettingsReveal).then(|| if shown.with(Option::is_some) {
                view! { <div class="form-actions"><Button label=t(txt::SECRET_HIDE) icon=icondata::LuEyeOff on_press=hide /></div> }.into_any()
            } else {
                view! {
                    <div class="form-actions">
                        <Button label=t(txt::VARIABLES_REVEAL) busy_label=t(txt::COMMON_LOADING) busy=busy icon=icondata::LuEye on_press=press testid="reveal" />
                    </div>
                }.into_any()
            })}
        </div>
    }
}

/// Another name, or the end.
#[component]
fn Ending(board: Board, spot: Spot, name: String, stored: Option<MatrixCell>) -> impl IntoView {
    let wanted = RwSignal::new(name.clone());
    let id = crate::components::field::fresh_id("rename");
    let keep = StoredValue::new((spot, name.clone(), stored));
    let stage = move |op: OperationKind, to: Option<String>| {
        let (spot, name, stored) = keep.get_value();
        let edit = VariableOperation { op, name, to, ..VariableOperation::default() };
        board.drafts.update(|drafts| drafts.stage(spot, edit, stored.as_ref()));
        board.doors.opened.set(None);
    };
    let rename = Callback::new(move |()| stage(OperationKind::Rename, Some(wanted.get_untracked().trim().to_owned())));
    let delete = Callback::new(move |()| stage(OperationKind::Delete, None));
    let same = Signal::derive(move || {
        let wanted = wanted.get();
        wanted.trim() == name || shared::variable::check_name(wanted.trim()).is_err()
    });
    view! {
        <details class="more">
            <summary>{t(txt::VARIABLES_RENAME_OR_DELETE)}</summary>
            <div class="stack-sm">
                <div class="field">
                    <label for=id.clone()>{t(txt::VARIABLES_NEW_NAME)}</label>
                    <input id=id name="to" class="input" autocomplete="off" spellcheck="false"
                        prop:value=move || wanted.get() on:input=move |event| wanted.set(event_target_value(&event)) />
                    <p class="field-hint">{t(txt::VARIABLES_RENAME_HINT)}</p>
                </div>
                <div class="form-actions">
                    <Button label=t(txt::VARIABLES_RENAME) icon=icondata::LuTextCursorInput disabled=same on_press=rename testid="stage-rename" />
                    <Button label=t(txt::VARIABLES_DELETE) icon=icondata::LuTrash2 look=Look::Danger on_press=delete testid="stage-delete" />
                </div>
            </div>
        </details>
    }
}
