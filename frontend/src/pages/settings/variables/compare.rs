//! The environment beside another, or beside itself at another time: what differs, and the way to bring it over.

use std::collections::BTreeSet;

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        setting_change::{CopySettings, Moment, RestoreSettings, SettingKind},
        settings_diff::{DiffItem, DiffQuery, DiffState},
    },
    permission::Permission,
    timestamp::Timestamp,
};

use super::{
    super::frame::CurrentEnvironment,
    Board,
    changes::{ChangeTable, sides},
};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        dialog::Dialog,
        field::fresh_id,
        icon::Icon,
        states::{EmptyState, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

/// What the environment is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Other {
    /// Another environment, by its short name.
    Environment(String),
    /// Itself after the change of this number.
    Change(i64),
    /// Itself at a time.
    Time(Option<Timestamp>),
}

impl Other {
    /// Another environment, where there is one; else a time.
    pub(super) fn first(here: CurrentEnvironment) -> Self {
        let other = here.all().into_iter().find(|one| one.slug != here.slug());
        other.map_or(Self::Time(None), |one| Self::Environment(one.slug))
    }

    fn query(&self) -> Option<DiffQuery> {
        let at = match self {
            Self::Environment(slug) => {
                return Some(DiffQuery { against: Some(slug.clone()), at: None, same: Some(false) });
            }
            Self::Change(number) => number.to_string(),
            Self::Time(at) => (*at)?.to_rfc3339(),
        };
        Some(DiffQuery { against: None, at: Some(at), same: Some(false) })
    }

    fn moment(&self) -> Option<Moment> {
        match self {
            Self::Environment(_) => None,
            Self::Change(number) => Some(Moment::Change(*number)),
            Self::Time(at) => at.map(Moment::Time),
        }
    }
}

/// The dialog; it stands once on the page.
#[component]
pub(super) fn CompareDialog(board: Board) -> impl IntoView {
    let here = CurrentEnvironment::of_page();
    let language = Language::of_page();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(board.doors.comparing.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            board.doors.comparing.set(None);
        }
        now
    });
    let title = move || txt::COMPARE_TITLE.fill(language.get(), &[("name", &here.name())]);
    view! {
        <Dialog open=open title=title wide=true testid="compare">
            <Chooser board here />
            {move || board.doors.comparing.get().filter(|with| with.query().is_some()).map(|with| view! { <Differences board here with /> })}
        </Dialog>
    }
}

#[component]
fn Chooser(board: Board, here: CurrentEnvironment) -> impl IntoView {
    let (id, time_id) = (fresh_id("with"), fresh_id("time"));
    let others: Vec<_> = here.all().into_iter().filter(|one| one.slug != here.slug()).collect();
    let change = board.doors.comparing.with_untracked(|with| match with {
        Some(Other::Change(number)) => Some(*number),
        _ => None,
    });
    let chosen = move |event| {
        let value = event_target_value(&event);
        let with = match value.split_once(':') {
            Some(("environment", slug)) => Other::Environment(slug.to_owned()),
            Some(("change", number)) => Other::Change(number.parse().unwrap_or_default()),
            _ => Other::Time(None),
        };
        board.doors.comparing.set(Some(with));
    };
    let timed = move |event| {
        let typed = event_target_value(&event);
        let millis = js_sys::Date::parse(&typed);
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a year that can be typed")]
        let at = (!millis.is_nan()).then(|| Timestamp::from_millis(millis as i64));
        board.doors.comparing.set(Some(Other::Time(at)));
    };
    let is = move |wanted: Other| {
        move || {
            board.doors.comparing.with(|with| match (with, &wanted) {
                (Some(Other::Time(_)), Other::Time(_)) => true,
                (with, wanted) => with.as_ref() == Some(wanted),
            })
        }
    };
    let is_time = Memo::new(move |_| board.doors.comparing.with(|with| matches!(with, Some(Other::Time(_)))));
    view! {
        <div class="form-fields is-columns">
            <div class="field">
                <label for=id.clone()>{t(txt::COMPARE_WITH)}</label>
                <div class="select">
                    <select id=id class="input" name="with" on:change=chosen>
                        {others.into_iter().map(|one| view! {
                            <option value=format!("environment:{}", one.slug) selected=is(Other::Environment(one.slug.clone()))>{one.name.clone()}</option>
                        }).collect_view()}
                        {change.map(|number| view! {
                            <option value=format!("change:{number}") selected=is(Other::Change(number))>
                                {t(txt::COMPARE_CHANGE)} " " {number.to_string()}
                            </option>
                        })}
                        <option value="time" selected=is(Other::Time(None))>{t(txt::COMPARE_TIME)}</option>
                    </select>
                    <Icon icon=icondata::LuChevronDown />
                </div>
            </div>
            {move || is_time.get().then(|| view! {
                <div class="field">
                    <label for=time_id.clone()>{t(txt::COMPARE_WHEN)}</label>
                    <input id=time_id.clone() name="at" type="datetime-local" class="input" on:change=timed />
                </div>
            })}
        </div>
    }
}

