//! The checks of a step: each a line with how it came out, and below it what was found.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::migration::{MigrationCheck, MigrationChecked, MigrationStep, RunMigrationChecks},
    check::{CheckNeed, CheckState, Finding},
};

use super::{
    desk::Desk,
    looks::{OwnerChip, StateIcon, check_look},
    needed::Needed,
    saving::Trouble,
};
use crate::{
    components::{
        badge::Badge,
        button::{Button, Look},
        icon::Icon,
        relative_time::RelativeTime,
        states::ProblemNote,
    },
    i18n::{Language, Text, t, txt},
    places::SettingsPlace,
};

/// What is said when checks have run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Closed,
    ClosedWarned,
    Waiting,
    Ran,
    Nothing,
}

impl Said {
    fn of(done: &MigrationChecked, step: &str) -> Self {
        let warned = done.items.iter().any(|run| run.state == CheckState::Warning);
        match done.closed.iter().any(|closed| closed == step) {
            true if warned => Self::ClosedWarned,
            true => Self::Closed,
            false if done.items.is_empty() => Self::Nothing,
            false if done.waiting.contains_key(step) => Self::Waiting,
            false => Self::Ran,
        }
    }

    /// What the page says. That checks ran which closed nothing is seen at the checks themselves.
    fn line(self) -> impl IntoView {
        let (tone, icon, words) = match self {
            Self::Closed => ("note tone-good", icondata::LuCircleCheck, txt::CHECKS_CLOSED),
            Self::ClosedWarned => ("note tone-warning", icondata::LuTriangleAlert, txt::CHECKS_CLOSED_WARNED),
            Self::Waiting => ("note tone-neutral", icondata::LuHourglass, txt::CHECKS_RAN_WAITING),
            Self::Nothing => ("note tone-warning", icondata::LuTriangleAlert, txt::CHECKS_NOTHING),
            Self::Ran => ("visually-hidden", icondata::LuCircleCheck, txt::CHECKS_RAN),
        };
        view! { <p class=tone><Icon icon /><span>{t(words)}</span></p> }
    }
}

