//! What would become of every name of a file, and which of them are wanted.

use std::sync::Arc;

use leptos::{html, prelude::*};
use shared::api::{
    import::{ImportItem, ImportedSettings},
    setting_change::{Outcome, SettingKind},
};

use super::{
    super::{
        changes::{ChangeTable, outcome_badge, outcome_name, side, sides},
        review::Note,
    },
    Import, format_name,
};
use crate::{
    components::{
        button::{Button, Look},
        icon::Icon,
        states::ProblemNote,
    },
    i18n::{Language, t, tf, txt},
};

/// So many rows are drawn at first, and with every wish for more.
const ROWS: usize = 200;

const OUTCOMES: [Outcome; 5] = [Outcome::New, Outcome::Changed, Outcome::Same, Outcome::Kept, Outcome::Refused];

/// Whether something is written for a name with this outcome.
pub(super) fn is_taken_over(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::New | Outcome::Changed)
}

/// What the preview shows of a file.
#[derive(Clone, Copy)]
struct Looked {
    import: Import,
    found: StoredValue<Arc<ImportedSettings>>,
    /// Only names with this outcome are shown; all without one.
    only: RwSignal<Option<Outcome>>,
    rows: RwSignal<usize>,
}

impl Looked {
    fn count(self, outcome: Outcome) -> usize {
        self.found.with_value(|found| found.items.iter().filter(|item| item.outcome == outcome).count())
    }

    /// The names that can be imported.
    fn possible(self) -> Vec<String> {
        self.found.with_value(|found| {
            found.items.iter().filter(|item| is_taken_over(item.outcome)).map(|item| item.name.clone()).collect()
        })
    }

    /// Those of them that are wanted; follows.
    fn wanted(self) -> Vec<String> {
        let mut names = self.possible();
        self.import.left_out.with(|left_out| names.retain(|name| !left_out.contains(&name.to_lowercase())));
        names
    }

    fn run(self) {
        let wanted = untrack(|| self.wanted());
        let all = wanted.len() == self.possible().len();
        let found = self.found.get_value();
        self.import.run(&found, (!all).then_some(wanted));
    }
}

/// The second step.
#[component]
pub(super) fn Preview(import: Import, found: Arc<ImportedSettings>) -> impl IntoView {
    let language = Language::of_page();
    let format = found.format;
    let found = StoredValue::new(found);
    let looked = Looked { import, found, only: RwSignal::new(None), rows: RwSignal::new(ROWS) };
    let count = Memo::new(move |_| looked.wanted().len());
    let words = move || {
        let text = if count.get() == 1 { txt::SETTINGS_IMPORT_RUN_ONE } else { txt::SETTINGS_IMPORT_RUN };
        text.fill(language.get(), &[("n", &count.get().to_string())])
    };
    let summary = move || {
        txt::SETTINGS_IMPORT_READ_AS.fill(language.get(), &[("format", format_name(format).get(language.get()))])
    };
    let here = NodeRef::<html::P>::new();
    Effect::new(move || {
        if let Some(here) = here.get() {
            drop(here.focus());
        }
    });
    let back = Callback::new(move |()| {
        import.failure.set(None);
        import.stage.set(super::Stage::Source);
    });
    let possible = !looked.possible().is_empty();
    view! {
        <div class="stack-sm" data-testid="import-preview">
            <p node_ref=here tabindex="-1" class="muted">{summary}</p>
            <Outcomes looked />
        </div>
        <Rows looked possible />
        {move || import.failure.get().map(|failure| match import.changed_since() {
            Some(names) => view! {
                <p class="note tone-warning" role="alert" data-testid="outdated"><Icon icon=icondata::LuUsers />
                    <span>{tf(txt::SETTINGS_IMPORT_OUTDATED, vec![("names", names)])}</span></p>
            }.into_any(),
            None => view! { <ProblemNote failure /> }.into_any(),
        })}
        {if possible {
            view! { <Note note=import.note /> }.into_any()
        } else {
            view! { <p class="note tone-neutral"><Icon icon=icondata::LuInfo /><span>{t(txt::SETTINGS_IMPORT_NONE)}</span></p> }.into_any()
        }}
        <div class="form-actions">
            {move || if import.changed_since().is_some() {
                let again = Callback::new(move |()| import.look());
                view! {
                    <Button label=t(txt::SETTINGS_IMPORT_AGAIN) busy_label=t(txt::SETTINGS_IMPORT_LOOKING) busy=import.busy look=Look::Primary
                        icon=icondata::LuRotateCw on_press=again testid="import-again" />
                }.into_any()
            } else if possible {
                let run = Callback::new(move |()| looked.run());
                view! {
                    <Button label=words busy_label=t(txt::SETTINGS_IMPORT_BUSY) busy=import.busy look=Look::Primary
                        disabled=Signal::derive(move || count.get() == 0) on_press=run testid="import-run" />
                }.into_any()
            } else {
                ().into_any()
            }}
            <Button label=t(txt::SETTINGS_IMPORT_BACK) on_press=back testid="import-back" />
        </div>
    }
}

