//! Parameters that belong together: each set with its state, or an offer where the environment has nothing of it.

use leptos::prelude::*;
use shared::{
    api::variable_set::{VariableSetState, VariableSetSummary},
    permission::Permission,
};

use super::{super::frame::CurrentEnvironment, findings::said, set_form::SetForm};
use crate::{
    api::Api,
    components::{
        button::Button,
        states::{EmptyState, loaded},
    },
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
    state::parameter_set::SetDraft,
};

/// All sets.
#[component]
pub(super) fn ParameterSets() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let remote = Remote::new(move || {
        let (tenant, environment) = (current.slug(), here.slug());
        async move { api.variable_sets(&tenant, &environment).await }
    });
    loaded(remote, 5, move |shown| {
        let all = shown.get_untracked();
        if all.is_empty() {
            return view! { <EmptyState icon=icondata::LuListChecks title=t(txt::SETS_EMPTY_TITLE) text=t(txt::SETS_EMPTY_TEXT) /> }.into_any();
        }
        view! { <div class="stack">{all.into_iter().map(|set| view! { <OneSet set /> }).collect_view()}</div> }
            .into_any()
    })
}

#[component]
fn OneSet(set: VariableSetSummary) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let opened = RwSignal::new(set.present > 0);
    let id = set.id.clone();
    let offer = move || {
        let (id, name, text) = (set.id.clone(), set.name.clone(), set.description.clone());
        view! {
            <section class="offer" data-set=id>
                <div><h2>{said(name)}</h2><p class="muted">{said(text)}</p></div>
                {move || current.may(Permission::SettingsWrite).then(|| view! {
                    <Button label=t(txt::SETS_SET_UP) icon=icondata::LuPlus on_press=Callback::new(move |()| opened.set(true)) testid="set-up-set" />
                })}
            </section>
        }
    };
    move || if opened.get() { view! { <Opened id=id.clone() /> }.into_any() } else { offer().into_any() }
}

#[component]
fn Opened(id: String) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let remote: Remote<VariableSetState> = Remote::new(move || {
        let (tenant, environment, id) = (current.slug(), here.slug(), id.clone());
        async move { api.variable_set(&tenant, &environment, &id).await }
    });
    loaded(remote, 8, move |state| {
        let draft = RwSignal::new(SetDraft::new(state.get_untracked()));
        Effect::new(move |before: Option<()>| {
            let now = state.get();
            if before.is_some() {
                draft.update(|draft| draft.rebase(now));
            }
        });
        view! { <SetForm draft remote /> }.into_any()
    })
}
