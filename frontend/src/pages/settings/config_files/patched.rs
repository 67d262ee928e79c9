//! The patched copy: what the environment's settings would change in the file, then the file itself.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::config_file::{ConfigFileChange, ConfigFilePatch, PatchConfigFile, PatchOutcome},
    permission::Permission,
};

use super::{file::CurrentFile, findings::said};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        dialog::Dialog,
        drop_zone::save_file,
        field::fresh_id,
        icon::Icon,
        states::{ProblemNote, loaded},
        toast::Toasts,
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    remote::Remote,
};

/// The dialog; it stands once on the page.
#[component]
pub(super) fn PatchedDialog(known: CurrentFile, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open=open title=t(txt::CONFIG_FILE_PATCHED) wide=true testid="patched-dialog">
            <Patched known open />
        </Dialog>
    }
}

#[component]
fn Patched(known: CurrentFile, open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let add_missing = RwSignal::new(false);
    let remote = Remote::new(move || {
        let (tenant, environment, id) = known.place();
        let request = PatchConfigFile { dry_run: true, add_missing: add_missing.get() };
        async move { api.patch_config_file(&tenant, &environment, &id, &request).await }
    });
    let id = fresh_id("missing");
    view! {
        <p class="muted">{tf(txt::CONFIG_FILE_PATCHED_LEAD, vec![("environment", known.here.name())])}</p>
        {loaded(remote, 4, move |patch| view! {
            {move || view! { <Preview patch=patch.get() /> }}
            <div class="field is-check">
                <label for=id.clone()>{t(txt::CONFIG_FILE_ADD_MISSING)}</label>
                <input id=id.clone() type="checkbox" class="checkbox" name="add_missing" prop:checked=move || add_missing.get()
                    on:change=move |event| add_missing.set(event_target_checked(&event)) />
            </div>
            <Ends known open patch add_missing />
        }.into_any())}
    }
}

fn outcome_look(outcome: PatchOutcome) -> (Text, Tone) {
    match outcome {
        PatchOutcome::Changed => (txt::OUTCOME_CHANGED, Tone::Accent),
        PatchOutcome::Same => (txt::OUTCOME_SAME, Tone::Neutral),
        PatchOutcome::Added => (txt::OUTCOME_NEW, Tone::Good),
        PatchOutcome::Missing => (txt::CONFIG_FILE_NOT_THERE, Tone::Neutral),
        PatchOutcome::Encrypted => (txt::CONFIG_FILE_OUTCOME_ENCRYPTED, Tone::Warning),
        PatchOutcome::Unresolved => (txt::CONFIG_FILE_UNRESOLVED, Tone::Bad),
        PatchOutcome::Impossible => (txt::CONFIG_FILE_IMPOSSIBLE, Tone::Bad),
    }
}

fn changes(item: &ConfigFileChange) -> bool {
    matches!(item.outcome, PatchOutcome::Changed | PatchOutcome::Added)
}

#[component]
fn Preview(patch: ConfigFilePatch) -> impl IntoView {
    let (changed, other): (Vec<_>, Vec<_>) = patch.items.into_iter().partition(changes);
    let (same, stuck): (Vec<_>, Vec<_>) = other.into_iter().partition(|item| item.outcome == PatchOutcome::Same);
    let count = changed.len();
    let words = match count {
        0 => tf(txt::CONFIG_FILE_CHANGES_NONE, Vec::new()),
        1 => tf(txt::CONFIG_FILE_CHANGES_ONE, Vec::new()),
        _ => tf(txt::CONFIG_FILE_CHANGES, vec![("n", count.to_string())]),
    };
    let tone = if count == 0 { Tone::Neutral } else { Tone::Accent };
    view! {
        <div class="stack-sm" data-testid="patch-preview">
            <p class=format!("note {}", tone.class()) role="status"><Icon icon=icondata::LuFileDiff /><span>{words}</span></p>
            <ChangeRows items=changed />
            {(!stuck.is_empty()).then(|| view! {
                <h3>{t(txt::CONFIG_FILE_LEFT_OUT)}</h3>
                <ChangeRows items=stuck />
            })}
            {(!same.is_empty()).then(|| {
                let label = tf(txt::CONFIG_FILE_SAME_ALREADY, vec![("n", same.len().to_string())]);
                view! { <details class="more"><summary>{label}</summary><ChangeRows items=same /></details> }
            })}
        </div>
    }
}