/// How many names there are of each outcome, and the way to see only those.
#[component]
fn Outcomes(looked: Looked) -> impl IntoView {
    let all = looked.found.with_value(|found| found.items.len());
    let segment = move |wanted: Option<Outcome>, count: usize| {
        let name = wanted.map_or(txt::SETTINGS_IMPORT_ALL, outcome_name);
        let press = move |_| {
            looked.only.set(wanted);
            looked.rows.set(ROWS);
        };
        view! {
            <button type="button" class="segment" aria-pressed=move || (looked.only.get() == wanted).to_string() on:click=press>
                {t(name)} " " <span class="tabular muted">{count.to_string()}</span>
            </button>
        }
    };
    let counted = OUTCOMES.map(|outcome| (outcome, looked.count(outcome)));
    view! {
        <div class="segments" role="group" aria-label=t(txt::CHANGES_WHAT)>
            {segment(None, all)}
            {counted.into_iter().filter(|(_, count)| *count > 0).map(|(outcome, count)| segment(Some(outcome), count)).collect_view()}
        </div>
    }
}

#[component]
fn Rows(looked: Looked, possible: bool) -> impl IntoView {
    let import = looked.import;
    let shown = Memo::new(move |_| {
        let only = looked.only.get();
        looked.found.with_value(|found| {
            let fits = |(_, item): &(usize, &ImportItem)| only.is_none_or(|only| item.outcome == only);
            found.items.iter().enumerate().filter(fits).map(|(index, _)| index).collect::<Vec<_>>()
        })
    });
    let slice = move || {
        let rows = looked.rows.get();
        shown.with(|shown| shown.iter().take(rows).copied().collect::<Vec<_>>())
    };
    let all = move |event| {
        let ticked = event_target_checked(&event);
        let names = looked.possible().into_iter().map(|name| name.to_lowercase());
        import.left_out.set(if ticked { std::collections::BTreeSet::new() } else { names.collect() });
    };
    let every = move || looked.wanted().len() == looked.possible().len();
    let ticks = possible.then(|| {
        view! {
            <label class="tick-all">
                <input type="checkbox" class="checkbox" aria-label=t(txt::COMPARE_ALL) prop:checked=every on:change=all />
                <span aria-hidden="true">{t(txt::COMPARE_ALL)}</span>
            </label>
        }
        .into_any()
    });
    let ticks =
        ticks.unwrap_or_else(|| view! { <span class="visually-hidden">{t(txt::COMPARE_ALL)}</span> }.into_any());
    let left = Memo::new(move |_| shown.with(Vec::len).saturating_sub(looked.rows.get()));
    view! {
        <ChangeTable label=t(txt::CHANGES_LABEL) ticks=ticks>
            <For each=slice key=|index| *index let:index>
                {looked.found.with_value(|found| found.items.get(index).cloned()).map(|item| view! { <Row looked item /> })}
            </For>
        </ChangeTable>
        {move || (left.get() > 0).then(|| {
            let more = Callback::new(move |()| looked.rows.update(|rows| *rows += ROWS));
            let n = left.get().min(ROWS).to_string();
            view! { <div class="form-actions"><Button label=tf(txt::SETTINGS_IMPORT_MORE, vec![("n", n)]) look=Look::Quiet on_press=more /></div> }
        })}
    }
}

#[component]
fn Row(looked: Looked, item: ImportItem) -> impl IntoView {
    let ImportItem { kind, name, name_in_file, outcome, reason, before, after, line } = item;
    let left_out = looked.import.left_out;
    let key = StoredValue::new(name.to_lowercase());
    let label = name.clone();
    let tick = is_taken_over(outcome).then(move || {
        let flip = move |event| {
            let wanted = event_target_checked(&event);
            left_out.update(|left_out| {
                key.with_value(|key| if wanted { left_out.remove(key) } else { left_out.insert(key.clone()) });
            });
        };
        view! {
            <input type="checkbox" class="checkbox" aria-label=label on:change=flip
                prop:checked=move || !left_out.with(|left_out| key.with_value(|key| left_out.contains(key))) />
        }
    });
    let replaced = before.is_some() && outcome == Outcome::Changed;
    let values = match reason {
        Some(reason) => view! {
            <td class="change-old">{before.as_ref().map(|before| side(Some(before)))}</td>
            <td class="change-new"><span class="field-error">{reason.detail}</span></td>
        }
        .into_any(),
        None => sides(before.as_ref(), after.as_ref()),
    };
    view! {
        <tr class:is-replaced=replaced data-name=name.clone()>
            <td class="is-tick">{tick}</td>
            <th scope="row">
                {name.clone()}
                <span class="muted change-note">
                    {tf(txt::SETTINGS_IMPORT_LINE, vec![("n", line.to_string())])}
                    {name_in_file.map(|other| view! { " · " {tf(txt::SETTINGS_IMPORT_IN_FILE, vec![("name", other)])} })}
                    {(kind == SettingKind::ConnectionString).then(|| view! { " · " {t(txt::SETTINGS_IMPORT_STRING)} })}
                </span>
            </th>
            {values}
            <td>{outcome_badge(outcome)}</td>
        </tr>
    }
}