fn state_badge(state: DiffState) -> impl IntoView {
    let (text, tone): (Text, Tone) = match state {
        DiffState::OnlyHere => (txt::COMPARE_ONLY_HERE, Tone::Neutral),
        DiffState::OnlyThere => (txt::COMPARE_ONLY_THERE, Tone::Accent),
        DiffState::Differs => (txt::COMPARE_DIFFERS, Tone::Warning),
        DiffState::Same => (txt::OUTCOME_SAME, Tone::Good),
    };
    view! { <Badge label=t(text) tone=tone /> }
}

#[component]
fn Differences(board: Board, here: CurrentEnvironment, with: Other) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let query = with.query().unwrap_or_default();
    let diff = Remote::new(move || {
        let (tenant, slug, query) = (current.slug(), here.slug(), query.clone());
        async move { Ok(api.settings_diff(&tenant, &slug, query).await?.items) }
    });
    view! {
        {loaded(diff, 4, move |items| {
            let with = with.clone();
            (move || {
                let items = items.get();
                if items.is_empty() {
                    return view! { <EmptyState icon=icondata::LuCheck title=t(txt::COMPARE_SAME_TITLE) text=t(txt::COMPARE_SAME_TEXT) /> }.into_any();
                }
                view! { <Items board here with=with.clone() items diff /> }.into_any()
            }).into_any()
        })}
    }
}

#[component]
fn Items(
    board: Board,
    here: CurrentEnvironment,
    with: Other,
    items: Vec<DiffItem>,
    diff: Remote<Vec<DiffItem>>,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let writes = untrack(|| current.may(Permission::SettingsWrite));
    let elsewhere = matches!(with, Other::Environment(_));
    // What is only here cannot be copied from there; put back, it goes.
    let can =
        move |item: &DiffItem| item.kind == SettingKind::Variable && !(elsewhere && item.state == DiffState::OnlyHere);
    let chosen = RwSignal::new(BTreeSet::<String>::new());
    let possible: Vec<String> = items.iter().filter(|item| can(item)).map(|item| item.name.clone()).collect();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let apply = Callback::new(move |()| {
        let names: Vec<String> = chosen.get_untracked().into_iter().collect();
        let (tenant, slug, with) = (current.slug(), here.slug(), with.clone());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let kinds = Some(vec![SettingKind::Variable]);
            let answer = match (&with, with.moment()) {
                (Other::Environment(from), _) => {
                    let request = CopySettings {
                        from: from.clone(),
                        names: Some(names),
                        kinds,
                        overwrite: true,
                        dry_run: false,
                        note: None,
                    };
                    api.copy_settings(&tenant, &slug, &request).await
                }
                (_, Some(at)) => {
                    let request = RestoreSettings { at, names: Some(names), kinds, dry_run: false, note: None };
                    api.restore_settings(&tenant, &slug, &request).await
                }
                (_, None) => return,
            };
            _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    _ = chosen.try_update(BTreeSet::clear);
                    diff.reload();
                    board.reload();
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let every = possible.clone();
    let all = move |event| {
        let ticked = event_target_checked(&event);
        chosen.set(if ticked { every.iter().cloned().collect() } else { BTreeSet::new() });
    };
    let ticks = (writes && !possible.is_empty()).then(|| {
        view! { <input type="checkbox" class="checkbox" aria-label=t(txt::COMPARE_ALL) on:change=all /> }.into_any()
    });
    let ticked = ticks.is_some();
    let label = if elsewhere { txt::COMPARE_COPY } else { txt::COMPARE_RESTORE };
    view! {
        <ChangeTable label=t(txt::CHANGES_LABEL) before=txt::COMPARE_HERE after=txt::COMPARE_THERE last=txt::COMPARE_STATE
            ticks=ticks.unwrap_or_else(|| view! { <span class="visually-hidden">{t(txt::COMPARE_ALL)}</span> }.into_any())>
            {items.into_iter().map(|item| {
                let name = item.name.clone();
                let (in_set, flips) = (name.clone(), name.clone());
                let allowed = ticked && can(&item);
                let tick = allowed.then(|| view! {
                    <input type="checkbox" class="checkbox" aria-label=name.clone()
                        prop:checked=move || chosen.with(|chosen| chosen.contains(&in_set))
                        on:change=move |event| chosen.update(|chosen| {
                            if event_target_checked(&event) { chosen.insert(flips.clone()); } else { chosen.remove(&flips); }
                        }) />
                });
                view! {
                    <tr data-name=name.clone()>
                        <td class="is-tick">{tick}</td>
                        <th scope="row">{name.clone()}</th>
                        {sides(item.here.as_ref(), item.there.as_ref())}
                        <td>{state_badge(item.state)}</td>
                    </tr>
                }
            }).collect_view()}
        </ChangeTable>
        {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
        {ticked.then(|| view! {
            <div class="form-actions">
                <Button label=t(label) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary
                    disabled=Signal::derive(move || chosen.with(BTreeSet::is_empty)) on_press=apply testid="apply-difference" />
            </div>
        })}
    }
}