#[component]
fn ChangeRows(items: Vec<ConfigFileChange>) -> impl IntoView {
    let value = |text: Option<String>| match text {
        None => view! { <span class="muted">{t(txt::VARIABLES_ABSENT)}</span> }.into_any(),
        Some(text) if text.is_empty() => view! { <span class="muted">{t(txt::CHANGES_EMPTY)}</span> }.into_any(),
        Some(text) => view! { <code class="value-lines">{text}</code> }.into_any(),
    };
    let row = move |item: ConfigFileChange| {
        let (label, tone) = outcome_look(item.outcome);
        let line = item.line.map(|line| tf(txt::CONFIG_FILE_LINE, vec![("line", line.to_string())]));
        view! {
            <tr class:is-replaced=item.outcome == PatchOutcome::Changed data-name=item.name.clone() data-kind=item.kind>
                <th scope="row">
                    {item.name.clone()}
                    {line.map(|line| view! { <span class="muted change-note">{line}</span> })}
                    {item.path.map(|path| view! { <code class="change-note patch-path">{path}</code> })}
                </th>
                <td class="change-old">{value(item.before)}</td>
                <td class="change-new">{value(item.after)}</td>
                <td><Badge label=t(label) tone=tone /></td>
            </tr>
        }
    };
    (!items.is_empty()).then(|| {
        view! {
            <div class="change-table" tabindex="0" role="region" aria-label=t(txt::CONFIG_FILE_CHANGES_LABEL)>
                <table>
                    <thead><tr>
                        <th scope="col">{t(txt::CONFIG_FILE_PLACE)}</th>
                        <th scope="col">{t(txt::CHANGES_BEFORE)}</th>
                        <th scope="col">{t(txt::CHANGES_AFTER)}</th>
                        <th scope="col">{t(txt::CHANGES_WHAT)}</th>
                    </tr></thead>
                    <tbody>{items.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
    })
}

/// What is done with it: taken along, or kept as the newest version.
#[component]
fn Ends(
    known: CurrentFile,
    open: RwSignal<bool>,
    patch: RwSignal<ConfigFilePatch>,
    add_missing: RwSignal<bool>,
) -> impl IntoView {
    let api = Api::of_page();
    let toasts = Toasts::of_page();
    let language = Language::of_page();
    let (fetching, keeping) = (RwSignal::new(false), RwSignal::new(false));
    let failure = RwSignal::new(None::<Failure>);
    let download = Callback::new(move |()| {
        let (tenant, environment, id) = known.place();
        let (name, missing) = (known.name(), add_missing.get_untracked());
        fetching.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.patched_config_file(&tenant, &environment, &id, missing).await;
            _ = fetching.try_set(false);
            match answer {
                Ok(bytes) => save_file(&name, &bytes),
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let keep = Callback::new(move |()| {
        let (tenant, environment, id) = known.place();
        let request = PatchConfigFile { dry_run: false, add_missing: add_missing.get_untracked() };
        keeping.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.patch_config_file(&tenant, &environment, &id, &request).await;
            _ = keeping.try_set(false);
            match answer {
                Ok(_) => {
                    _ = open.try_set(false);
                    known.reload();
                    toasts.say(txt::CONFIG_FILE_KEPT.get(language.now()));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let idle = Signal::derive(move || patch.with(|patch| !patch.items.iter().any(changes)));
    // Of several kinds the last is the most particular one.
    let after = known.file.with_untracked(|file| file.kinds.last().map(|kind| kind.after.clone()));
    let may = move || known.current.may(Permission::SettingsReveal);
    view! {
        {after.map(|after| view! { <p class="note tone-neutral"><Icon icon=icondata::LuInfo /><span>{said(after)}</span></p> })}
        <p class="note tone-warning"><Icon icon=icondata::LuTriangleAlert /><span>{t(txt::CONFIG_FILE_SECRETS_WARNING)}</span></p>
        {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
        <div class="form-actions">
            {move || may().then(|| view! {
                <Button label=t(txt::CONFIG_FILE_PATCHED_DOWNLOAD) busy_label=t(txt::COMMON_LOADING) busy=fetching icon=icondata::LuDownload
                    look=Look::Primary on_press=download testid="download-patched" />
            })}
            <Button label=t(txt::CONFIG_FILE_KEEP) busy_label=t(txt::COMMON_SAVING) busy=keeping disabled=idle on_press=keep testid="keep-patched" />
        </div>
        {move || (!may()).then(|| view! { <p class="muted">{t(txt::CONFIG_FILE_NEEDS_REVEAL)}</p> })}
    }
}