/// The checks.
#[component]
pub(super) fn Checks(desk: Desk, step: Memo<Option<MigrationStep>>) -> impl IntoView {
    let checks =
        Memo::new(move |_| step.with(|step| step.as_ref().map(|step| step.checks.clone())).unwrap_or_default());
    let busy = RwSignal::new(None::<Option<usize>>);
    let trouble = Trouble::new(desk);
    let said = RwSignal::new(None::<Said>);
    let run = Callback::new(move |index: Option<usize>| {
        let Some(step) = step.with_untracked(|step| step.as_ref().map(|step| step.id.clone())) else { return };
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(index));
        trouble.put(None);
        said.set(None);
        spawn_local(async move {
            let request = RunMigrationChecks { steps: vec![step.clone()], index };
            // They look at what stands in the fields.
            let answer = async {
                if !desk.save().await? {
                    return Ok(None);
                }
                desk.after(desk.api.check_steps(&desk.at(), &request)).await.map(Some)
            };
            match answer.await {
                Ok(done) => _ = said.try_set(done.map(|done| Said::of(&done, &step))),
                Err(why) => trouble.put(Some(why)),
            }
            _ = busy.try_set(None);
        });
    });
    let all = Signal::derive(move || busy.get() == Some(None));
    view! {
        <Show when=move || !checks.with(Vec::is_empty)>
            <section class="step-part" data-testid="checks">
                <div class="step-part-head">
                    <h3>{t(txt::CHECKS_TITLE)}</h3>
                    <Show when=move || desk.may_write()>
                        <Button label=t(txt::CHECKS_RUN_STEP) busy_label=t(txt::CHECKS_RUNNING) busy=all icon=icondata::LuPlay
                            look=Look::Primary on_press=Callback::new(move |()| run.run(None)) testid="check-step" />
                    </Show>
                </div>
                <div class="check-said" role="status">{move || said.get().map(Said::line)}</div>
                {move || trouble.get().map(|failure| view! { <ProblemNote failure /> })}
                <ul class="check-list">
                    {move || checks.get().into_iter().map(|check| view! { <CheckLine desk check busy run /> }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn CheckLine(
    desk: Desk,
    check: MigrationCheck,
    busy: RwSignal<Option<Option<usize>>>,
    run: Callback<Option<usize>>,
) -> impl IntoView {
    let language = Language::of_page();
    let index = check.index;
    let state = check.last.as_ref().map(|run| run.state);
    let (label, tone, icon) = check_look(state);
    let name = check.name.clone();
    let missing = check.missing.clone();
    let none_missing = missing.is_empty();
    let looked_at = check.needs.iter().find_map(|need| place_of(*need));
    let at = check.last.as_ref().map(|run| (run.started_at, run.by.clone()));
    let green = state.is_some_and(CheckState::is_green);
    let testid = format!("check-{}", check.check);
    let named = state.map_or("none", CheckState::as_str);
    let mine = Signal::derive(move || busy.get() == Some(Some(index)));
    view! {
        <li class="check" data-testid=testid data-state=named>
            <div class="check-line">
                <StateIcon look=(label, tone, icon) />
                <div class="check-words">
                    <p class="check-name">{move || name.get(language.get()).to_owned()}</p>
                    <p class="muted check-when">
                        {t(label)}
                        {at.map(|(at, by)| view! { " · " <RelativeTime at=at /> " · " {by} })}
                    </p>
                    {(!none_missing).then(|| view! { <Needed desk ids=missing /> })}
                    {looked_at.map(|(name, place)| view! {
                        <a class="check-place" href=desk.settings(place) data-testid="check-place">{t(name)} <Icon icon=icondata::LuArrowRight /></a>
                    })}
                </div>
                <Show when=move || desk.may_write()>
                    <Button label=t(txt::CHECKS_RUN_ONE) busy_label=t(txt::CHECKS_RUNNING) busy=mine look=Look::Quiet compact=true
                        icon=icondata::LuRotateCw disabled=Signal::derive(move || !none_missing || busy.get() == Some(None))
                        on_press=Callback::new(move |()| run.run(Some(index))) testid="run-check" />
                </Show>
            </div>
            {check.last.map(|run| view! { <Findings findings=run.findings open=!green /> })}
        </li>
    }
}

/// The page on which stands what a check works on, where it is one of the environment's.
fn place_of(need: CheckNeed) -> Option<(Text, SettingsPlace)> {
    match need {
        CheckNeed::ConfigFile | CheckNeed::LinkedSetting => Some((txt::NAV_CONFIG_FILES, SettingsPlace::ConfigFiles)),
        CheckNeed::ConnectionString => Some((txt::NAV_CONNECTION_STRINGS, SettingsPlace::ConnectionStrings)),
        CheckNeed::VariableSet => Some((txt::NAV_VARIABLES, SettingsPlace::Variables)),
        _ => None,
    }
}

/// What was found, the worst first; folded away where nothing is to be done.
#[component]
pub(in crate::pages) fn Findings(findings: Vec<Finding>, open: bool) -> impl IntoView {
    let mut findings = findings;
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.state));
    let count = findings.len();
    (count > 0).then(|| {
        view! {
            <details class="check-findings" open=open>
                <summary>{t(txt::CHECKS_FOUND)}</summary>
                {findings.into_iter().map(|finding| view! { <FindingCard finding /> }).collect_view()}
            </details>
        }
    })
}

#[component]
fn FindingCard(finding: Finding) -> impl IntoView {
    let language = Language::of_page();
    let (label, tone, icon) = check_look(Some(finding.state));
    let line = move |name: Text, text: shared::text::LocalizedText| {
        view! { <div><dt>{t(name)}</dt><dd>{move || text.get(language.get()).to_owned()}</dd></div> }
    };
    let codes: Vec<String> = [finding.code, finding.correlation_id].into_iter().flatten().collect();
    view! {
        <div class="check-finding" data-state=finding.state.as_str()>
            <Badge label=t(label) tone=tone icon=icon />
            <dl>
                {line(txt::CHECKS_LOOKED_AT, finding.looked_at)}
                {line(txt::CHECKS_EXPECTED, finding.expected)}
                {line(txt::CHECKS_FOUND_THIS, finding.found)}
                {finding.remedy.map(|remedy| line(txt::CHECKS_REMEDY, remedy))}
                {finding.who.map(|owner| view! { <div><dt>{t(txt::CHECKS_WHO)}</dt><dd><OwnerChip owner /></dd></div> })}
            </dl>
            {(!codes.is_empty()).then(|| view! {
                <p class="problem-facts">{codes.into_iter().map(|code| view! { <code>{code}</code> }).collect_view()}</p>
            })}
        </div>
    }
}
