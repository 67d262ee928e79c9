//! How far the resource's application permissions reach, and what is recorded and proved about their limits.

use leptos::prelude::*;
use shared::{
    api::reach::{GivenPolicy, POLICY_NAME, POLICY_SCOPE, PutReach, Reach, ReachState, ScopingKind},
    field::{FieldKind, FieldSpec},
    permission::Permission,
};

use super::detail::CurrentResource;
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::Button,
        card::Card,
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        key_values::{KeyValue, KeyValues},
        relative_time::RelativeTime,
        states::loaded,
    },
    i18n::{Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

const KIND: FieldSpec = FieldSpec::required("kind", FieldKind::Text);

fn kind_name(kind: ScopingKind) -> Text {
    match kind {
        ScopingKind::RbacForApplications => txt::REACH_RBAC,
        ScopingKind::ApplicationAccessPolicy => txt::REACH_POLICY,
        ScopingKind::MailboxPermissions => txt::REACH_MAILBOXES,
    }
}

/// Badge and sentence of each state.
fn words(state: ReachState) -> (Text, Tone, Text) {
    match state {
        ReachState::SignedInOnly => (txt::REACH_OWN, Tone::Good, txt::REACH_OWN_TEXT),
        ReachState::Nothing => (txt::REACH_NOTHING, Tone::Good, txt::REACH_NOTHING_TEXT),
        ReachState::Unscoped => (txt::REACH_UNSCOPED, Tone::Bad, txt::REACH_UNSCOPED_TEXT),
        ReachState::Outdated => (txt::REACH_OUTDATED, Tone::Bad, txt::REACH_OUTDATED_TEXT),
        ReachState::Unproved => (txt::REACH_UNPROVED, Tone::Bad, txt::REACH_UNPROVED_TEXT),
        ReachState::Opened => (txt::REACH_OPENED, Tone::Bad, txt::REACH_OPENED_TEXT),
        ReachState::Proved => (txt::REACH_PROVED, Tone::Good, txt::REACH_PROVED_TEXT),
    }
}

/// The card.
#[component]
pub(crate) fn ReachCard() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let reach = Remote::new(move || {
        let (slug, id) = (current.slug(), here.id());
        async move { api.reach(&slug, &id).await }
    });
    let recording = RwSignal::new(false);
    let wanted = Memo::new(move |_| {
        let limited = |reach: Reach| !matches!(reach.state, ReachState::SignedInOnly | ReachState::Nothing);
        reach.value().is_some_and(limited) && current.may(Permission::ResourceWrite)
    });
    let actions = move || {
        (move || {
            wanted.get().then(|| {
                view! {
                    <Button label=t(txt::REACH_RECORD) icon=icondata::LuPencil on_press=Callback::new(move |()| recording.set(true)) testid="record-reach" />
                }
            })
        })
        .into_any()
    };
    view! {
        <Card title=t(txt::REACH_TITLE) note=t(txt::REACH_NOTE) actions=actions testid="reach">
            {loaded(reach, 3, move |shown| view! { {move || view! { <Known reach=shown.get() /> }} }.into_any())}
        </Card>
        <Dialog open=recording title=t(txt::REACH_RECORD) testid="reach-dialog">
            <Record open=recording reach />
        </Dialog>
    }
}

#[component]
fn Known(reach: Reach) -> impl IntoView {
    let (label, tone, text) = words(reach.state);
    let opens = reach.permissions.into_iter().map(|one| {
        view! { <li><code>{one.name}</code> " " {one.why}</li> }
    });
    let opens = opens.collect_view();
    let proof = reach.proof.map(|proof| {
        let text = if proof.refused { txt::REACH_REFUSED } else { txt::REACH_WAS_OPENED };
        view! {
            <KeyValue name=t(txt::REACH_PROOF)>{tf(text, vec![("mailbox", proof.mailbox)])} " " <RelativeTime at=proof.at /></KeyValue>
        }
    });
    view! {
        <div class="stack" data-testid="reach-state" data-state=reach.state.as_str()>
            <p class="proof-line"><Badge label=t(label) tone=tone /></p>
            <p>{t(text)}</p>
            <ul class="reach-list">{opens}</ul>
            {reach.policy.map(|policy| view! {
                <KeyValues>
                    <KeyValue name=t(txt::REACH_KIND)>{t(kind_name(policy.kind))}</KeyValue>
                    <KeyValue name=t(txt::REACH_NAME)>{policy.name}</KeyValue>
                    <KeyValue name=t(txt::REACH_SCOPE)>{policy.scope}</KeyValue>
                    <KeyValue name=t(txt::REACH_BY)>{policy.recorded_by} " · " <RelativeTime at=policy.recorded_at /></KeyValue>
                    {proof}
                </KeyValues>
            })}
        </div>
    }
}

#[component]
fn Record(open: RwSignal<bool>, reach: Remote<Reach>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let before = reach.value_untracked().and_then(|reach| reach.policy);
    let kinds = ScopingKind::ALL.map(|kind| (kind.as_str().to_owned(), t(kind_name(kind)).into())).to_vec();
    let kind = before.as_ref().map_or(ScopingKind::ALL[0], |policy| policy.kind);
    let (name, scope) = before.map(|policy| (policy.name, policy.scope)).unwrap_or_default();
    let rows = vec![
        Row::new(KIND, txt::REACH_KIND).control(Control::Choice(kinds)).start(kind.as_str()),
        Row::new(POLICY_NAME, txt::REACH_NAME).start(name).hint(txt::REACH_NAME_HINT),
        Row::new(POLICY_SCOPE, txt::REACH_SCOPE).control(Control::Lines).start(scope).hint(txt::REACH_SCOPE_HINT),
    ];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let policy = form.read(|state| GivenPolicy {
            kind: ScopingKind::parse(state.value(KIND.name)).unwrap_or(ScopingKind::ALL[0]),
            name: state.value(POLICY_NAME.name).to_owned(),
            scope: state.value(POLICY_SCOPE.name).to_owned(),
        });
        let (slug, id) = (current.slug(), here.id());
        let request = PutReach { policy: Some(policy) };
        form.send(async move { api.put_reach(&slug, &id, &request).await }, move |stored| {
            reach.put(stored);
            open.set(false);
        });
    });
    view! {
        <p class="muted">{t(txt::REACH_RECORD_TEXT)}</p>
        <FieldForm form rows=rows submit=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="reach-form" />
    }
}
