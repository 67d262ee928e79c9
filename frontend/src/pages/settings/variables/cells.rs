//! The cells of the matrix: cheap to draw, for whoever types in the search sees a new screenful with every key. One
//! listener above them all hears what is pressed.

use std::sync::Arc;

use leptos::prelude::*;
use shared::{
    api::{resource::ShownValue, setting_change::OperationKind, variable::MatrixCell},
    secret::SecretState,
};
use wasm_bindgen::JsCast;

use super::{Board, editor::CellEditor};
use crate::{
    components::{
        data_table::{Column, Copied, CopiedRows},
        icon::Icon,
    },
    i18n::{Language, Text, txt},
    state::{
        drafts::{Shown, Spot},
        matrix::{Matrix, dots, say},
    },
};

/// The heading of the names, and one heading an environment.
pub(super) fn columns(matrix: &Matrix, here: &str, language: Language) -> Vec<Column> {
    let names = Column::new(move || txt::VARIABLES_NAME.get(language.get()));
    let environments = matrix.environments.iter().map(|one| {
        let class = if one.id.as_str() == here { "is-here" } else { "is-elsewhere" };
        Column::fixed(one.name.clone()).class(class)
    });
    std::iter::once(names).chain(environments).collect()
}

/// Rows in which there is nothing to say about any value: nearly all of them.
pub(super) fn copied(board: Board, language: Language) -> CopiedRows {
    let cells = move |key: &str| {
        let edited = board.editing.with(|editing| editing.as_ref().is_some_and(|spot| spot.is_called(key)));
        if edited || board.drafts.with(|drafts| drafts.touch(key)) {
            return None;
        }
        let absent = txt::VARIABLES_ABSENT.get(language.get());
        let matrix = board.matrix.read();
        let row = matrix.row(key)?;
        let plain = |text: String| Some(Copied { text, instead: None });
        let head = plain(row.name.clone());
        let values = row.cells.iter().map(|cell| match cell {
            None => Some(Copied { text: ABSENT.to_owned(), instead: Some(absent) }),
            Some(cell) if !cell.protected && cell.problems.is_empty() => plain(say(&cell.value)),
            Some(_) => None,
        });
        std::iter::once(head).chain(values).collect()
    };
    CopiedRows { head: "matrix-name", cell: "cell", instead: "is-absent", cells: Arc::new(cells) }
}

/// Stands where a variable does not exist.
const ABSENT: &str = "—";

/// The cells of one row.
pub(super) fn of_row(board: Board, name: &Arc<str>) -> Vec<AnyView> {
    let shown = name.to_string();
    let head = view! { <button type="button" class="matrix-name" title=shown.clone()>{shown.clone()}</button> };
    let count = board.matrix.with_untracked(|matrix| matrix.environments.len());
    std::iter::once(head.into_any()).chain((0..count).map(|column| cell(board, name.clone(), column))).collect()
}

/// What a cell looks like. Compared, so that an edit elsewhere leaves alone what is pressed here at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Face {
    /// It is edited in place.
    Edited,
    /// What nearly all cells are: a value and nothing to say about it.
    Plain(String),
    /// Anything else.
    Marked(Marked),
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is shown by itself")]
struct Marked {
    text: String,
    words: Text,
    absent: bool,
    deleted: bool,
    staged: bool,
    locked: bool,
    broken: bool,
}

fn cell(board: Board, name: Arc<str>, column: usize) -> AnyView {
    let environment =
        board.matrix.with_untracked(|matrix| matrix.environments.get(column).map(|one| one.id.to_string()));
    let spot = Spot::new(environment.unwrap_or_default(), &name);
    let language = Language::of_page();
    let face = {
        let (name, spot) = (name.clone(), spot.clone());
        Memo::new(move |_| face_of(board, &name, &spot, column))
    };
    (move || match face.get() {
        Face::Edited => view! { <CellEditor board spot=spot.clone() name=name.to_string() column /> }.into_any(),
        Face::Plain(text) => {
            view! { <button type="button" class="cell" data-column=column.to_string() title=text.clone()>{text.clone()}</button> }
                .into_any()
        }
        Face::Marked(marked) => marked_cell(column, marked, language),
    })
    .into_any()
}

fn face_of(board: Board, name: &str, spot: &Spot, column: usize) -> Face {
    if board.editing.with(|editing| editing.as_ref() == Some(spot)) {
        return Face::Edited;
    }
    let matrix = board.matrix.read();
    let stored = matrix.cell(name, column);
    let draft = board.drafts.with(|drafts| {
        let secret = stored.is_some_and(|cell| cell.secret);
        drafts.shown(spot, secret).map(|shown| (shown, !drafts.refused(spot).is_empty()))
    });
    match (stored, draft) {
        (Some(cell), None) if !cell.protected && cell.problems.is_empty() => Face::Plain(say(&cell.value)),
        (stored, draft) => Face::Marked(marked(stored, draft)),
    }
}

