//! A table: sorted by its headings, searched as one types, walked with the arrow keys, and drawing only the rows in
//! sight, so that ten thousand scroll smoothly.

use std::sync::Arc;

use leptos::{prelude::*, text_prop::TextProp};
use wasm_bindgen::JsCast;

mod copied;

use super::{field::fresh_id, icon::Icon};
use crate::{
    i18n::{Language, t, txt},
    state::table::{Order, Search, Window, ordered, window},
};

pub(crate) use copied::{Copied, CopiedRows};

pub(crate) use crate::state::table::SortKey;

/// From so many rows on only those in sight are drawn.
const VIRTUAL_FROM: usize = 150;
/// The height of a row in pixels; the styles hold it.
const ROW_HEIGHT: f64 = 44.0;
/// The height of the view in pixels when not everything is drawn; the styles hold it.
const VIEW_HEIGHT: f64 = 616.0;

/// A heading.
#[derive(Clone)]
pub(crate) struct Column {
    label: TextProp,
    sorts: bool,
    class: &'static str,
}

impl Column {
    /// A column that sorts.
    pub(crate) fn new(label: impl Into<TextProp>) -> Self {
        Self { label: label.into(), sorts: true, class: "" }
    }

    /// A column that does not sort.
    pub(crate) fn fixed(label: impl Into<TextProp>) -> Self {
        Self { label: label.into(), sorts: false, class: "" }
    }

    /// A column of buttons.
    pub(crate) fn actions(label: impl Into<TextProp>) -> Self {
        Self { label: label.into(), sorts: false, class: "is-actions" }
    }

    /// With a class of its own on every cell.
    #[must_use]
    pub(crate) fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// Left out where the window is narrow.
    #[must_use]
    pub(crate) fn wide_only(self) -> Self {
        Self { class: "is-wide-only", ..self }
    }
}

/// One row; its cells are built when it comes into sight.
#[derive(Clone)]
pub(crate) struct TableRow {
    /// What tells it from the others.
    pub key: String,
    /// What the search looks at.
    pub search: String,
    /// What each column is ordered by.
    pub sort: Vec<SortKey>,
    /// Builds the cells; the first is the row's heading.
    pub cells: Arc<dyn Fn() -> Vec<AnyView> + Send + Sync>,
}

/// The rows, ready to be searched.
struct Held {
    rows: Vec<Arc<TableRow>>,
    haystacks: Vec<String>,
}

impl Held {
    fn new(rows: Vec<TableRow>) -> Self {
        let haystacks = rows.iter().map(|row| row.search.to_lowercase()).collect();
        Self { rows: rows.into_iter().map(Arc::new).collect(), haystacks }
    }
}

/// A value that is made anew rather than compared.
fn always<T: Send + Sync + 'static>(make: impl Fn() -> T + Send + Sync + 'static) -> Memo<Arc<T>> {
    Memo::new_with_compare(move |_| Arc::new(make()), |_, _| true)
}

/// The rows that hold what is sought, in their order.
fn searched(held: Memo<Arc<Held>>, arranged: Memo<Arc<Vec<usize>>>, sought: RwSignal<String>) -> Memo<Arc<Vec<usize>>> {
    let search = StoredValue::new(Search::default());
    Memo::new_with_compare(
        move |_| {
            let (arranged, held) = (arranged.get(), held.get());
            let found = sought
                .with(|sought| search.try_update_value(|search| search.found(&arranged, &held.haystacks, sought)));
            found.unwrap_or(arranged)
        },
        |_, _| true,
    )
}

