//! A playbook is uploaded, or a newer version of one: three files, dropped, chosen or pasted. What is wrong is shown at
//! its line, and nothing is kept until nothing is.

#![allow(clippy::large_types_passed_by_value, reason = "the draft is handles only, copied as each of them would be")]

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use shared::api::playbook::{PlaybookFault, PlaybookFiles, PlaybookSummary, UploadPlaybook};

use super::faults::{Faults, Sum};
use crate::{
    api::{Api, Once},
    components::{
        button::{Button, Look},
        card::Card,
        drop_zone::{DropZone, FileButton},
        file_text::{FileText, Limit, TextOfFile},
        icon::Icon,
        leave_guard::LeaveGuard,
        page::Page,
        states::{ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    places::Place,
    remote::Remote,
};

/// The files, in the order in which they are shown.
const NAMES: [&str; 3] = ["playbook.toml", "en.toml", "nl.toml"];
/// What the server takes of each, in bytes.
const LIMIT: Limit =
    Limit { bytes: 262_144, too_large: txt::PLAYBOOKS_TOO_LARGE, no_text: txt::SETTINGS_IMPORT_NO_TEXT };
const ENDINGS: &str = ".toml,text/*";

/// What is being uploaded.
#[derive(Clone, Copy)]
struct Draft {
    texts: [TextOfFile; 3],
    /// What the files were when the page opened.
    before: StoredValue<[String; 3]>,
    faults: RwSignal<Vec<PlaybookFault>>,
    /// What an upload would make, where nothing is wrong.
    fine: RwSignal<Option<PlaybookSummary>>,
    /// Files that are none of the three.
    strange: RwSignal<Vec<String>>,
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
    kept: RwSignal<bool>,
    once: Once,
}

impl Draft {
    fn new(files: PlaybookFiles) -> Self {
        let before = [files.playbook, files.en, files.nl];
        let draft = Self {
            texts: before.clone().map(|text| TextOfFile::new(RwSignal::new(text), LIMIT)),
            before: StoredValue::new(before),
            faults: RwSignal::new(Vec::new()),
            fine: RwSignal::new(None),
            strange: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            kept: RwSignal::new(false),
            once: Once::new(),
        };
        // What was found good is not what is written since.
        Effect::new(move |before: Option<()>| {
            draft.texts.iter().for_each(|text| text.content.track());
            if before.is_some() {
                draft.fine.set(None);
                draft.failure.set(None);
            }
        });
        draft
    }

    /// Puts each file where it belongs by its name: `en.toml`, or `desk-mail.en.toml`.
    fn take(self, files: Vec<web_sys::File>) {
        let mut strange = Vec::new();
        for file in files {
            let name = file.name().to_lowercase();
            let fits = |wanted: &&str| {
                let rest = name.strip_suffix(*wanted);
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['-', '.', '_', ' ']))
            };
            match NAMES.iter().position(fits) {
                Some(at) => self.texts[at].take(file, || ()),
                None => strange.push(file.name()),
            }
        }
        self.strange.set(strange);
    }

    fn request(self, dry_run: bool) -> UploadPlaybook {
        let [playbook, en, nl] = self.texts.map(|text| text.content.get_untracked());
        UploadPlaybook { playbook, en, nl, dry_run }
    }

    fn send(self, api: Api, dry_run: bool, done: impl FnOnce(&str) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let (request, once) = (self.request(dry_run), if dry_run { Once::new() } else { self.once });
        spawn_local(async move {
            let answer = api.upload_playbook(&request, once).await;
            _ = self.busy.try_set(false);
            match answer {
                Ok(told) => {
                    let fine = told.faults.is_empty();
                    drop(self.faults.try_set(told.faults));
                    if told.kept {
                        _ = self.kept.try_set(true);
                        done(&told.playbook.map(|one| one.id).unwrap_or_default());
                    } else {
                        drop(self.fine.try_set(told.playbook.filter(|_| fine)));
                    }
                }
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
        });
    }
}

/// The page.
#[component]
pub(crate) fn UploadPage() -> impl IntoView {
    let api = Api::of_page();
    let query = use_location().query;
    let from = query.with_untracked(|query| query.get("from"));
    let begun = from.is_some();
    let remote = Remote::new(move || {
        let from = from.clone();
        async move {
            match from {
                Some(id) => api.playbook_files(&id).await,
                None => Ok(PlaybookFiles { playbook: String::new(), en: String::new(), nl: String::new() }),
            }
        }
    });
    let crumbs = vec![(t(txt::NAV_PLAYBOOKS).into(), Place::Playbooks.path())];
    view! {
        <Page title=t(txt::PLAYBOOKS_UPLOAD) lead=t(txt::PLAYBOOKS_UPLOAD_LEAD) crumbs=crumbs>
            {begun.then(|| view! {
                <p class="note tone-accent"><Icon icon=icondata::LuInfo /><span>{t(txt::PLAYBOOKS_FROM_NOTE)}</span></p>
            })}
            {loaded(remote, 10, move |files| view! { <Form draft=Draft::new(files.get_untracked()) /> }.into_any())}
        </Page>
    }
}

#[component]
fn Form(draft: Draft) -> impl IntoView {
    let api = Api::of_page();
    let navigate = use_navigate();
    let dirty = Signal::derive(move || {
        let now = draft.texts.map(|text| text.content.get());
        !draft.kept.get() && draft.before.with_value(|before| *before != now)
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let navigate = navigate.clone();
        draft.send(api, false, move |id| navigate(&Place::Playbook(id.to_owned()).path(), NavigateOptions::default()));
    };
    let look = Callback::new(move |()| draft.send(api, true, |_| ()));
    let empty = Signal::derive(move || draft.texts.iter().any(|text| text.content.with(|text| text.trim().is_empty())));
    let taken = Callback::new(move |files| draft.take(files));
    let faults = Signal::from(draft.faults);
    view! {
        <LeaveGuard dirty=dirty />
        <DropZone label=t(txt::PLAYBOOKS_DROP) on_files=taken testid="playbook-drop">
            <Card title=t(txt::PLAYBOOKS_FILES) note=t(txt::PLAYBOOKS_UPLOAD_NOTE)
                actions=move || view! { <FileButton label=t(txt::PLAYBOOKS_CHOOSE) accept=ENDINGS several=true on_files=taken testid="choose-files" /> }>
                <form class="form" novalidate on:submit=submit data-testid="playbook-form">
                    {move || strange(&draft.strange.get())}
                    <Sum faults />
                    <div class="playbook-texts">
                        {NAMES.into_iter().zip(draft.texts).map(|(name, of)| view! { <OneFile name of faults /> }).collect_view()}
                    </div>
                    {move || draft.fine.get().map(|one| view! { <Fine one /> })}
                    {move || draft.failure.get().map(|failure| view! { <ProblemNote failure /> })}
                    <div class="form-actions">
                        <Button label=t(txt::PLAYBOOKS_UPLOAD_DO) busy_label=t(txt::PLAYBOOKS_UPLOADING) busy=draft.busy disabled=empty
                            look=Look::Primary submit=true testid="upload-now" />
                        <Button label=t(txt::PLAYBOOKS_LOOK) icon=icondata::LuEye disabled=empty on_press=look testid="look-now" />
                    </div>
                </form>
            </Card>
        </DropZone>
    }
}

/// What each file holds, in a sentence.
fn hint(name: &str) -> Text {
    match name {
        "en.toml" => txt::PLAYBOOKS_HINT_EN,
        "nl.toml" => txt::PLAYBOOKS_HINT_NL,
        _ => txt::PLAYBOOKS_HINT,
    }
}

#[component]
fn OneFile(name: &'static str, of: TextOfFile, faults: Signal<Vec<PlaybookFault>>) -> impl IntoView {
    let wrong = Signal::derive(move || faults.with(|all| all.iter().any(|one| one.file == name)));
    view! {
        <div class="playbook-text" data-file=name>
            <FileText of label=name hint=t(hint(name)) name=name rows=14 invalid=wrong choose=t(txt::PLAYBOOKS_CHOOSE_ONE)
                accept=ENDINGS testid=format!("choose-{name}") />
            <Faults file=name of faults />
        </div>
    }
}

/// Nothing is wrong, and this is what it would be.
#[component]
fn Fine(one: PlaybookSummary) -> impl IntoView {
    let language = Language::of_page();
    let words = move || {
        let (version, steps) = (one.version.to_string(), one.steps.to_string());
        let places = [("name", one.name.get(language.get())), ("version", &version), ("steps", &steps)];
        txt::PLAYBOOKS_FINE.fill(language.get(), &places)
    };
    view! {
        <p class="note tone-good" role="status" data-testid="fine"><Icon icon=icondata::LuCircleCheck /><span>{words}</span></p>
    }
}

fn strange(names: &[String]) -> Option<impl IntoView + use<>> {
    let words = (!names.is_empty()).then(|| tf(txt::PLAYBOOKS_STRANGE, vec![("names", names.join(", "))]));
    words.map(|words| view! {
        <p class="note tone-warning" role="status" data-testid="strange"><Icon icon=icondata::LuTriangleAlert /><span>{words}</span></p>
    })
}
