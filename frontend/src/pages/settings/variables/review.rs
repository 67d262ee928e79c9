//! What is staged: counted in a bar, looked at as a diff, saved as one change of each environment.

use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};
use shared::{
    api::setting_change::{ChangeVariables, ChangedSetting, SettingConflict, SettingsChanged, VariableOperation},
    problem::ProblemCode,
};

use super::{
    Board,
    changes::{ChangeTable, outcome_badge, sides},
    conflicts::{Conflicts, intended},
};
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        field::fresh_id,
        icon::Icon,
        states::{ProblemNote, Skeleton},
    },
    failure::Failure,
    i18n::{Language, t, txt},
    pages::tenants::frame::CurrentTenant,
    state::{
        drafts::{Drafts, Spot},
        matrix::say,
    },
};

/// How many edits there are, and what can be done with them; nothing while there are none.
#[component]
pub(super) fn StagedBar(board: Board) -> impl IntoView {
    let language = Language::of_page();
    let count = Memo::new(move |_| board.drafts.with(Drafts::count));
    let words = move || {
        let text = if count.get() == 1 { txt::VARIABLES_STAGED_ONE } else { txt::VARIABLES_STAGED };
        text.fill(language.get(), &[("n", &count.get().to_string())])
    };
    let discard = Callback::new(move |()| board.drafts.update(Drafts::clear));
    let review = Callback::new(move |()| board.reviewing.set(true));
    view! {
        <Show when=move || count.get().gt(&0)>
            <div class="save-bar staged" role="region" aria-label=t(txt::COMMON_SAVE) data-testid="staged">
                <span class="staged-words" role="status"><Icon icon=icondata::LuPencil />{words}</span>
                <div class="form-actions">
                    <Button label=t(txt::VARIABLES_REVIEW) look=Look::Primary on_press=review testid="review" />
                    <Button label=t(txt::VARIABLES_DISCARD) on_press=discard testid="discard" />
                </div>
            </div>
        </Show>
        <Dialog open=board.reviewing title=t(txt::VARIABLES_REVIEW_TITLE) wide=true testid="review-dialog">
            <Review board />
        </Dialog>
    }
}

/// What the server said about the edits of an environment.
#[derive(Clone)]
enum Verdict {
    /// Being asked.
    Asked,
    /// What they would do.
    Fine(Vec<ChangedSetting>),
    /// Somebody was faster.
    Conflicts(Vec<SettingConflict>),
    /// Refused: each beside its edit, or as a whole.
    Refused(Option<Failure>),
}

/// One environment's part.
#[derive(Clone, Copy)]
struct Group {
    board: Board,
    environment: StoredValue<String>,
    verdict: RwSignal<Verdict>,
}

impl Group {
    fn new(board: Board, environment: String) -> Self {
        Self { board, environment: StoredValue::new(environment), verdict: RwSignal::new(Verdict::Asked) }
    }

    fn edits(self) -> Vec<(Spot, VariableOperation)> {
        self.environment.with_value(|id| self.board.drafts.with_untracked(|drafts| drafts.of(id)))
    }

    /// Sends the edits. Answers whether they were accepted.
    async fn send(self, api: Api, tenant: &str, note: Option<String>, dry_run: bool) -> bool {
        let operations = self.edits().into_iter().map(|(_, edit)| edit).collect();
        let slug = self.board.slug_of(&self.environment.get_value());
        let request = ChangeVariables { note, dry_run, operations };
        let answer = api.change_variables(tenant, &slug, &request).await;
        let fine = answer.is_ok();
        let verdict = self.judged(answer);
        drop(self.verdict.try_set(verdict));
        fine
    }

    fn judged(self, answer: Result<SettingsChanged, Failure>) -> Verdict {
        let failure = match answer {
            Ok(changed) => return Verdict::Fine(changed.items),
            Err(failure) => failure,
        };
        let Some(problem) = failure.problem() else { return Verdict::Refused(Some(failure)) };
        if failure.is(ProblemCode::VariableConflict) && !problem.conflicts.is_empty() {
            return Verdict::Conflicts(problem.conflicts.clone());
        }
        let id = self.environment.get_value();
        let placed = self.board.drafts.try_update(|drafts| drafts.refuse(&id, problem)).unwrap_or(false);
        Verdict::Refused((!placed).then_some(failure))
    }
}

#[component]
fn Review(board: Board) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let environments = board.drafts.with_untracked(Drafts::environments);
    let groups: Vec<Group> = environments.into_iter().map(|id| Group::new(board, id)).collect();
    let groups = StoredValue::new(groups);
    let note = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let look = move |group: Group| {
        group.verdict.set(Verdict::Asked);
        let tenant = current.slug();
        spawn_local(async move {
            group.send(api, &tenant, None, true).await;
        });
    };
    groups.with_value(|groups| groups.iter().for_each(|group| look(*group)));
    let look = Callback::new(look);
    let ready = Signal::derive(move || {
        groups.with_value(|groups| groups.iter().all(|group| group.verdict.with(|v| matches!(v, Verdict::Fine(_)))))
    });
    let save = Callback::new(move |()| {
        busy.set(true);
        let tenant = current.slug();
        let note = Some(note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty());
        spawn_local(async move {
            let mut all = true;
            for group in groups.get_value() {
                if group.edits().is_empty() {
                    continue;
                }
                let fine = group.send(api, &tenant, note.clone(), false).await;
                all &= fine;
                if fine {
                    _ = board.drafts.try_update(|drafts| drafts.saved(&group.environment.get_value()));
                }
            }
            _ = busy.try_set(false);
            board.reload();
            if all {
                _ = board.reviewing.try_set(false);
            }
        });
    });
    // Whoever takes everything back has nothing left to look at.
    Effect::new(move || {
        if board.drafts.with(Drafts::count) == 0 && !busy.get_untracked() {
            _ = board.reviewing.try_set(false);
        }
    });
    let several = groups.with_value(Vec::len) > 1;
    view! {
        <div class="changes">
            {groups.get_value().into_iter().map(|group| view! { <GroupView group several look /> }).collect_view()}
        </div>
        <Note note />
        <div class="form-actions">
            <Button label=t(txt::VARIABLES_SAVE) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary
                disabled=Signal::derive(move || !ready.get()) on_press=save testid="save-changes" />
            <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| board.reviewing.set(false)) />
        </div>
    }
}

