//! Somebody else saved the same variable meanwhile: what is stored now stands beside what is staged here, and each can be
//! kept. Nothing that was typed is lost.

use leptos::prelude::*;
use shared::{
    api::setting_change::{OperationKind, SettingConflict, VariableOperation},
    variable::VariableKind,
};

use super::{Board, changes::side};
use crate::{
    components::{
        button::{Button, Look},
        icon::Icon,
        relative_time::RelativeTime,
    },
    i18n::{t, tf, txt},
    state::{drafts::Spot, matrix::dots},
};

/// What an edit does, in words.
pub(super) fn intended(edit: &VariableOperation, secret: bool) -> AnyView {
    let secret = edit.secret.unwrap_or(secret) || edit.kind == Some(VariableKind::Secret);
    match (edit.op, &edit.value) {
        (OperationKind::Delete, _) => view! { <span>{t(txt::OUTCOME_DELETED)}</span> }.into_any(),
        (OperationKind::Rename, _) => {
            view! { <span>{tf(txt::VARIABLES_RENAMED_TO, vec![("name", edit.to.clone().unwrap_or_default())])}</span> }
                .into_any()
        }
        (OperationKind::Put, Some(Some(_))) if secret => {
            view! { <code>{dots(&shared::secret::SecretState::default())}</code> }.into_any()
        }
        (OperationKind::Put, Some(Some(value))) if value.is_empty() => {
            view! { <span class="muted">{t(txt::CHANGES_EMPTY)}</span> }.into_any()
        }
        (OperationKind::Put, Some(Some(value))) => {
            view! { <code class="value-lines">{value.expose().to_owned()}</code> }.into_any()
        }
        (OperationKind::Put, _) => view! { <span class="muted">{t(txt::CHANGES_VALUE_STAYS)}</span> }.into_any(),
    }
}

/// The conflicts of an environment; `settled` runs once none is left.
#[component]
pub(super) fn Conflicts(
    board: Board,
    environment: String,
    conflicts: Vec<SettingConflict>,
    settled: Callback<()>,
) -> impl IntoView {
    let left = RwSignal::new(conflicts);
    let environment = StoredValue::new(environment);
    let decide = Callback::new(move |(conflict, mine): (SettingConflict, bool)| {
        let spot = Spot::new(environment.get_value(), &conflict.name);
        board.drafts.update(|drafts| if mine { drafts.insist(&spot, &conflict) } else { drafts.undo(&spot) });
        left.update(|left| left.retain(|one| one.name != conflict.name));
        if left.with_untracked(Vec::is_empty) {
            settled.run(());
        }
    });
    let all = Callback::new(move |()| {
        for conflict in left.get_untracked() {
            decide.run((conflict, true));
        }
    });
    view! {
        <div class="conflict" role="alert" data-testid="conflicts">
            <p class="cluster"><Icon icon=icondata::LuUsers /><strong>{t(txt::VARIABLES_CONFLICT)}</strong></p>
            <p>{t(txt::VARIABLES_CONFLICT_TEXT)}</p>
            {move || left.get().into_iter().map(|conflict| {
                let spot = Spot::new(environment.get_value(), &conflict.name);
                view! { <One board spot conflict decide /> }
            }).collect_view()}
            {move || (left.with(Vec::len) > 1).then(|| view! {
                <div class="form-actions"><Button label=t(txt::VARIABLES_KEEP_ALL) on_press=all testid="keep-all" /></div>
            })}
        </div>
    }
}

#[component]
fn One(
    board: Board,
    spot: Spot,
    conflict: SettingConflict,
    decide: Callback<(SettingConflict, bool)>,
) -> impl IntoView {
    let secret = conflict.current.as_ref().is_some_and(|setting| setting.secret);
    let mine = board.drafts.with_untracked(|drafts| drafts.get(&spot).map(|edit| intended(edit, secret)));
    let who = conflict.updated_by.clone().zip(conflict.updated_at);
    let theirs = if conflict.current.is_some() {
        side(conflict.current.as_ref())
    } else {
        view! { <span>{t(txt::VARIABLES_GONE)}</span> }.into_any()
    };
    let choose = StoredValue::new(conflict.clone());
    let press = move |mine: bool| Callback::new(move |()| decide.run((choose.get_value(), mine)));
    view! {
        <div class="conflict-item" data-testid="theirs" data-name=conflict.name.clone()>
            <strong>{conflict.name.clone()}</strong>
            <dl>
                <dt>{t(txt::VARIABLES_THEIRS)}</dt>
                <dd>
                    {theirs}
                    {who.map(|(who, at)| view! { <span class="muted">" · "{who}", " <RelativeTime at=at /></span> })}
                </dd>
                <dt>{t(txt::VARIABLES_MINE)}</dt>
                <dd>{mine}</dd>
            </dl>
            <div class="form-actions">
                <Button label=t(txt::VARIABLES_KEEP_MINE) icon=icondata::LuPencil on_press=press(true) testid="keep-mine" />
                <Button label=t(txt::VARIABLES_TAKE_THEIRS) icon=icondata::LuUndo2 look=Look::Quiet on_press=press(false) testid="take-theirs" />
            </div>
        </div>
    }
}
