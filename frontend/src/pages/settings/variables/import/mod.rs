//! Settings taken over from a file or a list: given, previewed name by name, imported as one change.

mod preview;
mod source;

use std::{collections::BTreeSet, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::import::{ImportSettings, ImportedSettings},
    problem::ProblemCode,
    secret::SecretText,
    settings_file::Format,
};

use self::{preview::Preview, source::Source};
use super::Board;
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        icon::Icon,
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
};

/// What a format is called.
fn format_name(format: Format) -> Text {
    match format {
        Format::Auto => txt::SETTINGS_IMPORT_AUTO,
        Format::Env => txt::SETTINGS_IMPORT_ENV,
        Format::Json => txt::SETTINGS_IMPORT_JSON,
        Format::DotnetConfig => txt::SETTINGS_IMPORT_DOTNET,
        Format::ConnectionStrings => txt::SETTINGS_IMPORT_STRINGS,
        Format::List => txt::SETTINGS_IMPORT_LIST,
        Format::Sql => txt::SETTINGS_IMPORT_SQL,
    }
}

/// How far an import is.
#[derive(Clone)]
enum Stage {
    /// The text is given.
    Source,
    /// What would become of each name.
    Preview(Arc<ImportedSettings>),
    /// It is done: how many names, in which change.
    Done(usize, i64),
}

/// An import on its way.
#[derive(Clone, Copy)]
struct Import {
    board: Board,
    api: Api,
    current: CurrentTenant,
    content: RwSignal<String>,
    format: RwSignal<Format>,
    overwrite: RwSignal<bool>,
    /// Names in lower case that are not wanted; what was not there the time before is wanted.
    left_out: RwSignal<BTreeSet<String>>,
    note: RwSignal<String>,
    stage: RwSignal<Stage>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Import {
    fn new(board: Board) -> Self {
        Self {
            board,
            api: Api::of_page(),
            current: CurrentTenant::of_page(),
            content: RwSignal::new(String::new()),
            format: RwSignal::new(Format::Auto),
            overwrite: RwSignal::new(true),
            left_out: RwSignal::new(BTreeSet::new()),
            note: RwSignal::new(String::new()),
            stage: RwSignal::new(Stage::Source),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    fn request(self) -> ImportSettings {
        ImportSettings {
            format: self.format.get_untracked(),
            content: SecretText::new(self.content.get_untracked()),
            dry_run: true,
            overwrite: self.overwrite.get_untracked(),
            ..ImportSettings::default()
        }
    }

    fn send(self, request: ImportSettings, then: impl FnOnce(ImportedSettings) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let (tenant, environment) = (self.current.slug(), self.board.here.slug());
        spawn_local(async move {
            let answer = self.api.import_settings(&tenant, &environment, &request).await;
            if self.busy.try_set(false).is_some() {
                // Closed meanwhile; what was written is shown all the same.
                self.board.reload();
                return;
            }
            match answer {
                Ok(found) => then(found),
                Err(why) => self.failure.set(Some(why)),
            }
        });
    }

    /// Asks what would become of each name.
    fn look(self) {
        self.send(self.request(), move |found| self.stage.set(Stage::Preview(Arc::new(found))));
    }

    /// Takes over the names in `only`, or all, as they were previewed.
    fn run(self, previewed: &ImportedSettings, only: Option<Vec<String>>) {
        let note = Some(self.note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty());
        let expected = Some(previewed.expected);
        let request =
            ImportSettings { dry_run: false, format: previewed.format, only, expected, note, ..self.request() };
        self.send(request, move |done| {
            let count = done.items.iter().filter(|item| preview::is_taken_over(item.outcome)).count();
            self.board.reload();
            self.stage.set(Stage::Done(count, done.change.unwrap_or_default()));
        });
    }

    /// The names that are not what they were when the preview was made, where that refused the import; follows.
    fn changed_since(self) -> Option<String> {
        self.failure.with(|failure| {
            let failure = failure.as_ref().filter(|why| why.is(ProblemCode::VariableConflict))?;
            let names: Vec<&str> = failure.problem()?.conflicts.iter().map(|conflict| conflict.name.as_str()).collect();
            Some(names.join(", "))
        })
    }
}

/// The dialog; it stands once on the page.
#[component]
pub(super) fn ImportDialog(board: Board) -> impl IntoView {
    let language = Language::of_page();
    let title = move || txt::SETTINGS_IMPORT_TITLE.fill(language.get(), &[("name", &board.here.name())]);
    view! {
        <Dialog open=board.doors.importing title=title wide=true testid="import">
            <Steps import=Import::new(board) />
        </Dialog>
    }
}

#[component]
fn Steps(import: Import) -> impl IntoView {
    move || match import.stage.get() {
        Stage::Source => view! { <Source import /> }.into_any(),
        Stage::Preview(found) => view! { <Preview import found /> }.into_any(),
        Stage::Done(count, change) => view! { <Done import count change /> }.into_any(),
    }
}

#[component]
fn Done(import: Import, count: usize, change: i64) -> impl IntoView {
    let places = vec![("n", count.to_string()), ("change", change.to_string())];
    let text = if count == 1 { txt::SETTINGS_IMPORT_DONE_ONE } else { txt::SETTINGS_IMPORT_DONE };
    let doors = import.board.doors;
    let history = Callback::new(move |()| {
        doors.importing.set(false);
        doors.looking_back.set(true);
    });
    view! {
        <p class="note tone-good" role="status" data-testid="imported"><Icon icon=icondata::LuCircleCheck /><span>{tf(text, places)}</span></p>
        <div class="form-actions">
            <Button label=t(txt::COMMON_CLOSE) look=Look::Primary on_press=Callback::new(move |()| doors.importing.set(false)) testid="import-close" />
            <Button label=t(txt::SETTINGS_IMPORT_HISTORY) icon=icondata::LuHistory on_press=history />
        </div>
    }
}