/// A table of `rows`.
#[component]
pub(crate) fn DataTable(
    #[prop(into)] caption: TextProp,
    columns: Vec<Column>,
    #[prop(into)] rows: Signal<Vec<TableRow>>,
    /// Offers a search from so many rows on; none without it.
    #[prop(default = 8)]
    search_from: usize,
    #[prop(optional)] order: Option<Order>,
    /// What is sought, where the page wants to know it, too.
    #[prop(optional)]
    sought: Option<RwSignal<String>>,
    /// Columns of equal width, whatever is in sight.
    #[prop(optional)]
    even: bool,
    /// How rows of nothing but texts are drawn.
    #[prop(optional)]
    copied: Option<CopiedRows>,
    /// Stands beside the search.
    #[prop(optional, into)]
    tools: Option<ViewFn>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let language = Language::of_page();
    let sought = sought.unwrap_or_else(|| RwSignal::new(String::new()));
    let order = RwSignal::new(order);
    let top = RwSignal::new(0.0_f64);
    // A key press looks once at each row and builds those in sight: nothing is copied, and nothing ordered again.
    let held = always(move || Held::new(rows.get()));
    let arranged = always(move || {
        let held = held.get();
        ordered(held.rows.len(), |row| held.rows.get(row).map_or(&[], |row| row.sort.as_slice()), order.get())
    });
    let shown = searched(held, arranged, sought);
    let count = Memo::new(move |_| shown.with(|shown| shown.len()));
    let total = Memo::new(move |_| held.with(|held| held.rows.len()));
    let drawn = Memo::new(move |_| match count.get() {
        count if count < VIRTUAL_FROM => Window { first: 0, last: count, before: 0.0, after: 0.0 },
        count => window(count, ROW_HEIGHT, top.get(), VIEW_HEIGHT),
    });
    let virtual_view = Memo::new(move |_| count.get() >= VIRTUAL_FROM);
    let span = columns.len().to_string();
    let none_span = span.clone();
    let name = caption.clone();
    let kinds: Arc<[&'static str]> = columns.iter().map(|column| column.class).collect();
    let pattern = copied.as_ref().and_then(|rows| copied::pattern(rows, &kinds));
    let slice = move || {
        let Window { first, last, .. } = drawn.get();
        let (held, shown) = (held.get(), shown.get());
        let rows = shown.get(first..last.min(shown.len())).unwrap_or_default();
        rows.iter().filter_map(|row| held.rows.get(*row).cloned()).collect::<Vec<_>>()
    };
    let counted = move || {
        txt::TABLE_COUNT.fill(language.get(), &[("some", &count.get().to_string()), ("all", &total.get().to_string())])
    };
    let number = move |index: usize| (drawn.get().first + index + 2).to_string();
    view! {
        <div class="table" data-testid=testid>
            <Show when=move || total.get().ge(&search_from)>
                <TableSearch sought=sought counted=Signal::derive(counted) tools=tools.clone() />
            </Show>
            <div
                class="table-scroll"
                class:is-virtual=virtual_view
                tabindex=move || virtual_view.get().then_some("0")
                role="region"
                aria-label=move || name.get().to_string()
                on:scroll=move |event| top.set(scroll_top(&event))
                on:keydown=walk
            >
                <table class:is-even=even aria-rowcount=move || (count.get() + 1).to_string()>
                    <caption class="visually-hidden">{move || caption.get()}</caption>
                    <thead>
                        <tr aria-rowindex="1">
                            {columns.into_iter().enumerate().map(|(index, column)| heading(index, column, order)).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        <Spacer height=Signal::derive(move || drawn.get().before) span=span.clone() />
                        <ForEnumerate each=slice key=|row| row.key.clone() let(index, row)>
                            {match copied.clone().zip(pattern) {
                                Some((copied, pattern)) => copied::row(row, &kinds, &copied, pattern, move || number(index.get())),
                                None => body_row(&row, &kinds, move || number(index.get())),
                            }}
                        </ForEnumerate>
                        <Spacer height=Signal::derive(move || drawn.get().after) span=span />
                        <Show when=move || count.get() == 0 && !sought.with(String::is_empty)>
                            <tr><td colspan=none_span.clone() class="table-none">{t(txt::TABLE_NONE)}</td></tr>
                        </Show>
                    </tbody>
                </table>
            </div>
        </div>
    }
}

fn heading(index: usize, column: Column, order: RwSignal<Option<Order>>) -> AnyView {
    let Column { label, sorts, class } = column;
    if !sorts {
        let hidden = class == "is-actions";
        return view! { <th scope="col" class=class><span class:visually-hidden=hidden>{move || label.get()}</span></th> }
            .into_any();
    }
    let mine = move || order.get().filter(|order| order.column == index);
    let sorted = move || mine().map(|order| if order.descending { "descending" } else { "ascending" });
    let press = move |_| {
        order.update(|order| {
            *order = Some(order.map_or(Order { column: index, descending: false }, |order| order.clicked(index)));
        });
    };
    view! {
        <th scope="col" class=class aria-sort=sorted>
            <button type="button" class="table-sort" on:click=press>
                {move || label.get()}
                {move || {
                    let icon = match mine() {
                        Some(Order { descending: true, .. }) => icondata::LuArrowDown,
                        Some(_) => icondata::LuArrowUp,
                        None => icondata::LuChevronsUpDown,
                    };
                    view! { <Icon icon=icon /> }
                }}
            </button>
        </th>
    }
    .into_any()
}

fn body_row(row: &TableRow, kinds: &[&'static str], number: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    let cells = (row.cells)();
    view! {
        <tr data-key=row.key.clone() aria-rowindex=number>
            {cells
                .into_iter()
                .zip(kinds.iter().copied())
                .enumerate()
                .map(|(index, (cell, class))| {
                    if index == 0 {
                        view! { <th scope="row" class=class>{cell}</th> }.into_any()
                    } else {
                        view! { <td class=class>{cell}</td> }.into_any()
                    }
                })
                .collect_view()}
        </tr>
    }
    .into_any()
}

/// Stands for the rows that are not drawn.
#[component]
fn Spacer(height: Signal<f64>, span: String) -> impl IntoView {
    view! {
        <Show when=move || height.get().gt(&0.0)>
            <tr class="table-spacer" aria-hidden="true">
                <td colspan=span.clone() style:height=move || format!("{}px", height.get())></td>
            </tr>
        </Show>
    }
}

#[component]
fn TableSearch(sought: RwSignal<String>, counted: Signal<String>, tools: Option<ViewFn>) -> impl IntoView {
    let id = fresh_id("search");
    view! {
        <div class="table-tools">
            <div class="search">
                <Icon icon=icondata::LuSearch />
                <label class="visually-hidden" for=id.clone()>{t(txt::TABLE_SEARCH)}</label>
                <input
                    id=id type="search" class="input" placeholder=t(txt::TABLE_SEARCH) autocomplete="off"
                    prop:value=move || sought.get()
                    on:input=move |event| sought.set(event_target_value(&event))
                />
            </div>
            {tools.map(|tools| tools.run())}
            <span class="muted tabular" role="status">{move || counted.get()}</span>
        </div>
    }
}

fn scroll_top(event: &web_sys::Event) -> f64 {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .map_or(0.0, |element| f64::from(element.scroll_top()))
}

/// Arrow keys move between the rows and columns, to whatever can be pressed there.
fn walk(event: web_sys::KeyboardEvent) {
    let key = event.key();
    let Some(from) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    if ["INPUT", "SELECT", "TEXTAREA"].contains(&from.tag_name().as_str()) {
        return;
    }
    let Some(cell) = from.closest("th, td").ok().flatten() else { return };
    let Some(row) = cell.parent_element() else { return };
    let next = match key.as_str() {
        "ArrowDown" => row.next_element_sibling().and_then(|row| in_row(&row, &cell)),
        "ArrowUp" => row.previous_element_sibling().and_then(|row| in_row(&row, &cell)),
        "ArrowRight" => cell.next_element_sibling().and_then(|cell| pressable(&cell)),
        "ArrowLeft" => cell.previous_element_sibling().and_then(|cell| pressable(&cell)),
        _ => return,
    };
    if let Some(next) = next.and_then(|next| next.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        drop(next.focus());
    }
}

/// What can be pressed in `row`: in the column of `cell` if there is something, else the first.
fn in_row(row: &web_sys::Element, cell: &web_sys::Element) -> Option<web_sys::Element> {
    let column = std::iter::successors(cell.previous_element_sibling(), web_sys::Element::previous_element_sibling);
    let column = u32::try_from(column.count()).ok()?;
    row.children().item(column).and_then(|cell| pressable(&cell)).or_else(|| pressable(row))
}

fn pressable(inside: &web_sys::Element) -> Option<web_sys::Element> {
    inside.query_selector("a, button").ok().flatten()
}
