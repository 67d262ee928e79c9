//! Variables: those of every environment beside each other, edited in place, saved together.

#![expect(clippy::large_types_passed_by_value, reason = "the board is handles only, copied as each of them would be")]

mod cells;
pub(crate) mod changes;
mod compare;
mod conflicts;
mod details;
pub(super) mod editor;
mod export;
mod form;
mod history;
mod import;
mod review;
mod typed;
mod versions;

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::{permission::Permission, variable::key};

use self::{
    cells::columns, compare::CompareDialog, details::DetailsDialog, export::ExportDialog, history::HistoryDialog,
    import::ImportDialog, review::StagedBar,
};
use super::frame::{CurrentEnvironment, Environments, crumbs};
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        data_table::{DataTable, SortKey, TableRow},
        leave_guard::LeaveGuard,
        menu::{Menu, MenuItem},
        page::Page,
        states::{EmptyState, loaded},
    },
    i18n::{Language, t, txt},
    pages::tenants::frame::CurrentTenant,
    places::encode,
    remote::Remote,
    session::Session,
    state::{
        drafts::{Drafts, Spot},
        matrix::{Matrix, haystack},
        table::Order,
    },
};

/// The dialogs of the page that its menu opens.
#[derive(Clone, Copy)]
pub(super) struct Doors {
    /// The variable whose details are shown: name, environment. No name: a new one.
    pub opened: RwSignal<Option<(String, String)>>,
    /// What the environment is compared with, while it is.
    pub comparing: RwSignal<Option<compare::Other>>,
    /// Whether the history is shown.
    pub looking_back: RwSignal<bool>,
    /// Whether settings are being imported.
    pub importing: RwSignal<bool>,
    /// Whether settings are being exported.
    pub exporting: RwSignal<bool>,
}

impl Doors {
    fn closed() -> Self {
        Self {
            opened: RwSignal::new(None),
            comparing: RwSignal::new(None),
            looking_back: RwSignal::new(false),
            importing: RwSignal::new(false),
            exporting: RwSignal::new(false),
        }
    }

    /// Shows the form of a new variable of `environment`.
    fn add(self, environment: String) {
        self.opened.set(Some((String::new(), environment)));
    }
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Board {
    /// What is stored.
    pub matrix: RwSignal<Arc<Matrix>>,
    remote: Remote<Arc<Matrix>>,
    /// What is edited.
    pub drafts: RwSignal<Drafts>,
    /// The cell that is edited in place.
    pub editing: RwSignal<Option<Spot>>,
    /// Whether the staged edits are looked at.
    pub reviewing: RwSignal<bool>,
    /// The other dialogs.
    pub doors: Doors,
    /// The environment of the page.
    pub here: CurrentEnvironment,
    current: CurrentTenant,
    session: Session,
}

impl Board {
    /// Whether the reader may change variables; follows.
    pub(super) fn may_write(self) -> bool {
        self.current.may(Permission::SettingsWrite)
    }

    /// Whether the reader may change protected ones; follows.
    pub(super) fn may_unlock(self) -> bool {
        self.session.administrator()
    }

    /// Reads what is stored again.
    pub(super) fn reload(self) {
        self.remote.reload();
    }

    /// How the variable is written that is told from others by `key`.
    pub(super) fn name_like(self, key: &str) -> String {
        let stored = self.matrix.with_untracked(|matrix| matrix.row(key).map(|row| row.name.clone()));
        let added = || {
            let names = self.matrix.with_untracked(|m| self.drafts.with_untracked(|drafts| drafts.names_beyond(m)));
            names.into_iter().find(|name| shared::variable::key(name) == key)
        };
        stored.or_else(added).unwrap_or_else(|| key.to_owned())
    }

    /// The short name of an environment.
    pub(super) fn slug_of(self, environment: &str) -> String {
        self.matrix.with_untracked(|matrix| {
            let known = matrix.environments.iter().find(|one| one.id.as_str() == environment);
            known.map(|one| one.slug.clone()).unwrap_or_default()
        })
    }

    /// The name of an environment.
    pub(super) fn name_of(self, environment: &str) -> String {
        self.matrix.with_untracked(|matrix| {
            let known = matrix.environments.iter().find(|one| one.id.as_str() == environment);
            known.map(|one| one.name.clone()).unwrap_or_default()
        })
    }
}

/// The page.
#[component]
pub(super) fn VariablesPage() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let session = Session::of_page();
    let remote = Remote::new(move || {
        let slug = current.slug();
        async move { Ok(Arc::new(Matrix::new(api.variable_matrix(&slug).await?))) }
    });
    let doors = Doors::closed();
    let here = CurrentEnvironment::of_page();
    view! {
        <Page title=t(txt::NAV_VARIABLES) lead=t(txt::VARIABLES_LEAD) crumbs=crumbs(current)
            actions=move || view! { <Actions here doors /> }>
            {loaded(remote, 8, move |matrix| {
                let board = Board {
                    matrix, remote, doors, session, here, current,
                    drafts: RwSignal::new(Drafts::default()),
                    editing: RwSignal::new(None),
                    reviewing: RwSignal::new(false),
                };
                view! { <Full board /> }.into_any()
            })}
        </Page>
    }
}