fn marked(stored: Option<&MatrixCell>, draft: Option<(Shown, bool)>) -> Marked {
    let text = stored.map_or_else(|| ABSENT.to_owned(), |cell| say(&cell.value));
    let (refused, shown) = (draft.as_ref().is_some_and(|(_, refused)| *refused), draft.map(|(shown, _)| shown));
    let staged = shown.is_some();
    let deleted = shown == Some(Shown::Deleted);
    let text = match shown {
        Some(Shown::Value(value)) => value,
        Some(Shown::Secret) => dots(&SecretState::default()),
        Some(Shown::Renamed(to)) => format!("{text} → {to}"),
        Some(Shown::Stored | Shown::Deleted) | None => text,
    };
    let words = match (staged, stored) {
        (true, _) => txt::VARIABLES_IS_STAGED,
        (_, None) => txt::VARIABLES_ABSENT,
        (_, Some(cell)) if cell.protected => txt::VARIABLES_IS_PROTECTED,
        _ => txt::VARIABLES_HAS_PROBLEM,
    };
    Marked {
        text,
        words,
        absent: stored.is_none() && !staged,
        deleted,
        staged,
        locked: stored.is_some_and(|cell| cell.protected),
        broken: refused || stored.is_some_and(|cell| !staged && !cell.problems.is_empty()),
    }
}

fn marked_cell(column: usize, marked: Marked, language: Language) -> AnyView {
    let Marked { text, words, absent, deleted, staged, locked, broken } = marked;
    let words = words.get(language.get());
    let class = match (absent, deleted, staged) {
        (true, ..) => "cell is-absent",
        (_, true, _) => "cell is-marked is-staged is-deleted",
        (_, _, true) => "cell is-marked is-staged",
        _ => "cell is-marked",
    };
    let icons = [
        locked.then_some((icondata::LuLock, "cell-icon")),
        staged.then_some((icondata::LuPencil, "cell-icon")),
        broken.then_some((icondata::LuTriangleAlert, "cell-icon is-warning")),
    ];
    view! {
        <button type="button" class=class data-column=column.to_string() title=format!("{text}\n{words}")>
            {icons.into_iter().flatten().map(|(icon, class)| view! { <span class=class><Icon icon=icon /></span> }).collect_view()}
            <span class="cell-text" aria-hidden=absent.then_some("true")>{text.clone()}</span>
            <span class="visually-hidden">{words}</span>
        </button>
    }
    .into_any()
}

/// Something in the matrix was pressed: a name shows its details, a cell is edited in place where that can be done.
pub(super) fn pressed(board: Board, event: &web_sys::MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(button) = target.and_then(|target| target.closest("tbody button").ok().flatten()) else { return };
    let Some(row) = button.closest("tr[data-key]").ok().flatten() else { return };
    let Some(key) = row.get_attribute("data-key") else { return };
    let column = button.get_attribute("data-column").and_then(|column| column.parse().ok());
    let name = board.name_like(&key);
    match column {
        Some(column) => edit(board, &name, column),
        None => {
            board.doors.opened.set(Some((name, board.here.id())));
        }
    }
}

fn edit(board: Board, name: &str, column: usize) {
    let Some((environment, stored)) = board.matrix.with_untracked(|matrix| {
        let environment = matrix.environments.get(column)?.id.to_string();
        Some((environment, matrix.cell(name, column).cloned()))
    }) else {
        return;
    };
    let spot = Spot::new(environment.clone(), name);
    let draft = board.drafts.with_untracked(|drafts| drafts.get(&spot).cloned());
    let locked = stored.as_ref().is_some_and(|cell| cell.protected) && !untrack(|| board.may_unlock());
    let lines = |text: &str| text.contains('\n');
    let long = match (&draft, &stored) {
        (Some(edit), _) => {
            edit.op != OperationKind::Put || matches!(&edit.value, Some(Some(text)) if lines(text.expose()))
        }
        (None, Some(cell)) => matches!(&cell.value, ShownValue::Plain(text) if lines(text)),
        (None, None) => false,
    };
    if locked || long || !untrack(|| board.may_write()) {
        board.doors.opened.set(Some((name.to_owned(), environment)));
    } else {
        board.editing.set(Some(spot));
    }
}

/// Puts the focus back on a cell that was edited.
pub(super) fn focus(name: &str, column: usize) {
    let selector = format!("tr[data-key=\"{}\"] [data-column=\"{column}\"]", shared::variable::key(name));
    request_animation_frame(move || {
        let cell = document().query_selector(&selector).ok().flatten();
        if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(cell.focus());
        }
    });
}
