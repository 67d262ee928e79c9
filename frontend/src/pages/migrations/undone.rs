//! Before somebody closes a step by hand: what of it nobody has seen done, as a question.

use leptos::prelude::*;
use shared::{
    api::migration::MigrationStep,
    check::CheckState,
    playbook::StepAction,
    text::{Locale, LocalizedText},
};

use super::{actions::button_of, desk::Desk};
use crate::{
    components::{
        button::{Button, Look},
        dialog::Dialog,
        icon::Icon,
    },
    i18n::{t, txt},
};

/// One thing of a step that is not seen to be done.
#[derive(Debug, Clone, PartialEq)]
enum Undone {
    /// A deed of the portal.
    Action(StepAction),
    /// A check that has not run, or that ran and is not green.
    Check(LocalizedText, bool),
}

impl Undone {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::Action(action) => txt::UNDONE_ACTION.fill(locale, &[("name", button_of(action).get(locale))]),
            Self::Check(name, true) => txt::UNDONE_FAILED.fill(locale, &[("name", name.get(locale))]),
            Self::Check(name, false) => txt::UNDONE_NOT_RUN.fill(locale, &[("name", name.get(locale))]),
        }
    }
}

fn undone(step: &MigrationStep) -> Vec<Undone> {
    // Consent is as often given without a link, and the portal sees that only by a token.
    let counts = |action: &StepAction| !matches!(action, StepAction::ConsentRequest(_));
    let actions = step.actions.iter().filter(|one| !one.done && counts(&one.action));
    let actions = actions.map(|one| Undone::Action(one.action.clone()));
    let checks = step.checks.iter().filter_map(|check| match check.last.as_ref().map(|run| run.state) {
        Some(state) if CheckState::is_green(state) => None,
        state => Some(Undone::Check(check.name.clone(), state.is_some())),
    });
    actions.chain(checks).collect()
}

/// Whether something of a step is not seen to be done.
pub(super) fn is_undone(step: &MigrationStep) -> bool {
    !undone(step).is_empty()
}

/// The question.
#[component]
pub(super) fn UndoneDialog(
    desk: Desk,
    step: Memo<Option<MigrationStep>>,
    open: RwSignal<bool>,
    close: Callback<()>,
) -> impl IntoView {
    let items = Memo::new(move |_| step.with(|step| step.as_ref().map(undone)).unwrap_or_default());
    let line = move |one: Undone| {
        view! { <li><Icon icon=icondata::LuCircleDashed /><span>{move || one.words(desk.language.get())}</span></li> }
    };
    let press = Callback::new(move |()| {
        open.set(false);
        close.run(());
    });
    view! {
        <Dialog open=open title=t(txt::UNDONE_TITLE) testid="undone-dialog">
            <div class="form">
                <p>{t(txt::UNDONE_TEXT)}</p>
                <ul class="undone">{move || items.get().into_iter().map(line).collect_view()}</ul>
                <div class="form-actions">
                    <Button label=t(txt::UNDONE_GO_BACK) look=Look::Primary on_press=Callback::new(move |()| open.set(false)) testid="go-back" />
                    <Button label=t(txt::UNDONE_CLOSE) on_press=press testid="close-anyway" />
                </div>
            </div>
        </Dialog>
    }
}
