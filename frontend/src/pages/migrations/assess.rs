//! Does this concern me? Questions one after the other, or a list of service instances; then what stops working, when,
//! and what mends it.

use std::collections::BTreeMap;

use leptos::{prelude::*, task::spawn_local};
use shared::api::playbook::{AskedQuestion, Assess, AssessedEffect, Assessment, PlaybookSummary};

use super::create::PlaybookCard;
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::Button,
        card::Card,
        ends::{Ends, KnownDeadlines},
        field::fresh_id,
        icon::Icon,
        states::{ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    remote::Remote,
    state::pages::Whole,
};

/// What was answered so far.
#[derive(Clone, Copy)]
struct Answers {
    given: RwSignal<BTreeMap<String, Vec<String>>>,
    instances: RwSignal<String>,
}

impl Answers {
    fn request(self) -> Assess {
        let instances = self.instances.get_untracked();
        Assess {
            answers: self.given.get_untracked(),
            instances: Some(instances).filter(|text| !text.trim().is_empty()),
        }
    }
}

/// The assessment.
#[component]
pub(super) fn Assessing() -> impl IntoView {
    let api = Api::of_page();
    let answers = Answers { given: RwSignal::new(BTreeMap::new()), instances: RwSignal::new(String::new()) };
    let deadlines = KnownDeadlines::of_page();
    let started = Remote::new(move || async move {
        deadlines.ready(api).await;
        Ok((api.assess(&answers.request()).await?, api.playbooks().await?))
    });
    loaded(started, 6, move |started| {
        let (first, playbooks) = started.get_untracked();
        view! { <Talk first playbooks answers /> }.into_any()
    })
}