/// Why, in the words of whoever saves.
#[component]
pub(super) fn Note(note: RwSignal<String>) -> impl IntoView {
    let id = fresh_id("note");
    view! {
        <div class="field">
            <label for=id.clone()>{t(txt::VARIABLES_NOTE)}</label>
            <span class="field-optional">{t(txt::COMMON_OPTIONAL)}</span>
            <input id=id name="note" class="input" autocomplete="off" maxlength="500"
                prop:value=move || note.get() on:input=move |event| note.set(event_target_value(&event)) />
        </div>
    }
}

#[component]
fn GroupView(group: Group, several: bool, look: Callback<Group>) -> impl IntoView {
    let id = group.environment.get_value();
    let name = group.board.name_of(&id);
    let again = Callback::new(move |()| {
        if group.edits().is_empty() {
            group.verdict.set(Verdict::Fine(Vec::new()));
        } else {
            look.run(group);
        }
    });
    view! {
        <section data-environment=group.board.slug_of(&id)>
            {several.then(|| view! { <h3>{name.clone()}</h3> })}
            {move || match group.verdict.get() {
                Verdict::Asked => view! { <Skeleton lines=2 /> }.into_any(),
                Verdict::Fine(items) => view! { <Diff group label=name.clone() items again /> }.into_any(),
                Verdict::Conflicts(conflicts) => {
                    view! { <Conflicts board=group.board environment=group.environment.get_value() conflicts settled=again /> }.into_any()
                }
                Verdict::Refused(failure) => view! {
                    <div class="stack-sm">
                        {failure.map(|failure| view! { <ProblemNote failure retry=again /> })}
                        <Refused group label=name.clone() again />
                    </div>
                }.into_any(),
            }}
        </section>
    }
}

fn undo_button(group: Group, spot: Spot, again: Callback<()>) -> impl IntoView {
    let undo = Callback::new(move |()| {
        group.board.drafts.update(|drafts| drafts.undo(&spot));
        again.run(());
    });
    view! { <Button label=t(txt::GRID_UNDO) icon=icondata::LuUndo2 look=Look::Quiet compact=true on_press=undo /> }
}

/// What the edits would do, with what else follows from them.
#[component]
fn Diff(group: Group, #[prop(into)] label: TextProp, items: Vec<ChangedSetting>, again: Callback<()>) -> impl IntoView {
    let edits = group.edits();
    let spot_of = move |item: &ChangedSetting| {
        let before = item.before.as_ref().map_or(item.name.as_str(), |before| before.name.as_str());
        edits.iter().find(|(spot, _)| spot.is_called(before)).map(|(spot, _)| spot.clone())
    };
    view! {
        <ChangeTable label=label>
            {items.into_iter().map(|item| {
                let spot = spot_of(&item);
                view! {
                    <tr class:is-replaced=item.before.is_some() && item.after.is_some() data-name=item.name.clone()>
                        <th scope="row">{item.name.clone()}</th>
                        {sides(item.before.as_ref(), item.after.as_ref())}
                        <td><span class="cluster">
                            {outcome_badge(item.outcome)}
                            {spot.map(|spot| undo_button(group, spot, again))}
                        </span></td>
                    </tr>
                }
            }).collect_view()}
        </ChangeTable>
    }
}

/// The edits as they were typed, with what is wrong beside each.
#[component]
fn Refused(group: Group, #[prop(into)] label: TextProp, again: Callback<()>) -> impl IntoView {
    let board = group.board;
    let column = board.matrix.with_untracked(|matrix| matrix.column(&group.environment.get_value()));
    view! {
        <ChangeTable label=label actions=true>
            {group.edits().into_iter().map(|(spot, edit)| {
                let stored = board.matrix.with_untracked(|m| column.and_then(|column| m.cell(&edit.name, column).cloned()));
                let faults = board.drafts.with_untracked(|drafts| drafts.refused(&spot).to_vec());
                let secret = stored.as_ref().is_some_and(|cell| cell.secret);
                view! {
                    <tr data-name=edit.name.clone()>
                        <th scope="row">{edit.name.clone()}</th>
                        <td class="change-old">{stored.map(|cell| say(&cell.value))}</td>
                        <td class="change-new">
                            {intended(&edit, secret)}
                            {faults.into_iter().map(|words| view! { <span class="field-error">{words}</span> }).collect_view()}
                        </td>
                        <td>{undo_button(group, spot, again)}</td>
                    </tr>
                }
            }).collect_view()}
        </ChangeTable>
    }
}
