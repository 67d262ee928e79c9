//! The cut-over: both ways side by side, one switch, one switch back.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::migration::{Cutover, CutoverSide, SwitchOver},
    problem::ProblemCode,
};

use super::{desk::Desk, saving::Trouble};
use crate::{
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        confirm::{Confirm, act},
        relative_time::RelativeTime,
        states::ProblemNote,
    },
    i18n::{Language, t, tf, txt},
    pages::settings::variables::changes::{ChangeTable, outcome_badge, sides},
};

/// The panel.
#[component]
pub(super) fn CutoverPanel(desk: Desk) -> impl IntoView {
    let language = Language::of_page();
    let cutover = Memo::new(move |_| desk.migration.with(|migration| migration.cutover.clone()));
    let asking = RwSignal::new(false);
    let to = move || match cutover.with(|cutover| cutover.as_ref().map(|cutover| cutover.side)) {
        Some(CutoverSide::New) => CutoverSide::Old,
        _ => CutoverSide::New,
    };
    // Somebody changed the same settings since: whoever knows that may still want to go back.
    let forced = RwSignal::new(false);
    let label = move || match to() {
        CutoverSide::New => txt::CUTOVER_SWITCH.get(language.get()),
        CutoverSide::Old if forced.get() => txt::CUTOVER_FORCE.get(language.get()),
        CutoverSide::Old => txt::CUTOVER_BACK.get(language.get()),
    };
    let question = move || match to() {
        CutoverSide::New => txt::CUTOVER_SWITCH_TEXT.get(language.get()),
        CutoverSide::Old if forced.get() => txt::CUTOVER_FORCE_TEXT.get(language.get()),
        CutoverSide::Old => txt::CUTOVER_BACK_TEXT.get(language.get()),
    };
    let switch = act(move || async move {
        let request = SwitchOver { to: untrack(to), dry_run: false, force: forced.get_untracked() };
        let answer = desk.after(desk.api.switch_over(&desk.at(), &request)).await;
        let changed = answer.as_ref().err().is_some_and(|why| why.is(ProblemCode::MigrationCutoverChanged));
        _ = forced.try_set(changed);
        answer.map(drop)
    });
    // What is switched to is what stands in the fields of the step.
    let busy = RwSignal::new(false);
    let trouble = Trouble::new(desk);
    let ask = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match desk.save().await {
                Ok(all) => _ = asking.try_set(all),
                Err(why) => trouble.put(Some(why)),
            }
            _ = busy.try_set(false);
        });
    });
    let ready = Memo::new(move |_| cutover.with(|cutover| cutover.as_ref().is_some_and(|c| c.missing.is_empty())));
    view! {
        <div class="cutover" data-testid="cutover">
            {move || cutover.get().map(|cutover| view! { <Sides cutover /> })}
            {move || trouble.get().map(|failure| view! { <ProblemNote failure /> })}
            <Show when=move || desk.may_write()>
                <div class="form-actions">
                    <Button label=label look=if to() == CutoverSide::New { Look::Primary } else { Look::Secondary }
                        icon=icondata::LuArrowLeftRight disabled=Signal::derive(move || !ready.get())
                        on_press=ask busy=busy testid="switch" />
                </div>
            </Show>
            <Confirm open=asking title=label text=question action=label busy_label=t(txt::CUTOVER_BUSY) act=switch />
        </div>
    }
}

/// What production has now, and what it would have on the other side.
#[component]
fn Sides(cutover: Cutover) -> impl IntoView {
    let (side, tone) = match cutover.side {
        CutoverSide::Old => (txt::CUTOVER_OLD, Tone::Neutral),
        CutoverSide::New => (txt::CUTOVER_NEW, Tone::Good),
    };
    let then = match cutover.side {
        CutoverSide::Old => txt::CUTOVER_THEN,
        CutoverSide::New => txt::CUTOVER_THEN_BACK,
    };
    view! {
        <p class="cutover-side" data-side=format!("{:?}", cutover.side)>
            <Badge label=t(side) tone=tone icon=icondata::LuArrowLeftRight />
            {cutover.at.zip(cutover.by).map(|(at, by)| view! {
                <span class="muted">{tf(txt::CUTOVER_BY, vec![("name", by)])} " " <RelativeTime at=at /></span>
            })}
        </p>
        {if cutover.items.is_empty() {
            view! { <p class="muted">{t(txt::CUTOVER_SAME)}</p> }.into_any()
        } else {
            view! {
                <ChangeTable label=t(txt::CUTOVER_TABLE) before=txt::CUTOVER_NOW after=then>
                    {cutover.items.into_iter().map(|item| view! {
                        <tr class:is-replaced=item.before.is_some() && item.after.is_some()>
                            <th scope="row">{item.name.clone()}</th>
                            {sides(item.before.as_ref(), item.after.as_ref())}
                            <td>{outcome_badge(item.outcome)}</td>
                        </tr>
                    }).collect_view()}
                </ChangeTable>
            }.into_any()
        }}
    }
}