#[component]
fn Actions(here: CurrentEnvironment, doors: Doors) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let add = Callback::new(move |()| doors.add(here.id()));
    view! {
        <Menu label=t(txt::VARIABLES_MORE) text=t(txt::VARIABLES_MORE) icon=icondata::LuEllipsis testid="variables-more">
            <MenuItem label=t(txt::VARIABLES_HISTORY) icon=icondata::LuHistory
                on_press=Callback::new(move |()| doors.looking_back.set(true)) testid="open-history" />
            <MenuItem label=t(txt::VARIABLES_COMPARE) icon=icondata::LuGitCompare
                on_press=Callback::new(move |()| doors.comparing.set(Some(compare::Other::first(here)))) testid="open-compare" />
            <MenuItem label=t(txt::VARIABLES_EXPORT) icon=icondata::LuDownload
                on_press=Callback::new(move |()| doors.exporting.set(true)) testid="open-export" />
        </Menu>
        {move || current.may(Permission::SettingsWrite).then(|| view! {
            <Button label=t(txt::VARIABLES_IMPORT) icon=icondata::LuFileUp
                on_press=Callback::new(move |()| doors.importing.set(true)) testid="open-import" />
            <Button label=t(txt::VARIABLES_ADD) icon=icondata::LuPlus look=Look::Primary on_press=add testid="add-variable" />
        })}
    }
}

#[component]
fn Full(board: Board) -> impl IntoView {
    let dirty = Signal::derive(move || board.drafts.with(|drafts| drafts.count() > 0));
    // Names that are staged and not stored yet have their rows, too.
    let added = Memo::new(move |_| {
        let known = board.matrix.get();
        board.drafts.with(|drafts| drafts.names_beyond(&known))
    });
    let empty = Memo::new(move |_| board.matrix.with(|matrix| matrix.rows.is_empty()) && added.with(Vec::is_empty));
    view! {
        <LeaveGuard dirty=dirty />
        <Environments />
        {move || if empty.get() {
            view! {
                <EmptyState icon=icondata::LuTable2 title=t(txt::VARIABLES_EMPTY_TITLE) text=t(txt::VARIABLES_EMPTY_TEXT)>
                    {move || board.may_write().then(|| {
                        let add = Callback::new(move |()| board.doors.add(board.here.id()));
                        let import = Callback::new(move |()| board.doors.importing.set(true));
                        view! {
                            <Button label=t(txt::VARIABLES_ADD) icon=icondata::LuPlus look=Look::Primary on_press=add />
                            <Button label=t(txt::VARIABLES_IMPORT) icon=icondata::LuFileUp on_press=import />
                        }
                    })}
                </EmptyState>
            }.into_any()
        } else {
            view! { <Table board added /> }.into_any()
        }}
        <StagedBar board />
        <DetailsDialog board />
        <CompareDialog board />
        <HistoryDialog board />
        <ImportDialog board />
        <ExportDialog board />
    }
}

#[component]
fn Table(board: Board, added: Memo<Vec<String>>) -> impl IntoView {
    let language = Language::of_page();
    let sought = RwSignal::new(use_location().query.read_untracked().get("q").unwrap_or_default());
    keep_in_address(sought);
    let rows = Signal::derive(move || {
        let matrix = board.matrix.get();
        let stored = matrix.rows.iter().map(|row| table_row(board, &row.name, haystack(row)));
        added.with(|added| {
            added.iter().map(|name| table_row(board, name, name.clone())).chain(stored).collect::<Vec<_>>()
        })
    });
    let columns = board.matrix.with_untracked(|matrix| columns(matrix, &board.here.id(), language));
    let count = columns.len();
    let order = Order { column: 0, descending: false };
    view! {
        <div class="matrix" style=("--columns", count.to_string()) on:click=move |event| cells::pressed(board, &event)>
            <DataTable caption=t(txt::NAV_VARIABLES) columns=columns rows=rows order=order search_from=1 sought=sought
                even=true copied=cells::copied(board, language) testid="variables" />
        </div>
    }
}

fn table_row(board: Board, name: &str, search: String) -> TableRow {
    let known: Arc<str> = name.into();
    TableRow {
        key: key(name),
        search,
        sort: vec![SortKey::text(name)],
        cells: Arc::new(move || cells::of_row(board, &known)),
    }
}

/// What is sought stands in the address, so that it can be shared and comes back with a reload.
pub(super) fn keep_in_address(sought: RwSignal<String>) {
    let turn = StoredValue::new(0_u32);
    Effect::new(move |before: Option<()>| {
        let wanted = sought.get();
        if before.is_none() {
            return;
        }
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        // Once the typing pauses: browsers bound how often an address may change.
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                let query = if wanted.is_empty() { String::new() } else { format!("?q={}", encode(&wanted)) };
                let location = window().location();
                let path = format!("{}{query}", location.pathname().unwrap_or_default());
                let Ok(history) = window().history() else { return };
                let state = history.state().unwrap_or_default();
                drop(history.replace_state_with_url(&state, "", Some(&path)));
            },
            Duration::from_millis(250),
        );
    });
}