#[component]
fn Talk(first: Assessment, playbooks: Whole<PlaybookSummary>, answers: Answers) -> impl IntoView {
    let api = Api::of_page();
    let found = RwSignal::new(first);
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let turn = StoredValue::new(0_u32);
    let ask = Callback::new(move |()| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        busy.set(true);
        let request = answers.request();
        spawn_local(async move {
            let answer = api.assess(&request).await;
            // An answer that a newer question has overtaken says nothing any more.
            if turn.try_get_value() != Some(mine) {
                return;
            }
            match answer {
                Ok(assessment) => {
                    drop(failure.try_set(None));
                    drop(found.try_set(assessment));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    });
    let questions = Memo::new(move |_| found.with(|found| found.questions.clone()));
    view! {
        <div class="assess">
            <div class="stack">
                <Card title=t(txt::ASSESS_QUESTIONS) note=t(txt::ASSESS_QUESTIONS_NOTE)>
                    <div class="form" data-testid="questions">
                        <For each=move || questions.get() key=|one| one.id.clone() let:one>
                            <Question one answers ask />
                        </For>
                    </div>
                </Card>
                <Instances answers ask busy found />
            </div>
            <div class="assess-result" aria-live="polite">
                {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
                <Found found playbooks=StoredValue::new(playbooks.items) />
            </div>
        </div>
    }
}

#[component]
fn Question(one: AskedQuestion, answers: Answers, ask: Callback<()>) -> impl IntoView {
    let language = Language::of_page();
    let name = fresh_id("question");
    let id = StoredValue::new(one.id.clone());
    let (text, help, many) = (one.text, one.help, one.many);
    let no_help = help.en.is_empty();
    let kind = if many { "checkbox" } else { "radio" };
    let answer = move |choice: String, on: bool| {
        answers.given.update(|given| {
            let all = given.entry(id.get_value()).or_default();
            if !many {
                all.clear();
            }
            all.retain(|known| *known != choice);
            if on {
                all.push(choice);
            }
        });
        ask.run(());
    };
    view! {
        <fieldset class="choices" data-testid=format!("question-{}", one.id)>
            <legend>{move || text.get(language.get()).to_owned()}</legend>
            {(!no_help).then(|| view! { <p class="field-hint">{move || help.get(language.get()).to_owned()}</p> })}
            {one.choices.into_iter().map(|choice| {
                let (value, here) = (choice.choice.clone(), choice.choice.clone());
                let on = move || answers.given.with(|given| id.with_value(|id| given.get(id).is_some_and(|all| all.contains(&here))));
                view! {
                    <label class="option-choice">
                        <input type=kind name=name.clone() value=choice.choice prop:checked=on
                            on:change=move |event| answer(value.clone(), event_target_checked(&event)) />
                        <span class="option-words">{move || choice.name.get(language.get()).to_owned()}</span>
                    </label>
                }
            }).collect_view()}
        </fieldset>
    }
}

/// A list of service instances, pasted.
#[component]
fn Instances(answers: Answers, ask: Callback<()>, busy: RwSignal<bool>, found: RwSignal<Assessment>) -> impl IntoView {
    let language = Language::of_page();
    let id = fresh_id("instances");
    let hint = format!("{id}-hint");
    let described = hint.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask.run(());
    };
    let read = Memo::new(move |_| found.with(|found| found.instances));
    let unread = Memo::new(move |_| found.with(|found| found.unread.clone()));
    view! {
        <Card title=t(txt::ASSESS_INSTANCES) note=t(txt::ASSESS_INSTANCES_NOTE)>
            <form class="form" on:submit=submit data-testid="instances">
                <div class="field">
                    <label for=id.clone()>{t(txt::ASSESS_INSTANCES_FIELD)}</label>
                    <textarea id=id class="input is-mono" rows="6" spellcheck="false" aria-describedby=described
                        prop:value=move || answers.instances.get()
                        on:input=move |event| answers.instances.set(event_target_value(&event))></textarea>
                    <p class="field-hint" id=hint>{t(txt::ASSESS_INSTANCES_HINT)}</p>
                </div>
                {move || (read.get() > 0).then(|| view! {
                    <p class="muted" role="status">{tf(if read.get() == 1 { txt::ASSESS_INSTANCES_READ_ONE } else { txt::ASSESS_INSTANCES_READ }, vec![("n", read.get().to_string())])}</p>
                })}
                <ul class="unread">
                    {move || unread.get().into_iter().map(|one| view! {
                        <li class="field-error"><Icon icon=icondata::LuCircleAlert />
                            {tf(txt::ASSESS_UNREAD, vec![("n", one.line.to_string())])} " " {move || one.detail.get(language.get()).to_owned()}</li>
                    }).collect_view()}
                </ul>
                <div class="form-actions">
                    <Button label=t(txt::ASSESS_INSTANCES_DO) busy=busy submit=true testid="assess-instances" />
                </div>
            </form>
        </Card>
    }
}

/// What was found.
#[component]
fn Found(found: RwSignal<Assessment>, playbooks: StoredValue<Vec<PlaybookSummary>>) -> impl IntoView {
    let verdict = move || {
        let (title, text, tone, icon) = match found.with(|found| found.affected) {
            Some(true) => (txt::ASSESS_YES, txt::ASSESS_YES_TEXT, Tone::Bad, icondata::LuCircleAlert),
            Some(false) => (txt::ASSESS_NO, txt::ASSESS_NO_TEXT, Tone::Good, icondata::LuCircleCheck),
            None => (txt::ASSESS_OPEN, txt::ASSESS_OPEN_TEXT, Tone::Neutral, icondata::LuMessageCircleQuestion),
        };
        view! {
            <div class=format!("callout {}", tone.class()) data-testid="verdict">
                <span class="callout-icon"><Icon icon=icon /></span>
                <div class="callout-words"><p class="callout-title">{t(title)}</p><p>{t(text)}</p></div>
            </div>
        }
    };
    let effects = Memo::new(move |_| found.with(|found| found.effects.clone()));
    let unjudged = Memo::new(move |_| found.with(|found| found.unjudged.clone()));
    let mending = Memo::new(move |_| {
        let ids = found.with(|found| found.playbooks.clone());
        playbooks.with_value(|all| {
            ids.iter().filter_map(|id| all.iter().find(|one| one.id == *id).cloned()).collect::<Vec<_>>()
        })
    });
    view! {
        {verdict}
        <ul class="effects">{move || effects.get().into_iter().map(|effect| view! { <Effect effect /> }).collect_view()}</ul>
        <Show when=move || !unjudged.with(Vec::is_empty)>
            <div class="note tone-neutral" data-testid="unjudged">
                <Icon icon=icondata::LuMessageCircleQuestion />
                <p>{t(txt::ASSESS_UNJUDGED)} " " <strong>{move || unjudged.get().join(", ")}</strong></p>
            </div>
        </Show>
        <Show when=move || !mending.with(Vec::is_empty)>
            <h2 class="section-title">{t(txt::ASSESS_MENDS)}</h2>
            <ul class="type-cards" data-testid="mends">
                {move || mending.get().into_iter().map(|one| view! { <PlaybookCard one /> }).collect_view()}
            </ul>
        </Show>
    }
}

#[component]
fn Effect(effect: AssessedEffect) -> impl IntoView {
    let language = Language::of_page();
    let (label, tone) = if effect.affected { (txt::ASSESS_STOPS, Tone::Bad) } else { (txt::ASSESS_STAYS, Tone::Good) };
    let (what, why) = (effect.what, effect.why);
    // What goes on working has no day on which it stops.
    let stops: Vec<String> = effect.deadline.into_iter().filter(|_| effect.affected).collect();
    view! {
        <li class="effect" data-affected=effect.affected.to_string()>
            <Badge label=t(label) tone=tone />
            <div>
                <p class="effect-what">
                    {effect.instance.map(|name| view! { <strong>{name}</strong> ": " })}
                    {move || what.get(language.get()).to_owned()}
                </p>
                <p class="muted">{move || why.get(language.get()).to_owned()}</p>
                <Ends of=stops />
            </div>
        </li>
    }
}
